#pragma once

#include <string>
#include <string_view>

namespace l7::platform {

/// UTF-8 as UTF-16, which the functions of Windows take, and back. What is not valid becomes U+FFFD.
std::wstring wide(std::string_view text);
std::string narrow(std::wstring_view text);

/// Throws the calling thread's last error as std::system_error, with the step that failed.
[[noreturn]] void throw_last_error(const char* step);

}  // namespace l7::platform
