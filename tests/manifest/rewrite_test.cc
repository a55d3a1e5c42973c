#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "catch.h"
#include "fixture.h"
#include "yaml/read.h"

using namespace l7;

namespace {

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const std::size_t at = text.find(from);
  REQUIRE(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

std::string with_crlf(const std::string& text) {
  std::string out;
  for (const char c : text) out += c == '\n' ? std::string("\r\n") : std::string(1, c);
  return out;
}

}  // namespace

TEST_CASE("the Service, the settings and the restart change in place, and new objects follow") {
  const std::string out = rewrite(release(), options_for("gcp")).out;
  std::string expected = release();
  expected = replaced(expected, "metadata:\n  name: db-milvus\n  namespace: vectors\n  labels:",
                      "metadata:\n"
                      "  annotations:\n"
                      "    cloud.google.com/app-protocols: '{\"milvus\":\"HTTP2\"}'\n"
                      "    cloud.google.com/backend-config: '{\"ports\":{\"milvus\":\"db-milvus-l7\"}}'\n"
                      "    cloud.google.com/neg: '{\"ingress\":true}'\n"
                      "  name: db-milvus\n  namespace: vectors\n  labels:");
  expected = replaced(expected, "Helm\nspec:\n  type: LoadBalancer\n", "Helm\nspec:\n  type: \"ClusterIP\"\n");
  expected = replaced(expected, "  loadBalancerSourceRanges:\n    - 0.0.0.0/0\n", "");
  expected = replaced(expected, "      nodePort: 30530\n", "");
  expected = replaced(expected, "        authorizationEnabled: true   # keep\n",
                      "        tlsMode: 1\n        authorizationEnabled: true   # keep\n"
                      "    proxy:\n      http:\n        port: 8080\n");
  const std::size_t restart = out.find("        milvus-l7/config-sha256: \"");
  REQUIRE(restart != std::string::npos);
  const std::string line = out.substr(restart, out.find('\n', restart) + 1 - restart);
  expected = replaced(expected, "        checksum/config: abc\n", line + "        checksum/config: abc\n");
  REQUIRE(out.size() > expected.size());
  CHECK(out.substr(0, expected.size()) == expected);

  const std::string added = out.substr(expected.size());
  CHECK(added.find("---\n# Source: milvus/templates/milvus-l7.yaml\napiVersion: \"cloud.google.com/v1\"\n") == 0);
  CHECK(added.find("kind: \"Ingress\"\n") != std::string::npos);
}

TEST_CASE("a second run changes nothing") {
  for (const char* cloud : {"gcp", "aws"}) {
    const std::string once = rewrite(release(), options_for(cloud)).out;
    REQUIRE_FALSE(once.empty());
    CHECK(rewrite(once, options_for(cloud)).out == once);
    const std::string crlf = rewrite(with_crlf(release()), options_for(cloud)).out;
    CHECK(crlf == with_crlf(once));
    CHECK(rewrite(crlf, options_for(cloud)).out == crlf);
  }
}

std::string renamed(std::string text, const std::string& from, const std::string& to) {
  for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) {
    text.replace(at, from.size(), to);
  }
  return text;
}

TEST_CASE("several releases are rewritten as each is by itself") {
  const std::string first = std::string(config_yaml) + service_yaml + workload_yaml;
  // The labels of the pods tell the releases apart, as a chart's do.
  const std::string second = renamed(renamed(first, "db-milvus", "web-milvus"), "/name: milvus", "/name: web");
  const std::vector<Target> both = {{"", "db"}, {"vectors", "web-milvus"}};
  for (const char* cloud : {"gcp", "aws"}) {
    INFO(cloud);
    const Outcome at_once = rewrite(first + second, options_for(cloud), both);
    const std::string one_by_one =
        rewrite(rewrite(first + second, options_for(cloud), {both[0]}).out, options_for(cloud), {both[1]}).out;
    CHECK_FALSE(at_once.plan.changes.empty());
    CHECK(at_once.out == one_by_one);
    CHECK(rewrite(at_once.out, options_for(cloud), both).plan.changes.empty());
    CHECK(rewrite(first + second, options_for(cloud), {both[0], both[0]}).out ==
          rewrite(first + second, options_for(cloud), {both[0]}).out);
  }
}

