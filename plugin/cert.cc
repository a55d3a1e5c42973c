#include "cert.h"

#include <iostream>

#include "cli/completion.h"
#include "complete.h"
#include "model/error.h"
#include "verbs.h"

namespace l7::plugin {
namespace {

constexpr Verb all[] = {
    {"create", "make a certificate, in a Secret or in files; renew it", cert_create},
    {"inspect", "say what a certificate holds and who will take it", cert_inspect},
    {"import", "put a certificate into AWS Certificate Manager, for an ALB", cert_import},
};

void print_usage(std::ostream& out) {
  out << "Usage: kubectl milvus-l7 cert COMMAND [flags]\n\nServer certificates for the balancer.\n\nCommands:\n";
  for (const Verb& verb : all) out << "  " << verb.name << "  " << verb.summary << '\n';
  out << "\nkubectl milvus-l7 cert COMMAND --help tells more about each.\n";
}

}  // namespace

std::span<const Verb> cert_verbs() { return all; }

int cert(Arguments arguments) {
  const std::string_view name = arguments.empty() ? "" : arguments.front();
  if (name == "--help" || name == "-h") {
    print_usage(std::cout);
    return 0;
  }
  if (name.empty()) {
    print_usage(std::cerr);
    return 2;
  }
  if (cli::asks_for_completion(arguments)) return complete_among(all, arguments.subspan(1));
  for (const Verb& verb : all) {
    if (verb.name == name) return verb.run(arguments.subspan(1));
  }
  throw UsageError("there is no command 'cert " + std::string(name) + "'", "",
                   "say cert create, cert inspect or cert import");
}

}  // namespace l7::plugin
