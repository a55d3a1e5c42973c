#include "kube/reading.h"

#include <utility>

#include "kube/answer.h"
#include "kube/errors.h"

namespace l7::kube {

std::optional<Request> Reading::take(Exchange& exchange) {
  const Response& response = *exchange.response();
  try {
    if (const std::optional<ApiError> error = exchange.error()) return take_error(*error, response);
    if (read_.name.empty()) return take_page(response);
    take_object(response);
  } catch (const ApiError& error) {
    answer_.error = error;
  }
  return std::nullopt;
}

std::optional<Request> Reading::take_error(const ApiError& error, const Response& response) {
  if (paging_.is_under_way() && is_expired(error)) {
    paging_.start_whole();
    items_.clear();
    return request();
  }
  const bool absent = is_absence(read_, response);
  answer_.outcome = absent ? Answer::Outcome::absent : Answer::Outcome::failed;
  answer_.named = absent && names(response, read_);
  if (!absent) answer_.error = error;
  return std::nullopt;
}

void Reading::take_object(const Response& response) {
  answer_.value = object_in(request(), response, {read_.api_version, read_.kind, read_.name_space, read_.name});
  answer_.outcome = Answer::Outcome::found;
}

std::optional<Request> Reading::take_page(const Response& response) {
  Value list = page_in(request(), response, read_, [&](Value item) { items_.push_back(std::move(item)); });
  if (paging_.next(list, request())) return request();
  answer_.value = std::move(list);
  answer_.value.set("items", Value::list(std::move(items_)));
  answer_.outcome = Answer::Outcome::found;
  return std::nullopt;
}

}  // namespace l7::kube
