// What a plan makes of what only a live run can see.

#include "catch.h"
#include "cloud/fixture.h"
#include "cloud/gcp/options.h"
#include "cloud/network_policy.h"

namespace l7 {
namespace {

using namespace fixture;

const char* const secret = "{apiVersion: v1, kind: Secret, metadata: {name: demo-milvus-l7-tls, namespace: vectors}}";

TEST_CASE("A TLS Secret that is known to be missing is made without a key", "[gcp][live]") {
  Wishes wishes = options_for("gcp");
  wishes.hosts = {"db.example.com", "*.example.org"};
  const Plan plan = Release().complete("Secret").plan(wishes);
  REQUIRE(lines_of(plan, "Secret") == Lines{"+ Secret demo-milvus-l7-tls"});
  CHECK_FALSE(has(plan, "gcp-tls-secret"));
  const auto change = std::find_if(plan.changes.begin(), plan.changes.end(),
                                   [](const Change& one) { return one.object.kind == "Secret"; });
  CHECK((change->phase == Phase::prepare));
  const Value& made = change->after.value();
  CHECK(made.text_at({"type"}) == "kubernetes.io/tls");
  CHECK(made.text_at({"metadata", "namespace"}) == "vectors");
  CHECK(label(made, owner_label) == "demo-milvus");
  CHECK(annotation(made, certificate_names_annotation) ==
        "db.example.com,*.example.org,demo-milvus,demo-milvus.vectors,demo-milvus.vectors.svc,"
        "demo-milvus.vectors.svc.cluster.local");
  CHECK(made.find("data") == nullptr);

  wishes.options[tls_secret] = "theirs";
  CHECK(lines_of(Release().complete("Secret").plan(wishes), "Secret") == Lines{"+ Secret theirs"});
}

TEST_CASE("A Secret that is there, unknown or of no use is not made", "[gcp][live]") {
  const Wishes wishes = options_for("gcp");
  CHECK(lines_of(Release().complete("Secret").add(secret).plan(wishes), "Secret").empty());
  CHECK_FALSE(has(Release().complete("Secret").add(secret).plan(wishes), "gcp-tls-secret"));
  CHECK(lines_of(Release().plan(wishes), "Secret").empty());
  CHECK(has(Release().plan(wishes), "gcp-tls-secret"));
  Wishes shared = wishes;
  shared.options[gcp::pre_shared_certificate] = "corp";
  CHECK(lines_of(Release().complete("Secret").plan(shared), "Secret").empty());
  const std::string kept = ingress_yaml("web", "kubernetes.io/ingress.class: gce", "tls: [{secretName: theirs}], ");
  CHECK(lines_of(Release().complete("Secret").add(kept).plan(wishes), "Secret").empty());
  CHECK(lines_of(Release().complete("Secret").plan(options_for("aws")), "Secret").empty());
}

TEST_CASE("A plan for a kind that the cluster does not know is refused", "[gcp][live]") {
  Wishes wishes = options_for("gcp");
  CHECK(has(Release().missing("BackendConfig").plan(wishes), "gcp-crd-missing"));
  CHECK(Release().missing("BackendConfig").plan(wishes).refused());
  CHECK_FALSE(Release().missing("FrontendConfig").plan(wishes).refused());
  wishes.ssl_policy = "strict";
  CHECK(Release().missing("FrontendConfig").plan(wishes).refused());
  CHECK_FALSE(Release().missing("TargetGroupBinding").plan(wishes).refused());
}

TEST_CASE("A NetworkPolicy that lets the balancer in is no warning", "[gcp][live]") {
  struct Case {
    std::vector<std::string> ingress;
    bool warned;
  };
  const std::string both = "from: [{ipBlock: {cidr: 130.211.0.0/22}}, {ipBlock: {cidr: 35.191.0.0/16}}]";
  const std::string ports = "ports: [{port: 19530}, {port: 9091}]";
  const Case cases[] = {
      {{"[]"}, true},
      {{"[{}]"}, false},
      {{"[{" + both + "}]"}, false},
      {{"[{" + both + ", " + ports + "}]"}, false},
      {{"[{" + both + ", ports: [{port: milvus, protocol: TCP}, {port: metrics}]}]"}, false},
      {{"[{" + both + ", ports: [{port: 9000, endPort: 20000}]}]"}, false},
      {{"[{" + both + ", ports: [{port: 19530}]}]"}, true},
      {{"[{" + both + ", ports: [{port: 19530, protocol: UDP}, {port: 9091}]}]"}, true},
      {{"[{from: [{ipBlock: {cidr: 35.191.0.0/16}}], " + ports + "}]"}, true},
      {{"[{from: [{ipBlock: {cidr: 0.0.0.0/0}}], " + ports + "}]"}, false},
      {{"[{from: [{ipBlock: {cidr: 0.0.0.0/0, except: [35.191.4.0/24]}}], " + ports + "}]"}, true},
      {{"[{from: [{ipBlock: {cidr: 0.0.0.0/0, except: [10.0.0.0/8]}}], " + ports + "}]"}, false},
      {{"[{from: [{podSelector: {}}, {namespaceSelector: {}}]}]"}, true},
      {{"[{from: [{ipBlock: {cidr: '::/0'}}]}]"}, true},
      {{"[{from: [{ipBlock: {cidr: 130.211.0.0/23}}, {ipBlock: {cidr: 35.191.0.0/16}}]}]"}, true},
      {{"[]", "[{" + both + ", " + ports + "}]"}, false},
      {{"[{" + both + ", ports: [{port: 19530}]}]", "[{" + both + ", ports: [{port: 9091}]}]"}, false},
  };
  for (const Case& c : cases) {
    INFO(c.ingress.front());
    Release release;
    for (const std::string& rules : c.ingress) {
      release.add(
          "{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: p, namespace: vectors}, spec: "
          "{podSelector: {}, ingress: " +
          rules + "}}");
    }
    CHECK(has(release.plan(options_for("gcp")), "gcp-network-policy") == c.warned);
  }
}

TEST_CASE("A cloud is told by its nodes or its IngressClasses", "[registry]") {
  const auto objects = [](const char* text) { return std::vector<Object>{object_of(yaml::read(text))}; };
  const auto runs = [](const char* cloud, const std::vector<Object>& nodes, const std::vector<Object>& classes) {
    return cloud_for(options_for(cloud)).runs(nodes, classes);
  };
  const auto gce = objects("{kind: Node, metadata: {name: n}, spec: {providerID: 'gce://project/zone/n'}}");
  const auto ec2 = objects("{kind: Node, metadata: {name: n}, spec: {providerID: 'aws:///us-east-1a/i-1'}}");
  CHECK(runs("gcp", gce, {}));
  CHECK_FALSE(runs("gcp", ec2, {}));
  CHECK(runs("aws", ec2, {}));
  CHECK_FALSE(runs("aws", gce, {}));
  CHECK_FALSE(runs("gcp", {}, {}));
  CHECK_FALSE(runs("aws", {}, {}));
  CHECK(runs("aws", {}, objects("{kind: IngressClass, metadata: {name: a}, spec: {controller: ingress.k8s.aws/alb}}")));
  CHECK(
      runs("aws", {}, objects("{kind: IngressClass, metadata: {name: a}, spec: {controller: eks.amazonaws.com/alb}}")));
  CHECK_FALSE(runs("aws", {}, objects("{kind: IngressClass, metadata: {name: a}, spec: {controller: k8s.io/nginx}}")));
  for (const Cloud* cloud : clouds()) CHECK_FALSE(cloud->watched_kinds().empty());
}

TEST_CASE("a plan is made from the kinds that its options make, and no others", "[registry]") {
  const auto kinds = [](const Wishes& wishes) {
    std::string names;
    for (const WatchedKind& kind : cloud_for(wishes).watched_kinds()) {
      if (kind.for_plan(wishes)) names += std::string(kind.kind) + ' ';
    }
    return names;
  };
  Wishes wishes = options_for("gcp");
  CHECK(kinds(wishes) == "BackendConfig ");
  wishes.ssl_policy = "modern";
  CHECK(kinds(wishes) == "BackendConfig FrontendConfig ");
  wishes.options[gcp::managed_certificate] = "";
  CHECK(kinds(wishes) == "BackendConfig FrontendConfig ManagedCertificate ");
  CHECK(kinds(options_for("aws")).empty());
}

}  // namespace
}  // namespace l7
