#include "cli/unified.h"

#include <cstdlib>
#include <sstream>

#include "catch.h"
#include "cli/redact.h"
#include "command_line.h"
#include "yaml/edit.h"
#include "yaml/read.h"

namespace l7::cli {
namespace {

const ObjectRef service = {"v1", "Service", "milvus", "demo-milvus"};
const ObjectRef config_map = {"v1", "ConfigMap", "milvus", "demo-milvus"};
const ObjectRef ingress = {"networking.k8s.io/v1", "Ingress", "milvus", "demo-milvus-l7"};

const Value service_now = yaml::read(R"(apiVersion: v1
kind: Service
metadata:
  name: demo-milvus
  namespace: milvus
  labels:
    app: milvus
    instance: demo
    component: proxy
    team: search
spec:
  type: LoadBalancer
  ports:
    - name: milvus
      port: 19530
      nodePort: 30000
)");

const Value config_now = yaml::read(R"(apiVersion: v1
kind: ConfigMap
metadata:
  name: demo-milvus
  namespace: milvus
data:
  user.yaml: |
    # ours
    common:
      security:
        defaultRootPassword: hunter2
        tlsMode: 0
)");

Observed seen() {
  Observed observed;
  observed.milvus.service = {service, service_now, ""};
  observed.milvus.config.object = {config_map, config_now, ""};
  observed.format = &yaml::text_format();
  return observed;
}

Plan example() {
  Plan plan;
  plan.changes = {
      {service, {"metadata", "annotations", "a.b/c"}, {}, {}, R"({"x":"HTTP2"})", Phase::prepare, "gRPC needs it"},
      {config_map, {"data", "user.yaml"}, {"common", "security", "tlsMode"}, 0, 1, Phase::backend, "TLS to the pod"},
      {ingress, {}, {}, {}, Value::map({{"kind", "Ingress"}}), Phase::ingress, "the balancer"},
      {service, {"spec", "type"}, {}, "LoadBalancer", "ClusterIP", Phase::cutover, "closed now"},
      {service, {"spec", "ports", std::size_t{0}, "nodePort"}, {}, 30000, {}, Phase::cutover, "no port on the nodes"},
  };
  return plan;
}

std::string shown(const Plan& plan, bool colour = false) {
  std::ostringstream out;
  unified(out, plan, seen(), colour);
  return out.str();
}

TEST_CASE("a plan as a unified diff") {
  CHECK(shown(example()) == R"(--- a/Service milvus/demo-milvus
+++ b/Service milvus/demo-milvus
@@ -8,9 +8,10 @@ # gRPC needs it # closed now # no port on the nodes
     instance: "demo"
     component: "proxy"
     team: "search"
+  annotations:
+    a.b/c: '{"x":"HTTP2"}'
 spec:
-  type: "LoadBalancer"
+  type: "ClusterIP"
   ports:
     - name: "milvus"
       port: 19530
-      nodePort: 30000
--- a/ConfigMap milvus/demo-milvus
+++ b/ConfigMap milvus/demo-milvus
@@ -9,4 +9,4 @@ # TLS to the pod
     common:
       security:
         defaultRootPassword: ***
-        tlsMode: 0
+        tlsMode: 1
--- /dev/null
+++ b/Ingress milvus/demo-milvus-l7
@@ -0,0 +1 @@ # the balancer
+kind: "Ingress"
)");
}

TEST_CASE("each reason stands with the hunk of its change") {
  Plan plan;
  plan.changes = {{service, {"spec", "type"}, {}, "LoadBalancer", "ClusterIP", Phase::cutover, "the end"},
                  {service, {"apiVersion"}, {}, "v1", "v2", Phase::prepare, "the beginning"}};
  CHECK(shown(plan) == R"(--- a/Service milvus/demo-milvus
+++ b/Service milvus/demo-milvus
@@ -1,4 +1,4 @@ # the beginning
-apiVersion: "v1"
+apiVersion: "v2"
 kind: "Service"
 metadata:
   name: "demo-milvus"
@@ -9,7 +9,7 @@ # the end
     component: "proxy"
     team: "search"
 spec:
-  type: "LoadBalancer"
+  type: "ClusterIP"
   ports:
     - name: "milvus"
       port: 19530
)");
}

TEST_CASE("an object that goes, and a plan that does nothing") {
  Plan plan;
  CHECK(shown(plan).empty());
  plan.changes = {{ingress, {}, {}, Value::map({{"kind", "Ingress"}, {"a", 1}}), {}, Phase::cutover, "given back"}};
  CHECK(
      shown(plan) ==
      "--- a/Ingress milvus/demo-milvus-l7\n+++ /dev/null\n@@ -1,2 +0,0 @@ # given back\n-kind: \"Ingress\"\n-a: 1\n");
}

TEST_CASE("a Secret's contents are not shown") {
  Plan plan;
  const Value secret = Value::map({{"kind", "Secret"}, {"data", Value::map({{"tls.key", "c2VjcmV0"}})}});
  plan.changes = {{{"v1", "Secret", "", "s"}, {}, {}, {}, secret, Phase::prepare, "TLS"}};
  CHECK(shown(plan) ==
        "--- /dev/null\n+++ b/Secret s\n@@ -0,0 +1,3 @@ # TLS\n+kind: \"Secret\"\n+data:\n+  tls.key: \"***\"\n");
}

TEST_CASE("a change that hiding credentials hides still has its reason") {
  Plan plan;
  plan.changes = {{service, {"spec", "password"}, {}, {}, "one", Phase::prepare, "a new one"}};
  Observed observed = seen();
  observed.milvus.service.value = Value::map({{"kind", "Service"}, {"spec", Value::map({{"password", "two"}})}});
  std::ostringstream out;
  unified(out, plan, observed, false);
  CHECK(out.str() == "--- a/Service milvus/demo-milvus\n+++ b/Service milvus/demo-milvus\n# a new one\n");
}

TEST_CASE("colours are git's") {
  const std::string text = shown(example(), true);
  CHECK(text.find("\x1b[1m--- a/Service milvus/demo-milvus\x1b[0m\n") != std::string::npos);
  CHECK(text.find("\x1b[36m@@ -9,4 +9,4 @@\x1b[0m \x1b[2m# TLS to the pod\x1b[0m\n") != std::string::npos);
  CHECK(text.find("\x1b[31m-  type: \"LoadBalancer\"\x1b[0m\n") != std::string::npos);
  CHECK(text.find("\x1b[32m+  type: \"ClusterIP\"\x1b[0m\n") != std::string::npos);
}

TEST_CASE("nothing from a cluster reaches the terminal as a control character") {
  const std::string evil = "a\x1b]0;title\x07\n+fake";
  Plan plan;
  plan.changes = {{{"v1", evil, evil, evil}, {}, {}, {}, Value::map({{evil, evil}}), Phase::prepare, evil}};
  const std::string text = shown(plan);
  CHECK(text.find('\x1b') == std::string::npos);
  CHECK(text.find('\x07') == std::string::npos);
  CHECK(text.find("\n+fake") == std::string::npos);
}

TEST_CASE("an object that nobody has read") {
  Plan plan;
  plan.changes = {{{"v1", "Service", "", "other"}, {"a"}, {}, {}, 1, Phase::prepare, "why"}};
  CHECK_THROWS_AS(shown(plan), Error);
}

TEST_CASE("patch makes the object as it will be from the object as it is") {
  if (std::system("command -v patch >/dev/null 2>&1") != 0) return;
  Plan plan = example();
  std::erase_if(plan.changes, [](const Change& change) { return !(change.object == service); });
  plan.changes.push_back({service, {"apiVersion"}, {}, "v1", "v2", Phase::prepare, "a second hunk"});
  const Folder folder;
  const std::string file = folder.file("object.yaml", yaml::emit(service_now));
  const std::string diff = folder.file("diff", shown(plan));
  REQUIRE(std::system(("patch -s '" + file + "' '" + diff + "'").c_str()) == 0);
  const Value made = yaml::read(contents_of(file));
  CHECK(made.text_at({"apiVersion"}) == "v2");
  CHECK(made.text_at({"spec", "type"}) == "ClusterIP");
  CHECK(made.text_at({"metadata", "annotations", "a.b/c"}) == R"({"x":"HTTP2"})");
  CHECK_FALSE(made.find(Path{"spec", "ports", std::size_t{0}, "nodePort"}));
}

}  // namespace
}  // namespace l7::cli
