#include "live/preflight.h"

#include <algorithm>
#include <array>
#include <set>
#include <tuple>

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

const FindingKind quota = {"cluster-quota",
                           Area::permissions,
                           Severity::error,
                           "a quota of the namespace refuses the change",
                           "It was asked with a dry run, which keeps nothing.",
                           "have it raised, or remove what is not used: kubectl describe quota"};

const FindingKind webhook_unreachable = {
    "cluster-webhook-unreachable",
    Area::permissions,
    Severity::error,
    "an admission webhook cannot be called, so the API server refuses the change",
    "As long as it does not answer nobody can make or change such an object.",
    "see that the pods of the webhook run and that its Service has endpoints; the message names it"};

const FindingKind dry_run_unknown = {
    "cluster-dry-run-unknown",
    Area::permissions,
    Severity::warning,
    "whether the API server takes the change is unknown",
    "An admission webhook does not support dry runs, so the change cannot be tried without making it.",
    "ask whoever runs the webhook whether it takes such objects"};

/// Takes note of nothing: a dry run is no news.
class Silent final : public Listener {
 public:
  void applied(const ObjectRef&, std::string_view) override {}
  void noted(const std::string&) override {}
  void waiting(std::string_view, const Health&) override {}
  void waited(std::string_view) override {}
  bool stopped() const override { return false; }
};

bool contains(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

/// Whether the API server's own authorization refuses, in its words (apiserver, endpoints/handlers/responsewriters):
/// quotas, policies and webhooks answer 403 as well.
bool is_missing_right(const kube::ApiError& error) {
  static constexpr int forbidden = 403;
  const std::string text = error.what();
  return error.status == forbidden && contains(text, "User \"") && contains(text, "\" cannot ");
}

const FindingKind& kind_of_refusal(const std::string& text) {
  if (contains(text, "exceeded quota")) return quota;
  if (contains(text, "failed calling webhook")) return webhook_unreachable;
  if (contains(text, "does not support dry run")) return dry_run_unknown;
  return server_refuses;
}

void ask_for_watches(kube::Api& api, const std::vector<kube::Read>& watched, std::vector<Finding>& findings) {
  for (const kube::Read& list : watched) {
    // What may not be listed is not watched either: it is told as unread.
    if (api.may("list", list) == std::optional(false) || api.may("watch", list) != std::optional(false)) continue;
    const std::string place = list.name_space.empty() ? "" : " in namespace " + list.name_space;
    findings.push_back({&permission_missing, list.kind + place, "watch " + list.kind});
  }
}

void ask_for_permissions(kube::Api& api, const Plan& plan, std::vector<Finding>& findings) {
  std::set<std::tuple<std::string, std::string, std::string>> asked;
  for (const Change& change : plan.changes) {
    const ObjectRef& object = change.object;
    std::vector<const char*> verbs = {"patch"};
    if (change.creates()) verbs.push_back("create");
    if (change.deletes()) verbs = {"delete"};
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
void try_each_object(kube::Api& api, const Observed& observed, const Plan& plan, Recording recording,
                     std::vector<Finding>& findings) {
  static constexpr std::array phases = {Phase::prepare, Phase::backend, Phase::ingress, Phase::cutover};
  Silent silent;
  NewCertificates certificates;
  Executor executor(api, observed, recording, kube::DryRun::server, silent, certificates);
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
      if (is_missing_right(error)) continue;
      // Somebody has written it since it was read; a run reads it again then.
      static constexpr int conflict = 409;
      if (error.status == conflict) continue;
      findings.push_back({&kind_of_refusal(error.what()), to_string(change.object), error.what()});
    }
  }
}

}  // namespace

std::vector<Finding> preflight(kube::Api& api, const Observed& observed, const Plan& plan, Recording recording,
                               const std::vector<kube::Read>& watched) {
  std::vector<Finding> findings;
  for (const auto& [kind, why] : observed.kinds.unread) {
    findings.push_back({&permission_unread, kind.substr(0, kind.find('.')), why});
  }
  const Drifts drifts = drift_of(observed);
  for (Finding& finding : findings_in(drifts)) findings.push_back(std::move(finding));
  if (plan.refused() || !drifts.broken.empty() || plan.changes.empty()) return findings;
  ask_for_watches(api, watched, findings);
  ask_for_permissions(api, plan, findings);
  try_each_object(api, observed, plan, recording, findings);
  return findings;
}

std::span<const FindingKind* const> finding_kinds() {
  static constexpr std::array all = {&permission_missing,  &permission_unread, &server_refuses, &quota,
                                     &webhook_unreachable, &dry_run_unknown,   &cluster_drift,  &record_broken};
  return all;
}

}  // namespace l7::live
