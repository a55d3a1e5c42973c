#include "platform/environment.h"

#include <cstdlib>

namespace l7::platform {

std::string environment_variable(const char* name) {
  const char* value = std::getenv(name);
  return value ? value : "";
}

}  // namespace l7::platform
