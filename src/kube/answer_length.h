#pragma once

#include <cstddef>
#include <string>

#include "kube/transport.h"

namespace l7::kube {

/// `64 MiB`, or `100 bytes`.
std::string size_text(std::size_t bytes);

/// Whether an answer is as long as it says, if it does. libcurl reads on to the end where the length is no number; what
/// came then may be a part. Of a compressed answer, and of one in chunks, the length is not the body's.
bool is_length_right(const Response& response, std::size_t received);

}  // namespace l7::kube
