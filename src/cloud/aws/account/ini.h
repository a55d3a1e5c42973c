#pragma once

#include <map>
#include <string>
#include <string_view>

namespace l7::aws {

/// Settings of one section: keys in lower case. What follows a setting indented belongs to its value, each line after
/// a line break, so that nested settings (`s3 =`) never count as the section's own.
using Section = std::map<std::string, std::string>;
using Sections = std::map<std::string, Section, std::less<>>;

/// Reads the files of AWS' command line interface: `[section]`, `key = value` or `key: value`, comments from `#` or
/// `;` at the beginning of a line. Of settings with the same name the last one counts; sections of the same name are
/// one. Throws Error that names the line and shows nothing of it.
Sections parse_ini(std::string_view text);

}  // namespace l7::aws
