#pragma once

#include <string>
#include <string_view>

#include "platform/descriptor.h"

namespace l7::cli {

/// Writes a file that is either there in full or as it was: a temporary file beside it takes its name. What is no
/// regular file (a pipe, a device) is written as it is. One that is replaced gets the readers of a new one. What only
/// the owner may read, such as a key, goes to a file of one's own alone: see require_own(). Throws Error.
void write_file(const std::string& file, std::string_view text,
                platform::Readers readers = platform::Readers::everyone);

/// Throws Error when there is something of that name that is no regular file of the user's own: a link, a pipe, or
/// somebody else's.
void require_own(const std::string& file);

}  // namespace l7::cli
