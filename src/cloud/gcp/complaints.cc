// What GKE's controllers say in events. The Ingress controller announces each try (`Scheduled for sync`), complains of
// one that failed, and tells a recovery only where it has made or changed something (measured on 1.41.1).

#include <algorithm>
#include <string>
#include <vector>

#include "cloud/events.h"
#include "cloud/gcp/facts.h"
#include "cloud/gcp/hops.h"
#include "cloud/gcp/parts.h"
#include "cloud/gcp/remedies.h"
#include "model/kinds.h"

namespace l7::gcp {
namespace {

using std::chrono::seconds;

constexpr std::string_view failures[] = {"Translate", "Sync", "WillNotConfigureFrontend", "GarbageCollection"};
constexpr std::string_view group_failures[] = {"AttachFailed", "DetachFailed", "SyncNetworkEndpointGroupFailed",
                                               "ProcessServiceFailed", "RetryFailed"};
constexpr std::string_view firewall_phrase = "Firewall change required by security admin";

bool is_attempt(const Event& event) { return holds(event.message, "Scheduled for sync"); }

bool is_success(const Event& event) {
  return event.reason != "ADD" && event.reason != "XPN" && !is_attempt(event) && !holds(event.message, firewall_phrase);
}

bool is_of_ingress_controller(const Event& event) {
  return is_attempt(event) ||
         (event.warning && std::find(std::begin(failures), std::end(failures), event.reason) != std::end(failures));
}

bool changes_group(const Event& event) {
  return event.reason == "Create" || event.reason == "Attach" || event.reason == "Detach";
}

/// A new balancer's first tries come before the NEG controller has made the group.
bool waits_for_group(const Observed& observed, const Event& failure) {
  static constexpr seconds passes_within{60};
  if (!holds(failure.message, group_of_endpoints) || !holds(failure.message, "Error 404")) return false;
  const std::optional<seconds> age = age_of(failure, observed.now);
  return !age || *age < passes_within;
}

/// Google's certificate controller writes pre-shared-cert when it has made the certificate, in about a minute.
bool waits_for_managed_certificate(const Entry& entry, const Event& failure) {
  const Value& ingress = entry.object.value;
  return holds(failure.message, no_certificate_yet) && !annotation(ingress, managed_certificates).empty() &&
         annotation(ingress, pre_shared_cert).empty() && entry.certificates.empty();
}

std::string ago(seconds time) {
  return std::to_string(std::chrono::ceil<std::chrono::minutes>(time).count()) + " min ago";
}

/// Everything beside the Ingress that the controller makes the balancer of.
std::vector<const Object*> sources(const Observed& observed, const Entry& entry) {
  std::vector<const Object*> all = {
      &observed.milvus.service, observed.find(backend_config_kind, backend_config_in_force(observed)),
      observed.find(frontend_config_kind, annotation(entry.object.value, frontend_config))};
  for (const EntryCertificate& certificate : entry.certificates) {
    all.push_back(observed.find(kinds::secret, certificate.secret));
  }
  return all;
}

std::optional<StandingFailure> ingress_failure(const Observed& observed, const Entry& entry) {
  return standing_failure(observed, entry.object, {failures, is_success, is_attempt}, sources(observed, entry));
}

bool is_private(const std::string& address) {
  if (address.starts_with("10.") || address.starts_with("192.168.")) return true;
  if (!address.starts_with("172.")) return false;
  const int second = Value::number(address.substr(4, address.find('.', 4) - 4)).as_int(0);
  return second >= 16 && second < 32;
}

/// The Ingress as it was before this run changed it; nothing where it did not.
std::optional<Entry> earlier(const Observed& observed, const Entry& entry) {
  const Write* write = observed.written.write_of(entry.object.ref);
  if (!write || write->created()) return std::nullopt;
  return entry_api_of(entry.object.ref)->read({entry.object.ref, write->before, ""});
}

bool differs(const Entry& a, const Entry& b, std::string_view key) {
  return annotation(a.object.value, key) != annotation(b.object.value, key);
}

}  // namespace

std::optional<Hop> complaint_about(const Observed& observed, const Entry& entry, bool all_else_well) {
  const Object& ingress = entry.object;
  const auto failure = ingress_failure(observed, entry);
  if (!failure) return std::nullopt;
  const std::string address = entry.address();
  if (waits_for_group(observed, failure->event)) {
    return Hop{parts::address, State::waiting, address, "the network endpoint group of Milvus is being made"};
  }
  if (waits_for_managed_certificate(entry, failure->event)) {
    return Hop{parts::address, State::waiting, address,
               "Google has not written the managed certificate into the Ingress yet, which takes about a minute; until "
               "then GKE says that both HTTP and HTTPS are disabled"};
  }
  const std::string text = explained(failure->event, ingress.ref, remedies());
  if (failure->silent_for && all_else_well) {
    return Hop{parts::address, State::unknown, address,
               "last failed " + ago(*failure->silent_for) + ", not repeated since: " + text};
  }
  return Hop{parts::address, State::failed, address, text};
}

bool needs_another_try(const Observed& observed, const Entry& entry) {
  const auto failure = ingress_failure(observed, entry);
  return failure && failure->silent_for && !failure->tried_since;
}

std::optional<Hop> complaint_about_service(const Observed& observed) {
  const Object& service = observed.milvus.service;
  const auto failure = standing_failure(observed, service, {group_failures, changes_group});
  if (!failure) return std::nullopt;
  return Hop{parts::backend, State::failed, "", explained(failure->event, service.ref, remedies())};
}

std::string firewall_change(const Observed& observed, const Object& ingress) {
  const std::vector<Event> events = events_about(observed, ingress);
  const auto found = std::find_if(events.rbegin(), events.rend(), [](const Event& event) {
    return !event.warning && (event.reason == "XPN" || holds(event.message, firewall_phrase));
  });
  return found == events.rend() ? "" : found->message;
}

seconds settling_time(const Observed& observed, const Entry& entry) {
  // A failing change shows within 2 s on the bench, later where the cloud is slow.
  static constexpr seconds usual{15};
  // Nothing tells a reserved address that is the one in use already from one that is not taken up yet.
  static constexpr seconds same_address{180};
  const Write* ingress = observed.written.write_of(entry.object.ref);
  if (ingress && ingress->created()) return seconds(0);
  if (const auto was = earlier(observed, entry)) {
    const bool named = differs(*was, entry, global_static_ip) || differs(*was, entry, regional_static_ip);
    return named && was->address() == entry.address() ? same_address : usual;
  }
  const std::vector<const Object*> all = sources(observed, entry);
  const bool written = std::any_of(all.begin(), all.end(), [&](const Object* object) {
    return object && observed.written.write_of(object->ref) != nullptr;
  });
  return written ? usual : seconds(0);
}

std::string awaited_address(const Observed& observed, const Entry& entry) {
  const auto was = earlier(observed, entry);
  const bool internal = entry.class_annotation == internal_class;
  // An Ingress without a class is served as one of the external class is.
  if (!was || (was->class_annotation == internal_class) == internal || was->address().empty()) return "";
  if (entry.address() != was->address() && (!internal || is_private(entry.address()))) return "";
  return entry.address() + " is still the " + (internal ? "public" : "internal") + " address; GKE is changing it";
}

bool is_taken_up(const Observed& observed, const Object& ingress) {
  const Write* write = observed.written.write_of(ingress.ref);
  // The status of a new Ingress is about nothing else.
  return !write || write->created() || is_heard(observed, ingress, is_of_ingress_controller);
}

}  // namespace l7::gcp
