#include "live/preflight.h"

#include <algorithm>
#include <array>
#include <set>
#include <tuple>

#include "live/apply.h"
#include "live/drift.h"

namespace l7::live {
namespace {

const FindingKind permission_missing = {
    "permission-missing",
    Area::permissions,
    Severity::error,
    "you may not do what the plan needs",
    "The API server refuses the change when enable gets there.",
    "have an administrator grant it: kubectl create role, or kubectl auth can-i --list shows what you may do"};

const FindingKind permission_unread = {
    "permission-unread",
    Area::permissions,
    Severity::warning,
    "a kind of object cannot be read",
    "What it would say is unknown, so a plan may miss something and check cannot see it.",
    "have an administrator grant get, list and watch for it"};

const FindingKind server_refuses = {"cluster-refuses",
                                    Area::permissions,
                                    Severity::error,
                                    "the API server or one of its webhooks refuses the change",
                                    "It was asked with a dry run, which keeps nothing.",
                                    "correct what the message names"};

const FindingKind drift = {
    "cluster-drift",
    Area::ownership,
    Severity::warning,
    "what enable wrote no longer stands",
    "Helm 3 and GitOps controllers put their own manifests back, and then the balancer loses its backends.",
    "run enable again, then make it permanent with the post-renderer (enable prints the command)"};

/// Takes note of nothing: a dry run is no news.
class Silent final : public Listener {
 public:
  void applied(const ObjectRef&, std::string_view) override {}
  void noted(const std::string&) override {}
  void waiting(std::string_view, const Health&) override {}
  void waited(std::string_view) override {}
  bool stopped() const override { return false; }
};

void ask_for_permissions(kube::Api& api, const Plan& plan, std::vector<Finding>& findings) {
  std::set<std::tuple<std::string, std::string, std::string>> asked;
  for (const Change& change : plan.changes) {
    const ObjectRef& object = change.object;
    std::vector<const char*> verbs = {"patch"};
    if (change.creates()) verbs.push_back("create");
    for (const char* verb : verbs) {
      if (!asked.emplace(verb, object.kind, object.name).second) continue;
      kube::Read target;
      target.api_version = object.api_version;
      target.kind = object.kind;
      target.name_space = object.name_space;
      target.name = object.name;
      if (api.may(verb, target) == std::optional(false)) {
        findings.push_back({&permission_missing, to_string(object), std::string(verb) + ' ' + to_string(object)});
      }
    }
  }
}

/// Each object by itself, so that one refusal does not hide another.
void try_each_object(kube::Api& api, const Observed& observed, const Plan& plan, std::vector<Finding>& findings) {
  static constexpr std::array phases = {Phase::prepare, Phase::backend, Phase::ingress, Phase::cutover};
  static constexpr int forbidden = 403;
  Silent silent;
  NewCertificates certificates;
  Executor executor(api, observed, Recording::on, kube::DryRun::server, silent, certificates);
  std::vector<ObjectRef> done;
  for (const Change& change : plan.changes) {
    if (std::find(done.begin(), done.end(), change.object) != done.end()) continue;
    done.push_back(change.object);
    Plan part = plan;
    std::erase_if(part.changes, [&](const Change& other) { return !(other.object == change.object); });
    try {
      executor.apply(part, phases);
    } catch (const kube::ApiError& error) {
      if (error.status == 0) throw;
      // That is told as a missing permission.
      if (error.status != forbidden || error.reason != "Forbidden") {
        findings.push_back({&server_refuses, to_string(change.object), error.what()});
      }
    }
  }
}

}  // namespace

std::vector<Finding> preflight(kube::Api& api, const Observed& observed, const Plan& plan) {
  std::vector<Finding> findings;
  for (const auto& [kind, why] : observed.kinds.unread) {
    findings.push_back({&permission_unread, kind.substr(0, kind.find('.')), why});
  }
  for (const Drift& one : drift_of(observed)) findings.push_back({&drift, to_string(one.object), one.place});
  if (plan.refused()) return findings;
  ask_for_permissions(api, plan, findings);
  try_each_object(api, observed, plan, findings);
  return findings;
}

std::span<const FindingKind* const> finding_kinds() {
  static constexpr std::array all = {&permission_missing, &permission_unread, &server_refuses, &drift};
  return all;
}

}  // namespace l7::live
