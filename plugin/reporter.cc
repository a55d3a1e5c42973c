#include "reporter.h"

#include <algorithm>
#include <iostream>

#include "cli/printable.h"
#include "interrupt.h"
#include "model/text.h"
#include "platform/terminal.h"

namespace l7::plugin {
namespace {

constexpr int err = 2;

/// What is waited for most: the first part of the way that is not ready, a failed one before others.
std::string summary(const Health& health) {
  const auto worst = [&](State state) {
    return std::find_if(health.hops.begin(), health.hops.end(), [&](const Hop& hop) { return hop.state == state; });
  };
  auto hop = worst(State::failed);
  if (hop == health.hops.end()) hop = worst(State::waiting);
  if (hop == health.hops.end()) hop = worst(State::unknown);
  if (hop == health.hops.end()) return "";
  return hop->name + ": " + (hop->reason.empty() ? hop->value : hop->reason);
}

}  // namespace

std::string kubectl_name(const ObjectRef& object) {
  std::string name = lower(object.kind);
  const std::size_t slash = object.api_version.find('/');
  if (slash != std::string::npos) name += '.' + object.api_version.substr(0, slash);
  return name + '/' + object.name;
}

std::string line_of(const Reporter::Done& done, cli::Format format, bool dry_run) {
  const std::string name = cli::printable(kubectl_name(done.object));
  return format == cli::Format::name ? name : name + ' ' + done.what + (dry_run ? " (dry run)" : "");
}

Reporter::Reporter(const cli::Style& style)
    : progress_(std::cerr, style, platform::can_redraw(err), [] { return platform::terminal_width(err); }) {}

void Reporter::applied(const ObjectRef& object, std::string_view what) {
  done_.push_back({object, std::string(what)});
  if (format_) std::cout << line_of(done_.back(), *format_, dry_run_) << std::endl;
}

void Reporter::noted(const std::string& text) { std::cerr << "note: " << cli::printable(text) << '\n'; }

void Reporter::print_objects(cli::Format format, bool dry_run) {
  const bool report = format == cli::Format::json || format == cli::Format::yaml;
  if (!report) format_ = format;
  dry_run_ = dry_run;
}

void Reporter::waiting(std::string_view for_what, const Health& health) {
  if (step_ != for_what) {
    step_ = for_what;
    progress_.start("waiting for " + step_);
  }
  progress_.update(summary(health));
  progress_.tick();
}

void Reporter::waited(std::string_view for_what) {
  if (step_ != for_what) progress_.start("waiting for " + std::string(for_what));
  progress_.finish(State::ready);
  step_.clear();
}

bool Reporter::stopped() const { return interrupted(); }

void Reporter::print_stopped(bool maybe_more) const {
  const char* none = maybe_more ? "no change is known to have been made\n" : "nothing was changed\n";
  std::cerr << "\nstopped; " << (done_.empty() ? none : "this was done:\n");
  for (const Done& done : done_)
    std::cerr << "  " << cli::printable(kubectl_name(done.object)) << ' ' << done.what << '\n';
  if (maybe_more) std::cerr << "one more change was under way, and the API server may have made it\n";
  if (!done_.empty() || maybe_more)
    std::cerr << "run the same again to continue, or kubectl milvus-l7 disable to go back\n";
}

}  // namespace l7::plugin
