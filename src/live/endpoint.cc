#include "live/endpoint.h"

#include <algorithm>
#include <utility>

#include "cloud/entry_choice.h"
#include "kube/base64.h"
#include "model/error.h"
#include "model/kinds.h"
#include "tls/inspect.h"

namespace l7::live {
namespace {

/// A wildcard is no name to ask for.
std::string first_host(const Entry& entry) {
  const auto found = std::find_if(entry.hosts.begin(), entry.hosts.end(),
                                  [](const std::string& host) { return host.find('*') == std::string::npos; });
  return found == entry.hosts.end() ? "" : *found;
}

/// The first name that is neither a wildcard nor known inside the cluster only.
std::string name_in(const CertificateFacts& facts) {
  const auto found = std::find_if(facts.names.begin(), facts.names.end(),
                                  [](const std::string& name) { return name.find('*') == std::string::npos; });
  return found == facts.names.end() ? "" : *found;
}

void take_secret(const Value& secret, Endpoint& endpoint) {
  const auto text = [&](const char* key) { return kube::decode_base64(secret.text_at({"data", key})); };
  const std::string certificate = text("tls.crt");
  // An authority of one's own, or the certificate itself where it signs itself.
  std::string trusted = text("ca.crt");
  try {
    const CertificateFacts facts = tls::inspect(certificate);
    if (trusted.empty() && facts.self_signed) trusted = certificate;
    if (endpoint.host.empty()) endpoint.host = name_in(facts);
  } catch (const Error&) {
    // `check` says what is wrong with it.
  }
  if (endpoint.trusted.empty()) endpoint.trusted = std::move(trusted);
}

}  // namespace

Endpoint endpoint_of(const Observed& observed, const Cloud& cloud, const Wishes& wishes) {
  Endpoint endpoint;
  endpoint.cloud = &cloud;
  const Entry* used = entry_for(observed, wishes, cloud).used;
  if (used) endpoint.address = used->address();
  if (!wishes.hosts.empty()) endpoint.host = wishes.hosts.front();
  for (const Entry& in_front : observed.entries) {
    if (!cloud.serves(in_front) || !leads_to(in_front, observed.milvus)) continue;
    if (endpoint.host.empty()) endpoint.host = first_host(in_front);
    for (const std::string& name : cloud.served_secrets(in_front).names) {
      const Object* secret = observed.find(kinds::secret, name);
      if (observed.presence(kinds::secret, name) == Presence::unknown) endpoint.unread_secret = name;
      if (secret) take_secret(secret->value, endpoint);
    }
  }
  return endpoint;
}

}  // namespace l7::live
