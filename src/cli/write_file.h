#pragma once

#include <string>
#include <string_view>

#include "platform/descriptor.h"

namespace l7::cli {

/// Writes a file that is either there in full or as it was: a temporary file beside it takes its name. What is no
/// regular file (a pipe, a device) is written as it is. One that is replaced gets the readers of a new one. Throws
/// Error.
void write_file(const std::string& file, std::string_view text,
                platform::Readers readers = platform::Readers::everyone);

}  // namespace l7::cli
