#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "cloud/aws/account/keys.h"
#include "cloud/aws/account/refusal.h"
#include "cloud/aws/account/server.h"
#include "model/value.h"

namespace l7::aws {

using Tags = std::map<std::string, std::string>;

/// What ACM is given of a certificate, in PEM form.
struct Material {
  std::string certificate;
  /// What follows it up to an authority; empty for none.
  std::string chain;
  std::string_view key;
};

/// AWS Certificate Manager in one region, by its own API (JSON 1.1). Every function throws ServiceError, Unreachable
/// and kube::Interruption.
class Acm {
 public:
  Acm(const std::string& url, std::string region, Keys keys, Observer observer);

  const std::string& region() const { return region_; }

  /// The ARNs of certificates that were imported, of every kind of key.
  std::vector<std::string> imported();
  Tags tags_of(const std::string& arn);
  /// "IMPORTED", "AMAZON_ISSUED", "PRIVATE".
  std::string type_of(const std::string& arn);
  /// The certificate and what follows it, as PEM.
  std::string certificate_of(const std::string& arn);

  /// A new certificate; returns its ARN.
  std::string import(const Material& material, const Tags& tags);
  /// In the place of one that was imported before, whose tags stay: ACM takes none with this.
  void reimport(const std::string& arn, const Material& material);
  void tag(const std::string& arn, const Tags& tags);

 private:
  Value call(const std::string& operation, const Value& parameters, Effect effect);

  Server server_;
  std::string region_;
  Keys keys_;
};

}  // namespace l7::aws
