#pragma once

#include <string>
#include <string_view>

namespace l7::milvus {

/// SHA-256 (FIPS 180-4) in lower-case hexadecimal. Our own because the post-renderer links no crypto library; it names
/// a configuration, nothing secret depends on it.
std::string sha256(std::string_view data);

}  // namespace l7::milvus
