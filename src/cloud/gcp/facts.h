#pragma once

#include <cstddef>
#include <string_view>

#include "model/object.h"

/// What GKE reads and writes, for plan, health and diagnosis alike.
/// Sources: kubernetes/ingress-gce (pkg/annotations, pkg/apis), GoogleCloudPlatform/gke-managed-certs, the GKE manual.
namespace l7::gcp {

// On the Service; JSON.
inline constexpr std::string_view app_protocols = "cloud.google.com/app-protocols";
inline constexpr std::string_view app_protocols_alpha = "service.alpha.kubernetes.io/app-protocols";
inline constexpr std::string_view backend_config = "cloud.google.com/backend-config";
inline constexpr std::string_view backend_config_beta = "beta.cloud.google.com/backend-config";
inline constexpr std::string_view neg = "cloud.google.com/neg";
/// Written by the NEG controller: `{"network_endpoint_groups":{"19530":"k8s1-.."}}`.
inline constexpr std::string_view neg_status = "cloud.google.com/neg-status";

// On the Ingress.
inline constexpr std::string_view ingress_class = "kubernetes.io/ingress.class";
inline constexpr std::string_view external_class = "gce";
inline constexpr std::string_view internal_class = "gce-internal";
inline constexpr std::string_view allow_http = "kubernetes.io/ingress.allow-http";
inline constexpr std::string_view global_static_ip = "kubernetes.io/ingress.global-static-ip-name";
inline constexpr std::string_view regional_static_ip = "kubernetes.io/ingress.regional-static-ip-name";
inline constexpr std::string_view gce_prefix = "ingress.gcp.kubernetes.io/";
inline constexpr std::string_view pre_shared_cert = "ingress.gcp.kubernetes.io/pre-shared-cert";
inline constexpr std::string_view managed_certificates = "networking.gke.io/managed-certificates";
inline constexpr std::string_view frontend_config = "networking.gke.io/v1beta1.FrontendConfig";
/// Written by the Ingress controller: `{"k8s1-..":"HEALTHY"}`.
inline constexpr std::string_view backends_status = "ingress.kubernetes.io/backends";

/// While one of them is on an Ingress, GKE serves it. The second is of before 2020.
inline constexpr std::string_view finalizers[] = {"networking.gke.io/ingress-finalizer-V2",
                                                  "networking.gke.io/ingress-finalizer"};

inline constexpr std::string_view backend_config_version = "cloud.google.com/v1";
inline constexpr std::string_view frontend_config_version = "networking.gke.io/v1beta1";
inline constexpr std::string_view managed_certificate_version = "networking.gke.io/v1";
inline constexpr std::string_view neg_version = "networking.gke.io/v1beta1";

inline constexpr GroupKind backend_config_kind = {"cloud.google.com", "BackendConfig"};
inline constexpr GroupKind frontend_config_kind = {"networking.gke.io", "FrontendConfig"};
inline constexpr GroupKind managed_certificate_kind = {"networking.gke.io", "ManagedCertificate"};
inline constexpr GroupKind neg_kind = {"networking.gke.io", "ServiceNetworkEndpointGroup"};

/// Of a Service, `Internal`: its load balancer is for the private network only.
inline constexpr std::string_view layer4_type_annotations[] = {"networking.gke.io/load-balancer-type",
                                                               "cloud.google.com/load-balancer-type"};
/// Of a Service; read for layer 4 load balancers only.
inline constexpr std::string_view layer4_annotations[] = {
    "networking.gke.io/load-balancer-type", "networking.gke.io/internal-load-balancer",
    "cloud.google.com/load-balancer-type",  "cloud.google.com/l4-rbs",
    "cloud.google.com/network-tier",        "networking.gke.io/load-balancer-ip-addresses"};

/// What plans write: Cloud::service_annotations and Cloud::written_kinds.
inline constexpr std::string_view service_annotations[] = {app_protocols, app_protocols_alpha, backend_config, neg};
inline constexpr GroupKind written_kinds[] = {backend_config_kind, frontend_config_kind, managed_certificate_kind};

inline constexpr std::string_view health_path = "/healthz";
inline constexpr int default_timeout_sec = 3600;
/// GKE's own, where a BackendConfig names none; for the whole call.
inline constexpr int platform_timeout_sec = 30;
inline constexpr int draining_timeout_sec = 60;

inline constexpr std::size_t managed_domain_length = 63;
inline constexpr std::size_t managed_domain_count = 100;

/// Where Google's balancers and health checks come from.
inline constexpr std::string_view balancer_ranges[] = {"130.211.0.0/22", "35.191.0.0/16"};

}  // namespace l7::gcp
