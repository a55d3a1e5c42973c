#include "milvus/tls.h"

#include <algorithm>

#include "milvus/findings.h"
#include "milvus/sha256.h"
#include "model/kinds.h"

namespace l7::milvus {
namespace {

constexpr std::string_view tls_mode_setting = "common.security.tlsMode";
constexpr std::string_view http_enabled_setting = "proxy.http.enabled";
constexpr std::string_view http_port_setting = "proxy.http.port";
constexpr std::string_view certificate_setting = "tls.serverPemPath";

/// The values Go's strconv.ParseBool takes for false.
bool is_false(const std::string& value) {
  static constexpr const char* spellings[] = {"false", "False", "FALSE", "f", "F", "0"};
  return std::find(std::begin(spellings), std::end(spellings), value) != std::end(spellings);
}

int as_int(const std::optional<std::string>& text, int otherwise) {
  return text ? Value(*text).as_int(otherwise) : otherwise;
}

int grpc_port(const Milvus& milvus) { return as_int(milvus.setting("proxy.port"), milvus.container_port()); }

bool http_enabled(const Milvus& milvus) {
  const auto enabled = milvus.setting(http_enabled_setting);
  return !enabled || !is_false(*enabled);
}

/// Whether it was read from an API server, which gives every object a version.
bool is_in_cluster(const Object& object) { return object.value.find(Path{"metadata", "resourceVersion"}) != nullptr; }

bool http_has_own_port(const Milvus& milvus) {
  const int shared = grpc_port(milvus);
  const int port = as_int(milvus.setting(http_port_setting), shared);
  return port > 0 && port != shared;
}

}  // namespace

bool rest_shares_port(const Milvus& milvus) { return http_enabled(milvus) && !http_has_own_port(milvus); }

namespace {

/// 8080, which the Milvus documentation uses for REST, or the next port that no container port takes.
int free_http_port(const Milvus& milvus) {
  const Server& server = milvus.server;
  const auto taken = [&](int port) {
    return port == grpc_port(milvus) || port == milvus.health_port() ||
           std::any_of(server.ports.begin(), server.ports.end(), [&](const auto& p) { return p.second == port; }) ||
           std::find(server.unnamed_ports.begin(), server.unnamed_ports.end(), port) != server.unnamed_ports.end();
  };
  int port = 8080;
  while (taken(port)) ++port;
  return port;
}

/// Sets a setting where user.yaml has it, else at its best place; a second spelling goes, since Milvus picks at random.
void change_setting(const Milvus& milvus, std::string_view name, Value value, const std::string& why, TlsPlan& plan) {
  const std::vector<Setting> places = milvus.config.user.all(name);
  if (places.empty()) {
    plan.changes.push_back({milvus.config.user.place_for(name), std::nullopt, std::move(value), why});
    return;
  }
  if (places.front().value != value.text()) {
    plan.changes.push_back({places.front().path, places.front().written, value, why});
  }
  for (std::size_t i = 1; i < places.size(); ++i) {
    plan.changes.push_back({places[i].path, places[i].written, std::nullopt,
                            "Milvus reads both spellings of this setting and keeps one at random"});
  }
}

std::string where_config(const Milvus& milvus) {
  const Object& config = milvus.config.object;
  const ObjectRef& place = milvus.server.settings.object;
  if (place.name.empty()) return milvus.server.workload.origin;
  return config.origin.empty() ? place.kind + ' ' + place.name : config.origin;
}

/// What hinders that settings are changed; nothing where they can be.
std::optional<Finding> obstacle(const Milvus& milvus) {
  const Server& server = milvus.server;
  const std::string workload = to_string(server.workload.ref);
  const SettingsPlace& place = server.settings;
  if (place.found() && !place.is_readable()) {
    return Finding{&settings_in_secret, server.workload.origin,
                   workload + " reads its settings from Secret " + place.object.name};
  }
  if (!place.found() || place.user.empty()) {
    const std::string mounted = place.found() ? place.object.kind + ' ' + place.object.name +
                                                    " without a user.yaml (milvus.yaml is all it reads)"
                                              : "no file of settings";
    return Finding{&no_user_yaml, server.workload.origin, workload + " mounts " + mounted};
  }
  if (milvus.config.presence != Presence::present) {
    return Finding{&config_not_seen, server.workload.origin,
                   workload + " reads its settings from key " + place.user.back().key + " of " + place.object.kind +
                       ' ' + place.object.name + ", which is not here"};
  }
  return std::nullopt;
}

/// ` sets NAME="value"`, and where that stands when it is not the workload itself.
std::string said_by(const Environment& environment, const std::string& variable) {
  const auto value = environment.values.find(variable);
  if (value == environment.values.end()) return " sets " + variable + " from another object";
  const auto origin = environment.origins.find(variable);
  return " sets " + variable + "=\"" + value->second + '"' +
         (origin == environment.origins.end() ? "" : " by " + origin->second);
}

void plan_tls_mode(const Milvus& milvus, TlsPlan& plan) {
  const std::string variable = milvus.deciding_variable(tls_mode_setting);
  if (variable.empty()) {
    if (tls_mode(milvus) == 1 && milvus.config.user.all(tls_mode_setting).empty()) return;
    change_setting(milvus, tls_mode_setting, 1,
                   "the balancer speaks HTTP/2 to its backends over TLS only, so Milvus must speak TLS", plan);
  } else if (!milvus.server.environment.values.contains(variable) || tls_mode(milvus) != 1) {
    plan.findings.push_back({&tls_variable, milvus.server.workload.origin,
                             to_string(milvus.server.workload.ref) + said_by(milvus.server.environment, variable)});
  }
}

void plan_http_port(const Milvus& milvus, TlsPlan& plan) {
  if (!http_enabled(milvus)) return;
  const std::string variable = milvus.deciding_variable(http_port_setting);
  const bool known = milvus.server.environment.values.contains(variable);
  if (!variable.empty() && (!known || !http_has_own_port(milvus))) {
    plan.findings.push_back({&http_port_variable, milvus.server.workload.origin,
                             to_string(milvus.server.workload.ref) + said_by(milvus.server.environment, variable)});
  }
  if (!variable.empty()) return;
  const bool moves = !http_has_own_port(milvus);
  // A port of its own stays; only a second spelling of it goes.
  if (!moves && milvus.config.user.all(http_port_setting).empty()) return;
  const int port = moves ? free_http_port(milvus) : as_int(milvus.setting(http_port_setting), 0);
  change_setting(milvus, http_port_setting, port,
                 "under TLS the proxy of Milvus 2.4.13 and later stops when REST shares the gRPC port", plan);
  if (!moves) return;
  plan.findings.push_back(
      {&rest_moves, where_config(milvus),
       "REST moves from port " + std::to_string(grpc_port(milvus)) + " to " + std::to_string(port)});
}

/// What the listener will run with, whether it is written now or was before: the same text either way.
std::string listener_settings(const Milvus& milvus) {
  const bool shared = rest_shares_port(milvus);
  const int http_port = shared ? free_http_port(milvus) : as_int(milvus.setting(http_port_setting), 0);
  std::string text = "tlsMode=1\n";
  if (http_enabled(milvus)) text += "http.port=" + std::to_string(http_port) + '\n';
  return text + "certificate=" + milvus.setting(certificate_setting).value_or("") + '\n';
}

}  // namespace

int tls_mode(const Milvus& milvus) { return as_int(milvus.setting(tls_mode_setting), 0); }

std::vector<Finding> refuse_operator(const Milvus& milvus) {
  for (const Object* object : {&milvus.service, &milvus.server.workload}) {
    const Value* owners = object->value.find(Path{"metadata", "ownerReferences"});
    if (!owners) continue;
    for (const Value& owner : owners->items()) {
      if (owner.text_at({"kind"}) != "Milvus" || !owner.text_at({"apiVersion"}).starts_with("milvus.io/")) continue;
      return {
          {&operator_owned, object->origin, to_string(object->ref) + " is owned by Milvus " + owner.text_at({"name"})}};
    }
  }
  return {};
}

std::vector<Finding> refuse_mutual_tls(const Milvus& milvus) {
  if (tls_mode(milvus) != 2) return {};
  const std::string variable = milvus.deciding_variable(tls_mode_setting);
  const std::string source = variable.empty() ? "common.security.tlsMode" : "tlsMode (by " + variable + ")";
  return {{&mutual_tls, where_config(milvus), source + " is 2"}};
}

std::vector<Finding> refuse_paused(const Milvus& milvus) {
  std::vector<Finding> findings;
  for (const Object* workload : milvus.workloads()) {
    const Value* paused_field = workload->value.find(Path{"spec", "paused"});
    if (!paused_field || !paused_field->is_true()) continue;
    findings.push_back({is_in_cluster(*workload) ? &paused : &paused_in_stream, workload->origin,
                        to_string(workload->ref) + " has spec.paused: true"});
  }
  return findings;
}

bool shares_settings(const Value& workload, const Milvus& milvus) {
  const std::vector<const Object*> own = milvus.workloads();
  const ObjectRef ref = ref_of(workload);
  if (std::any_of(own.begin(), own.end(), [&](const Object* one) { return one->ref == ref; })) return false;
  const auto server = is(ref, kinds::pod) ? std::nullopt : server_in(workload);
  const ObjectRef& settings = milvus.server.settings.object;
  return server && !settings.name.empty() && server->settings.object.kind == settings.kind &&
         server->settings.object.name == settings.name && same_namespace(ref, milvus.service.ref);
}

std::vector<Finding> unknown_environment(const Milvus& milvus) {
  std::vector<Finding> findings;
  const Server& server = milvus.server;
  for (const ObjectRef& object : server.environment.unread) {
    findings.push_back({&environment_unknown, server.workload.origin,
                        to_string(server.workload.ref) + " takes variables from " + object.kind + ' ' + object.name});
  }
  return findings;
}

namespace {

/// Further workloads behind the Service read the same settings, and may have variables of their own.
void judge_others(const Milvus& milvus, TlsPlan& plan) {
  for (const Server& other : milvus.others) {
    const auto report = [&](const std::string& variable) {
      plan.findings.push_back(
          {&tls_variable, other.workload.origin, to_string(other.workload.ref) + said_by(other.environment, variable)});
    };
    for (const auto& [variable, value] : other.environment.values) {
      if (sets(variable, tls_mode_setting) && value != "1") report(variable);
    }
    for (const std::string& variable : other.environment.opaque) {
      if (sets(variable, tls_mode_setting)) report(variable);
    }
  }
}

/// What hinders that a change of the settings counts for all who read them, or hurts.
void judge_change(const Milvus& milvus, TlsPlan& plan) {
  const Object& config = milvus.config.object;
  if (config.value.find("immutable") && config.value.find("immutable")->is_true()) {
    plan.findings.push_back({is_in_cluster(config) ? &immutable_config : &immutable_config_in_stream,
                             where_config(milvus), to_string(config.ref) + " is immutable"});
  }
  std::vector<const Server*> servers = {&milvus.server};
  for (const Server& other : milvus.others) servers.push_back(&other);
  for (const Server* server : servers) {
    const Object& workload = server->workload;
    if (!server->restarts()) {
      plan.findings.push_back({&not_restarted, workload.origin, to_string(workload.ref)});
    } else if (server->restart_is_outage) {
      plan.findings.push_back({&restart_is_outage, workload.origin, to_string(workload.ref) + " is restarted"});
    }
    const ObjectRef& settings = server->settings.object;
    const ObjectRef& changed = milvus.server.settings.object;
    if (settings.kind == changed.kind && settings.name == changed.name) continue;
    plan.findings.push_back({&settings_apart, workload.origin,
                             to_string(milvus.service.ref) + " leads to " + to_string(milvus.server.workload.ref) +
                                 " and " + to_string(workload.ref)});
  }
}

}  // namespace

TlsPlan speak_tls(const Milvus& milvus) {
  TlsPlan plan;
  plan_tls_mode(milvus, plan);
  plan_http_port(milvus, plan);
  judge_others(milvus, plan);
  if (const auto hindered = plan.changes.empty() ? std::nullopt : obstacle(milvus)) {
    plan.changes.clear();
    plan.findings = {*hindered};
    return plan;
  }
  plan.config_sha256 = sha256(listener_settings(milvus));
  if (!milvus.setting(certificate_setting)) {
    plan.findings.push_back({&public_key, where_config(milvus), "no tls.serverPemPath is set"});
  }
  for (Finding& finding : unknown_environment(milvus)) plan.findings.push_back(std::move(finding));
  if (!plan.changes.empty()) judge_change(milvus, plan);
  return plan;
}

}  // namespace l7::milvus
