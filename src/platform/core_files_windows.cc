#include <windows.h>

#include "platform/core_files.h"

namespace l7::platform {

void switch_off_core_files() {
  ::SetErrorMode(SEM_FAILCRITICALERRORS | SEM_NOGPFAULTERRORBOX | SEM_NOOPENFILEERRORBOX);
}

}  // namespace l7::platform
