#pragma once

#include <string>

#include "model/value.h"

namespace l7 {

/// Names one Kubernetes object. `name_space` is empty where the manifest leaves it to the client.
struct ObjectRef {
  std::string api_version;
  std::string kind;
  std::string name_space;
  std::string name;

  bool operator==(const ObjectRef&) const = default;
};

/// `Service milvus/my-release-milvus`, or without the namespace where none is given.
std::string to_string(const ObjectRef& ref);

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
