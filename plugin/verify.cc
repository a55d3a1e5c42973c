#include "verify.h"

#include <cstdlib>
#include <iomanip>
#include <iostream>
#include <iterator>
#include <sstream>

#include "cli/columns.h"
#include "cli/json.h"
#include "cli/printable.h"
#include "interrupt.h"
#include "kube/base64.h"
#include "kube/file.h"
#include "model/error.h"
#include "output.h"
#include "probe/verify.h"
#include "session.h"
#include "yaml/edit.h"

namespace l7::plugin {
namespace {

constexpr Usage usage = {"verify", "[NAME]",
                         "Goes the way of a client through the balancer and shows each step: DNS, TCP, TLS, "
                         "certificate, HTTP/2, and Milvus'\n"
                         "own calls. The first that fails is explained. Exits with 1 then. With --address, --host and "
                         "--ca no cluster is asked.\n"};

std::vector<cli::Flag> own_flags(VerifyRequest& request, std::string& output) {
  static constexpr std::string_view group = "Way", login = "Login";
  std::vector<cli::Flag> flags =
      entry_flags(request.way, "what to trust (PEM), instead of the Secret's or the system's authorities");
  const cli::Flag others[] = {
      {"timeout", "DURATION", group, "for all steps; 10s if left out", &request.timeout},
      {"count", "N", group, "call so many times and show how long it takes", &request.count},
      {"interval", "DURATION", group, "between these calls; 1s if left out", &request.interval},
      {"milvus-token", "TOKEN", login, "user:password or an API key; or in the variable MILVUS_TOKEN", &request.token},
      {"milvus-user", "NAME", login, "with --milvus-password, instead of a token", &request.user},
      {"milvus-password", "TEXT", login, "or in the variable MILVUS_PASSWORD", &request.password},
      output_flag(output),
  };
  flags.insert(flags.end(), std::begin(others), std::end(others));
  return flags;
}

std::string given_or(const std::string& flag, const char* variable) {
  const char* value = std::getenv(variable);
  return flag.empty() && value ? value : flag;
}

std::vector<std::pair<std::string, std::string>> metadata_of(const VerifyRequest& request) {
  const std::string token = request.user.empty() ? given_or(request.token, "MILVUS_TOKEN")
                                                 : request.user + ':' + given_or(request.password, "MILVUS_PASSWORD");
  if (token.empty()) return {};
  return {{"authorization", kube::encode_base64(token)}};
}

probe::VerifyRequest proof_of(Session& session, const VerifyRequest& request) {
  probe::VerifyRequest proof;
  proof.limit = request.timeout;
  proof.metadata = metadata_of(request);
  if (!request.way.ca.empty()) proof.trusted = kube::read_file(request.way.ca);
  const WayIn way = way_in(session, request.way);
  proof.host = way.host;
  proof.address = way.address;
  proof.port = way.port;
  proof.hints = answer_hints(way.cloud);
  if (request.way.ca.empty()) proof.trusted = way.trusted;
  return proof;
}

std::string milliseconds(std::chrono::microseconds time) {
  std::ostringstream text;
  text << std::fixed << std::setprecision(1) << static_cast<double>(time.count()) / 1000 << " ms";
  return text.str();
}

void print_step(const probe::ProbeStep& step, const cli::Style& style) {
  static constexpr std::size_t name_width = 13, time_width = 11;
  std::cout << style.mark(step.passed ? State::ready : State::failed) << ' ' << cli::padded(step.name, name_width)
            << cli::padded(milliseconds(step.took), time_width)
            << cli::printable(step.passed ? step.seen : step.failure) << '\n';
  if (!step.passed && !step.fix.empty()) std::cout << "  fix: " << cli::printable(step.fix) << '\n';
  std::cout.flush();
}

Value to_value(const probe::ProbeStep& step) {
  return Value::map({{"name", std::string(step.name)},
                     {"passed", step.passed},
                     {"microseconds", static_cast<int>(step.took.count())},
                     {"seen", step.seen},
                     {"failure", step.failure},
                     {"fix", step.fix}});
}

Value to_value(const probe::Latencies& latencies) {
  const auto at = [&](double share) { return Value(static_cast<int>(latencies.at(share).count())); };
  return Value::map({{"calls", static_cast<int>(latencies.sorted.size())},
                     {"minMicroseconds", at(0)},
                     {"medianMicroseconds", at(0.5)},
                     {"p99Microseconds", at(0.99)}});
}

bool for_people(cli::Format format) { return format != cli::Format::json && format != cli::Format::yaml; }

void measure(const VerifyRequest& request, const probe::VerifyRequest& proof, Value& report) {
  catch_interrupts();
  const auto latencies = probe::measure(proof, *request.count, request.interval, interrupted);
  if (latencies.sorted.empty()) return;
  report.set("latency", to_value(latencies));
  if (!for_people(request.format)) return;
  std::cout << latencies.sorted.size() << " calls: min " << milliseconds(latencies.at(0)) << ", median "
            << milliseconds(latencies.at(0.5)) << ", p99 " << milliseconds(latencies.at(0.99)) << '\n';
}

int run(const VerifyRequest& request) {
  Session session(request.cluster);
  const probe::VerifyRequest proof = proof_of(session, request);
  Value report = Value::map({{"host", proof.host}, {"address", proof.address}, {"steps", Value::list()}});
  const bool passed = probe::verify(proof, [&](const probe::ProbeStep& step) {
    if (for_people(request.format)) print_step(step, session.style(1));
    report.find("steps")->items().push_back(to_value(step));
  });
  report.set("passed", passed);
  if (passed && request.count) measure(request, proof, report);
  if (request.format == cli::Format::json) std::cout << cli::pretty_json(report);
  if (request.format == cli::Format::yaml) std::cout << yaml::emit(report);
  return passed ? 0 : 1;
}

}  // namespace

cli::Parsed<VerifyRequest> parse_verify(Arguments arguments) {
  VerifyRequest request;
  std::string output;
  ClusterFlags flags(request.cluster, own_flags(request, output));
  if (auto instead = flags.read(arguments)) return *std::move(instead);
  request.format = cli::format_of(output);
  if (!request.user.empty() && !request.token.empty()) {
    throw UsageError("--milvus-token and --milvus-user are two logins", "", "give one");
  }
  check(request.way, request.cluster.wishes);
  return request;
}

int verify(Arguments arguments) { return answer(usage, parse_verify(arguments), run); }

}  // namespace l7::plugin
