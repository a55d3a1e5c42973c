#pragma once

#include <string>
#include <string_view>

namespace l7::docs {

/// The pages, whole. `generated` says where each comes from.
std::string troubleshooting_page();
std::string reference_page();

/// A text whose every character shows as it is, outside code and inside a table alike; words between backticks stay
/// code.
std::string escaped(std::string_view text);

/// The text as code.
std::string code(std::string_view text);

/// The anchor that GitHub gives to a heading.
std::string anchor(std::string_view heading);

/// The first line of a page that a program writes.
inline constexpr std::string_view generated =
    "<!-- Written by docs/generator: cmake --build --preset release --target docs -->\n\n";

}  // namespace l7::docs
