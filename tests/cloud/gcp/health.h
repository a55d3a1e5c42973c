#pragma once

#include <string>

#include "cloud/health.h"

/// Releases behind GKE's balancer.
namespace l7::fixture::gcp {

/// An Ingress of GKE called demo, with further annotations, spec and status.
inline std::string ingress(const std::string& annotations, const std::string& spec = "tls: [{secretName: cert}], ",
                           const std::string& status = "loadBalancer: {ingress: [{ip: 34.0.0.1}]}") {
  std::string text = ingress_yaml("demo", "kubernetes.io/ingress.class: gce" + annotations, spec);
  text.pop_back();
  return text + ", status: {" + status + "}}";
}

inline const char* const healthy =
    R"(, ingress.kubernetes.io/backends: '{"k8s1-other":"UNHEALTHY", "k8s1-ours" : "HEALTHY"}')";
inline const char* const neg_status =
    R"({"network_endpoint_groups":{"19530":"k8s1-ours","9091":"k8s1-other"},"zones":["a"]})";
inline const char* const secret = "{kind: Secret, metadata: {name: cert}, type: kubernetes.io/tls}";

inline Release exposed(const std::string& ingress_text) {
  Release release = running();
  release.annotate("cloud.google.com/neg-status", neg_status).see(secret).see(ingress_text);
  return release;
}

inline Health health(const Release& release) { return release.health(options_for("gcp")); }

}  // namespace l7::fixture::gcp
