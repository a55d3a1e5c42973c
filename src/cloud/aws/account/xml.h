#pragma once

#include <string>
#include <string_view>

namespace l7::aws {

/// The text of the first element of that name, its entities decoded, or "". Enough for the flat answers of AWS' query
/// protocol, whose elements have no attributes and whose texts no markup; anything else is no element here.
std::string xml_text(std::string_view xml, std::string_view name);

}  // namespace l7::aws
