#pragma once

#include <string_view>

namespace l7::cli {

/// Of both programs; the same as in CMakeLists.txt and postrender/plugin.yaml, which tests make sure of.
inline constexpr std::string_view version = "0.1.0";

}  // namespace l7::cli
