#pragma once

#include <optional>
#include <string_view>

#include "model/object.h"
#include "model/path.h"

namespace l7::milvus {

/// Where something is written: a place in an object.
struct Place {
  const Object* object = nullptr;
  Path path;

  /// The same with a key below it.
  Place at(std::string_view key) const {
    Place below = *this;
    below.path.emplace_back(key);
    return below;
  }
};

/// Where a Milvus keeps its settings: an object, and the places in it.
struct SettingsPlace {
  /// Without a name when the workload shows no such object.
  ObjectRef object;
  /// The settings that people write: what a plan changes. Empty when the object has no place for them.
  Path user;
  /// The settings below these; empty when the object holds none.
  Path defaults;
  /// Whether a YAML text stands at these places, as in a ConfigMap, and not the settings themselves.
  bool in_text = true;

  bool found() const { return !object.name.empty(); }
  /// Whether it may be read: what a Secret holds is neither read nor changed.
  bool is_readable() const { return found() && object.kind != "Secret"; }
};

/// Finds the settings of a container in a workload's pod template by what is mounted, whatever the volume is called.
/// Every way to keep settings has a finder in the table of place.cc.
SettingsPlace settings_place(const Value& workload, const Value& pod, const Value& container);

}  // namespace l7::milvus
