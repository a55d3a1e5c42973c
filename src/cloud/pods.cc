// The rollout of the Milvus workload. Sources: kubectl's rollout status (k8s.io/kubectl pkg/polymorphichelpers), the
// kubelet's reasons for containers that wait (pkg/kubelet/images, pkg/kubelet/kuberuntime).

#include <algorithm>
#include <array>
#include <string_view>
#include <vector>

#include "cloud/events.h"
#include "cloud/hops.h"
#include "milvus/tls.h"
#include "model/kinds.h"

namespace l7::hops {

bool runs_milvus(const Value& pod, const milvus::Server& server) {
  return !server.pod_labels.empty() &&
         std::all_of(server.pod_labels.begin(), server.pod_labels.end(),
                     [&](const auto& wanted) { return label(pod, wanted.first) == wanted.second; });
}

namespace {

/// The label that tells pods of one revision from those of another.
std::string revision_of(const Value& pod) {
  const std::string& hash = label(pod, "pod-template-hash");
  return hash.empty() ? label(pod, "controller-revision-hash") : hash;
}

/// Whether the template's annotations are on the pod; others are added at admission.
bool carries(const Value& pod, const Value* annotations) {
  if (!annotations) return true;
  return std::all_of(annotations->members().begin(), annotations->members().end(), [&](const auto& wanted) {
    return pod.text_at({"metadata", "annotations", wanted.first}) == wanted.second.text();
  });
}

/// The pods of the newest revision: older ones go, whatever state they are in. Times are whole seconds, so what the
/// template says comes before them.
std::vector<const Value*> newest_pods(const Observed& observed) {
  std::vector<const Value*> pods;
  for (const Object& object : observed.neighbours) {
    const bool leaves = object.value.find(Path{"metadata", "deletionTimestamp"}) != nullptr;
    if (is(object.ref, kinds::pod) && !leaves && runs_milvus(object.value, observed.milvus.server)) {
      pods.push_back(&object.value);
    }
  }
  const Value* annotations =
      observed.milvus.server.workload.value.find(Path{"spec", "template", "metadata", "annotations"});
  const auto current =
      std::stable_partition(pods.begin(), pods.end(), [&](const Value* pod) { return carries(*pod, annotations); });
  if (current != pods.begin()) pods.erase(current, pods.end());
  const auto newest = std::max_element(pods.begin(), pods.end(), [](const Value* a, const Value* b) {
    return a->text_at({"metadata", "creationTimestamp"}) < b->text_at({"metadata", "creationTimestamp"});
  });
  if (newest == pods.end()) return pods;
  const std::string revision = revision_of(**newest);
  pods.erase(std::remove_if(pods.begin(), pods.end(), [&](const Value* pod) { return revision_of(*pod) != revision; }),
             pods.end());
  return pods;
}

/// How a container ended the last time: `Error, exit code 134: panic: ..`.
std::string last_end(const Value& status) {
  const Value* ended = status.find(Path{"lastState", "terminated"});
  if (!ended) ended = status.find(Path{"state", "terminated"});
  if (!ended) return "";
  std::string text = "; it ended with " + ended->text_at({"reason"});
  const std::string& code = ended->text_at({"exitCode"});
  if (!code.empty()) text += " (exit code " + code + ')';
  const std::string& message = ended->text_at({"message"});
  return message.empty() ? text : text + ": " + message;
}

/// Under TLS the first suspect of a Milvus that does not stay up (milvus#46312).
std::string advice_for_crash(const Observed& observed) {
  if (milvus::tls_mode(observed.milvus) != 1) return "";
  return milvus::rest_shares_port(observed.milvus)
             ? "; Milvus speaks TLS and REST shares its gRPC port: set proxy.http.port to a port of its own"
             : "; Milvus speaks TLS: look at proxy.http.port, which must not be the gRPC port, and at the "
               "certificate's "
               "files";
}

Hop container_trouble(const Observed& observed, const Value& pod, const Value& status) {
  static constexpr std::array failures = {"CrashLoopBackOff",     "ImagePullBackOff", "ErrImagePull",
                                          "ErrImageNeverPull",    "InvalidImageName", "CreateContainerConfigError",
                                          "CreateContainerError", "RunContainerError"};
  const std::string& reason = status.text_at({"state", "waiting", "reason"});
  if (std::find(failures.begin(), failures.end(), reason) == failures.end()) return {parts::pods, State::ready, "", ""};
  const std::string& name = pod.text_at({"metadata", "name"});
  const std::string& message = status.text_at({"state", "waiting", "message"});
  std::string text = "container " + status.text_at({"name"}) + " of pod " + name + ": " + reason;
  if (reason == "CrashLoopBackOff") {
    const std::string& place = pod.text_at({"metadata", "namespace"});
    text += last_end(status) + advice_for_crash(observed) + "; see kubectl logs " + name +
            (place.empty() ? "" : " -n " + place) + " --previous";
  } else if (!message.empty()) {
    text += ": " + message;
  }
  return {parts::pods, State::failed, reason, text};
}

/// What the newest pods suffer from; a ready hop when it is nothing. Only what will not pass by itself is a failure.
Hop trouble(const Observed& observed) {
  Hop waits = {parts::pods, State::ready, "", ""};
  for (const Value* pod : newest_pods(observed)) {
    for (const char* group : {"initContainerStatuses", "containerStatuses"}) {
      for (const Value& status : pod->items_at({"status", group})) {
        Hop hop = container_trouble(observed, *pod, status);
        if (hop.state == State::failed) return hop;
      }
    }
    for (const Value& condition : pod->items_at({"status", "conditions"})) {
      if (condition.text_at({"type"}) != "PodScheduled" || condition.text_at({"status"}) != "False") continue;
      waits = {parts::pods, State::waiting, "Pending",
               "pod " + pod->text_at({"metadata", "name"}) + " has no node: " + condition.text_at({"message"})};
    }
  }
  return waits;
}

/// A condition by which the workload's own controller gives up, as text; "" where there is none.
std::string given_up(const Value& workload) {
  for (const Value& condition : workload.items_at({"status", "conditions"})) {
    const std::string& type = condition.text_at({"type"});
    const bool late = type == "Progressing" && condition.text_at({"reason"}) == "ProgressDeadlineExceeded";
    const bool refused = type == "ReplicaFailure" && condition.text_at({"status"}) == "True";
    if (late || refused) return condition.text_at({"reason"}) + ": " + condition.text_at({"message"});
  }
  return "";
}

}  // namespace

Hop pods_of(const Observed& observed) {
  const Value& workload = observed.milvus.server.workload.value;
  const std::string name = to_string(observed.milvus.server.workload.ref);
  const int wanted = workload.number_at({"spec", "replicas"}, 1);
  const int updated = workload.number_at({"status", "updatedReplicas"}, 0);
  const int available = workload.number_at({"status", "availableReplicas"}, 0);
  const std::string value = std::to_string(available) + " of " + std::to_string(wanted) + " available";
  if (wanted == 0) return {parts::pods, State::failed, "scaled to 0", "scale " + name + " up"};
  const int generation = workload.number_at({"metadata", "generation"}, 0);
  if (workload.number_at({"status", "observedGeneration"}, 0) < generation) {
    return {parts::pods, State::waiting, value, "the change of " + name + " has not been taken up yet"};
  }
  const int all = workload.number_at({"status", "replicas"}, 0);
  if (updated >= wanted && available >= wanted && all <= updated) return {parts::pods, State::ready, value, ""};

  // As long as no pod is new, those that there are say nothing about the change.
  const bool none_is_new = updated == 0 && all > 0;
  if (Hop hop = trouble(observed); !none_is_new && hop.state != State::ready) {
    hop.value = value + ", " + hop.value;
    return hop;
  }
  const std::string verdict = given_up(workload);
  if (!verdict.empty())
    return {parts::pods, State::failed, value,
            verdict + "; see " + describe_command(observed.milvus.server.workload.ref)};
  std::string reason = std::to_string(updated) + " of " + std::to_string(wanted) + " updated";
  const std::string unread = observed.kinds.why_unread(kinds::pod);
  if (!unread.empty()) reason += "; why cannot be told, pods could not be read: " + unread;
  return {parts::pods, State::waiting, value, reason};
}

}  // namespace l7::hops
