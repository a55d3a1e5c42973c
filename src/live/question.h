#pragma once

#include <chrono>
#include <optional>

#include "kube/api.h"
#include "live/clock.h"
#include "model/object.h"
#include "observe/freshness.h"

namespace l7::live {

/// Makes the controller of an entry look again, by an annotation of ours that tells it nothing: some of them write how
/// the backends are only when they work on the entry, which may be 10 minutes later. The annotation goes when the
/// question does, also after a failure and a stop; one that a killed run has left goes with the next.
class Question {
 public:
  Question(kube::Api& api, Clock& clock, Freshness& written);
  Question(const Question&) = delete;
  Question& operator=(const Question&) = delete;
  ~Question();

  /// Whether it is time to ask; not right at the beginning.
  bool is_due() const;
  /// Asks. Whoever may not do that waits longer, and that is all.
  void ask(const Object& entry);
  /// Takes note of what an earlier run has left.
  void look_at(const Object& entry);

 private:
  void take_back();

  kube::Api& api_;
  Clock& clock_;
  Freshness& written_;
  Clock::Time next_;
  /// With the annotation, as it was seen last.
  std::optional<Object> asked_;
  int count_ = 0;
  bool refused_ = false;
};

}  // namespace l7::live
