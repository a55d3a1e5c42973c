#include "connect.h"

#include <algorithm>
#include <iostream>
#include <set>

#include "cli/json.h"
#include "cli/printable.h"
#include "cli/write_file.h"
#include "connect/program.h"
#include "interrupt.h"
#include "model/error.h"
#include "output.h"
#include "probe/dial.h"
#include "session.h"
#include "yaml/edit.h"

namespace l7::plugin {
namespace {

constexpr Usage usage = {"connect", "[NAME]",
                         "Prints a program that connects to Milvus through the balancer, makes a collection, searches "
                         "it and drops it.\n"
                         "A token is never in it: it reads the variable MILVUS_TOKEN. Where clients do not trust the "
                         "balancer's\n"
                         "certificate by themselves, --write-ca writes what the program has to trust.\n"};

/// What the program says where it needs a file and none was named.
constexpr std::string_view usual_ca = "ca.crt";

std::vector<cli::Candidate> languages() {
  std::vector<cli::Candidate> all;
  for (const connect::Language& language : connect::languages()) all.push_back({std::string(language.name), ""});
  return all;
}

std::vector<cli::Flag> own_flags(ConnectRequest& request, std::string& output) {
  static constexpr std::string_view group = "Program";
  std::vector<cli::Flag> flags = entry_flags(request.way, "the file with what to trust (PEM), as the program names it");
  flags.push_back({"language", "NAME", group, "python (if left out), go, java, node or curl", &request.language,
                   nullptr, 'l', languages});
  flags.push_back(
      {"write-ca", "FILE", group, "write there what clients have to trust, for the program to use", &request.write_ca});
  flags.push_back(output_flag(output));
  return flags;
}

/// Nothing when the name has none.
std::set<std::string> addresses_of(const std::string& name, int port) {
  std::set<std::string> found;
  try {
    for (const probe::Address& address : probe::resolve(name, port)) found.insert(address.ip());
  } catch (const Error&) {
    found.clear();
  }
  return found;
}

/// Whether a client that asks DNS for the host comes to the balancer.
bool leads_to_balancer(const WayIn& way) {
  if (way.host == way.address) return true;
  const std::set<std::string> host = addresses_of(way.host, way.port);
  const std::set<std::string> balancer = addresses_of(way.address, way.port);
  return std::any_of(host.begin(), host.end(), [&](const std::string& ip) { return balancer.contains(ip); });
}

void write_trusted(const std::string& file, const WayIn& way) {
  if (!way.unread_secret.empty()) {
    throw Error("the balancer's certificate may not be read", "Secret " + way.unread_secret,
                "ask for the permission to get Secrets, or for the file, and name it with --ca");
  }
  if (way.trusted.empty()) {
    throw Error("the balancer has no certificate in a Secret that clients would have to be given", file,
                "leave --write-ca out where its certificate is publicly trusted; kubectl milvus-l7 status shows it");
  }
  cli::write_file(file, way.trusted);
  std::cerr << cli::printable(file) << " written\n";
}

std::string ca_of(const ConnectRequest& request, const WayIn& way) {
  if (!request.way.ca.empty()) return request.way.ca;
  if (!request.write_ca.empty()) return request.write_ca;
  if (!way.unread_secret.empty()) {
    std::cerr << "Secret " << way.unread_secret << " may not be read: where its certificate is not publicly trusted, "
              << "name a file with what to trust (--ca)\n";
  }
  if (way.trusted.empty()) return "";
  std::cerr << "the program trusts what is in " << usual_ca << ": --write-ca " << usual_ca << " writes it\n";
  return std::string(usual_ca);
}

/// Sources are UTF-8 for everybody who reads them.
void require_utf8(const std::string& text, const char* flag) {
  if (cli::valid_utf8(text) != text) throw UsageError("the path is no UTF-8", flag, "name a file of another name");
}

Value to_value(const connect::Way& way, std::string_view language, const std::string& program) {
  return Value::map({{"host", way.host},
                     {"port", way.port},
                     {"serverName", way.server_name},
                     {"ca", way.ca},
                     {"language", std::string(language)},
                     {"program", program}});
}

void print(cli::Format format, const connect::Way& way, const connect::Language& language) {
  const std::string program = language.program(way);
  if (format == cli::Format::json) {
    std::cout << cli::pretty_json(to_value(way, language.name, program));
  } else if (format == cli::Format::yaml) {
    std::cout << yaml::emit(to_value(way, language.name, program));
  } else {
    std::cout << program;
  }
}

int run(const ConnectRequest& request) {
  Session session(request.cluster);
  catch_interrupts();
  const WayIn in = way_in(session, request.way, !request.write_ca.empty());
  if (!request.write_ca.empty()) write_trusted(request.write_ca, in);
  connect::Way way;
  way.server_name = in.host;
  way.host = leads_to_balancer(in) ? in.host : in.address;
  way.port = in.port;
  way.ca = ca_of(request, in);
  print(request.format, way, connect::language_called(request.language));
  return 0;
}

}  // namespace

cli::Parsed<ConnectRequest> parse_connect(Arguments arguments) {
  ConnectRequest request;
  std::string output;
  ClusterFlags flags(request.cluster, own_flags(request, output));
  if (auto instead = flags.read(arguments)) return *std::move(instead);
  request.format = cli::format_of(output);
  connect::language_called(request.language);
  require_utf8(request.way.ca, "--ca");
  require_utf8(request.write_ca, "--write-ca");
  check(request.way, request.cluster.wishes);
  return request;
}

int connect(Arguments arguments) { return answer(usage, parse_connect(arguments), run); }

}  // namespace l7::plugin
