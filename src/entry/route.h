#pragma once

#include <string>
#include <string_view>

#include "milvus/milvus.h"
#include "model/object.h"

/// Routes of the Gateway API, which lead from a Gateway to Services. They are another way in: seen, and left alone.
namespace l7 {

inline constexpr std::string_view route_version = "gateway.networking.k8s.io/v1";
inline constexpr GroupKind grpc_route = {"gateway.networking.k8s.io", "GRPCRoute"};
inline constexpr GroupKind http_route = {"gateway.networking.k8s.io", "HTTPRoute"};

bool is_route(const ObjectRef& object);

/// Whether an object is another way to Milvus: a route of the Gateway API, anything else of an API outside Kubernetes
/// that names the Service with its port (Istio, Traefik, Contour, OpenShift ..), or a ConfigMap of TCP services as the
/// nginx controllers read it (`9000: namespace/service:port`).
bool is_way_in(const Object& object, const milvus::Milvus& milvus);

/// Whether a rule of the route sends traffic to the port of this Milvus that clients use.
bool route_leads_to(const Object& route, const milvus::Milvus& milvus);

/// The Gateways (or what else stands there) that the route belongs to: "Gateway a, Gateway b"; "" for none.
std::string parents_of(const Object& route);

}  // namespace l7
