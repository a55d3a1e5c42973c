// The Ingress and what it needs: the certificate and the policy of its frontend.

#include <algorithm>

#include "cloud/cloud.h"
#include "cloud/gcp/facts.h"
#include "cloud/gcp/findings.h"
#include "cloud/gcp/options.h"
#include "cloud/gcp/parts.h"
#include "entry/ingress.h"
#include "model/kinds.h"
#include "model/text.h"

namespace l7::gcp {

namespace {

bool has_finalizer(const Value& ingress) {
  const std::vector<Value>& all = ingress.items_at({"metadata", "finalizers"});
  return std::any_of(all.begin(), all.end(), [](const Value& one) {
    return std::find(std::begin(finalizers), std::end(finalizers), one.text()) != std::end(finalizers);
  });
}

}  // namespace

/// GKE also takes an Ingress without any class, but so may another controller: such a one is GKE's when it carries what
/// only GKE writes or reads.
bool is_gce(const Entry& entry) {
  const std::string& name = entry.class_annotation;
  if (!name.empty()) return name == external_class || name == internal_class;
  if (!entry.class_name.empty()) return false;
  if (has_finalizer(entry.object.value)) return true;
  const Value* annotations = entry.object.value.find(Path{"metadata", "annotations"});
  if (!annotations) return false;
  // Not the whole prefix ingress.kubernetes.io: other controllers read settings there.
  static constexpr std::string_view status_prefix = "ingress.kubernetes.io/";
  static constexpr std::string_view status[] = {"backends",     "forwarding-rule",    "https-forwarding-rule",
                                                "target-proxy", "https-target-proxy", "url-map",
                                                "ssl-cert",     "static-ip",          "redirect-url-map"};
  return std::any_of(annotations->members().begin(), annotations->members().end(), [](const Value::Member& member) {
    const std::string_view key = member.first;
    if (key.starts_with(gce_prefix) || key == managed_certificates) return true;
    return key.starts_with(status_prefix) &&
           std::find(std::begin(status), std::end(status), key.substr(status_prefix.size())) != std::end(status);
  });
}

ServedSecrets served_secrets(const Entry& entry) {
  ServedSecrets served;
  for (const EntryCertificate& certificate : entry.certificates) {
    if (!certificate.secret.empty()) served.names.push_back(certificate.secret);
  }
  // Google's own certificates beside them may cover any host.
  const Value& object = entry.object.value;
  if (annotation(object, managed_certificates).empty() && annotation(object, pre_shared_cert).empty()) {
    served.hosts = entry.hosts;
  }
  return served;
}

namespace {

bool uses_tls_secret(const Wishes& wishes) {
  return !wishes.options[tls_secret].empty() ||
         (!wishes.options[managed_certificate] && wishes.options[pre_shared_certificate].empty());
}

std::string managed_certificate_name(const Planner& plan) {
  const std::string& asked = *plan.wishes().options[managed_certificate];
  return asked.empty() ? own_name(plan.milvus()) : asked;
}

}  // namespace

void plan_certificate(Planner& plan) {
  if (plan.wishes().options[managed_certificate]) {
    Value wanted =
        plan.start(managed_certificate_version, managed_certificate_kind.kind, managed_certificate_name(plan));
    std::vector<Value> domains(plan.wishes().hosts.begin(), plan.wishes().hosts.end());
    wanted.set(Path{"spec", "domains"}, Value::list(std::move(domains)));
    plan.create_or_update(std::move(wanted), Phase::prepare, "Google issues and renews the certificate");
  }
  if (!plan.wishes().ssl_policy.empty()) {
    Value wanted = plan.start(frontend_config_version, frontend_config_kind.kind, own_name(plan.milvus()));
    wanted.set(Path{"spec", "sslPolicy"}, plan.wishes().ssl_policy);
    plan.create_or_update(std::move(wanted), Phase::prepare, "the TLS versions and ciphers that clients may use");
  }
}

namespace {

/// A list of names with commas, with one more in it: the others were put there by somebody, or by Google.
std::string with_name(const std::string& names, const std::string& name) {
  std::vector<std::string> all = items_of(names);
  if (std::find(all.begin(), all.end(), name) != all.end()) return names;
  all.push_back(name);
  return joined(all, ",");
}

/// cert-manager answers the challenge in this very Ingress (cert-manager.io, "Annotated Ingress resource").
constexpr std::string_view edit_in_place = "acme.cert-manager.io/http01-edit-in-place";

bool is_proved_over_http(const Value& ingress, const Wishes& wishes) {
  return annotation(ingress, edit_in_place) == "true" ||
         std::find(wishes.annotations.begin(), wishes.annotations.end(),
                   std::pair<std::string, std::string>(edit_in_place, "true")) != wishes.annotations.end();
}

/// The annotations of the Ingress; `there` is what it has. One that is internal is never opened to the world.
Value ingress_annotations(Planner& plan, const Value& there, bool internal) {
  const Wishes& wishes = plan.wishes();
  Value wanted = Value::map();
  wanted.set(ingress_class, internal ? internal_class : external_class);
  if (is_proved_over_http(there, wishes)) {
    plan.report(http_challenge, "Ingress", std::string(edit_in_place) + ": true");
  } else {
    wanted.set(allow_http, "false");
  }
  if (!wishes.options[static_ip].empty()) {
    wanted.set(internal ? regional_static_ip : global_static_ip, wishes.options[static_ip]);
  }
  if (!wishes.options[pre_shared_certificate].empty()) {
    wanted.set(pre_shared_cert, with_name(annotation(there, pre_shared_cert), wishes.options[pre_shared_certificate]));
  }
  if (wishes.options[managed_certificate]) {
    wanted.set(managed_certificates,
               with_name(annotation(there, managed_certificates), managed_certificate_name(plan)));
  }
  if (!wishes.ssl_policy.empty()) wanted.set(frontend_config, own_name(plan.milvus()));
  for (const auto& [key, value] : wishes.annotations) wanted.set(key, value);
  return wanted;
}

void plan_tls_secret(Planner& plan) {
  const std::string secret = tls_secret_name(plan.milvus(), plan.wishes());
  if (plan.observed().presence(kinds::secret, secret) == Presence::unknown) {
    plan.report(tls_secret_unseen, "Ingress", "Secret " + secret);
  }
  plan.own_tls_secret("the balancer serves HTTPS with the certificate in it, and nothing without");
}

/// An Ingress that was made by hand: its rules lead to Milvus, its certificate and hosts are somebody's choice.
void keep_ingress(Planner& plan, const Entry& entry) {
  const std::string why = "the Ingress that leads to Milvus already keeps its address";
  const Object& there = entry.object;
  plan.report(kept_in_place, there.origin, to_string(there.ref));
  const bool has_certificate = entry.has_tls || !annotation(there.value, pre_shared_cert).empty() ||
                               !annotation(there.value, managed_certificates).empty();
  Value wanted = Value::map();
  const bool internal = plan.is_internal();
  wanted.set(Path{"metadata", "annotations"}, ingress_annotations(plan, there.value, internal));
  WantedEntry wanted_entry = plan.wanted_entry();
  if (!plan.wishes().options[tls_secret].empty() || (!has_certificate && uses_tls_secret(plan.wishes()))) {
    wanted_entry.tls_secret = tls_secret_name(plan.milvus(), plan.wishes());
    plan_tls_secret(plan);
  }
  wanted.set("spec", ingress_api().spec_beside(entry, wanted_entry));
  plan.adopt(there, wanted, Phase::ingress, why);
  plan.remove(there, ingress_api().class_path(), Phase::ingress, "GKE ignores it and reads the annotation only");
}

}  // namespace

void plan_ingress(Planner& plan) {
  plan.report_entries();
  const Entry* there = plan.entry();
  if (there && label(there->object.value, owner_label).empty()) return keep_ingress(plan, *there);

  Value wanted = plan.start_entry();
  const Value annotations = ingress_annotations(plan, there ? there->object.value : Value(), plan.is_internal());
  for (const auto& [key, value] : annotations.members()) {
    wanted.set(Path{"metadata", "annotations", key}, value);
  }
  WantedEntry wanted_entry = plan.wanted_entry();
  if (uses_tls_secret(plan.wishes())) {
    wanted_entry.tls_secret = tls_secret_name(plan.milvus(), plan.wishes());
    plan_tls_secret(plan);
  }
  wanted.set("spec", ingress_api().spec(wanted_entry));
  plan.create_or_update(std::move(wanted), Phase::ingress, "the balancer: HTTPS for clients, HTTP/2 to Milvus");
}

}  // namespace l7::gcp
