#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/path.h"
#include "model/value.h"

namespace l7::milvus {

/// A setting's name as Milvus compares it: lower case, without `/`, `_` and `.`
/// (milvus pkg/config: the key formatter shared by the file and the environment source).
std::string normalise(std::string_view key);

/// Whether a variable sets a setting: by its own name or with the prefix MILVUS_CONF_ (milvus
/// pkg/config/env_source.go).
bool sets(std::string_view variable, std::string_view setting);

/// One setting of user.yaml, by the spelling it has there.
struct Setting {
  Path path;
  /// What it says, as text; a list as JSON.
  std::string value;
  /// What stands there.
  Value written;
};

/// The settings of one file: every spelling Milvus accepts, nested, flat (`a.b.c: 1`) and mixed.
class Settings {
 public:
  Settings() = default;
  /// `file` is the first document of the file; anything but a map holds no setting.
  explicit Settings(Value file);

  /// Every place that sets this name; Milvus takes one of several at random.
  std::vector<Setting> all(std::string_view name) const;
  /// The value, when the file sets it.
  std::optional<std::string> get(std::string_view name) const;

  /// Where a new setting goes: below the deepest map that already holds its neighbours, in that map's spelling.
  /// `name` is dotted: "common.security.tlsMode".
  Path place_for(std::string_view name) const;

 private:
  Value file_;
};

}  // namespace l7::milvus
