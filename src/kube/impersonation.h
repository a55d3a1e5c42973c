#pragma once

#include <string>
#include <utility>
#include <vector>

#include "kube/kubeconfig.h"

namespace l7::kube {

/// The Impersonate-* headers for `as` and what goes with it; none without `as`. Keys of extras are escaped as
/// client-go's transport/round_trippers.go does. Throws Error for a value that no header can hold.
std::vector<std::pair<std::string, std::string>> impersonation_of(const User& user);

}  // namespace l7::kube
