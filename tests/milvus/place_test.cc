#include "milvus/place.h"

#include "catch.h"
#include "fixture.h"

namespace l7::milvus {
namespace {

using namespace fixture;

SettingsPlace place_of(const std::string& mounts, const std::string& volumes) {
  Value workload = proxy();
  workload.set(in_container({"volumeMounts"}), yaml::read(mounts));
  workload.set({"spec", "template", "spec", "volumes"}, yaml::read(volumes));
  return server_in(workload)->settings;
}

/// `ConfigMap/name: path`, or "none".
std::string text_of(const SettingsPlace& place) {
  if (!place.found()) return "none";
  return place.object.kind + '/' + place.object.name + ": " + (place.user.empty() ? "none" : to_string(place.user));
}

TEST_CASE("The settings are found by where they are mounted, whatever the volume is called", "[place]") {
  const char* const config = "[{name: c, configMap: {name: mine}}]";
  struct Case {
    const char* mounts;
    const char* volumes;
    const char* place;
  };
  const Case cases[] = {
      {"[{name: c, mountPath: /milvus/configs/user.yaml, subPath: user.yaml}]", config,
       "ConfigMap/mine: data[\"user.yaml\"]"},
      {"[{name: c, mountPath: /milvus/configs/default.yaml, subPath: default.yaml}, "
       "{name: c, mountPath: /milvus/configs/user.yaml, subPath: user.yaml}]",
       config, "ConfigMap/mine: data[\"user.yaml\"]"},
      {"[{name: c, mountPath: /milvus/configs/user.yaml, subPath: milvus.yaml}]", config,
       "ConfigMap/mine: data[\"milvus.yaml\"]"},
      {"[{name: c, mountPath: /milvus/configs}]", config, "ConfigMap/mine: data[\"user.yaml\"]"},
      {"[{name: c, mountPath: /milvus/configs/}]", config, "ConfigMap/mine: data[\"user.yaml\"]"},
      {"[{name: c, mountPath: /milvus/configs/user.yaml, subPath: user.yaml}]",
       "[{name: c, configMap: {name: mine, items: [{key: settings, path: user.yaml}]}}]",
       "ConfigMap/mine: data.settings"},
      {"[{name: c, mountPath: /milvus/configs}]", "[{name: c, configMap: {name: mine, items: [{key: a, path: b}]}}]",
       "ConfigMap/mine: none"},
      {"[{name: c, mountPath: /milvus/configs/user.yaml, subPath: user.yaml}]",
       "[{name: c, projected: {sources: [{secret: {name: s}}, {configMap: {name: mine}}]}}]",
       "ConfigMap/mine: data[\"user.yaml\"]"},
      {"[{name: c, mountPath: /milvus/configs/user.yaml, subPath: user.yaml}]",
       "[{name: c, projected: {sources: [{configMap: {name: a, items: [{key: k, path: user.yaml}]}}, {configMap: "
       "{name: "
       "b, items: [{key: l, path: other.yaml}]}}]}}]",
       "ConfigMap/a: data.k"},
      {"[{name: c, mountPath: /milvus/configs/milvus.yaml, subPath: milvus.yaml}]", config, "ConfigMap/mine: none"},
      {"[{name: c, mountPath: /milvus/configs/user.yaml, subPath: user.yaml}]", "[{name: c, secret: {secretName: s}}]",
       "Secret/s: data[\"user.yaml\"]"},
      {"[{name: c, mountPath: /milvus/configs/user.yaml, subPath: user.yaml}]",
       "[{name: c, projected: {sources: [{configMap: {name: mine}}, {secret: {name: s}}]}}]",
       "ConfigMap/mine: data[\"user.yaml\"]"},
      {"[{name: c, mountPath: /milvus/configs/user.yaml, subPath: user.yaml}]",
       "[{name: c, projected: {sources: [{configMap: {name: mine}}, {secret: {name: s, items: [{key: k, path: "
       "user.yaml}]}}]}}]",
       "Secret/s: data.k"},
      {"[{name: c, mountPath: /milvus/configs/user.yaml, subPath: user.yaml}]", "[{name: d, configMap: {name: mine}}]",
       "none"},
      {"[{name: c, mountPath: /tools}]", config, "none"},
      {"[]", config, "none"},
  };
  for (const Case& c : cases) {
    INFO(c.mounts << " " << c.volumes);
    CHECK(text_of(place_of(c.mounts, c.volumes)) == c.place);
  }
}

TEST_CASE("The defaults are in the same ConfigMap", "[place]") {
  const std::string user = "{name: c, mountPath: /milvus/configs/user.yaml, subPath: user.yaml}";
  const std::string volumes = "[{name: c, configMap: {name: mine}}, {name: d, configMap: {name: other}}]";
  CHECK(place_of('[' + user + ']', volumes).defaults == Path{"data", "default.yaml"});
  const std::string renamed = ", {name: c, mountPath: /milvus/configs/default.yaml, subPath: base}]";
  CHECK(place_of('[' + user + renamed, volumes).defaults == Path{"data", "base"});
  const std::string whole = "{name: c, mountPath: /milvus/configs/milvus.yaml, subPath: all}";
  CHECK(place_of('[' + whole + ']', volumes).defaults == Path{"data", "all"});
  CHECK(place_of('[' + user + ", " + whole + ']', volumes).defaults == Path{"data", "default.yaml"});
}

}  // namespace
}  // namespace l7::milvus
