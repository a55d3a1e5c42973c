#include "kube/answer_length.h"

#include <algorithm>

namespace l7::kube {

std::string size_text(std::size_t bytes) {
  return bytes < 1 << 20 ? std::to_string(bytes) + " bytes" : std::to_string(bytes >> 20) + " MiB";
}

bool is_length_right(const Response& response, std::size_t received) {
  const bool encoded = !response.header("content-encoding").empty() || !response.header("transfer-encoding").empty();
  const std::string body_size = std::to_string(received);
  return std::all_of(response.headers.begin(), response.headers.end(), [&](const auto& header) {
    if (header.first != "content-length") return true;
    const bool is_number = !header.second.empty() && header.second.find_first_not_of("0123456789") == std::string::npos;
    return is_number && (encoded || header.second == body_size);
  });
}

}  // namespace l7::kube
