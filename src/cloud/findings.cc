#include "cloud/findings.h"

#include <array>

namespace l7::shared_findings {

const FindingKind name_taken = {"name-taken",
                                Area::ownership,
                                Severity::error,
                                "an object of that name belongs to somebody else",
                                "It does not carry the label milvus-l7/service of this Milvus, so it is not changed.",
                                "remove or rename it, or choose another name (--ingress-name)"};

const FindingKind being_deleted = {
    "being-deleted",
    Area::ownership,
    Severity::error,
    "an object that the plan needs is being deleted",
    "What is written into it goes with it, once whoever holds it by a finalizer lets go.",
    "wait until it is gone, or see who holds it: kubectl get shows metadata.finalizers"};

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
    "--internal=false makes it reachable from the internet; --internal keeps it internal without this note"};

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

namespace {
constexpr std::string_view shared_title = "an Ingress that leads to Milvus serves others too";
constexpr std::string_view shared_why =
    "What Milvus needs of its load balancer (gRPC, its health check, its certificate) would change what the others "
    "get.";
}  // namespace

const FindingKind shared_entry = {
    "shared-ingress",
    Area::entry,
    Severity::warning,
    shared_title,
    shared_why,
    "it is left as it is, and Milvus gets an Ingress of its own; take Milvus' rule out of "
    "the shared one when clients use the new one"};

const FindingKind shared_entry_named = {
    "shared-ingress-named", Area::entry, Severity::error,
    shared_title,           shared_why,  "leave --ingress-name out for an Ingress of its own, or name another one"};

const FindingKind dns_record = {
    "external-dns",
    Area::access,
    Severity::warning,
    "external-dns makes a DNS record from the old load balancer",
    "The record goes when the Service has no load balancer any more. The same annotations are put on the new entry.",
    "see that external-dns reads Ingresses (--source=ingress), and lower the record's TTL before"};

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
  static constexpr std::array all = {&name_taken,         &being_deleted, &other_cloud,       &layer4_annotation,
                                     &stays_internal,     &access_limit,  &several_ingresses, &shared_entry,
                                     &shared_entry_named, &dns_record,    &host_taken,        &no_endpoints,
                                     &controller_failure};
  return all;
}

}  // namespace l7::shared_findings
