#include "live/certificate_secret.h"

#include <algorithm>

#include "cloud/cloud.h"
#include "cloud/names.h"
#include "kube/base64.h"
#include "model/object.h"
#include "tls/certificate.h"

namespace l7::live {
namespace {

std::vector<std::string> names_in(const std::string& list) {
  std::vector<std::string> names;
  for (std::size_t at = 0; at < list.size();) {
    const std::size_t comma = std::min(list.find(',', at), list.size());
    if (comma > at) names.push_back(list.substr(at, comma - at));
    at = comma + 1;
  }
  return names;
}

}  // namespace

Value with_certificate(Value object) {
  const std::string& names = annotation(object, certificate_names_annotation);
  if (object.text_at({"type"}) != tls_secret_type || names.empty() || object.find("data")) return object;
  tls::CertificateRequest request;
  request.names = names_in(names);
  const tls::KeyPair pair = tls::make_certificate(request);
  object.set(Path{"data", "tls.crt"}, kube::encode_base64(pair.certificate));
  object.set(Path{"data", "tls.key"}, kube::encode_base64(pair.key.view()));
  return object;
}

}  // namespace l7::live
