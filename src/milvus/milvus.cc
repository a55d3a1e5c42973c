#include "milvus/milvus.h"

#include <algorithm>

#include "model/error.h"
#include "model/suggest.h"
#include "model/text.h"

namespace l7::milvus {
namespace {

/// Milvus serves /healthz and metrics here unless METRICS_PORT says otherwise, on every version.
constexpr int default_health_port = 9091;

bool may_be_in(const Milvus& milvus, const std::string& name_space) {
  const std::string& own = milvus.service.ref.name_space;
  return name_space.empty() || own.empty() || own == name_space;
}

bool are_called_alike(const std::vector<const Milvus*>& found) {
  return std::all_of(found.begin(), found.end(),
                     [&](const Milvus* milvus) { return milvus->service.ref.name == found.front()->service.ref.name; });
}

}  // namespace

int Milvus::port() const {
  const Value* port = service.value.find(Path{"spec", "ports", port_index, "port"});
  return port ? port->as_int(0) : 0;
}

const std::string& Milvus::port_name() const { return service.value.text_at({"spec", "ports", port_index, "name"}); }

int Milvus::container_port() const {
  if (const auto port = server.own_port()) return *port;
  const Value* target = service.value.find(Path{"spec", "ports", port_index, "targetPort"});
  return target ? server.port_number(*target, default_port) : default_port;
}

int Milvus::health_port() const {
  const auto variable = server.environment.values.find("METRICS_PORT");
  return variable == server.environment.values.end() ? default_health_port
                                                     : Value(variable->second).as_int(default_health_port);
}

bool Milvus::is_health_port(const std::string& port) const {
  for (const Value& candidate : service.value.items_at({"spec", "ports"})) {
    if (candidate.text_at({"name"}) != port && candidate.text_at({"port"}) != port) continue;
    const Value* target = candidate.find("targetPort");
    if (!target || target->is_null()) target = candidate.find("port");
    return target && (target->text() == "metrics" || server.port_number(*target, 0) == health_port());
  }
  return port == "metrics" || port == std::to_string(health_port());
}

std::optional<std::string> Milvus::setting(std::string_view name) const {
  for (const auto& [variable, value] : server.environment.values) {
    if (sets(variable, name)) return value;
  }
  if (auto value = config.user.get(name)) return value;
  return config.defaults.get(name);
}

std::string Milvus::deciding_variable(std::string_view name) const {
  for (const auto& [variable, value] : server.environment.values) {
    if (sets(variable, name)) return variable;
  }
  for (const std::string& variable : server.environment.opaque) {
    if (sets(variable, name)) return variable;
  }
  return "";
}

std::vector<const Object*> Milvus::workloads() const {
  std::vector<const Object*> all = {&server.workload};
  for (const Server& one : others) all.push_back(&one.workload);
  return all;
}

std::vector<const Object*> Milvus::objects() const {
  std::vector<const Object*> all = {&service, &config.object};
  for (const Object* workload : workloads()) all.push_back(workload);
  return all;
}

std::vector<Milvus> one_for_each_service(std::vector<Milvus> found) {
  std::vector<Milvus> merged;
  for (Milvus& milvus : found) {
    const auto known = std::find_if(merged.begin(), merged.end(),
                                    [&](const Milvus& one) { return one.service.ref == milvus.service.ref; });
    if (known == merged.end()) {
      merged.push_back(std::move(milvus));
    } else {
      known->others.push_back(std::move(milvus.server));
    }
  }
  return merged;
}

std::string Milvus::release() const {
  const std::string& helm = annotation(service.value, "meta.helm.sh/release-name");
  return helm.empty() ? label(service.value, "app.kubernetes.io/instance") : helm;
}

namespace {

/// A Service's or release's name that `word` may have been meant to be; "" where none is near.
std::string nearest_name(const std::vector<Milvus>& found, const std::string& word) {
  std::vector<std::string> names;
  for (const Milvus& milvus : found) {
    names.push_back(milvus.release());
    names.push_back(milvus.service.ref.name);
  }
  const std::vector<std::string_view> known(names.begin(), names.end());
  return std::string(nearest(word, known));
}

}  // namespace

std::vector<const Milvus*> matching(const std::vector<Milvus>& found, const Target& target) {
  using Match = bool (*)(const Milvus&, const std::string&);
  static constexpr Match by_service = [](const Milvus& m, const std::string& n) { return m.service.ref.name == n; };
  static constexpr Match by_stem = [](const Milvus& m, const std::string& n) {
    return m.service.ref.name == n + "-milvus";
  };
  static constexpr Match by_release = [](const Milvus& m, const std::string& n) { return m.release() == n; };
  static constexpr Match any = [](const Milvus&, const std::string&) { return true; };

  std::vector<Match> matches = {by_service, by_stem, by_release};
  if (target.release.empty()) matches = {any};
  std::vector<const Milvus*> meant;
  for (const Match match : matches) {
    for (const Milvus& milvus : found) {
      if (may_be_in(milvus, target.name_space) && match(milvus, target.release)) meant.push_back(&milvus);
    }
    if (!meant.empty()) break;
  }
  return meant;
}

const Milvus& choose(const std::vector<Milvus>& found, const Target& target) {
  const std::vector<const Milvus*> meant = matching(found, target);
  if (meant.size() == 1) return *meant.front();
  const std::string names = joined(found, ", ", [](const Milvus& milvus) { return to_string(milvus.service.ref); });
  if (meant.empty()) {
    const std::string near = nearest_name(found, target.release);
    throw Error("no Milvus is called '" + target.release + "'" + did_you_mean(near), "",
                "take one of these for --release: " + names);
  }
  const std::string what =
      target.release.empty() ? "several Milvus Services" : "several Milvus Services of release " + target.release;
  throw Error(what + ": " + names, "",
              are_called_alike(meant) ? "name the one you mean: --release NAMESPACE/NAME"
                                      : "name the one you mean: --release NAME, with the Service's name");
}

}  // namespace l7::milvus
