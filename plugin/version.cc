#include <iostream>

#include "cli/version.h"
#include "command.h"
#include "model/error.h"

namespace l7::plugin {

int version(Arguments arguments) {
  if (!arguments.empty()) throw UsageError("version takes nothing", arguments.front(), "leave it out");
  std::cout << "kubectl milvus-l7 " << cli::version << '\n';
  return 0;
}

}  // namespace l7::plugin
