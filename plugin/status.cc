#include <iostream>

#include "cli/printable.h"
#include "cli/release_status.h"
#include "command.h"
#include "interrupt.h"
#include "live/observe.h"
#include "live/overview.h"
#include "milvus/milvus.h"
#include "output.h"
#include "release_status.h"
#include "session.h"

namespace l7::plugin {
namespace {

constexpr Usage usage = {
    "status", "[NAME]",
    "Shows the way from a client through the balancer to the pods, part by part. With several Milvus in "
    "the\nnamespace, or with -A, a table of all of them.\n"};

struct Settings {
  bool all_namespaces = false;
  bool watch = false;
  std::string output;
};

std::vector<cli::Flag> own_flags(Settings& settings) {
  return {{"all-namespaces", "", "Output", "every Milvus you may see", &settings.all_namespaces, nullptr, 'A'},
          {"watch", "", "Output", "show it again after each change", &settings.watch, nullptr, 'w'},
          output_flag(settings.output)};
}

class StatusVerb {
 public:
  explicit StatusVerb(Arguments arguments) : session_(usage, own_flags(settings_), arguments) {}

  int run() {
    if (session_.help_asked()) return 0;
    format_ = cli::format_of(settings_.output);
    if (settings_.all_namespaces) {
      print(statuses_of(live::overview(session_.client()), session_.options()));
      return 0;
    }
    if (settings_.watch) return watch();
    show(live::observe(session_.client(), session_.name_space(), session_.options(), live::Depth::health));
    return 0;
  }

 private:
  void show(const live::Snapshot& snapshot) {
    const std::vector<milvus::Milvus> found = snapshot.candidates();
    const Options& options = session_.options();
    if (found.empty() || (found.size() > 1 && options.release.empty())) return print(statuses_of(snapshot, options));
    print({status_of(snapshot, milvus::choose(found, options.release), options)});
  }

  void print(const std::vector<cli::ReleaseStatus>& all) {
    const bool one = all.size() == 1 && !all.front().orphan && !settings_.all_namespaces;
    if (all.empty() && format_ != cli::Format::json && format_ != cli::Format::yaml) {
      std::cerr << (settings_.all_namespaces
                        ? std::string("No Milvus found")
                        : "No Milvus found in " + cli::printable(session_.name_space()) + " namespace.")
                << '\n';
    } else if (one && settings_.output.empty()) {
      cli::draw_status(std::cout, all.front(), session_.style(1));
    } else {
      cli::print_statuses(std::cout, all, format_, settings_.all_namespaces);
    }
    std::cout.flush();
  }

  int watch() {
    static constexpr int stopped = 130;
    catch_interrupts();
    std::string last;
    live::follow(session_.client(), session_.name_space(), session_.options(), live::Depth::health,
                 std::chrono::steady_clock::time_point::max(), [&](const live::Snapshot& snapshot) {
                   // Much changes that does not show.
                   const std::string now = to_json(cli::to_value(statuses_of(snapshot, session_.options())));
                   if (now != last) show(snapshot);
                   last = now;
                   return !interrupted();
                 });
    return stopped;
  }

  Settings settings_;
  cli::Format format_ = cli::Format::table;
  Session session_;
};

}  // namespace

int status(Arguments arguments) { return StatusVerb(arguments).run(); }

}  // namespace l7::plugin
