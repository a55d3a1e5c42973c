#pragma once

#include <string_view>

namespace l7 {

/// Of both programs: that of project() in CMakeLists.txt.
extern const std::string_view version;

}  // namespace l7
