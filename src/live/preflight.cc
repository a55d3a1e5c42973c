#include "live/preflight.h"

#include <array>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <utility>

#include "live/drift.h"
#include "live/node_ports.h"

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

/// A right that is asked for, and what it is called when it is missing.
struct NeededRight {
  kube::Right right;
  std::string where;
  std::string seen;
  /// Without this one it is not used.
  std::optional<kube::Right> beside = {};
};

/// What may not be listed is not watched either: it is told as unread.
std::vector<NeededRight> rights_to_watch(const std::vector<kube::Read>& watched) {
  std::vector<NeededRight> rights;
  for (const kube::Read& list : watched) {
    const std::string place = list.name_space.empty() ? "" : " in namespace " + list.name_space;
    rights.push_back({{"watch", list}, list.kind + place, "watch " + list.kind, kube::Right{"list", list}});
  }
  return rights;
}

std::vector<NeededRight> rights_to_change(const Plan& plan) {
  std::vector<NeededRight> rights;
  std::set<std::tuple<std::string, std::string, std::string>> asked;
  for (const Change& change : plan.changes) {
    const ObjectRef& object = change.object;
    std::vector<const char*> verbs = {"patch"};
    if (change.creates()) verbs.push_back("create");
    if (change.deletes()) verbs = {"delete"};
    for (const char* verb : verbs) {
      if (!asked.emplace(verb, object.kind, object.name).second) continue;
      const kube::Read target = {object.api_version, object.kind, object.name_space, object.name, "", ""};
      rights.push_back({{verb, target}, to_string(object), std::string(verb) + ' ' + to_string(object)});
    }
  }
  return rights;
}

std::vector<FirstWrite> writes_of(const Observed& observed, const Plan& plan, Recording recording) {
  static constexpr std::array phases = {Phase::prepare, Phase::backend, Phase::ingress, Phase::cutover};
  const Value nothing;
  NewCertificates certificates;
  std::vector<FirstWrite> writes;
  for (const ObjectChanges& todo : by_object(plan, phases)) {
    const Object* there = observed.find(todo.object);
    auto write = first_write(todo, plan, there ? there->value : nothing, recording, certificates);
    if (write) writes.push_back(*std::move(write));
  }
  return writes;
}

/// What an API server's refusal of a change means; nothing where the run deals with it.
std::optional<Finding> finding_about(const kube::Write& write, const kube::ApiError& error) {
  // That is told as a missing permission.
  if (is_missing_right(error)) return std::nullopt;
  // Somebody has written it since it was read; a run reads it again then.
  static constexpr int conflict = 409;
  if (error.status == conflict) return std::nullopt;
  // A run takes others.
  if (!refused_node_ports(error, write.object, write.value).empty()) return std::nullopt;
  return Finding{&kind_of_refusal(error.what()), to_string(write.object), error.what()};
}

std::vector<Finding> ask(kube::Api& api, const std::vector<NeededRight>& needed,
                         const std::vector<FirstWrite>& writes) {
  std::vector<kube::Right> rights;
  rights.reserve(2 * needed.size());
  std::vector<std::size_t> beside(needed.size());
  for (const NeededRight& one : needed) rights.push_back(one.right);
  for (std::size_t i = 0; i < needed.size(); ++i) {
    if (!needed[i].beside) continue;
    beside[i] = rights.size();
    rights.push_back(*needed[i].beside);
  }
  std::vector<kube::Write> tried;
  tried.reserve(writes.size());
  for (const FirstWrite& first : writes) tried.push_back(first.write);
  const kube::Trials trials = api.try_out(rights, tried);
  const auto is_denied = [&](std::size_t at) { return trials.rights[at] == std::optional(false); };
  std::vector<Finding> findings;
  for (std::size_t i = 0; i < needed.size(); ++i) {
    if (!is_denied(i) || (needed[i].beside && is_denied(beside[i]))) continue;
    findings.push_back({&permission_missing, needed[i].where, needed[i].seen});
  }
  for (std::size_t i = 0; i < writes.size(); ++i) {
    const kube::Answer& answer = trials.writes[i];
    if (answer.error) {
      if (auto finding = finding_about(tried[i], *answer.error)) findings.push_back(*std::move(finding));
    } else if (writes[i].record) {
      require_record(tried[i].object, answer.value, *writes[i].record);
    }
  }
  return findings;
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
  std::vector<NeededRight> rights = rights_to_watch(watched);
  for (NeededRight& right : rights_to_change(plan)) rights.push_back(std::move(right));
  for (Finding& finding : ask(api, rights, writes_of(observed, plan, recording))) {
    findings.push_back(std::move(finding));
  }
  return findings;
}

std::span<const FindingKind* const> finding_kinds() {
  static constexpr std::array all = {&permission_missing,  &permission_unread, &server_refuses, &quota,
                                     &webhook_unreachable, &dry_run_unknown,   &cluster_drift,  &record_broken};
  return all;
}

}  // namespace l7::live
