#include "cloud/findings.h"

#include <array>

namespace l7::shared_findings {

const FindingKind name_taken = {"name-taken",
                                Area::ownership,
                                Severity::error,
                                "an object of that name belongs to somebody else",
                                "It does not carry the label milvus-l7/service of this Milvus, so it is not changed.",
                                "remove or rename it, or choose another name (--ingress-name)"};

const FindingKind other_cloud = {
    "other-cloud",
    Area::entry,
    Severity::error,
    "this Milvus is already behind another cloud's balancer",
    "Two balancers of two clouds cannot serve one Ingress, and Milvus would be left with the settings of both.",
    "start from the chart's own output, or run disable for the other cloud first"};

const FindingKind layer4_annotation = {
    "layer4-annotation",
    Area::access,
    Severity::note,
    "an annotation for the layer 4 balancer stays",
    "A ClusterIP Service does not use it; it would count again if the type were changed back.",
    "remove it from the chart's values (service.annotations) when you are sure"};

const FindingKind stays_internal = {
    "stays-internal",
    Area::access,
    Severity::note,
    "the load balancer is internal, as the old one is",
    "The old load balancer is for the private network only, and access is never made wider unasked.",
    "--internal=false makes it reachable from the internet; --internal says that it shall stay so"};

const FindingKind access_limit = {
    "access-limit",
    Area::access,
    Severity::error,
    "the old load balancer lets in fewer clients than the new one would",
    "What limits it has no counterpart that could be carried over, and access is never made wider unasked.",
    "say who may connect with an option of the cloud, or that everybody may with --inbound-cidrs 0.0.0.0/0"};

const FindingKind several_ingresses = {
    "several-ingresses",
    Area::entry,
    Severity::error,
    "several Ingresses of this cloud already lead to Milvus",
    "Which of them shall keep its address cannot be guessed.",
    "remove all but one, or name a new one with --ingress-name and remove them afterwards"};

const FindingKind host_taken = {"host-taken",
                                Area::entry,
                                Severity::warning,
                                "another Ingress serves the same host",
                                "Clients of that name reach whichever balancer DNS leads to, and one of the two never.",
                                "choose another --host, or remove the other Ingress"};

const FindingKind no_endpoints = {"no-endpoints",
                                  Area::milvus,
                                  Severity::warning,
                                  "no pod stands ready behind the Service",
                                  "The balancer has nothing to send traffic to, and its health check cannot pass.",
                                  "kubectl milvus-l7 status tells what keeps the pods from being ready"};

std::span<const FindingKind* const> kinds() {
  static constexpr std::array all = {&name_taken,   &other_cloud,       &layer4_annotation, &stays_internal,
                                     &access_limit, &several_ingresses, &host_taken,        &no_endpoints};
  return all;
}

}  // namespace l7::shared_findings