TEST_CASE("releases that share their settings change them once") {
  const std::string first = std::string(config_yaml) + service_yaml + workload_yaml;
  std::string second = renamed(std::string(service_yaml) + workload_yaml, "/name: milvus", "/name: web");
  second = renamed(renamed(second, "name: db-milvus-proxy", "name: web-proxy"), "  name: db-milvus\n  namespace",
                   "  name: web\n  namespace");
  const std::vector<Target> both = {{"", "db"}, {"", "web"}};
  const Outcome outcome = rewrite(first + second, options_for("gcp"), both);
  CHECK(outcome.out.find("tlsMode: 1\n") == outcome.out.rfind("tlsMode: 1\n"));
  CHECK(rewrite(outcome.out, options_for("gcp"), both).plan.changes.empty());
}

TEST_CASE("the order of documents does not matter to the plan") {
  std::array<std::string, 4> documents = {config_yaml, other_yaml, service_yaml, workload_yaml};
  std::sort(documents.begin(), documents.end());
  std::vector<std::string> plans;
  do {
    const Plan plan = rewrite(documents[0] + documents[1] + documents[2] + documents[3], options_for("gcp")).plan;
    std::string text;
    for (const Change& change : plan.changes) {
      text +=
          to_string(change.object) + to_string(change.path) + (change.after ? to_json(*change.after) : "gone") + '\n';
    }
    plans.push_back(text);
  } while (std::next_permutation(documents.begin(), documents.end()));
  CHECK(plans.size() == 24);
  CHECK(std::all_of(plans.begin(), plans.end(), [&](const std::string& plan) { return plan == plans.front(); }));
}

TEST_CASE("one cloud after the other is refused") {
  for (const auto& [first, second] : {std::pair("aws", "gcp"), std::pair("gcp", "aws")}) {
    const Outcome outcome = rewrite(rewrite(release(), options_for(first)).out, options_for(second));
    CHECK(outcome.plan.refused());
    CHECK(has_finding(outcome.plan, "other-cloud"));
    CHECK(outcome.out.empty());
  }
}

TEST_CASE("a stream without Milvus passes through, whatever is in it") {
  const std::string streams[] = {
      other_yaml,
      "# nothing\n",
      "---foo: 1\n",
      "a: b\rc: d\n",
      "kind: ConfigMap\n# \x04\n",
      "%YAML 1.1\n---\nkind: ConfigMap\n",
      "kind: Deployment\nspec: [not, a, workload\n",
  };
  for (const std::string& stream : streams) {
    INFO(stream);
    const Outcome outcome = rewrite(stream, options_for("gcp"));
    CHECK_FALSE(outcome.found_milvus);
    CHECK(outcome.out == stream);
  }
}

TEST_CASE("the parts of Milvus may stand in a List") {
  std::string items;
  for (const char* text : {service_yaml, config_yaml, workload_yaml}) {
    std::string item;
    for (const char* p = text; *p; ++p) {
      item += *p;
      if (*p == '\n' && p[1] != '\0' && p[1] != '\n') item += "  ";
    }
    // The marker and the source go; the first key follows the dash.
    item = item.substr(item.find("  apiVersion"));
    items += "- " + item.substr(2);
  }
  const std::string list = "apiVersion: v1\nkind: List\nitems:\n" + items;
  const std::string out = rewrite(list, options_for("gcp")).out;
  CHECK(out.find("    type: \"ClusterIP\"\n") != std::string::npos);
  CHECK(out.find("          tlsMode: 1\n") != std::string::npos);
  CHECK(out.find("nodePort") == std::string::npos);
  CHECK(rewrite(out, options_for("gcp")).out == out);
}

/// The documents of a release as JSON, one after the other.
std::string release_as_json(const std::string& between) {
  std::string out;
  for (const char* text : {config_yaml, service_yaml, workload_yaml}) {
    out += (out.empty() ? "" : between) + to_json(yaml::read(text));
  }
  return out;
}

