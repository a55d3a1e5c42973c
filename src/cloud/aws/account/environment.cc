#include "cloud/aws/account/environment.h"

#include <algorithm>
#include <string_view>

#include "platform/environment.h"

namespace l7::aws {

std::string variable(const char* name) { return platform::environment_variable(name); }

bool is_true(const std::string& text) {
  static constexpr std::string_view truth = "true";
  return text.size() == truth.size() &&
         std::equal(text.begin(), text.end(), truth.begin(), [](char a, char b) { return (a | 0x20) == b; });
}

std::string with_home(const std::string& path) {
  if (path != "~" && !path.starts_with("~/")) return path;
  return platform::home_folder() + path.substr(1);
}

}  // namespace l7::aws
