#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "model/object.h"
#include "model/value.h"

namespace l7::milvus {

/// An object from which a container takes variables.
struct VariableSource {
  /// A ConfigMap or a Secret.
  ObjectRef object;
  /// All keys are variables, with this before their names; or
  std::string prefix;
  /// one key is this variable.
  std::string variable;
  std::string key;
};

/// A container's environment, as far as it is known.
struct Environment {
  std::map<std::string, std::string> values;
  /// Where a value comes from that does not stand in the container: "ConfigMap milvus-env".
  std::map<std::string, std::string> origins;
  /// Variables whose values are not known: they come from a Secret, from the pod, or from what is not here.
  std::vector<std::string> opaque;
  /// Objects that hold any number of variables, and were not read: Secrets, and ConfigMaps that are not here.
  std::vector<ObjectRef> unread;
  std::vector<VariableSource> sources;

  /// Whether it takes variables from this object.
  bool reads(const ObjectRef& object) const;
};

/// What the container says itself; all sources are still to be read.
Environment environment_of(const Value& container, const std::string& name_space);

/// Reads the ConfigMaps among the sources, as far as `find` has them. Of two that set a variable the last one wins, and
/// what the container says itself wins over both (core/v1 Container.envFrom). Secrets are never read.
void read_sources(Environment& environment, const std::function<std::optional<Object>(const ObjectRef&)>& find);

}  // namespace l7::milvus