TEST_CASE("JSON comes out as JSON, whether the objects stand in a row, on lines or in a list") {
  for (const std::string& between : {std::string(), std::string("\n"), std::string(" \n\n ")}) {
    INFO(between);
    const Outcome outcome = rewrite(release_as_json(between), options_for("gcp"));
    CHECK(outcome.found_milvus);
    CHECK_FALSE(outcome.plan.changes.empty());
    CHECK(outcome.out.find("---") == std::string::npos);
    CHECK(outcome.out.find(R"("kind":"Ingress")") != std::string::npos);
    CHECK(rewrite(outcome.out, options_for("gcp")).out == outcome.out);
  }
  const std::string list = R"({"apiVersion":"v1","kind":"List","items":[)" + release_as_json(",") + R"(]})" + "\n";
  const Outcome outcome = rewrite(list, options_for("gcp"));
  CHECK(outcome.found_milvus);
  CHECK(outcome.out.find("---") == std::string::npos);
  const std::string divided = rewrite(release_as_json("\n---\n"), options_for("gcp")).out;
  CHECK(divided.find("---\n{\"apiVersion\":\"networking.k8s.io/v1\"") != std::string::npos);
}

TEST_CASE("of a ConfigMap that stands twice the last one is changed") {
  const std::string earlier = replaced(config_yaml, "name: db-milvus", "name: db-milvus # earlier");
  const std::string out =
      rewrite(std::string(earlier) + service_yaml + workload_yaml + config_yaml, options_for("gcp")).out;
  CHECK(out.find(earlier) == 0);
  CHECK(rewrite(out, options_for("gcp")).out == out);
}

TEST_CASE("an operator's Milvus elsewhere in the stream hinders nobody") {
  const std::string beside = "---\napiVersion: milvus.io/v1beta1\nkind: Milvus\nmetadata: {name: m}\n";
  CHECK(rewrite(release() + beside, options_for("gcp")).found_milvus);
}

TEST_CASE("Helm 4's file name is kept on old documents and given to new ones") {
  const std::string stream = replaced(
      release(), "metadata:\n  name: db-milvus\n  namespace: vectors\n  labels:",
      "metadata:\n  annotations:\n    postrenderer.helm.sh/postrender-filename: 'milvus/templates/service.yaml'\n"
      "  name: db-milvus\n  namespace: vectors\n  labels:");
  const std::string out = rewrite(stream, options_for("aws")).out;
  CHECK(out.find("    postrenderer.helm.sh/postrender-filename: 'milvus/templates/service.yaml'\n") !=
        std::string::npos);
  CHECK(out.find("    postrenderer.helm.sh/postrender-filename: \"milvus/templates/milvus-l7.yaml\"\n") !=
        std::string::npos);
}

TEST_CASE("a stream without a line break at its end gets one before new documents") {
  const std::string cut = release().substr(0, release().size() - 1);
  CHECK(rewrite(cut, options_for("aws")).out == rewrite(release(), options_for("aws")).out);
}

TEST_CASE("new documents go before a last one whose text the end of the stream cuts") {
  const std::string last = "---\nkind: ConfigMap\nmetadata:\n  name: x\ndata:\n  text: |+\n    y";
  const std::string out = rewrite(release() + last, options_for("aws")).out;
  REQUIRE(out.size() > last.size());
  CHECK(out.substr(out.size() - last.size()) == last);
  CHECK(out.find("kind: \"Ingress\"") != std::string::npos);
  CHECK(rewrite(out, options_for("aws")).out == out);
}

