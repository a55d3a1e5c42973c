#include "check.h"

#include <algorithm>
#include <iostream>

#include "cli/checklist.h"
#include "cli/json.h"
#include "finding_kinds.h"
#include "live/examine.h"
#include "live/observe.h"
#include "model/error.h"
#include "model/kinds.h"
#include "output.h"
#include "session.h"
#include "yaml/edit.h"

namespace l7::plugin {
namespace {

constexpr Usage usage = {
    "check", "[NAME]",
    "Looks for everything that stands between Milvus and a balancer, before and after enable: Milvus's settings, the\n"
    "cloud's objects, permissions, certificates, and what the API server would refuse. Exits with 1 when an error is\n"
    "found. --explain ID tells more about a finding.\n"};

std::vector<cli::Candidate> finding_ids() {
  std::vector<cli::Candidate> ids;
  for (const FindingKind* kind : finding_kinds()) ids.push_back({std::string(kind->id), std::string(kind->title)});
  return ids;
}

/// Without the right to read Secrets nothing is known about certificates, and so on.
std::set<Area> unchecked(const Observed& observed) {
  std::set<Area> areas;
  if (observed.kinds.is_unread(kinds::secret)) areas.insert(Area::certificate);
  for (const EntryApi* api : entry_apis()) {
    if (observed.kinds.is_unread(api->kind())) areas.insert(Area::entry);
  }
  const ObjectRef& settings = observed.milvus.server.settings.object;
  if (observed.kinds.is_unread(kind_of(settings))) areas.insert(Area::milvus);
  return areas;
}

cli::Checklist checklist_of(Session& session) {
  const live::Snapshot snapshot =
      live::observe(session.client(), session.target(), session.wishes(), live::Depth::health);
  live::EnablePlan todo = {
      live::milvus_in(snapshot, session.target(), session.wishes()), &snapshot.cloud(session.wishes()), {}};
  todo.plan = todo.cloud->plan(todo.observed, session.wishes());
  return {live::examine(session.client(), todo, session.wishes(),
                        live::watched_lists(session.target(), session.wishes(), live::Depth::health)),
          unchecked(todo.observed)};
}

int run(const CheckRequest& request) {
  Session session(request.cluster);
  if (!request.explain.empty()) {
    cli::explain(std::cout, request.explain, finding_kinds(), session.style(1));
    return 0;
  }
  const cli::Checklist list = checklist_of(session);
  switch (request.format) {
    case cli::Format::json: std::cout << cli::pretty_json(to_value(list)); break;
    case cli::Format::yaml: std::cout << yaml::emit(to_value(list)); break;
    default: print_checklist(std::cout, list, session.style(1));
  }
  return std::any_of(list.findings.begin(), list.findings.end(),
                     [](const Finding& finding) { return finding.kind->severity == Severity::error; });
}

}  // namespace

cli::Parsed<CheckRequest> parse_check(Arguments arguments) {
  CheckRequest request;
  std::string output;
  ClusterFlags flags(request.cluster, {{"explain", "ID", "Output", "what a finding means and what to do",
                                        &request.explain, nullptr, 0, finding_ids},
                                       output_flag(output)});
  if (auto instead = flags.read(arguments)) return *std::move(instead);
  request.format = cli::format_of(output);
  return request;
}

int check(Arguments arguments) { return answer(usage, parse_check(arguments), run); }

}  // namespace l7::plugin
