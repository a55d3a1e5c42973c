// The parts of the way that every cloud has.

#include "cloud/health.h"
#include "catch.h"
#include "yaml/emit.h"

namespace l7 {
namespace {

using namespace fixture;

TEST_CASE("The hops stand in a client's order with the same names everywhere", "[health]") {
  for (const Cloud* cloud : clouds()) {
    const GroupKind entry = cloud->entry_api().kind();
    const Health health = running().health(options_for(std::string(cloud->name())));
    Lines names;
    for (const Hop& one : health.hops) names.push_back(one.name);
    CHECK(names == Lines{"address", "certificate", "backend", "service", "pods"});
    check(hop(health, "address"), State::failed, "kubectl milvus-l7 enable");
    check(hop(health, "certificate"), State::waiting, std::string(entry.kind));
    CHECK(health.address.empty());

    const Health unseen = running().unread(to_string(entry)).health(options_for(std::string(cloud->name())));
    for (const char* name : {"address", "certificate", "backend"})
      check(hop(unseen, name), State::unknown, "forbidden");
    CHECK_FALSE(unseen.failed());
  }
}

TEST_CASE("The Service says what it is", "[health]") {
  check(hop(running().health(options_for("gcp")), "service"), State::ready, "ClusterIP 10.0.0.7:19530 /");
  check(hop(running().type("NodePort").health(options_for("gcp")), "service"), State::ready,
        "NodePort 10.0.0.7:19530, still");
  Release open = running().type("LoadBalancer");
  open.service().set(Path{"status"}, yaml::read("{loadBalancer: {ingress: [{ip: 35.0.0.1}, {hostname: x.elb}]}}"));
  check(hop(open.health(options_for("aws")), "service"), State::ready, "still open at layer 4: 35.0.0.1, x.elb");
}

TEST_CASE("A rollout is judged by its status", "[health]") {
  struct Case {
    const char* metadata;
    const char* spec;
    const char* status;
    State state;
    const char* text;
  };
  const Case cases[] = {
      {"1", "2", "{observedGeneration: 1, replicas: 2, updatedReplicas: 2, availableReplicas: 2}", State::ready,
       "2 of 2"},
      {"2", "2", "{observedGeneration: 1, replicas: 2, updatedReplicas: 2, availableReplicas: 2}", State::waiting,
       "not been taken up"},
      {"1", "2", "{observedGeneration: 1, replicas: 3, updatedReplicas: 2, availableReplicas: 2}", State::waiting, ""},
      {"1", "2", "{observedGeneration: 1, replicas: 2, updatedReplicas: 1, availableReplicas: 2}", State::waiting,
       "1 of 2 updated"},
      {"1", "2", "{observedGeneration: 1, replicas: 2, updatedReplicas: 2, availableReplicas: 1}", State::waiting,
       "1 of 2"},
      {"1", "0", "{observedGeneration: 1}", State::failed, "scaled to 0"},
      {"1", "1", "{}", State::waiting, "taken up"},
      {"1", "1",
       "{observedGeneration: 1, conditions: [{type: Progressing, status: 'False', reason: ProgressDeadlineExceeded, "
       "message: late}]}",
       State::failed, "ProgressDeadlineExceeded: late"},
      {"1", "1",
       "{observedGeneration: 1, conditions: [{type: ReplicaFailure, status: 'True', reason: FailedCreate, message: "
       "quota}]}",
       State::failed, "quota; see kubectl describe Deployment demo-milvus-proxy -n vectors"},
  };
  for (const Case& c : cases) {
    INFO(c.status);
    Release release;
    release.workload().set(Path{"metadata", "generation"}, yaml::read(c.metadata));
    release.workload().set(Path{"spec", "replicas"}, yaml::read(c.spec));
    release.workload().set(Path{"status"}, yaml::read(c.status));
    check(hop(release.health(options_for("gcp")), "pods"), c.state, c.text);
  }
}

TEST_CASE("What keeps a new pod from running is told at once", "[health]") {
  struct Case {
    const char* status;
    const char* user_yaml;
    State state;
    std::vector<const char*> texts;
  };
  const char* const crash =
      "containerStatuses: [{name: proxy, state: {waiting: {reason: CrashLoopBackOff}}, lastState: {terminated: "
      "{reason: "
      "Error, exitCode: 2, message: 'tls mode must be 0'}}}]";
  const Case cases[] = {
      {crash,
       "",
       State::failed,
       {"CrashLoopBackOff; it ended with Error (exit code 2): tls mode must be 0;",
        "kubectl logs p -n vectors --previous"}},
      {crash, "common.security.tlsMode: 1", State::failed, {"set proxy.http.port to a port of its own"}},
      {crash, "{common.security.tlsMode: 1, proxy.http.port: 8080}", State::failed, {"look at proxy.http.port"}},
      {"containerStatuses: [{name: proxy, state: {waiting: {reason: ImagePullBackOff, message: no such image}}}]",
       "",
       State::failed,
       {"ImagePullBackOff: no such image"}},
      {"initContainerStatuses: [{name: config, state: {waiting: {reason: CreateContainerConfigError, message: gone}}}]",
       "",
       State::failed,
       {"container config", "gone"}},
      {"phase: Pending, conditions: [{type: PodScheduled, status: 'False', reason: Unschedulable, message: 0/3 nodes}]",
       "",
       State::waiting,
       {"Pending", "no node: 0/3 nodes"}},
      {"phase: Pending, containerStatuses: [{name: proxy, state: {waiting: {reason: ContainerCreating}}}]",
       "",
       State::waiting,
       {"0 of 1 updated"}},
  };
  for (const Case& c : cases) {
    INFO(c.status);
    Release release;
    release.user_yaml(c.user_yaml).see(pod("p", c.status));
    for (const char* text : c.texts) check(hop(release.health(options_for("aws")), "pods"), c.state, text);
  }

  const std::string old = pod("old", crash, "00:00:00", "old");
  Release rolling = Release().see(old).see(pod("new", "phase: Pending", "00:01:00"));
  check(hop(rolling.health(options_for("gcp")), "pods"), State::waiting, "updated");
  Release begun = Release().see(old);
  begun.workload().set(Path{"status"}, yaml::read("{replicas: 1}"));
  check(hop(begun.health(options_for("gcp")), "pods"), State::waiting, "0 of 1 updated");
  check(hop(running().see(old).health(options_for("gcp")), "pods"), State::ready, "1 of 1");
  check(hop(Release().unread("Pod").health(options_for("gcp")), "pods"), State::waiting,
        "pods could not be read: forbidden");
}

// An API server's times are whole seconds, and a cluster that has just been made can be that quick.
TEST_CASE("Of pods made in the same second, those of the template as it is count", "[health]") {
  const std::string crash = "containerStatuses: [{name: proxy, state: {waiting: {reason: CrashLoopBackOff}}}]";
  const Path note = {"metadata", "annotations", "milvus-l7/config-sha256"};
  Release release;
  release.workload().set(Path{"spec", "template", "metadata", "annotations", "milvus-l7/config-sha256"},
                         "new settings");
  release.workload().set(Path{"status"}, yaml::read("{replicas: 2, updatedReplicas: 1, availableReplicas: 1}"));
  Value old = yaml::read(pod("a", "phase: Running", "00:00:00", "old"));
  old.set(note, "old settings");
  Value made = yaml::read(pod("b", crash));
  made.set(note, "new settings");
  made.set(Path{"metadata", "annotations", "added-at-admission"}, "x");
  for (const bool old_is_first : {true, false}) {
    Release both = release;
    both.see(yaml::emit_flow(old_is_first ? old : made)).see(yaml::emit_flow(old_is_first ? made : old));
    check(hop(both.health(options_for("gcp")), "pods"), State::failed, "of pod b: CrashLoopBackOff");
  }
}

}  // namespace
}  // namespace l7
