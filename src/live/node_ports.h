#pragma once

#include <string>
#include <vector>

#include "kube/api.h"
#include "model/path.h"
#include "model/value.h"

namespace l7::live {

/// The node ports of a Service that the API server refuses to give it; `wanted` is the Service, or the patch to it. One
/// that a Service has given up is anybody's; and an update of a Service that loses against another leaves its numbers
/// taken until kube-apiserver repairs that, minutes later (measured on 1.35). Empty when the refusal is about something
/// else.
std::vector<Path> refused_node_ports(const kube::ApiError& refusal, const ObjectRef& object, const Value& wanted);

}  // namespace l7::live
