#include "live/certificates.h"

#include <algorithm>
#include <optional>
#include <string>

#include "kube/base64.h"
#include "live/tls_secret.h"
#include "model/error.h"
#include "model/kinds.h"
#include "tls/cleansed.h"
#include "tls/faults.h"
#include "tls/inspect.h"

namespace l7::live {
namespace {

/// The entries of this cloud in front of Milvus: the plan's own as the plan leaves it, the others as they are.
std::vector<Entry> entries_after(const Cloud& cloud, const Observed& observed, const Plan& plan) {
  std::vector<Entry> found;
  for (const Value& wanted : plan.objects) {
    if (auto entry = read_entry({ref_of(wanted), wanted, ""})) found.push_back(*std::move(entry));
  }
  const std::size_t planned = found.size();
  for (const Entry& entry : observed.entries) {
    if (!cloud.serves(entry) || !leads_to(entry, observed.milvus)) continue;
    const bool replaced = std::any_of(found.begin(), found.begin() + static_cast<std::ptrdiff_t>(planned),
                                      [&](const Entry& wanted) { return wanted.object.ref == entry.object.ref; });
    if (!replaced) found.push_back(entry);
  }
  return found;
}

/// Nothing when it has no certificate and key, or when they cannot be read, which is a finding.
std::optional<CertificateFacts> facts_of(const Object& secret, const std::string& where,
                                         std::vector<Finding>& findings) {
  const std::string& certificate = secret.value.text_at({"data", "tls.crt"});
  const std::string& key = secret.value.text_at({"data", "tls.key"});
  if (certificate.empty() || key.empty()) return std::nullopt;
  try {
    return tls::inspect(kube::decode_base64(certificate), tls::Cleansed(kube::decode_base64(key)).view());
  } catch (const Error& error) {
    findings.push_back({&tls::unreadable, where, error.what()});
    return std::nullopt;
  }
}

void look_at(const ServedSecrets& served, const Observed& observed, std::chrono::sys_seconds now,
             std::vector<Finding>& findings) {
  std::vector<CertificateFacts> certificates;
  std::string names, issuer;
  for (const std::string& name : served.names) {
    const Object* secret = observed.find(kinds::secret, name);
    // Any other may hold whatever name is missed in those that there are.
    if (!secret) return;
    const std::string where = "Secret " + name;
    auto facts = facts_of(*secret, where, findings);
    if (!facts) return;
    if (const std::string_view keeper = keeper_of(secret->value); !keeper.empty()) {
      facts->self_signed = false;
      facts->issuer = keeper;
    }
    issuer = foreign_issuer(*facts);
    for (Finding& fault : tls::faults_of(*facts, where, now)) findings.push_back(std::move(fault));
    certificates.push_back(std::move(*facts));
    names += (names.empty() ? "" : ", ") + where;
  }
  if (certificates.empty()) return;
  for (const std::string& host : served.hosts) {
    const bool covered = std::any_of(certificates.begin(), certificates.end(),
                                     [&](const CertificateFacts& facts) { return tls::covers(facts, host); });
    if (covered) continue;
    findings.push_back({&tls::wrong_host, names, host});
    if (!issuer.empty()) findings.back().own_fix = "have " + issuer + ", which issued them, make one with this name";
  }
}

}  // namespace

void read_validity(Observed& observed, std::chrono::sys_seconds now) {
  for (const Object& object : observed.neighbours) {
    const std::string& certificate = object.value.text_at({"data", "tls.crt"});
    if (!is(object.ref, kinds::secret) || certificate.empty()) continue;
    try {
      const CertificateFacts facts = tls::inspect(kube::decode_base64(certificate));
      const std::string_view keeper = keeper_of(object.value);
      observed.certificates[object.ref.name] = {facts.not_before, facts.not_after, now,
                                                keeper.empty() ? foreign_issuer(facts) : std::string(keeper)};
    } catch (const Error&) {
      // `check` says what is wrong with it.
    }
  }
}

std::vector<Finding> certificate_faults(const Cloud& cloud, const Observed& observed, const Plan& plan,
                                        std::chrono::sys_seconds now) {
  std::vector<Finding> findings;
  for (const Entry& entry : entries_after(cloud, observed, plan)) {
    look_at(cloud.served_secrets(entry), observed, now, findings);
  }
  return findings;
}

}  // namespace l7::live
