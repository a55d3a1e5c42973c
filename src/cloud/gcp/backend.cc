// The backend hop: what the controller thinks of a backend is in an annotation of the Ingress, by the names of network
// endpoint groups, and which of them is Milvus is in an annotation of the Service.

#include <string>

#include "cloud/gcp/facts.h"
#include "cloud/gcp/hops.h"

namespace l7::gcp {
namespace {

/// What the controller says of a backend in the Ingress's annotation, `{"k8s1-..":"HEALTHY"}`; "" where it says
/// nothing. A name that ends in '-' stands for every one that begins so.
std::string status_of(const Observed& observed, const std::string& backends, const std::string& name) {
  if (backends.empty()) return "";
  try {
    const Value decoded = observed.format->read(backends);
    for (const auto& [key, status] : decoded.members()) {
      if (key == name || (name.ends_with('-') && key.starts_with(name))) return status.text();
    }
  } catch (const TextError&) {
    // The controller writes it anew with its next look at the backends.
  }
  return "";
}

/// The backend of Milvus: its network endpoint group, or the node port where there is none.
std::string backend_name(const Observed& observed) {
  const milvus::Milvus& milvus = observed.milvus;
  const auto status = observed.service_json.find(std::string(neg_status));
  if (status != observed.service_json.end()) {
    const std::string& group = status->second.text_at({"network_endpoint_groups", std::to_string(milvus.port())});
    if (!group.empty()) return group;
  }
  const auto wanted = observed.service_json.find(std::string(neg));
  if (wanted != observed.service_json.end() && wanted->second.find("ingress")) return "";
  const std::string& node_port = milvus.service.value.text_at({"spec", "ports", milvus.port_index, "nodePort"});
  return node_port.empty() ? "" : "k8s-be-" + node_port + '-';
}

}  // namespace

Hop backend_of(const Observed& observed, const Object& ingress, const Hop& pods) {
  const std::string name = backend_name(observed);
  const std::string status = name.empty() ? "" : status_of(observed, annotation(ingress.value, backends_status), name);
  if (status == "HEALTHY") return {parts::backend, State::ready, status, ""};
  if (auto complaint = complaint_about_service(observed)) {
    complaint->value = status;
    return *complaint;
  }
  if (name.empty()) {
    return {parts::backend, State::waiting, "no network endpoint group yet",
            "the controller makes one for a Service with the annotation cloud.google.com/neg that an Ingress uses"};
  }
  if (const std::string change = firewall_change(observed, ingress); !change.empty()) {
    return {parts::backend, State::waiting, status.empty() ? "no status yet" : status,
            "health checks pass when whoever owns the shared network has opened its firewall: " + change};
  }
  if (status.empty() || status == "Unknown") {
    return {parts::backend, State::waiting, status.empty() ? "no status yet" : status,
            "the balancer has not checked " + name + " yet"};
  }
  if (pods.state == State::waiting) return {parts::backend, State::waiting, status, "the pods are not ready yet"};
  return {parts::backend, State::failed, status,
          "the health check fails: see that the BackendConfig asks for " + std::string(health_path) + " on port " +
              std::to_string(observed.milvus.health_port()) +
              " and is named in the Service's annotation, and that Milvus speaks TLS; kubectl milvus-l7 check tells "
              "more. This may be up to 10 minutes old: GKE looks again only when it works on the Ingress"};
}

}  // namespace l7::gcp
