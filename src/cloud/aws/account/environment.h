#pragma once

#include <string>

namespace l7::aws {

/// An environment variable; one that is empty counts as unset, as it does for AWS' own programs.
std::string variable(const char* name);

/// `true` in any case of letters (AWS SDKs and Tools Reference Guide).
bool is_true(const std::string& text);

/// A path with the home folder for its leading `~`.
std::string with_home(const std::string& path);

}  // namespace l7::aws
