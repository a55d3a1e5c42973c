#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

#include "connect/program.h"

namespace l7::connect {

/// The text with each `@name@` replaced by its value; values are not looked into. A line that holds nothing but one
/// whose value is empty goes.
std::string filled(std::string_view text, std::initializer_list<std::pair<std::string_view, std::string>> values);

// A text as a literal, whatever is in it. UTF-8 stays as it is where the language reads it so.

/// In double quotes, as Python, Go and JavaScript all read it.
std::string quoted(std::string_view text);
/// In double quotes and ASCII: which encoding a source has is up to javac's caller.
std::string java_quoted(std::string_view text);

/// What a program says where it goes by address, after the given beginning of a comment; else empty.
std::string note_on_address(const Way& way, std::string_view comment);

}  // namespace l7::connect
