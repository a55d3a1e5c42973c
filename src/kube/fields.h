#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "model/value.h"

namespace l7::kube {

/// A map of a configuration file, read with the types that Kubernetes declares for its fields: an unquoted number is no
/// text. Null and a missing field are the type's empty value; unknown fields are ignored. Errors name the field and
/// never show what it holds.
class Fields {
 public:
  /// `value` may be null; it must outlive this. Throws Error for anything but a map.
  Fields(const Value* value, std::string path);

  std::string text(std::string_view key) const;
  bool truth(std::string_view key) const;
  /// Bytes that are written in base64.
  std::string data(std::string_view key) const;
  std::vector<std::string> texts(std::string_view key) const;
  /// The texts of a map, in its order.
  std::vector<std::pair<std::string, std::string>> text_map(std::string_view key) const;
  Fields map(std::string_view key) const;
  std::vector<Fields> maps(std::string_view key) const;

  /// What stands there, unless that is null.
  const Value* find(std::string_view key) const;
  const Value* value() const { return value_; }
  std::string path_of(std::string_view key) const;

 private:
  const std::vector<Value>& items(std::string_view key) const;

  const Value* value_;
  std::string path_;
};

}  // namespace l7::kube
