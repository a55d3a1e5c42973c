#pragma once

#include <string>
#include <string_view>

#include "model/value.h"

namespace l7 {

/// A kind of object, in whatever version of its API: `Ingress` of the group `networking.k8s.io`. Kinds of the core API
/// have no group. Two groups may have a kind of one name (`Service` of Knative, `Ingress` of OpenShift), so a kind is
/// never told by its name alone. The texts belong to the caller.
struct GroupKind {
  std::string_view group;
  std::string_view kind;

  bool operator==(const GroupKind&) const = default;
};

/// As kubectl writes it: `Ingress.networking.k8s.io`, `Service`.
std::string to_string(const GroupKind& kind);

/// Names one Kubernetes object. `name_space` is empty where the manifest leaves it to the client.
struct ObjectRef {
  std::string api_version;
  std::string kind;
  std::string name_space;
  std::string name;

  bool operator==(const ObjectRef&) const = default;
};

/// The kind of an object. The retired group `extensions` counts as the one that its kinds moved to (Kubernetes 1.16 and
/// 1.22 removed it; `helm template` without a cluster still prints it). It refers to the texts of `ref`.
GroupKind kind_of(const ObjectRef& ref);
bool is(const ObjectRef& ref, const GroupKind& kind);

/// `Service milvus/my-release-milvus`, or without the namespace where none is given.
std::string to_string(const ObjectRef& ref);

/// The command that shows an object's state and events: `kubectl describe Ingress web -n vectors`.
std::string describe_command(const ObjectRef& object);

/// The reference an object's own fields make.
ObjectRef ref_of(const Value& object);

/// Whether both may lie in one namespace: a manifest without one goes to the release's, which it cannot know.
bool same_namespace(const ObjectRef& a, const ObjectRef& b);

/// An object somebody has read, and where it stood for messages ("line 12, # Source: ..."); empty for a live object.
struct Object {
  ObjectRef ref;
  Value value;
  std::string origin;
};

/// The value of a label or annotation, or "".
const std::string& label(const Value& object, std::string_view key);
const std::string& annotation(const Value& object, std::string_view key);

}  // namespace l7
