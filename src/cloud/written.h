#pragma once

#include <string_view>

#include "model/object.h"
#include "model/path.h"

namespace l7 {

/// Fields that only a LoadBalancer or NodePort Service may have; the API server rejects the second on a ClusterIP one
/// and does not drop it by itself (kubernetes pkg/apis/core/validation, measured on 1.35).
inline constexpr std::string_view layer4_fields[] = {"loadBalancerIP",      "loadBalancerSourceRanges",
                                                     "loadBalancerClass",   "allocateLoadBalancerNodePorts",
                                                     "healthCheckNodePort", "externalTrafficPolicy"};

/// The annotation form of loadBalancerSourceRanges, rejected like the field.
inline constexpr std::string_view source_ranges_annotation = "service.beta.kubernetes.io/load-balancer-source-ranges";

/// Whether a plan of any cloud changes this place of an object that was there before. A live run records nothing else
/// and takes nothing else back, whatever a record says: it is an annotation, and whoever may write the object can write
/// that.
bool is_written_by_plans(const ObjectRef& object, const Path& path);

}  // namespace l7
