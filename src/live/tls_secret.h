#pragma once

#include <optional>
#include <string>

#include "kube/api.h"
#include "live/listener.h"
#include "model/object.h"
#include "tls/certificate.h"

namespace l7::live {

/// A certificate for a Secret of type kubernetes.io/tls.
struct TlsSecretRequest {
  ObjectRef secret;
  /// Without names, a renewal keeps those of the certificate that is there.
  tls::CertificateRequest certificate;
  /// Puts a new key and certificate into a Secret that is there, instead of making one.
  bool renew = false;
  /// Signs with an authority in the Secret `<name>-ca`, which is made where there is none. Its certificate is `ca.crt`
  /// of the Secret: what clients trust, whatever comes after this certificate. A renewal goes on with it by itself.
  bool with_authority = false;
  /// Reads and judges, and sends nothing.
  bool only_say = false;
  kube::DryRun dry_run = kube::DryRun::none;
};

/// What renews a Secret by itself, "cert-manager"; empty for nothing that is known. Its annotations say so
/// (cert-manager pkg/apis/certmanager/v1).
std::string_view keeper_of(const Value& secret);

/// The certificate and key of a Secret; nothing when there is no such Secret. Throws Error for one without either, and
/// kube::ApiError.
std::optional<tls::KeyPair> read_tls_secret(kube::Api& api, const ObjectRef& secret);

/// Makes the certificate and writes the Secret, nothing else of it. Throws Error when it is there and shall be made, is
/// missing and shall be renewed, is of another type, or when somebody else issued the certificate that is to be
/// renewed; UsageError for a certificate that cannot be made; kube::ApiError, of status 409 when the Secret has changed
/// in between.
void write_tls_secret(kube::Api& api, const TlsSecretRequest& request, Listener& listener);

}  // namespace l7::live