TEST_CASE("what cannot be done is refused with nothing written") {
  struct Case {
    const char* what;
    std::string stream;
    const char* word;
  };
  const std::string twin =
      replaced(replaced(service_yaml, "name: db-milvus", "name: db2-milvus"), "LoadBalancer", "ClusterIP");
  const Case thrown[] = {
      {"nothing", "", "nothing came in"},
      {"only blanks", " \n\n", "nothing came in"},
      {"binary", std::string("kind: a\0b", 9), "NUL"},
      {"two Services for one Milvus", release() + twin, "db2-milvus"},
      {"the same release twice", release() + release(), "stands twice"},
      {"no Service", std::string(config_yaml) + workload_yaml, "no Service"},
      {"user.yaml that is no YAML", replaced(release(), "    common:\n", "    common: [\n"), "user.yaml"},
      {"an operator's Milvus", "apiVersion: milvus.io/v1beta1\nkind: Milvus\nmetadata: {name: m}\n", "operator"},
      {"an operator's first kind", "apiVersion: milvus.io/v1alpha1\nkind: MilvusCluster\nmetadata: {name: m}\n",
       "MilvusCluster"},
      {"a document that cannot be read and no Milvus", "{\"kind\": [\n", "cannot be read"},
      {"an alias where an edit goes",
       replaced(release(), "Helm\nspec:\n  type: LoadBalancer", "Helm\nspec:\n  x: &t LoadBalancer\n  type: *t"),
       "alias"},
      {"nesting without end", std::string(100000, '[') + "kind", "deeper"},
  };
  for (const Case& c : thrown) {
    INFO(c.what);
    CHECK_THROWS_WITH(rewrite(c.stream, options_for("gcp")), ContainsSubstring(c.word));
  }
  const Case refused[] = {
      {"mutual TLS", replaced(release(), "        authorizationEnabled: true", "        tlsMode: 2"),
       "milvus-mutual-tls"},
      {"no ConfigMap", std::string(service_yaml) + workload_yaml, "milvus-config-not-seen"},
      {"another cloud's name",
       release() + "---\napiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata:\n  name: db-milvus-l7\n",
       "name-taken"},
  };
  for (const Case& c : refused) {
    INFO(c.what);
    const Outcome outcome = rewrite(c.stream, options_for("gcp"));
    CHECK(outcome.plan.refused());
    CHECK(has_finding(outcome.plan, c.word));
    CHECK(outcome.out.empty());
  }
}

TEST_CASE("errors name the document by its line and source") {
  const std::string stream =
      replaced(release(), "Helm\nspec:\n  type: LoadBalancer", "Helm\nspec:\n  x: &t LoadBalancer\n  type: *t");
  try {
    rewrite(stream, options_for("gcp"));
    FAIL("it was accepted");
  } catch (const Error& error) {
    const auto line = static_cast<std::size_t>(
        std::count(stream.begin(),
                   stream.begin() + static_cast<std::ptrdiff_t>(stream.find("---\n# Source: milvus/templates/service")),
                   '\n') +
        1);
    CHECK(error.where.find("line " + std::to_string(line) + " (# Source: milvus/templates/service.yaml)") == 0);
    CHECK_FALSE(error.fix.empty());
  }
}

TEST_CASE("a document that cannot be read does not hinder when Milvus is whole without it") {
  const std::string broken = "---\n{\"kind\": [\n";
  const Outcome outcome = rewrite(release() + broken + "---\nkind: Pod\n", options_for("aws"));
  CHECK(has_finding(outcome.plan, "unreadable-document"));
  CHECK(outcome.out.find(broken) != std::string::npos);
}

TEST_CASE("a stream larger than memory may hold comes out the same") {
  std::string filler;
  for (int i = 0; i < 40000; ++i) {
    filler += "---\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: filler-" + std::to_string(i) +
              "\ndata:\n  a: db-milvus\n";
  }
  REQUIRE(filler.size() > (std::size_t{2} << 20));
  const std::string small = rewrite(release(), options_for("gcp")).out;
  const std::string large = rewrite(filler + release(), options_for("gcp")).out;
  CHECK(large == filler + small);
}

TEST_CASE("Milvus is found behind more documents than the index has room for") {
  std::string crowd;
  for (int i = 0; i < 150'000; ++i) crowd += "---\nkind: ConfigMap\n";
  const std::string out = rewrite(crowd + release(), options_for("gcp")).out;
  CHECK(out == crowd + rewrite(release(), options_for("gcp")).out);
}
