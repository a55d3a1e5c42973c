#include "live/snapshot.h"

#include "catch.h"
#include "yaml/read.h"

namespace l7::live {
namespace {

void put(Snapshot& snapshot, const std::string& text) {
  Value value = yaml::read(text);
  ObjectRef ref = ref_of(value);
  snapshot.put({std::move(ref), std::move(value), ""});
}

void put_release(Snapshot& snapshot, const std::string& name_space) {
  const std::string metadata = "metadata: {name: m, namespace: " + name_space + "}";
  put(snapshot, "{apiVersion: apps/v1, kind: Deployment, " + metadata +
                    ", spec: {template: {metadata: {labels: {app: m}}, spec: {containers: [{name: m, args: [milvus, "
                    "run, proxy], ports: [{name: milvus, containerPort: 19530}]}]}}}}");
  put(snapshot, "{apiVersion: v1, kind: Service, " + metadata +
                    ", spec: {selector: {app: m}, ports: [{name: milvus, port: 19530}]}}");
  put(snapshot, "{apiVersion: networking.k8s.io/v1, kind: Ingress, metadata: {name: way, namespace: " + name_space +
                    ", labels: {milvus-l7/service: m}}, spec: {defaultBackend: {service: {name: m, port: {number: "
                    "19530}}}}}");
}

TEST_CASE("releases of the same name in two namespaces are kept apart") {
  Snapshot snapshot;
  put_release(snapshot, "a");
  put_release(snapshot, "b");
  put(snapshot, "{apiVersion: networking.k8s.io/v1, kind: IngressClass, metadata: {name: alb}}");

  const auto found = snapshot.candidates();
  REQUIRE(found.size() == 2);
  for (const milvus::Milvus& milvus : found) {
    CHECK(milvus.server.workload.ref.name_space == milvus.service.ref.name_space);
    const Observed observed = snapshot.observed_of(milvus, {});
    REQUIRE(observed.entries.size() == 1);
    CHECK(observed.entries[0].object.ref.name_space == milvus.service.ref.name_space);
    REQUIRE(observed.neighbours.size() == 1);
    CHECK(observed.neighbours[0].ref.kind == "IngressClass");
  }
}

TEST_CASE("what is ours for a Service that is gone is told once for each") {
  Snapshot snapshot;
  put_release(snapshot, "a");
  put_release(snapshot, "b");
  CHECK(snapshot.orphaned_services().empty());
  snapshot.remove({"v1", "Service", "b", "m"});
  const std::vector<ObjectRef> orphans = snapshot.orphaned_services();
  REQUIRE(orphans.size() == 1);
  CHECK(to_string(orphans.front()) == "Service b/m");
}

}  // namespace
}  // namespace l7::live
