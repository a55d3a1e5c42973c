#pragma once

#include <string>

namespace l7::kube {

/// Throws Error, in Go's words, for a value with control characters: a line end in it would begin another header. The
/// value is not shown.
void check_header(const std::string& name, const std::string& value);

}  // namespace l7::kube
