#include "owner/ownership.h"

#include "catch.h"
#include "milvus/fixture.h"

namespace l7::owner {
namespace {

using l7::milvus::Milvus;
using l7::milvus::fixture::proxy, l7::milvus::fixture::service;

/// A Milvus whose Service has this metadata beside its name.
Milvus with_metadata(const std::string& text) {
  Value in_front = service();
  const Value metadata = yaml::read("{" + text + "}");
  for (const auto& [key, value] : metadata.members()) in_front.set(Path{"metadata", key}, value);
  return l7::milvus::fixture::milvus(proxy(), in_front);
}

const char* const helm_metadata =
    "labels: {app.kubernetes.io/managed-by: Helm, helm.sh/chart: milvus-5.0.19}, "
    "annotations: {meta.helm.sh/release-name: demo, meta.helm.sh/release-namespace: vectors}";

std::string managed(const char* operation, const std::string& rest = "") {
  return std::string(helm_metadata) + ", managedFields: [{manager: helm, operation: " + operation + "}" + rest + "]";
}

TEST_CASE("Who owns a release is in its metadata", "[ownership]") {
  struct Case {
    std::string metadata;
    Owner owner;
    const char* name;
    const char* next;
  };
  const std::string helm = helm_metadata;
  const Case cases[] = {
      {"labels: {app: x}", Owner::none, "", ""},
      {managed("Update"), Owner::helm3, "demo", "silently puts back"},
      {managed("Apply"), Owner::helm4, "demo", "stops with a conflict"},
      {managed("Update", ", {manager: helm, operation: Apply}"), Owner::helm4, "demo", "stops with a conflict"},
      {helm, Owner::helm, "demo", "(Helm 3) or stops with a conflict (Helm 4)"},
      {"annotations: {argocd.argoproj.io/tracking-id: 'app:v1/Service:vectors/demo-milvus'}", Owner::argo_cd, "app",
       "Argo CD (app) puts live changes back within minutes"},
      {"annotations: {argocd.argoproj.io/sync-wave: '1'}", Owner::argo_cd, "", "Argo CD puts"},
      {"labels: {argocd.argoproj.io/instance: app}", Owner::argo_cd, "app", "within minutes"},
      {"labels: {helm.toolkit.fluxcd.io/name: hr, app.kubernetes.io/managed-by: Helm}", Owner::flux_helm, "hr",
       "Flux (HelmRelease) (hr)"},
      {"labels: {kustomize.toolkit.fluxcd.io/name: ks}", Owner::flux_kustomize, "ks", "within minutes"},
  };
  for (const Case& c : cases) {
    INFO(c.metadata);
    const Ownership found = ownership_of(with_metadata(c.metadata));
    CHECK(to_string(found.owner) == to_string(c.owner));
    CHECK(found.name == c.name);
    CHECK(next_upgrade(found).find(c.next) != std::string::npos);
    CHECK(next_upgrade(found).empty() == (c.owner == Owner::none));
    CHECK(puts_back(found) ==
          (c.owner == Owner::argo_cd || c.owner == Owner::flux_helm || c.owner == Owner::flux_kustomize));
  }
}

TEST_CASE("The fields that a live run wrote are told as Helm 4 names them", "[ownership]") {
  Milvus found = with_metadata(managed(
      "Apply",
      ", {manager: milvus-l7, operation: Update, fieldsV1: {'f:spec': {'f:type': {}, 'f:ports': {'k:{\"port\":19530}': "
      "{'f:nodePort': {}}}}, 'f:metadata': {'f:annotations': {'f:milvus-l7/undo': {}}}}}, "
      "{manager: milvus-l7, operation: Apply, fieldsV1: {'f:spec': {'f:selector': {}}}}, "
      "{manager: kubectl, operation: Update, fieldsV1: {'f:spec': {'f:clusterIP': {}}}}"));
  Value map = yaml::read(
      "{kind: ConfigMap, metadata: {name: demo-milvus, managedFields: [{manager: milvus-l7, operation: Update, "
      "fieldsV1: {'f:data': {'f:user.yaml': {}}}}]}}");
  found.config.presence = milvus::Presence::present;
  found.config.object = {ref_of(map), map, ""};
  const Ownership ownership = ownership_of(found);
  CHECK(ownership.held_fields == std::vector<std::string>{".spec.type", ".spec.ports.nodePort", ".data.user.yaml"});
  CHECK(next_upgrade(ownership).find("over .data.user.yaml, .spec.ports.nodePort, .spec.type") != std::string::npos);
  CHECK(ownership_of(with_metadata(managed("Apply"))).held_fields.empty());

  Observed observed;
  observed.milvus = found;
  observed.milvus.config = {};
  Value backend = yaml::read(
      "{kind: BackendConfig, metadata: {name: x, managedFields: [{manager: milvus-l7, operation: Update, fieldsV1: "
      "{'f:spec': {'f:timeoutSec': {}}}}]}}");
  observed.neighbours.push_back({ref_of(backend), backend, ""});
  Ownership around = ownership_of(observed);
  CHECK(around.held_fields == std::vector<std::string>{".spec.type", ".spec.ports.nodePort", ".spec.timeoutSec"});
  add_held_field(around, {"spec", "type"});
  add_held_field(around, {"metadata", "annotations", "x"});
  add_held_field(around, {"spec", "rules", std::size_t{0}, "host"});
  CHECK(around.held_fields.size() == 4);
  CHECK(around.held_fields.back() == ".spec.rules.host");
}

TEST_CASE("The command that keeps the change names release and chart and flags", "[ownership]") {
  struct Case {
    std::string metadata;
    std::vector<std::string> flags;
    const char* command;
  };
  const Case cases[] = {
      {managed("Update"),
       {"--host=db.example.com"},
       "helm upgrade demo milvus/milvus --version 5.0.19 -n vectors --reset-then-reuse-values --post-renderer "
       "kubectl-milvus_l7 --post-renderer-args=post-render --post-renderer-args=--cloud=gcp "
       "--post-renderer-args=--host=db.example.com"},
      {managed("Apply"),
       {"--annotate=a=it's \"x\""},
       "helm upgrade demo milvus/milvus --version 5.0.19 -n vectors --reset-then-reuse-values --post-renderer "
       "milvus-l7 "
       "--post-renderer-args=--cloud=gcp --post-renderer-args='--annotate=a=it'\\''s \"x\"'"},
      {"labels: {app.kubernetes.io/managed-by: Helm, helm.sh/chart: vec-a-5.0.19, app.kubernetes.io/instance: demo}",
       {},
       "helm upgrade demo CHART -n vectors --reset-then-reuse-values --post-renderer kubectl-milvus_l7 "
       "--post-renderer-args=post-render --post-renderer-args=--cloud=gcp"},
      {"labels: {app: x}", {}, ""},
      {"labels: {helm.toolkit.fluxcd.io/name: hr}", {}, ""},
  };
  for (const Case& c : cases) {
    INFO(c.metadata);
    CHECK(upgrade_command(ownership_of(with_metadata(c.metadata)), "gcp", c.flags) == c.command);
  }
}

}  // namespace
}  // namespace l7::owner
