#include "live/certificate_secret.h"

#include "cloud/cloud.h"
#include "cloud/names.h"
#include "kube/base64.h"
#include "model/object.h"
#include "model/text.h"
#include "tls/certificate.h"

namespace l7::live {

Value NewCertificates::put_into(Value object) {
  const std::string& names = annotation(object, certificate_names_annotation);
  if (object.text_at({"type"}) != tls_secret_type || names.empty() || object.find("data")) return object;
  if (!made_.contains(names)) {
    tls::CertificateRequest request;
    request.names = split(names, ',');
    made_.emplace(names, tls::make_certificate(request));
  }
  const tls::KeyPair& pair = made_.at(names);
  object.set(Path{"data", "tls.crt"}, kube::encode_base64(pair.certificate));
  object.set(Path{"data", "tls.key"}, kube::encode_base64(pair.key.view()));
  return object;
}

}  // namespace l7::live
