#include "manifest/embedded.h"

#include "cloud/cloud.h"
#include "model/error.h"
#include "yaml/read.h"

namespace l7::manifest {
namespace {

/// The text of a ConfigMap's key as settings. Throws Error when Milvus could not read it either.
milvus::Settings settings_in(const Object& config_map, const std::string& key) {
  const std::string& text = config_map.value.text_at({"data", key});
  try {
    return milvus::Settings(yaml::read(text));
  } catch (const yaml::ReadError& error) {
    throw Error("key " + key + " of " + to_string(config_map.ref) + " is no YAML that Milvus can read: " + error.what(),
                config_map.origin + ", line " + std::to_string(error.line) + " of the key",
                "correct it in the chart's values");
  }
}

void collect_texts(const Value& value, std::set<std::string>& texts) {
  if (value.is_string()) texts.insert(value.text());
  for (const auto& [key, member] : value.members()) collect_texts(member, texts);
}

}  // namespace

void read_config(milvus::Observed& observed, const Object& config_map) {
  const std::string& user_yaml_key = observed.milvus.server.user_yaml_key;
  milvus::Config& config = observed.config;
  config.presence = milvus::Presence::present;
  config.config_map = config_map;
  config.defaults = settings_in(config_map, "default.yaml");
  config.user = settings_in(config_map, user_yaml_key);
  config.user_yaml = config_map.value.text_at({"data", user_yaml_key});
}

void read_service_json(milvus::Observed& observed) {
  const Value* annotations = observed.milvus.service.value.find(Path{"metadata", "annotations"});
  if (!annotations) return;
  for (const auto& [key, value] : annotations->members()) {
    const std::size_t first = value.text().find_first_not_of(" \t\r\n");
    if (!value.is_string() || first == std::string::npos || value.text()[first] != '{') continue;
    try {
      observed.service_json[key] = yaml::read(value.text());
    } catch (const yaml::ReadError&) {
      // Broken JSON holds nothing worth keeping; the controller would refuse it as well.
    }
  }
}

std::set<std::string> names_of_interest(const milvus::Observed& observed, const Options& options) {
  std::set<std::string> names = own_names(observed.milvus, options);
  for (const auto& [key, value] : observed.service_json) collect_texts(value, names);
  return names;
}

}  // namespace l7::manifest
