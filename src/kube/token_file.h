#pragma once

#include <string>

namespace l7::kube {

/// Without the space around it.
std::string trimmed(const std::string& text);

/// The token in a file, trimmed. Throws Error when the file cannot be read or holds none.
std::string read_token(const std::string& file);

}  // namespace l7::kube
