#pragma once

#include <string>
#include <vector>

#include "cloud/cloud.h"

/// Who may connect through the load balancer that a Service has. A plan never lets in more, unless the user says so.
namespace l7 {

struct Layer4Access {
  /// What says that it is for the private network only; empty where it is open to the internet, and where there is
  /// none.
  std::string internal;
  /// The ranges of addresses that it lets in; none where it lets in everybody.
  std::vector<std::string> ranges;
  /// What stands for `ranges`.
  std::string ranges_from;
  /// What else limits it and cannot be carried over: `annotation X: Y`; empty for nothing.
  std::string other_limit;
};

/// What the Service says, and what its controller has made of it: type, class, annotations, ranges, addresses. Nothing
/// of it is set for a Service that has no load balancer.
Layer4Access layer4_access(const Value& service, const Cloud& cloud);

/// Whether these ranges let everybody in: every IPv4 address, since `::/0` beside a narrow range says nothing of those.
bool is_everybody(const std::vector<std::string>& ranges);

}  // namespace l7
