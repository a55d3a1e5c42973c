#pragma once

#include <string>

#include "kube/kubeconfig.h"

namespace l7::kube {

/// Throws Error in kubectl's words unless the provider is oidc with what kubectl asks of it.
void check_auth_provider(const AuthProvider& provider);

/// The id-token of an oidc provider. Throws Error when it has expired: only kubectl refreshes it, and stores the new
/// one in the kubeconfig.
std::string id_token(const AuthProvider& provider);

}  // namespace l7::kube
