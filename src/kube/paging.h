#pragma once

#include <set>
#include <string>

#include "kube/request.h"

namespace l7::kube {

/// The way through the pages of one list, which ends: an API server that leads back to a page that was there, or goes
/// on beyond any list, would be read for ever.
class Paging {
 public:
  explicit Paging(const Read& read);

  const Page& page() const { return page_; }
  /// Whether this is not the first page.
  bool is_under_way() const { return !page_.token.empty(); }

  /// Goes to the page after the one that came; false when that was the last, or all that is wanted. Throws ApiError.
  bool next(const Value& list, const Request& request);
  /// Goes on at another token than the one that led here. Throws ApiError.
  void go_to(std::string token, const Request& request);
  /// To the beginning, for the list in one piece: what is whole does not expire on the way.
  void start_whole();

 private:
  Page page_;
  bool is_limited_;
  std::set<std::string> seen_;
};

}  // namespace l7::kube
