#include "kube/request.h"

#include "catch.h"
#include "kube/retry.h"
#include "kube/warning.h"

namespace l7::kube {
namespace {

using std::chrono::milliseconds;

TEST_CASE("kinds have their resources") {
  const std::vector<std::pair<std::string, std::string>> known = {
      {"Service", "services"},
      {"Ingress", "ingresses"},
      {"IngressClass", "ingressclasses"},
      {"IngressClassParams", "ingressclassparams"},
      {"Endpoints", "endpoints"},
      {"EndpointSlice", "endpointslices"},
      {"NetworkPolicy", "networkpolicies"},
      {"Gateway", "gateways"},
      {"HTTPRoute", "httproutes"},
      {"BackendConfig", "backendconfigs"},
      {"FrontendConfig", "frontendconfigs"},
      {"ManagedCertificate", "managedcertificates"},
      {"ServiceNetworkEndpointGroup", "servicenetworkendpointgroups"},
      {"TargetGroupBinding", "targetgroupbindings"},
      {"Milvus", "milvuses"},
  };
  for (const auto& [kind, resource] : known) CHECK(plural_of(kind) == resource);
}

TEST_CASE("reads have their paths") {
  CHECK(read_request({"v1", "Node", "", "", "", ""}).target == "/api/v1/nodes?limit=500");
  CHECK(read_request({"v1", "Pod", "", "", "", "status.phase!=Running"}).target ==
        "/api/v1/pods?fieldSelector=status.phase%21%3DRunning&limit=500");
  CHECK(read_request({"apps/v1", "Deployment", "n", "d", "", ""}).target == "/apis/apps/v1/namespaces/n/deployments/d");
  CHECK(read_request({"rbac.authorization.k8s.io/v1", "ClusterRole", "", "system:node", "", ""}).target ==
        "/apis/rbac.authorization.k8s.io/v1/clusterroles/system%3Anode");
  CHECK(read_request({"v1", "Pod", "n", "", "a=b", ""}, {.limit = 0, .token = ""}).target ==
        "/api/v1/namespaces/n/pods?labelSelector=a%3Db");
  for (const char* bad : {"..", ".", "a/b", "a%2f"}) {
    CHECK_THROWS_AS(read_request({"v1", "Pod", "n", bad, "", ""}), Error);
    CHECK_THROWS_AS(read_request({"v1", "Pod", bad, "", "", ""}), Error);
  }
}

TEST_CASE("of a list the metadata alone can be asked for") {
  Read secrets = {"v1", "Secret", "n", "", "", "type=kubernetes.io/tls", 0};
  CHECK(read_request(secrets).accept == "application/json");
  secrets.only_metadata = true;
  CHECK(read_request(secrets).accept == "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1");
}

TEST_CASE("a change needs a name") {
  Value nameless = Value::map({{"apiVersion", "v1"}, {"kind", "ConfigMap"}});
  CHECK_THROWS_AS(remove_request(nameless, DryRun::none), Error);
  CHECK_THROWS_AS(apply_request(nameless, DryRun::none), Error);
  CHECK_THROWS_AS(patch_request(ref_of(nameless), Value::map(), DryRun::none), Error);
}

TEST_CASE("a watch of one object is one of a list") {
  const Request request = watch_request({"v1", "Service", "n", "s", "", "a=b"}, "7", std::chrono::seconds(400));
  CHECK(request.endless);
  CHECK(request.target ==
        "/api/v1/namespaces/n/services?watch=true&allowWatchBookmarks=true&resourceVersion=7&timeoutSeconds=400&"
        "fieldSelector=a%3Db%2Cmetadata.name%3Ds");
}

TEST_CASE("the server is told of the time limit in Go's notation") {
  CHECK(with_timeout("/a", milliseconds(500)) == "/a?timeout=500ms");
  CHECK(with_timeout("/a?b=c", milliseconds(1000)) == "/a?b=c&timeout=1s");
  CHECK(with_timeout("/a", milliseconds(1500)) == "/a?timeout=1.5s");
  CHECK(with_timeout("/a", milliseconds(90'000)) == "/a?timeout=1m30s");
  CHECK(with_timeout("/a", milliseconds(3'600'000)) == "/a?timeout=1h0m0s");
  CHECK(with_timeout("/a", milliseconds(60'050)) == "/a?timeout=1m0.05s");
}

TEST_CASE("what is asked again") {
  const Request get;
  const Request patch{.method = "PATCH"};
  const Request watch{.endless = true};
  const Failure broken{Failure::Kind::broken, "EOF"};
  const Failure refused{Failure::Kind::refused, ""};
  const Failure late{Failure::Kind::timeout, ""};
  CHECK(retry_delay(get, &broken, {}, 1) == milliseconds(0));
  CHECK(retry_delay(get, &broken, {}, 10) == milliseconds(1000));
  CHECK_FALSE(retry_delay(get, &broken, {}, 11));
  CHECK_FALSE(retry_delay(patch, &broken, {}, 1));
  CHECK_FALSE(retry_delay(watch, &broken, {}, 1));
  CHECK_FALSE(retry_delay(get, &refused, {}, 1));
  CHECK_FALSE(retry_delay(get, &late, {}, 1));
  const Response busy{429, {{"retry-after", "2"}}, ""};
  CHECK(retry_delay(get, nullptr, busy, 1) == milliseconds(2000));
  CHECK(retry_delay(patch, nullptr, busy, 10) == milliseconds(2000));
  CHECK_FALSE(retry_delay(patch, nullptr, busy, 11));
  CHECK_FALSE(retry_delay(get, nullptr, {429, {{"retry-after", "86400"}}, ""}, 1));
  CHECK_FALSE(retry_delay(get, nullptr, {503, {{"retry-after", "Sat, 25 Aug 2012 23:34:45 GMT"}}, ""}, 1));
  CHECK_FALSE(retry_delay(get, nullptr, {409, {{"retry-after", "1"}}, ""}, 1));
}

TEST_CASE("warnings are taken from their header") {
  using Texts = std::vector<std::string>;
  CHECK(warnings_in(R"(299 - "a, b")") == Texts{"a, b"});
  CHECK(warnings_in(R"(  299   -   "a" "date"  ,299 x "b")") == Texts{"a", "b"});
  CHECK(warnings_in(R"(110 - "stale", 299 - "a\\\"b")") == Texts{R"(a\"b)"});
  for (const char* bad : {"", "299", "299 -", "299 - \"open", "299 - \"open\\", ",,,", "\"a\""}) {
    CHECK(warnings_in(bad).empty());
  }
}

}  // namespace
}  // namespace l7::kube
