#pragma once

#include <string>

namespace l7::kube {

/// The token in a file, without the white space around it. Throws Error when the file cannot be read or holds none.
std::string read_token(const std::string& file);

}  // namespace l7::kube
