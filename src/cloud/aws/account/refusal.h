#pragma once

#include <string>
#include <utility>

#include "kube/transport.h"
#include "model/error.h"

namespace l7::aws {

/// What a service of AWS answers instead of a result.
struct Refusal {
  /// "AccessDeniedException", as the service writes it; HTTP's status where it says nothing.
  std::string code;
  std::string message;
};

/// The refusal in an answer of JSON 1.1 or of the query protocol (XML) whose status is no success.
Refusal refusal_in(const kube::Response& response);

/// A refusal in the words of AWS' command line interface, which people search for.
class ServiceError : public Error {
 public:
  ServiceError(const Refusal& refusal, const std::string& operation, const std::string& place);

  std::string code;
};

/// What to do about a refusal with that code.
std::string remedy(const std::string& code);

/// Whether the service has not looked at the request because there were too many.
bool is_throttling(const std::string& code);

}  // namespace l7::aws
