#include "cloud/gcp/findings.h"

#include <array>

namespace l7::gcp {

const FindingKind unnamed_port = {"gcp-unnamed-port",
                                  Area::cloud,
                                  Severity::error,
                                  "the Service's Milvus port has no name",
                                  "GKE finds the protocol of a port by the port's name and falls back to HTTP/1.1.",
                                  "name the port (chart value service.portName), then run this again"};

const FindingKind tls_secret_unseen = {
    "gcp-tls-secret",
    Area::certificate,
    Severity::warning,
    "the balancer's certificate cannot be seen from here",
    "Without the Secret GKE serves neither HTTPS nor HTTP for this Ingress.",
    "create it before the release: kubectl create secret tls NAME --cert=FILE --key=FILE"};

const FindingKind backend_config_shared = {"gcp-backend-config-shared",
                                           Area::cloud,
                                           Severity::note,
                                           "a BackendConfig that others use too is left as it is",
                                           "The health check and the timeout that Milvus needs would break theirs.",
                                           "nothing to do: the port of Milvus gets a BackendConfig of its own"};

const FindingKind http_challenge = {
    "gcp-http-challenge",
    Area::certificate,
    Severity::note,
    "port 80 stays open for cert-manager",
    "It proves the name by HTTP-01 on port 80 of this Ingress; without that port no certificate is renewed.",
    "prove the name by DNS-01 and set kubernetes.io/ingress.allow-http to \"false\" to close it"};

const FindingKind backend_config_replaced = {
    "gcp-backend-config-replaced",
    Area::cloud,
    Severity::warning,
    "the Milvus port had another BackendConfig",
    "It is not among the objects, so its health check cannot be set right; a BackendConfig of ours takes its place.",
    "carry over what you need from it (security policy, timeouts), then remove it"};

const FindingKind network_policy = {"gcp-network-policy",
                                    Area::access,
                                    Severity::warning,
                                    "a NetworkPolicy selects the Milvus pods",
                                    "Google's balancer and health checks come from 130.211.0.0/22 and 35.191.0.0/16, "
                                    "to the Milvus and the metrics port.",
                                    "allow both ranges on both ports in the policy's ingress rules"};

const FindingKind kept_in_place = {"gcp-ingress-kept",
                                   Area::entry,
                                   Severity::note,
                                   "an Ingress that leads to Milvus already is used",
                                   "It keeps its address, host and certificate; only what is wrong in it changes.",
                                   "nothing to do"};

const FindingKind crd_missing = {"gcp-crd-missing",
                                 Area::cloud,
                                 Severity::error,
                                 "the cluster does not know a kind that GKE's balancers need",
                                 "Its controllers are not there either, so nothing would come of the objects. On GKE "
                                 "the HttpLoadBalancing add-on brings both.",
                                 "gcloud container clusters update CLUSTER --update-addons=HttpLoadBalancing=ENABLED; "
                                 "elsewhere choose another --cloud"};

const FindingKind shadowing_annotation = {
    "gcp-shadowing-annotation",
    Area::cloud,
    Severity::warning,
    "an older spelling of an annotation stands on the Service",
    "service.alpha.kubernetes.io/app-protocols hides the one that gRPC needs; beta.cloud.google.com/backend-config "
    "counts only where the other is missing.",
    "kubectl milvus-l7 enable takes the first away; remove the second where it is set (chart value "
    "service.annotations)"};

const FindingKind protocol_port = {
    "gcp-protocol-port",
    Area::cloud,
    Severity::warning,
    "a protocol is set for a port that the Service does not have",
    "app-protocols goes by the port's name. A name that does not match means HTTP/1.1, silently, and gRPC fails.",
    "kubectl milvus-l7 enable sets it for the right name; remove the other from the chart value service.annotations"};

const FindingKind plaintext_backend = {
    "gcp-plaintext-backend",
    Area::cloud,
    Severity::warning,
    "the balancer is to speak TLS to a Milvus that does not",
    "Every call gets a 502 with failed_to_connect_to_backend.",
    "kubectl milvus-l7 enable sets common.security.tlsMode to 1 and gives REST a port of its own"};

const FindingKind tls_secret_missing = {
    "gcp-tls-secret-missing",
    Area::certificate,
    Severity::error,
    "the Ingress names a TLS Secret that is not there",
    "GKE makes nothing new of the Ingress until the Secret is there: neither HTTPS nor HTTP. A balancer that runs "
    "keeps the certificate that it has.",
    "kubectl create secret tls NAME --cert=FILE --key=FILE, or choose another certificate (--tls-secret, "
    "--managed-certificate, --pre-shared-cert)"};

const FindingKind tls_secret_type_wrong = {"gcp-tls-secret-type",
                                           Area::certificate,
                                           Severity::warning,
                                           "the Secret for the balancer is no TLS Secret",
                                           "Nothing has checked that it holds a certificate and its key.",
                                           "make it anew: kubectl create secret tls NAME --cert=FILE --key=FILE"};

const FindingKind tls_secret_keys = {"gcp-tls-secret-keys",
                                     Area::certificate,
                                     Severity::error,
                                     "the Secret for the balancer holds no certificate and key",
                                     "GKE reads them from the keys tls.crt and tls.key.",
                                     "make it anew: kubectl create secret tls NAME --cert=FILE --key=FILE"};

const FindingKind default_class = {
    "gcp-default-class",
    Area::entry,
    Severity::warning,
    "the cluster has a default IngressClass",
    "The API server writes it into an Ingress that names no class in its spec, and GKE may then leave that Ingress "
    "alone.",
    "take ingressclass.kubernetes.io/is-default-class off it, or see that the Ingress gets its address"};

const FindingKind class_name_ignored = {
    "gcp-class-name",
    Area::entry,
    Severity::warning,
    "an Ingress names its class where GKE does not look",
    "GKE ignores spec.ingressClassName; only the annotation kubernetes.io/ingress.class counts.",
    "annotate it: kubernetes.io/ingress.class: gce (or gce-internal); kubectl milvus-l7 enable --ingress-name NAME "
    "does"};

const FindingKind no_class = {
    "gcp-no-class",
    Area::entry,
    Severity::warning,
    "an Ingress that leads to Milvus has no class",
    "Every controller that takes Ingresses without a class may take it, and a default IngressClass changes its owner.",
    "kubectl milvus-l7 enable adds it to one that GKE serves already; otherwise annotate it yourself: "
    "kubernetes.io/ingress.class: gce"};

const FindingKind plaintext_allowed = {"gcp-allow-http",
                                       Area::access,
                                       Severity::warning,
                                       "the balancer also serves plaintext HTTP",
                                       "Passwords and vectors pass unencrypted, and gRPC does not work there.",
                                       "kubectl milvus-l7 enable sets kubernetes.io/ingress.allow-http to \"false\""};

const FindingKind two_static_ips = {"gcp-two-static-ips",
                                    Area::entry,
                                    Severity::error,
                                    "the Ingress names a global and a regional address",
                                    "GKE takes one of the two annotations only and refuses both.",
                                    "keep global-static-ip-name for an external balancer, regional-static-ip-name for "
                                    "an internal one; remove the other"};

const FindingKind short_timeout = {
    "gcp-timeout",
    Area::cloud,
    Severity::warning,
    "long calls are cut off",
    "A BackendConfig without timeoutSec means 30 s for a whole call: a long search or load dies in the middle.",
    "kubectl milvus-l7 enable sets it to 3600, or --request-timeout-sec"};

const FindingKind health_check = {
    "gcp-health-check",
    Area::cloud,
    Severity::warning,
    "the health check does not ask Milvus where it answers",
    "Milvus answers /healthz on its metrics port over HTTP only; any other check finds it UNHEALTHY.",
    "kubectl milvus-l7 enable puts the check into a BackendConfig"};

const FindingKind managed_domain = {"gcp-managed-domain",
                                    Area::certificate,
                                    Severity::error,
                                    "Google will not issue this managed certificate",
                                    "It takes at most 100 domains, of at most 63 characters each, and no wildcard.",
                                    "leave the domain out, or use --tls-secret for it"};

const FindingKind managed_internal = {"gcp-managed-internal",
                                      Area::certificate,
                                      Severity::error,
                                      "a managed certificate stands at an internal balancer",
                                      "Google issues them for external balancers only.",
                                      "use --tls-secret or --pre-shared-cert"};

const FindingKind managed_host = {
    "gcp-managed-host",
    Area::certificate,
    Severity::warning,
    "a host is not in the managed certificate",
    "Clients of that host are shown a certificate for another name.",
    "add the domain to the ManagedCertificate, or add a second one with --managed-certificate NAME"};

const FindingKind managed_missing = {"gcp-managed-missing",
                                     Area::certificate,
                                     Severity::error,
                                     "the Ingress names a ManagedCertificate that is not there",
                                     "GKE serves no HTTPS with it.",
                                     "create it, or have enable make one: --managed-certificate --host NAME"};

const FindingKind proxy_subnet = {
    "gcp-proxy-subnet",
    Area::cloud,
    Severity::note,
    "an internal balancer needs a proxy-only subnet",
    "Whether the region and VPC of the cluster have one cannot be seen from Kubernetes.",
    "gcloud compute networks subnets list --filter=purpose=REGIONAL_MANAGED_PROXY shows it"};

const FindingKind source_ranges = {
    "gcp-source-ranges",
    Area::access,
    Severity::error,
    "the new load balancer would let in everybody, and the old one does not",
    "An Ingress of GKE cannot limit addresses by itself, and access is never made wider unasked.",
    "name a Cloud Armor policy with these ranges (--security-policy NAME), or say --inbound-cidrs 0.0.0.0/0"};

std::span<const FindingKind* const> finding_kinds() {
  static constexpr std::array all = {&unnamed_port,          &tls_secret_unseen, &backend_config_replaced,
                                     &backend_config_shared, &http_challenge,    &network_policy,
                                     &kept_in_place,         &crd_missing,       &shadowing_annotation,
                                     &protocol_port,         &plaintext_backend, &tls_secret_missing,
                                     &tls_secret_type_wrong, &tls_secret_keys,   &default_class,
                                     &class_name_ignored,    &no_class,          &plaintext_allowed,
                                     &two_static_ips,        &short_timeout,     &health_check,
                                     &managed_domain,        &managed_internal,  &managed_host,
                                     &managed_missing,       &proxy_subnet,      &source_ranges};
  return all;
}

}  // namespace l7::gcp
