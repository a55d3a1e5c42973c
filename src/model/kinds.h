#pragma once

#include "model/object.h"

/// The kinds of Kubernetes itself that both programs look at.
namespace l7::kinds {

inline constexpr GroupKind service = {"", "Service"};
inline constexpr GroupKind config_map = {"", "ConfigMap"};
inline constexpr GroupKind secret = {"", "Secret"};
inline constexpr GroupKind pod = {"", "Pod"};
inline constexpr GroupKind event = {"", "Event"};
inline constexpr GroupKind node = {"", "Node"};
inline constexpr GroupKind name_space = {"", "Namespace"};
inline constexpr GroupKind deployment = {"apps", "Deployment"};
inline constexpr GroupKind stateful_set = {"apps", "StatefulSet"};
inline constexpr GroupKind endpoint_slice = {"discovery.k8s.io", "EndpointSlice"};
inline constexpr GroupKind ingress = {"networking.k8s.io", "Ingress"};
inline constexpr GroupKind ingress_class = {"networking.k8s.io", "IngressClass"};
inline constexpr GroupKind network_policy = {"networking.k8s.io", "NetworkPolicy"};

}  // namespace l7::kinds
