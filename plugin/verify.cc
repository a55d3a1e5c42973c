#include <cstdlib>
#include <iomanip>
#include <iostream>
#include <iterator>
#include <sstream>

#include "cli/columns.h"
#include "cli/json.h"
#include "cli/printable.h"
#include "command.h"
#include "entry_flags.h"
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

struct Settings {
  EntryFlags way;
  std::string token;
  std::string user;
  std::string password;
  std::optional<int> count;
  std::chrono::milliseconds interval{1000};
  std::chrono::milliseconds timeout{10'000};
  std::string output;
};

std::vector<cli::Flag> own_flags(Settings& settings) {
  static constexpr std::string_view group = "Way", login = "Login";
  std::vector<cli::Flag> flags =
      entry_flags(settings.way, "what to trust (PEM), instead of the Secret's or the system's authorities");
  const cli::Flag others[] = {
      {"timeout", "DURATION", group, "for all steps; 10s if left out", &settings.timeout},
      {"count", "N", group, "call so many times and show how long it takes", &settings.count},
      {"interval", "DURATION", group, "between these calls; 1s if left out", &settings.interval},
      {"milvus-token", "TOKEN", login, "user:password or an API key; or in the variable MILVUS_TOKEN", &settings.token},
      {"milvus-user", "NAME", login, "with --milvus-password, instead of a token", &settings.user},
      {"milvus-password", "TEXT", login, "or in the variable MILVUS_PASSWORD", &settings.password},
      output_flag(settings.output),
  };
  flags.insert(flags.end(), std::begin(others), std::end(others));
  return flags;
}

std::string given_or(const std::string& flag, const char* variable) {
  const char* value = std::getenv(variable);
  return flag.empty() && value ? value : flag;
}

std::vector<std::pair<std::string, std::string>> metadata_of(const Settings& settings) {
  std::string token = given_or(settings.token, "MILVUS_TOKEN");
  if (!settings.user.empty()) {
    if (!settings.token.empty()) throw UsageError("--milvus-token and --milvus-user are two logins", "", "give one");
    token = settings.user + ':' + given_or(settings.password, "MILVUS_PASSWORD");
  }
  if (token.empty()) return {};
  return {{"authorization", kube::encode_base64(token)}};
}

probe::VerifyRequest request_of(Session& session, const Settings& settings) {
  probe::VerifyRequest request;
  request.limit = settings.timeout;
  request.metadata = metadata_of(settings);
  if (!settings.way.ca.empty()) request.trusted = kube::read_file(settings.way.ca);
  const WayIn way = way_in(session, settings.way);
  request.host = way.host;
  request.address = way.address;
  request.port = way.port;
  if (settings.way.ca.empty()) request.trusted = way.trusted;
  return request;
}

std::string milliseconds(std::chrono::microseconds time) {
  std::ostringstream text;
  text << std::fixed << std::setprecision(1) << static_cast<double>(time.count()) / 1000 << " ms";
  return text.str();
}

void print_step(const probe::Step& step, const cli::Style& style) {
  static constexpr std::size_t name_width = 13, time_width = 11;
  std::cout << style.mark(step.passed ? State::ready : State::failed) << ' ' << cli::padded(step.name, name_width)
            << cli::padded(milliseconds(step.took), time_width)
            << cli::printable(step.passed ? step.seen : step.failure) << '\n';
  if (!step.passed && !step.fix.empty()) std::cout << "  fix: " << cli::printable(step.fix) << '\n';
  std::cout.flush();
}

Value to_value(const probe::Step& step) {
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

class VerifyVerb {
 public:
  explicit VerifyVerb(Arguments arguments) : session_(usage, own_flags(settings_), arguments) {}

  int run() {
    if (session_.help_asked()) return 0;
    format_ = cli::format_of(settings_.output);
    const probe::VerifyRequest request = request_of(session_, settings_);
    Value report = Value::map({{"host", request.host}, {"address", request.address}, {"steps", Value::list()}});
    const bool passed = probe::verify(request, [&](const probe::Step& step) {
      if (for_people()) print_step(step, session_.style(1));
      report.find("steps")->items().push_back(to_value(step));
    });
    report.set("passed", passed);
    if (passed && settings_.count) repeat(request, report);
    if (format_ == cli::Format::json) std::cout << cli::pretty_json(report);
    if (format_ == cli::Format::yaml) std::cout << yaml::emit(report);
    return passed ? 0 : 1;
  }

 private:
  bool for_people() const { return format_ != cli::Format::json && format_ != cli::Format::yaml; }

  void repeat(const probe::VerifyRequest& request, Value& report) {
    catch_interrupts();
    const auto latencies = probe::measure(request, *settings_.count, settings_.interval, interrupted);
    if (latencies.sorted.empty()) return;
    report.set("latency", to_value(latencies));
    if (!for_people()) return;
    std::cout << latencies.sorted.size() << " calls: min " << milliseconds(latencies.at(0)) << ", median "
              << milliseconds(latencies.at(0.5)) << ", p99 " << milliseconds(latencies.at(0.99)) << '\n';
  }

  Settings settings_;
  Session session_;
  cli::Format format_ = cli::Format::table;
};

}  // namespace

int verify(Arguments arguments) { return VerifyVerb(arguments).run(); }

}  // namespace l7::plugin
