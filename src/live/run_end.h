#pragma once

#include <optional>

#include "kube/api.h"
#include "live/clock.h"

namespace l7::live {

/// As long as it is there, no request lasts beyond the end of the run.
class RunEnd {
 public:
  RunEnd(kube::Api& api, Clock::Time end) : api_(api) { api_.end_at(end); }
  ~RunEnd() { api_.end_at(std::nullopt); }
  RunEnd(const RunEnd&) = delete;
  RunEnd& operator=(const RunEnd&) = delete;

 private:
  kube::Api& api_;
};

}  // namespace l7::live
