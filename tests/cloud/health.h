#pragma once

#include "catch.h"
#include "cloud/fixture.h"

/// Live releases for the tests of health.
namespace l7::fixture {

/// A rollout that is complete.
inline Release running() {
  Release release;
  release.workload().set(Path{"status"}, yaml::read("{replicas: 1, updatedReplicas: 1, availableReplicas: 1}"));
  release.service().set(Path{"spec", "clusterIP"}, "10.0.0.7");
  return release;
}

inline std::string event(const std::string& reason, const std::string& message, const std::string& time,
                         const std::string& type = "Warning", const std::string& about = "Ingress, name: demo") {
  return "{kind: Event, metadata: {name: e}, type: " + type + ", reason: " + reason + ", message: '" + message +
         "', lastTimestamp: '2026-01-01T" + time + "Z', involvedObject: {kind: " + about + "}}";
}

/// A pod of Milvus with this status.
inline std::string pod(const std::string& name, const std::string& status, const std::string& created = "00:00:00",
                       const std::string& hash = "new") {
  return "{kind: Pod, metadata: {name: " + name + ", namespace: vectors, creationTimestamp: '2026-01-01T" + created +
         "Z', labels: {app.kubernetes.io/instance: demo, app.kubernetes.io/name: milvus, component: proxy, "
         "pod-template-hash: " +
         hash + "}}, status: {" + status + "}}";
}

inline Hop hop(const Health& health, const std::string& name) {
  for (const Hop& one : health.hops) {
    if (one.name == name) return one;
  }
  throw std::logic_error("no hop is called " + name);
}

/// Checks one hop; `text` stands in its value or its reason.
inline void check(const Hop& found, State state, const std::string& text) {
  INFO(found.name << ": " << found.value << " / " << found.reason);
  CHECK(to_string(found.state) == to_string(state));
  CHECK((found.value + " / " + found.reason).find(text) != std::string::npos);
  CHECK(found.reason.empty() == (found.state == State::ready));
}

}  // namespace l7::fixture
