#include "kube/paging.h"

#include <algorithm>
#include <utility>

#include "kube/errors.h"

namespace l7::kube {
namespace {

/// Five million objects; the largest clusters that Kubernetes is tested for have 150,000 pods.
constexpr std::size_t most_pages = 10'000;

}  // namespace

Paging::Paging(const Read& read) : is_limited_(read.limit > 0) {
  if (is_limited_) page_.limit = static_cast<int>(std::min<std::size_t>(read.limit, page_size));
}

bool Paging::next(const Value& list, const Request& request) {
  std::string token = list.text_at({"metadata", "continue"});
  if (token.empty() || is_limited_) return false;
  go_to(std::move(token), request);
  return true;
}

void Paging::go_to(std::string token, const Request& request) {
  if (seen_.size() == most_pages || !seen_.insert(token).second) throw endless_list(request);
  page_.token = std::move(token);
}

void Paging::start_whole() {
  page_ = {.limit = 0, .token = ""};
  seen_.clear();
}

}  // namespace l7::kube
