#pragma once

#include <map>
#include <string>

#include "model/object.h"
#include "model/value.h"

/// Objects of tests say their kind; the version of its API, which every real object has, is added here.
namespace l7::fixture {

inline const std::string& version_of_kind(const std::string& kind) {
  static const std::map<std::string, std::string> versions = {
      {"Deployment", "apps/v1"},
      {"StatefulSet", "apps/v1"},
      {"DaemonSet", "apps/v1"},
      {"Job", "batch/v1"},
      {"CronJob", "batch/v1"},
      {"Ingress", "networking.k8s.io/v1"},
      {"IngressClass", "networking.k8s.io/v1"},
      {"NetworkPolicy", "networking.k8s.io/v1"},
      {"EndpointSlice", "discovery.k8s.io/v1"},
      {"GRPCRoute", "gateway.networking.k8s.io/v1"},
      {"HTTPRoute", "gateway.networking.k8s.io/v1"},
      {"BackendConfig", "cloud.google.com/v1"},
      {"FrontendConfig", "networking.gke.io/v1beta1"},
      {"ManagedCertificate", "networking.gke.io/v1"},
      {"ServiceNetworkEndpointGroup", "networking.gke.io/v1beta1"},
      {"IngressClassParams", "elbv2.k8s.aws/v1beta1"},
      {"TargetGroupBinding", "elbv2.k8s.aws/v1beta1"},
  };
  static const std::string core = "v1";
  const auto found = versions.find(kind);
  return found == versions.end() ? core : found->second;
}

inline Value typed(Value object) {
  if (object.is_map() && !object.find("apiVersion")) {
    object.set("apiVersion", version_of_kind(object.text_at({"kind"})));
  }
  return object;
}

/// `Ingress.networking.k8s.io` for `Ingress`; one with its group stays as it is.
inline std::string full_kind(const std::string& kind) {
  if (kind.find('.') != std::string::npos) return kind;
  const ObjectRef ref = {version_of_kind(kind), kind, "", ""};
  return to_string(kind_of(ref));
}

}  // namespace l7::fixture
