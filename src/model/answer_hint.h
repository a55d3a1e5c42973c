#pragma once

#include <string_view>

namespace l7 {

/// What it means, and what to do, when something before Milvus answers a call.
struct AnswerHint {
  /// For a server that speaks no HTTP/2, so that no call is made.
  static constexpr int no_http2 = -1;

  /// The HTTP status, or no_http2.
  int code;
  /// Empty in what a cloud says of an answer that all load balancers give.
  std::string_view failure;
  /// May be empty.
  std::string_view fix;
};

}  // namespace l7
