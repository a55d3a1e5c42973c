#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace l7::tls {

/// The certificates of a PEM text one by one, in its order and each written anew, so that equal ones are equal texts.
/// Throws Error when there is none.
std::vector<std::string> chain_of(std::string_view pem);

}  // namespace l7::tls
