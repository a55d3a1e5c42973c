#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace l7::kube {

/// The texts of a Warning header (RFC 7234) with code 299, which is the API server's: `299 - "v1beta1 is deprecated"`.
/// What is malformed is left out.
std::vector<std::string> warnings_in(std::string_view header);

}  // namespace l7::kube
