// The Service's annotations and the BackendConfig of its Milvus port.

#include <algorithm>

#include "cloud/gcp/facts.h"
#include "cloud/gcp/findings.h"
#include "cloud/gcp/options.h"
#include "cloud/gcp/parts.h"
#include "milvus/tls.h"
#include "model/kinds.h"
#include "model/text.h"

namespace l7::gcp {

namespace {

/// The annotation that counts: the beta one does where the other is missing.
std::string_view backend_config_key(const Value& service) {
  const bool beta = annotation(service, backend_config).empty() && !annotation(service, backend_config_beta).empty();
  return beta ? backend_config_beta : backend_config;
}

}  // namespace

std::string backend_config_in_force(const Observed& observed) {
  const milvus::Milvus& milvus = observed.milvus;
  const auto decoded = observed.service_json.find(std::string(backend_config_key(milvus.service.value)));
  if (decoded == observed.service_json.end()) return "";
  const Path lookups[] = {{"ports", milvus.port_name()}, {"ports", std::to_string(milvus.port())}, {"default"}};
  for (const Path& path : lookups) {
    const std::string& name = decoded->second.text_at(path);
    if (!name.empty()) return name;
  }
  return "";
}

namespace {

/// What a BackendConfig for Milvus has to say. Of one that is there, a longer timeout and any draining stay.
Value backend_config_spec(const Planner& plan, const Object* there) {
  const Wishes& wishes = plan.wishes();
  Value spec;
  spec.set("healthCheck",
           Value::map({{"type", "HTTP"}, {"requestPath", health_path}, {"port", plan.milvus().health_port()}}));
  const Value* timeout = there ? there->value.find(Path{"spec", "timeoutSec"}) : nullptr;
  const int longest = std::max(timeout ? timeout->as_int(0) : 0, default_timeout_sec);
  spec.set("timeoutSec", wishes.request_timeout_sec.value_or(longest));
  if (!there || !there->value.find(Path{"spec", "connectionDraining", "drainingTimeoutSec"})) {
    spec.set(Path{"connectionDraining", "drainingTimeoutSec"}, draining_timeout_sec);
  }
  // A field that is left out keeps the policy; an empty name takes it off.
  if (const std::optional<std::string>& policy = wishes.options[security_policy].text) {
    spec.set(Path{"securityPolicy", "name"}, *policy);
  }
  return spec;
}

/// Another Service whose ports this BackendConfig is in force for; nullptr for none.
const Object* other_user_of(const std::string& backend_config_name, const Observed& observed) {
  const std::string quoted = '"' + backend_config_name + '"';
  for (const Object& object : observed.neighbours) {
    if (!is(object.ref, kinds::service)) continue;
    for (const std::string_view key : {backend_config, backend_config_beta}) {
      if (annotation(object.value, key).find(quoted) != std::string::npos) return &object;
    }
  }
  return nullptr;
}

void plan_backend_config(Planner& plan) {
  const std::string own = own_name(plan.milvus());
  const std::string in_force = backend_config_in_force(plan.observed());
  const std::string why = "Milvus answers health checks on its metrics port only, and calls may last longer than 30 s";
  const Object* kept = in_force == own ? nullptr : plan.observed().find(backend_config_kind, in_force);
  const Object* other_user = kept ? other_user_of(in_force, plan.observed()) : nullptr;
  if (other_user) {
    plan.report(backend_config_shared, where(*kept), to_string(other_user->ref) + " uses " + in_force + " too");
  } else if (kept) {
    plan.adopt(*kept, Value::map({{"spec", backend_config_spec(plan, kept)}}), Phase::prepare, why);
    return;
  }
  Value wanted = plan.start(backend_config_version, backend_config_kind.kind, own);
  wanted.set("spec", backend_config_spec(plan, nullptr));
  plan.create_or_update(std::move(wanted), Phase::prepare, why);
  if (in_force == own) return;
  if (!in_force.empty() && !other_user) {
    plan.report(backend_config_replaced, to_string(plan.milvus().service.ref),
                std::string(backend_config_key(plan.milvus().service.value)) + " named " + in_force);
  }
  plan.set_json(backend_config, {"ports", plan.milvus().port_name()}, own, Phase::prepare,
                "gives the port its health check and timeout");
}

}  // namespace

std::string internal_layer4(const Value& service) {
  for (const std::string_view key : layer4_type_annotations) {
    const std::string& type = annotation(service, key);
    if (lower(type) == "internal") return "annotation " + std::string(key) + ": " + type;
  }
  return "";
}

void plan_service(Planner& plan) {
  plan.remove(plan.milvus().service_annotations().at(app_protocols_alpha), Phase::prepare,
              "it shadows cloud.google.com/app-protocols");
  plan.set_json(app_protocols, {plan.milvus().port_name()}, "HTTP2", Phase::prepare, "gRPC needs HTTP/2 up to the pod");
  plan_backend_config(plan);
  plan.set_json(neg, {"ingress"}, true, Phase::prepare, "the balancer reaches the pods directly, without a NodePort");
}

}  // namespace l7::gcp
