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

const FindingKind controller_failure = {
    "controller-failure",
    Area::cloud,
    Severity::error,
    "the cloud's controller cannot make the balancer as it is described",
    "It tries again and again, and until it succeeds the balancer stays as it was, or there is none.",
    "do what the message ends with; kubectl milvus-l7 status shows whether it has helped"};

std::span<const FindingKind* const> kinds() {
  static constexpr std::array all = {&name_taken, &other_cloud,  &layer4_annotation, &several_ingresses,
                                     &host_taken, &no_endpoints, &controller_failure};
  return all;
}

}  // namespace l7::shared_findings
