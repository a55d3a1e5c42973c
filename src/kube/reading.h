#pragma once

#include <optional>
#include <vector>

#include "kube/client.h"
#include "kube/paging.h"
#include "kube/session.h"

namespace l7::kube {

/// One read until its answer is there, with all the pages of a list.
class Reading {
 public:
  explicit Reading(const Read& read) : read_(read), paging_(read) {}

  Request request() const { return read_request(read_, paging_.page()); }
  /// What to ask next, or nothing when the answer is there.
  std::optional<Request> take(Exchange& exchange);
  Answer finish() { return std::move(answer_); }

 private:
  std::optional<Request> take_error(const ApiError& error, const Response& response);
  std::optional<Request> take_page(const Response& response);
  void take_object(const Response& response);

  Read read_;
  Paging paging_;
  std::vector<Value> items_;
  Answer answer_;
};

}  // namespace l7::kube
