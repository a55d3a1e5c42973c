#include "live/examine.h"

#include <algorithm>
#include <chrono>

#include "live/certificates.h"
#include "live/preflight.h"

namespace l7::live {
namespace {

bool same(const Finding& a, const Finding& b) { return a.kind == b.kind && a.where == b.where && a.seen == b.seen; }

void add(std::vector<Finding>& all, const std::vector<Finding>& more) {
  for (const Finding& finding : more) {
    const bool known = std::any_of(all.begin(), all.end(), [&](const Finding& other) { return same(finding, other); });
    if (!known) all.push_back(finding);
  }
}

}  // namespace

std::vector<Finding> examine(kube::Api& api, const EnablePlan& todo, const Wishes& wishes,
                             const std::vector<kube::Read>& watched) {
  std::vector<Finding> findings;
  add(findings, todo.plan.findings);
  add(findings, todo.cloud->diagnose(todo.observed, todo.plan, wishes));
  const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
  add(findings, certificate_faults(*todo.cloud, todo.observed, todo.plan, now));
  add(findings, preflight(api, todo.observed, todo.plan, Recording::on, watched));
  return findings;
}

}  // namespace l7::live
