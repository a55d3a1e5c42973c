// The keys are those of the code; a test looks for what the golden plans write and is not here.

#include "cloud/aws/facts.h"
#include "cloud/cloud.h"
#include "cloud/gcp/facts.h"
#include "tables.h"

namespace l7::docs {
namespace {

constexpr bool writes = true;
constexpr bool reads = false;

Mark mark(std::string_view key, std::string_view object, bool written, std::string_view about) {
  return {std::string(key), object, written, about};
}

Marks of_milvus_l7() {
  return {"Of milvus-l7",
          {
              mark(owner_label, "every object that milvus-l7 makes (a label)", writes,
                   "the Service that it belongs to. This, never a name, says whose an object is"),
              mark(undo_annotation, "objects that were there before", writes,
                   "what stood there, for disable. Written by enable only; in a ConfigMap the bytes of user.yaml"),
              mark(restart_annotation, "pod template of proxy or standalone", writes,
                   "a hash of the listener's settings, whose change restarts Milvus"),
              mark(certificate_names_annotation, "a TLS Secret in a plan", writes,
                   "the names that its certificate shall cover; it is in no cluster"),
              mark("app.kubernetes.io/managed-by", "every object that milvus-l7 makes (a label)", writes,
                   "Helm where Helm owns the release, otherwise milvus-l7"),
              mark("meta.helm.sh/release-name, release-namespace", "the same, where Helm owns the release", writes,
                   "the Service's own; without them the next helm upgrade refuses to take the object over"),
              mark("postrenderer.helm.sh/postrender-filename", "new objects, under Helm 4", writes,
                   "the chart's templates/milvus-l7.yaml, so that Helm names their source"),
              mark("service.beta.kubernetes.io/load-balancer-source-ranges", "Service", writes,
                   "removed: the API server refuses it on a ClusterIP Service"),
              mark("other service.beta.kubernetes.io/*, networking.gke.io/load-balancer-type, "
                   "networking.gke.io/internal-load-balancer, cloud.google.com/load-balancer-type",
                   "Service", reads, "of the layer 4 balancer: they stay, and are noted"),
          }};
}

Marks of_gke() {
  using namespace gcp;
  static constexpr std::string_view ingress = "Ingress", service = "Service";
  return {
      "Of GKE (--cloud gcp)",
      {
          mark(app_protocols, service, writes, "HTTP2 for the port of Milvus, by the port's name"),
          mark(app_protocols_alpha, service, writes, "removed: it hides the one above"),
          mark(backend_config, service, writes, "the BackendConfig of the port: health check, timeout, draining"),
          mark(backend_config_beta, service, reads, "counts only where the one above is missing"),
          mark(neg, service, writes, "ingress: true, so that the balancer reaches the pods themselves"),
          mark(neg_status, service, reads, "which network endpoint group is Milvus"),
          mark(ingress_class, ingress, writes, "gce, or gce-internal; GKE ignores spec.ingressClassName"),
          mark(allow_http, ingress, writes, "\"false\": no plaintext, also when the certificate is missing"),
          mark(global_static_ip, ingress, writes, "--static-ip of an external balancer"),
          mark(regional_static_ip, ingress, writes, "--static-ip of an internal balancer"),
          mark(pre_shared_cert, ingress, writes, "--pre-shared-cert, added to what is there: Google writes it, too"),
          mark(managed_certificates, ingress, writes, "--managed-certificate, added to what is there"),
          mark(frontend_config, ingress, writes, "the FrontendConfig of --ssl-policy"),
          mark(backends_status, ingress, reads, "the health of the backends"),
      }};
}

Marks of_eks() {
  using namespace aws;
  static constexpr std::string_view ingress = "Ingress";
  std::vector<Mark> marks = {
      mark(alb("scheme"), ingress, writes, "internet-facing, or internal with --internal"),
      mark(alb("target-type"), ingress, writes, "ip: the pods themselves, as a ClusterIP Service needs"),
      mark(alb("listen-ports"), ingress, writes, "HTTPS on 443 alone; gRPC needs HTTPS"),
      mark(alb("backend-protocol-version"), ingress, writes, "GRPC"),
      mark(alb("backend-protocol"), ingress, writes, "HTTPS where Milvus speaks TLS (tlsMode 1)"),
      mark(alb("load-balancer-attributes"), ingress, writes,
           "idle_timeout.timeout_seconds, --request-timeout-sec; the other attributes stay"),
      mark(alb("target-group-attributes"), ingress, writes,
           "load_balancing.algorithm.type=least_outstanding_requests; the other attributes stay"),
      mark(alb("ssl-policy"), ingress, writes, "--ssl-policy, or ELBSecurityPolicy-TLS13-1-2-2021-06"),
      mark(alb("certificate-arn"), ingress, writes, "--certificate-arn, or what --import-certificate got"),
      mark(alb("wafv2-acl-arn"), ingress, writes, "--waf-acl"),
      mark(alb("inbound-cidrs"), ingress, writes, "--inbound-cidrs"),
      mark(alb("subnets"), ingress, writes, "--subnets"),
      mark(alb("security-groups"), ingress, writes, "--security-groups"),
      mark(alb("manage-backend-security-group-rules"), ingress, writes,
           "\"true\" with --security-groups, so that the balancer still reaches the pods"),
      mark(alb("group.name"), ingress, writes, "--group"),
  };
  for (const std::string_view key : health_check_keys) {
    marks.push_back(
        mark(alb(key), "an Ingress made by hand", writes, "removed: the default check is the one that Milvus passes"));
  }
  marks.push_back(mark("kubernetes.io/ingress.class", ingress, reads, "alb, the older way to name the class"));
  marks.push_back(mark(readiness_gate_label, "Namespace (a label)", reads,
                       "enabled: pods wait for the balancer, and show whether it reaches them"));
  marks.push_back(mark(region_label, "Node (a label)", reads, "the region, for ACM and against ARNs of another one"));
  return {"Of the AWS Load Balancer Controller (--cloud aws)", marks};
}

Marks of_owners() {
  return {"Of whoever owns the release",
          {
              mark("app.kubernetes.io/managed-by, helm.sh/chart, meta.helm.sh/*", "Service, workload", reads,
                   "Helm, and the chart's version for the command that enable prints"),
              mark("argocd.argoproj.io/*", "Service, workload", reads, "Argo CD: it puts live changes back"),
              mark("helm.toolkit.fluxcd.io/name, kustomize.toolkit.fluxcd.io/name", "Service, workload", reads,
                   "Flux: so does it"),
              mark("milvus.io/*", "Service, workload", reads, "the Milvus operator: refused"),
          }};
}

}  // namespace

std::vector<Marks> all_marks() { return {of_milvus_l7(), of_gke(), of_eks(), of_owners()}; }

}  // namespace l7::docs
