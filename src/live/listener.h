#pragma once

#include <string>
#include <string_view>

#include "model/health.h"
#include "model/object.h"

namespace l7::live {

/// Gets told what a live run does, as it does it.
class Listener {
 public:
  virtual ~Listener() = default;
  /// `what` is "created", "changed" or "deleted".
  virtual void applied(const ObjectRef& object, std::string_view what) = 0;
  /// Something is not as the plan had it, and the user should know.
  virtual void noted(const std::string& text) = 0;
  /// The run waits for something, with the way as it is now; called again whenever that changes.
  virtual void waiting(std::string_view for_what, const Health& health) = 0;
  virtual void waited(std::string_view for_what) = 0;
  /// Whether the user wants to stop (Ctrl-C).
  virtual bool stopped() const = 0;
};

/// The user has stopped the run; what was done stays.
class Stopped {};

}  // namespace l7::live
