#include "status.h"

#include <iostream>

#include "cli/printable.h"
#include "cli/release_status.h"
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

void print(const StatusRequest& request, Session& session, const std::vector<cli::ReleaseStatus>& all) {
  const cli::Format format = request.format.value_or(cli::Format::table);
  const bool one = all.size() == 1 && !all.front().orphan && !request.all_namespaces;
  if (all.empty() && format != cli::Format::json && format != cli::Format::yaml) {
    std::cerr << (request.all_namespaces ? std::string("No Milvus found")
                                         : "No Milvus found in " + cli::printable(session.name_space()) + " namespace.")
              << '\n';
  } else if (one && !request.format) {
    cli::draw_status(std::cout, all.front(), session.style(1));
  } else {
    cli::print_statuses(std::cout, all, format, request.all_namespaces);
  }
  std::cout.flush();
  for (const cli::ReleaseStatus& status : all) {
    if (!status.record_broken || (one && !request.format)) continue;
    std::cerr << "warning: " << cli::printable(status.name_space + '/' + status.service + ": " + status.drift) << '\n';
  }
}

void show(const StatusRequest& request, Session& session, const live::Snapshot& snapshot) {
  const std::vector<milvus::Milvus> found = snapshot.candidates();
  const Wishes& wishes = session.wishes();
  if (found.empty() || (found.size() > 1 && session.target().release.empty())) {
    return print(request, session, statuses_of(snapshot, wishes));
  }
  print(request, session, {status_of(snapshot, milvus::choose(found, session.target()), wishes)});
}

int watch(const StatusRequest& request, Session& session) {
  static constexpr int stopped = 130;
  catch_interrupts();
  std::string last;
  live::follow(session.client(), session.target(), session.wishes(), live::Depth::health,
               std::chrono::steady_clock::time_point::max(), [&](const live::Snapshot& snapshot) {
                 // Much changes that does not show.
                 const std::string now = to_json(cli::to_value(statuses_of(snapshot, session.wishes())));
                 if (now != last) show(request, session, snapshot);
                 last = now;
                 return !interrupted();
               });
  return stopped;
}

int run(const StatusRequest& request) {
  Session session(request.cluster);
  if (request.all_namespaces) {
    print(request, session, statuses_of(live::overview(session.client()), session.wishes()));
    return 0;
  }
  if (request.watch) return watch(request, session);
  show(request, session, live::observe(session.client(), session.target(), session.wishes(), live::Depth::health));
  return 0;
}

}  // namespace

cli::Parsed<StatusRequest> parse_status(Arguments arguments) {
  StatusRequest request;
  std::string output;
  ClusterFlags flags(
      request.cluster,
      {{"all-namespaces", "", "Output", "every Milvus you may see", &request.all_namespaces, nullptr, 'A'},
       {"watch", "", "Output", "show it again after each change", &request.watch, nullptr, 'w'},
       output_flag(output)});
  if (auto instead = flags.read(arguments)) return *std::move(instead);
  if (!output.empty()) request.format = cli::format_of(output);
  return request;
}

int status(Arguments arguments) { return answer(usage, parse_status(arguments), run); }

}  // namespace l7::plugin
