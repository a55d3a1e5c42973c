#pragma once

#include <string_view>

namespace l7 {

/// Of both programs: that of project() in CMakeLists.txt.
extern const std::string_view version;

/// The name by which both programs' live writes are known in metadata.managedFields.
inline constexpr std::string_view field_manager = "milvus-l7";

}  // namespace l7
