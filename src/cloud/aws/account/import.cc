#include "cloud/aws/account/import.h"

#include <algorithm>

#include "cloud/aws/parts.h"
#include "model/error.h"
#include "tls/chain.h"
#include "tls/inspect.h"

namespace l7::aws {
namespace {

/// ACM may add the authority's certificate to a chain that ends below it.
bool begins_with(const std::vector<std::string>& there, const std::vector<std::string>& wanted) {
  return there.size() >= wanted.size() && std::equal(wanted.begin(), wanted.end(), there.begin());
}

bool has_all(const Tags& tags, const Tags& wanted) {
  return std::all_of(wanted.begin(), wanted.end(), [&](const auto& each) {
    const auto found = tags.find(each.first);
    return found != tags.end() && found->second == each.second;
  });
}

bool has_any_key(const Tags& tags, const Tags& keys) {
  return std::any_of(keys.begin(), keys.end(), [&](const auto& each) { return tags.contains(each.first); });
}

}  // namespace

Material material_of(const tls::KeyPair& pair, const std::string& place, std::chrono::sys_seconds now) {
  try {
    const CertificateFacts facts = tls::inspect(pair.certificate, pair.key.view());
    const std::string objection = verdict_on(facts, now).objection;
    if (!objection.empty()) {
      const std::string issuer = foreign_issuer(facts);
      throw Error("ACM does not take this certificate: " + objection, "",
                  (issuer.empty() ? "make another one: kubectl milvus-l7 cert create, with --renew where one is there"
                                  : "have " + issuer + ", which issued it, make another one") +
                      "; cert inspect says more about it");
    }
  } catch (Error& error) {
    if (error.where.empty()) error.where = place;
    throw;
  }
  Material material;
  for (const std::string& each : tls::chain_of(pair.certificate)) {
    (material.certificate.empty() ? material.certificate : material.chain) += each;
  }
  material.key = pair.key.view();
  return material;
}

std::string find_by_tags(Acm& acm, const Tags& tags) {
  std::vector<std::string> found;
  for (const std::string& arn : acm.imported()) {
    if (has_all(acm.tags_of(arn), tags)) found.push_back(arn);
  }
  if (found.empty()) return "";
  if (found.size() == 1) return found.front();
  std::string all;
  for (const std::string& arn : found) all += "\n  " + arn;
  throw Error("several certificates in ACM were imported for this Milvus:" + all, "ACM in " + acm.region(),
              "name one of them with --certificate-arn");
}

Import planned_import(Acm& acm, const Material& material, const std::string& arn) {
  if (arn.empty()) return {ImportKind::imported, ""};
  const std::string type = acm.type_of(arn);
  if (type != "IMPORTED") {
    throw Error("the certificate was not imported into ACM; it is " + type, arn,
                "leave --certificate-arn out to import a new one");
  }
  const bool same =
      begins_with(tls::chain_of(acm.certificate_of(arn)), tls::chain_of(material.certificate + material.chain));
  return {same ? ImportKind::there : ImportKind::reimported, arn};
}

Import carry_out(Acm& acm, const Import& planned, const Material& material, const Tags& tags) {
  if (planned.kind == ImportKind::imported) return {planned.kind, acm.import(material, tags)};
  if (planned.kind == ImportKind::reimported) acm.reimport(planned.arn, material);
  if (!tags.empty() && !has_any_key(acm.tags_of(planned.arn), tags)) acm.tag(planned.arn, tags);
  return planned;
}

}  // namespace l7::aws
