#pragma once

#include <string>
#include <string_view>

namespace l7::cli {

/// Who may read a new file; one that is replaced by `owner` is its owner's from then on.
enum class Readers { everyone, owner };

/// Writes a file that is either there in full or as it was: a temporary file beside it takes its name. What is no
/// regular file (a pipe, a device) is written as it is. Throws Error.
void write_file(const std::string& file, std::string_view text, Readers readers = Readers::everyone);

}  // namespace l7::cli
