#include <iostream>

#include "cli/help.h"
#include "command.h"
#include "model/error.h"
#include "model/version.h"

namespace l7::plugin {

int version(Arguments arguments) {
  const PlainLine line = read_plain(arguments);
  if (line.help) {
    std::cout << cli::help_text({"kubectl milvus-l7 version", "", "Prints the version.\n"});
    return 0;
  }
  if (!line.names.empty()) throw UsageError("version takes nothing", line.names.front(), "leave it out");
  std::cout << "kubectl milvus-l7 " << l7::version << '\n';
  return 0;
}

}  // namespace l7::plugin
