#include "cloud/gcp/remedies.h"

namespace l7::gcp {
namespace {

constexpr std::string_view role = "give GKE's service agent the role roles/container.serviceAgent in the project";
constexpr std::string_view quota = "raise the quota of the project, or remove what is not used";
constexpr std::string_view no_secret =
    "create the TLS Secret in the Ingress's namespace: kubectl create secret tls NAME --cert=FILE --key=FILE";
constexpr std::string_view proxy_subnet =
    "make a proxy-only subnet in the cluster's region and VPC: gcloud compute networks subnets create NAME "
    "--purpose=REGIONAL_MANAGED_PROXY --role=ACTIVE";
constexpr std::string_view needs_group =
    "the Service needs the annotation cloud.google.com/neg with ingress: true; kubectl milvus-l7 enable writes it";
constexpr std::string_view backend_config_missing =
    "the Service's annotation cloud.google.com/backend-config must name a BackendConfig that is there; kubectl "
    "milvus-l7 enable makes it";
constexpr std::string_view collection =
    "put right what the message names: the cloud refuses to delete a part of the balancer until then; the controller "
    "tries again by itself";

/// Words of kubernetes/ingress-gce, and of Google's API where the controller hands them on (`googleapi: ..`).
constexpr Remedy table[] = {
    {"Required '", role},
    {"quotaExceeded", quota},
    {"QUOTA_EXCEEDED", quota},
    {"Quota '", quota},
    {"error initializing translator env: secrets \"", no_secret, parts::certificate},
    {"error getting secrets for Ingress", no_secret, parts::certificate},
    {"Could not find TLS certificates", no_secret, parts::certificate},
    {"legacy Common Name field", "the certificate names no host in its SAN: reissue it (kubectl milvus-l7 cert create)",
     parts::certificate},
    {"Cert creation failures", "check that tls.crt and tls.key are one pair in PEM: kubectl milvus-l7 cert inspect",
     parts::certificate},
    {"/sslCertificates/",
     "name a certificate that Google Cloud holds (gcloud compute ssl-certificates list) with --pre-shared-cert",
     parts::certificate},
    {no_certificate_yet, "give the Ingress a certificate: --tls-secret, --managed-certificate or --pre-shared-cert",
     parts::certificate},
    {"/securityPolicies/",
     "gcloud compute security-policies list shows the policies there are; change --security-policy"},
    {"/sslPolicies/", "gcloud compute ssl-policies list shows the policies there are; change --ssl-policy"},
    {"IP address is in-use",
     "another forwarding rule uses the address (gcloud compute forwarding-rules list): free it, or name another one "
     "with "
     "--static-ip"},
    {"translate to an existing static IP",
     "reserve the address first: gcloud compute addresses create NAME --global, or --region REGION for an internal "
     "balancer"},
    {group_of_endpoints,
     "GKE's NEG controller makes that group, and its events at the Service tell what keeps it; the Ingress controller "
     "tries again by itself"},
    {"proxy-only subnetwork is required", proxy_subnet},
    {"could not find port \"",
     "the Ingress names a port that the Service does not have; kubectl milvus-l7 enable sets it"},
    {"could not find service \"", "the Ingress names a Service that is not there; remove that rule"},
    {"expected \"NodePort\" or", needs_group},
    {"expected NodePort or", needs_group},
    {"getting BackendConfig", backend_config_missing},
    {"FrontendConfig", "the Ingress's annotation networking.gke.io/v1beta1.FrontendConfig must name one that is there"},
    {"googleapi: Error 403", role},
    {"garbage collection", collection},
};
static_assert(hold_no_names(table));

}  // namespace

std::span<const Remedy> remedies() { return table; }

}  // namespace l7::gcp
