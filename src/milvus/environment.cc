#include "milvus/environment.h"

#include <algorithm>

#include "model/kinds.h"

namespace l7::milvus {
namespace {

/// The source that an entry of `env` or `envFrom` refers to; without a name where it refers to none.
VariableSource source_in(const Value& entry, const char* config_map, const char* secret,
                         const std::string& name_space) {
  for (const auto& [field, kind] : {std::pair{config_map, kinds::config_map}, std::pair{secret, kinds::secret}}) {
    const Value* reference = entry.find(field);
    if (!reference) continue;
    return {{"v1", std::string(kind.kind), name_space, reference->text_at({"name"})},
            entry.text_at({"prefix"}),
            "",
            reference->text_at({"key"})};
  }
  return {};
}

void take(Environment& environment, const VariableSource& source, const Object& object) {
  const Value* data = object.value.find("data");
  if (!data) return;
  for (const auto& [key, value] : data->members()) {
    if (!source.variable.empty() && key != source.key) continue;
    const std::string name = source.variable.empty() ? source.prefix + key : source.variable;
    // Only what stands in the container has no origin, and wins.
    if (environment.values.contains(name) && !environment.origins.contains(name)) continue;
    environment.values[name] = value.text();
    environment.origins[name] = object.ref.kind + ' ' + object.ref.name;
    std::erase(environment.opaque, name);
  }
}

}  // namespace

bool Environment::reads(const ObjectRef& object) const {
  return std::any_of(sources.begin(), sources.end(), [&](const VariableSource& source) {
    return source.object.kind == object.kind && source.object.name == object.name &&
           same_namespace(source.object, object);
  });
}

Environment environment_of(const Value& container, const std::string& name_space) {
  Environment environment;
  for (const Value& entry : container.items_at({"envFrom"})) {
    VariableSource source = source_in(entry, "configMapRef", "secretRef", name_space);
    if (!source.object.name.empty()) environment.sources.push_back(std::move(source));
  }
  for (const Value& entry : container.items_at({"env"})) {
    const std::string& name = entry.text_at({"name"});
    const Value* from = entry.find("valueFrom");
    if (!from) {
      environment.values[name] = entry.text_at({"value"});
      continue;
    }
    environment.opaque.push_back(name);
    VariableSource source = source_in(*from, "configMapKeyRef", "secretKeyRef", name_space);
    source.variable = name;
    if (!source.object.name.empty()) environment.sources.push_back(std::move(source));
  }
  return environment;
}

void read_sources(Environment& environment, const std::function<std::optional<Object>(const ObjectRef&)>& find) {
  for (const VariableSource& source : environment.sources) {
    const bool is_secret = source.object.kind == kinds::secret.kind;
    if (const auto object = is_secret ? std::nullopt : find(source.object)) {
      take(environment, source, *object);
    } else if (source.variable.empty()) {
      environment.unread.push_back(source.object);
    }
  }
}

}  // namespace l7::milvus
