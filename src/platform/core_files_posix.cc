#include "platform/core_files.h"

#include <sys/resource.h>

namespace l7::platform {

void switch_off_core_files() {
  static constexpr rlimit none = {0, 0};
  // Where that is forbidden the user's own limit holds.
  static_cast<void>(setrlimit(RLIMIT_CORE, &none));
}

}  // namespace l7::platform
