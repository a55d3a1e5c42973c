#include "entry/ingress.h"

#include <algorithm>

#include "model/kinds.h"

namespace l7 {
namespace {

constexpr std::string_view version = "networking.k8s.io/v1";
constexpr std::string_view class_annotation = "kubernetes.io/ingress.class";

void add_backend(const Value* backend, std::vector<Backend>& found) {
  if (!backend) return;
  if (const Value* service = backend->find("service")) {
    const Value* port = service->find("port");
    const Value* number = port ? port->find("number") : nullptr;
    found.push_back({service->text_at({"name"}), number ? number->text() : service->text_at({"port", "name"})});
  } else if (backend->find("serviceName")) {
    found.push_back({backend->text_at({"serviceName"}), backend->text_at({"servicePort"})});
  }
}

std::vector<Backend> backends_of_rule(const Value& rule) {
  std::vector<Backend> found;
  const Value* paths = rule.find(Path{"http", "paths"});
  if (!paths) return found;
  for (const Value& path : paths->items()) add_backend(path.find("backend"), found);
  return found;
}

void read_rules(const Value& spec, Entry& entry) {
  add_backend(spec.find("defaultBackend"), entry.backends);
  add_backend(spec.find("backend"), entry.backends);
  const Value* rules = spec.find("rules");
  if (!rules) return;
  for (const Value& rule : rules->items()) {
    for (Backend& backend : backends_of_rule(rule)) entry.backends.push_back(std::move(backend));
    if (!rule.text_at({"host"}).empty()) entry.hosts.push_back(rule.text_at({"host"}));
  }
}

void read_tls(const Value& spec, Entry& entry) {
  const Value* tls = spec.find("tls");
  entry.has_tls = tls != nullptr;
  if (!tls) return;
  for (const Value& item : tls->items()) {
    EntryCertificate certificate = {item.text_at({"secretName"}), {}};
    if (const Value* hosts = item.find("hosts")) {
      for (const Value& host : hosts->items()) certificate.hosts.push_back(host.text());
    }
    if (!certificate.secret.empty() || !certificate.hosts.empty()) entry.certificates.push_back(std::move(certificate));
  }
}

void read_addresses(const Value& object, Entry& entry) {
  const Value* addresses = object.find(Path{"status", "loadBalancer", "ingress"});
  if (!addresses) return;
  for (const Value& address : addresses->items()) {
    const std::string& ip = address.text_at({"ip"});
    const std::string& text = ip.empty() ? address.text_at({"hostname"}) : ip;
    if (!text.empty()) entry.addresses.push_back(text);
  }
}

/// A rule for each host, or one for any when there is none, to the port of Milvus.
Value rules_for(const WantedEntry& wanted) {
  Value backend;
  backend.set(Path{"service", "name"}, wanted.milvus.service.ref.name);
  backend.set(Path{"service", "port", "number"}, wanted.milvus.port());
  const Value path = Value::map({{"path", "/"}, {"pathType", "Prefix"}, {"backend", backend}});
  const Value http = Value::map({{"paths", Value::list({path})}});
  if (wanted.hosts.empty()) return Value::list({Value::map({{"http", http}})});
  std::vector<Value> rules;
  for (const std::string& host : wanted.hosts) rules.push_back(Value::map({{"host", host}, {"http", http}}));
  return Value::list(std::move(rules));
}

/// The rules that are there, and one more for every host that they do not lead to Milvus yet.
Value rules_beside(const Value& there, const WantedEntry& wanted) {
  const Value* rules = there.find(Path{"spec", "rules"});
  std::vector<Value> all = rules ? rules->items() : std::vector<Value>();
  const Value wanted_rules = rules_for(wanted);
  for (const Value& rule : wanted_rules.items()) {
    const auto serves = [&](const Value& other) {
      const std::vector<Backend> backends = backends_of_rule(other);
      return other.text_at({"host"}) == rule.text_at({"host"}) &&
             std::any_of(backends.begin(), backends.end(),
                         [&](const Backend& backend) { return is_client_port(backend, wanted.milvus); });
    };
    if (std::none_of(all.begin(), all.end(), serves)) all.push_back(rule);
  }
  return Value::list(std::move(all));
}

Value tls_with(const std::string& secret) { return Value::list({Value::map({{"secretName", secret}})}); }

/// The items that are there, and one for the Secret when none of them names it.
Value tls_beside(const Value& there, const std::string& secret) {
  std::vector<Value> items = there.items_at({"spec", "tls"});
  const bool named = std::any_of(items.begin(), items.end(),
                                 [&](const Value& item) { return item.text_at({"secretName"}) == secret; });
  if (!named) items.push_back(Value::map({{"secretName", secret}}));
  return Value::list(std::move(items));
}

class Ingress final : public EntryApi {
 public:
  GroupKind kind() const override { return kinds::ingress; }
  std::string_view api_version() const override { return version; }

  Entry read(const Object& object) const override {
    Entry entry;
    entry.object = object;
    entry.class_name = object.value.text_at({"spec", "ingressClassName"});
    entry.class_annotation = annotation(object.value, class_annotation);
    entry.served = object.ref.api_version == version;
    if (const Value* spec = object.value.find("spec")) {
      read_rules(*spec, entry);
      read_tls(*spec, entry);
    }
    read_addresses(object.value, entry);
    return entry;
  }

  Value spec(const WantedEntry& wanted) const override {
    Value spec;
    if (!wanted.class_name.empty()) spec.set("ingressClassName", wanted.class_name);
    if (!wanted.tls_secret.empty()) spec.set("tls", tls_with(wanted.tls_secret));
    spec.set("rules", rules_for(wanted));
    return spec;
  }

  Value spec_beside(const Entry& there, const WantedEntry& wanted) const override {
    Value spec = Value::map();
    if (!wanted.tls_secret.empty()) spec.set("tls", tls_beside(there.object.value, wanted.tls_secret));
    if (!wanted.hosts.empty()) spec.set("rules", rules_beside(there.object.value, wanted));
    return spec;
  }

  Path class_path() const override { return {"spec", "ingressClassName"}; }

  Hop address(const Entry& entry) const override {
    const std::string address = entry.address();
    if (entry.is_being_deleted()) {
      return {parts::address, State::failed, address,
              to_string(entry.object.ref) +
                  " is being deleted; it stays as long as the controller has not removed its finalizer, see " +
                  describe_command(entry.object.ref)};
    }
    if (!address.empty()) return {parts::address, State::ready, address, ""};
    return {parts::address, State::waiting, "none yet", "its controller has not given it an address yet"};
  }
};

}  // namespace

const EntryApi& ingress_api() {
  static const Ingress api;
  return api;
}

}  // namespace l7
