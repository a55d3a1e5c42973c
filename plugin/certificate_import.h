#pragma once

#include <string>

#include "model/wishes.h"

namespace l7::plugin {

/// What enable asks of an import: a certificate that the cloud itself has to hold before its balancer can use it.
class CertificateImport {
 public:
  CertificateImport() = default;
  CertificateImport(const CertificateImport&) = delete;
  CertificateImport& operator=(const CertificateImport&) = delete;
  virtual ~CertificateImport() = default;

  /// Whether the cloud is going to get something.
  virtual bool pending() const = 0;
  /// `Secret milvus/x will be imported into ..`, or what else there is to say beforehand.
  virtual std::string intention() const = 0;
  /// Writes to the options, for the plan, which certificate it is going to be, and whether it has to be made first.
  virtual void plan(Wishes& wishes) const = 0;
  /// Does it, once the Secret is there, and writes to the options which certificate it is. Throws Error.
  virtual void carry_out(Wishes& wishes) = 0;
  /// PEM: what a client has to trust; empty when the system's authorities should do.
  virtual std::string trusted() const = 0;
  /// What the post-renderer takes for the certificate that the options say.
  virtual std::string argument(const Wishes& wishes) const = 0;
};

}  // namespace l7::plugin
