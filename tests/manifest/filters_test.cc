#include <string>

#include "catch.h"
#include "manifest/filters.h"

using namespace l7::manifest;

TEST_CASE("what may run Milvus") {
  const char* yes[] = {
      "args: [ \"milvus\", \"run\", \"proxy\" ]",
      "args: ['milvus','run','standalone']",
      "args:\n- milvus\n- run\n- proxy\n",
      "args:\n- milvus\n- run # the server\n# and a line\n- \"proxy\"\n",
      "command: [sh, -c, \"exec /milvus/bin/milvus run proxy\"]",
      "args: [milvus, run, &role proxy]",
      "args: [milvus, run, *role]",
      "args: [milvus, run, !!str proxy]",
      "args: [\"mil\\x76us\", run]",
      "args: [\"mil\\\nvus\", run]",
      "args: >\n  milvus\n  run\n  proxy\n",
  };
  for (const char* text : yes) {
    INFO(text);
    CHECK(may_run_milvus(text));
  }
  const char* no[] = {
      "args: [milvus, run, querynode]\nlabels: {component: proxy}",
      "args: [pulsar, run, proxy]",
      "args: [milvus, start, proxy]",
      "run: it\nname: milvus\n",
      "image: milvus # run",
      "script: 'milvus run mixcoord \\d'",
  };
  for (const char* text : no) {
    INFO(text);
    CHECK_FALSE(may_run_milvus(text));
  }
}

TEST_CASE("which names an object may have") {
  struct Case {
    const char* text;
    bool clear;
    bool may;
  };
  const Case cases[] = {
      {"kind: ConfigMap\nmetadata:\n  name: wanted\n", true, true},
      {"kind: ConfigMap\nmetadata:\n  name: \"wanted\"\n", true, true},
      {"kind: ConfigMap\nmetadata:\n  labels:\n    a: b\n  name: wanted\n", true, true},
      {"kind: ConfigMap\nmetadata:\n  name: other\ndata:\n  a: wanted\n", true, false},
      {"kind: ConfigMap\nmetadata:\n  name: other\ndata:\n  a: wanted\n", false, true},
      {"kind: ConfigMap\nmetadata:\n  name: other\n  labels: {x: wanted}\n", true, true},
      {"kind: ConfigMap\nmetadata:\n  name: other\n  \"name\": wanted\n", true, true},
      {"kind: ConfigMap\nmetadata:\n  a: \"x\n  name: other\n  y\"\n  \"name\": wanted\n", true, true},
      {"kind: ConfigMap\nmetadata:\n  name: other # not wanted\n", true, true},
      {"kind: ConfigMap\nmetadata:\n  name: other\n  name: wanted\n", true, true},
      {"kind: ConfigMap\nmetadata: {name: wanted}\n", true, true},
      {"kind: ConfigMap\nmetadata:\n  name: \"w\\x61nted\"\n", true, true},
      {"kind: ConfigMap\nmetadata:\n  name: nothing\n", true, false},
  };
  for (const Case& c : cases) {
    INFO(c.text);
    CHECK(may_be_named(c.text, "wanted", c.clear) == c.may);
  }
}

TEST_CASE("which Services may select the server") {
  l7::milvus::Server server;
  server.pod_labels = {{"app", "milvus"}, {"component", "proxy"}};
  struct Case {
    const char* text;
    bool may;
  };
  const Case cases[] = {
      {"spec:\n  selector:\n    app: milvus\n", true},
      {"spec:\n  selector:\n    app: \"milvus\"\n    component: 'proxy'\n  type: x\n", true},
      {"labels:\n  app: milvus\nspec:\n  selector:\n    app: milvus\n    component: etcd\n", false},
      {"labels:\n  app: milvus\nspec:\n  selector:\n    release: x\n", false},
      {"labels:\n  app: milvus\nspec:\n  selector:\n    release: &r x\n", true},
      {"labels:\n  app: milvus\nspec:\n  selector: {release: x}\n", true},
      {"labels:\n  app: milvus\nspec:\n  selector: *s\n", true},
      {"labels:\n  app: milvus\n  selector: a\nspec:\n  selector:\n    app: milvus\n", true},
      {"spec:\n  selector:\n    app: etcd\n", false},
      {"spec:\n  selector:\n    app: \"milvu\\x73\"\n", true},
  };
  for (const Case& c : cases) {
    INFO(c.text);
    CHECK(may_select(c.text, server, true) == c.may);
  }
  CHECK(
      may_select("labels:\n  app: milvus\nspec:\n  selector:\n    app: milvus\n    component: etcd\n", server, false));
}
