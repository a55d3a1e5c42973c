#pragma once

#include <string>
#include <vector>

#include "cloud/cloud.h"
#include "model/object.h"

namespace l7::live {

/// The cloud that the cluster runs in, as its nodes and IngressClasses tell. `known` says which of both could not be
/// read, and why. Throws Error that says what was seen when that is no cloud or several.
const Cloud& cloud_of(const std::vector<Object>& nodes, const std::vector<Object>& ingress_classes,
                      const KnownKinds& known);

}  // namespace l7::live
