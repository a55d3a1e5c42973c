#pragma once

#include <string>
#include <string_view>

namespace l7::kube {

std::string encode_base64(std::string_view bytes);

/// Reads padded base64 with line breaks anywhere, as Go's base64.StdEncoding does. Throws Error that tells the
/// offending byte's offset and nothing of the text.
std::string decode_base64(std::string_view text);

/// The same for the parts of a JSON Web Token: `-` and `_`, and no padding.
std::string decode_base64url(std::string_view text);

}  // namespace l7::kube
