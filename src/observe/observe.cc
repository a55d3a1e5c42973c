#include "observe/observe.h"

#include "model/error.h"
#include "observe/concern.h"

namespace l7 {
namespace {

milvus::Settings settings_at(const Path& path, const milvus::SettingsPlace& place, const Object& object,
                             const TextFormat& format) {
  const Value* there = path.empty() ? nullptr : object.value.find(path);
  if (!there) return {};
  if (!place.in_text) return milvus::Settings(*there);
  try {
    return milvus::Settings(format.read(there->text()));
  } catch (const TextError& error) {
    throw Error(
        "key " + path.back().key + " of " + to_string(object.ref) + " is no YAML that Milvus can read: " + error.what(),
        object.origin + ", line " + std::to_string(error.line) + " of the key", "correct it in the chart's values");
  }
}

/// The Service's annotations whose value is JSON.
std::map<std::string, Value> json_of(const Object& service, const TextFormat& format) {
  std::map<std::string, Value> found;
  const Value* annotations = service.value.find(Path{"metadata", "annotations"});
  if (!annotations) return found;
  for (const auto& [key, value] : annotations->members()) {
    const std::size_t first = value.text().find_first_not_of(" \t\r\n");
    if (!value.is_string() || first == std::string::npos || value.text()[first] != '{') continue;
    try {
      found[key] = format.read(value.text());
    } catch (const TextError&) {
      // Broken JSON holds nothing worth keeping; the controller would refuse it as well.
    }
  }
  return found;
}

void collect_texts(const Value& value, std::set<std::string>& texts) {
  if (value.is_string()) texts.insert(value.text());
  for (const auto& [key, member] : value.members()) collect_texts(member, texts);
}

}  // namespace

milvus::Config read_config(const milvus::SettingsPlace& place, const Object& object, const TextFormat& format) {
  return {Presence::present, object, settings_at(place.defaults, place, object, format),
          settings_at(place.user, place, object, format)};
}

Observed observe(const milvus::Milvus& milvus, const std::set<std::string>& own_names, const ObjectsView& objects,
                 const TextFormat& format) {
  Observed observed;
  observed.milvus = milvus;
  observed.format = &format;
  observed.kinds = objects.kinds();
  observed.service_json = json_of(milvus.service, format);

  const auto find = [&](const ObjectRef& ref) { return objects.find(ref); };
  read_sources(observed.milvus.server.environment, find);
  for (milvus::Server& other : observed.milvus.others) read_sources(other.environment, find);

  const milvus::SettingsPlace& place = milvus.server.settings;
  if (auto object = place.is_readable() ? objects.find(place.object) : std::nullopt) {
    observed.milvus.config = read_config(place, *object, format);
    // A manifest may leave its namespace out, though the workload's says one.
    observed.milvus.server.settings.object = object->ref;
  } else if (place.is_readable() && observed.kinds.is_complete(kind_of(place.object))) {
    observed.milvus.config.presence = Presence::absent;
  }

  // An object may matter under a name of ours, or because the Service's settings mention it.
  std::set<std::string> names = own_names;
  for (const auto& [key, json] : observed.service_json) collect_texts(json, names);
  objects.each(milvus, names, [&](Object object) {
    const bool concerned = concerns(object, observed.milvus, names);
    if (auto entry = read_entry(object)) {
      (concerned ? observed.entries : observed.other_entries).push_back(*std::move(entry));
    } else if (concerned) {
      observed.neighbours.push_back(std::move(object));
    }
  });
  return observed;
}

}  // namespace l7
