#include "live/entry.h"

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
std::string first_host(const l7::Entry& entry) {
  const auto found = std::find_if(entry.hosts.begin(), entry.hosts.end(),
                                  [](const std::string& host) { return host.find('*') == std::string::npos; });
  return found == entry.hosts.end() ? "" : *found;
}

/// The first name that is neither a wildcard nor known inside the cluster only.
std::string name_in(const tls::CertificateFacts& facts) {
  const auto found = std::find_if(facts.names.begin(), facts.names.end(),
                                  [](const std::string& name) { return name.find('*') == std::string::npos; });
  return found == facts.names.end() ? "" : *found;
}

void take_secret(const Value& secret, Entry& entry) {
  const auto text = [&](const char* key) { return kube::decode_base64(secret.text_at({"data", key})); };
  const std::string certificate = text("tls.crt");
  // An authority of one's own, or the certificate itself where it signs itself.
  std::string trusted = text("ca.crt");
  try {
    const tls::CertificateFacts facts = tls::inspect(certificate);
    if (trusted.empty() && facts.self_signed) trusted = certificate;
    if (entry.host.empty()) entry.host = name_in(facts);
  } catch (const Error&) {
    // `check` says what is wrong with it.
  }
  if (entry.trusted.empty()) entry.trusted = std::move(trusted);
}

}  // namespace

Entry entry_of(const Observed& observed, const Cloud& cloud, const Options& options) {
  Entry entry;
  const l7::Entry* used = entry_for(observed, options, cloud).used;
  if (used && !used->addresses.empty()) entry.address = used->addresses.front();
  if (!options.hosts.empty()) entry.host = options.hosts.front();
  for (const l7::Entry& in_front : observed.entries) {
    if (!cloud.serves(in_front) || !leads_to(in_front, observed.milvus)) continue;
    if (entry.host.empty()) entry.host = first_host(in_front);
    for (const std::string& name : cloud.served_secrets(in_front).names) {
      const Object* secret = observed.find(kinds::secret, name);
      if (observed.presence(kinds::secret, name) == Presence::unknown) entry.unread_secret = name;
      if (secret) take_secret(secret->value, entry);
    }
  }
  return entry;
}

}  // namespace l7::live
