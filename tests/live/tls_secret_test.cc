#include "live/tls_secret.h"

#include "catch.h"
#include "fake_release.h"
#include "kube/base64.h"
#include "model/error.h"
#include "yaml/read.h"

namespace l7::live {
namespace {

using namespace fake;

Value secret_with(const tls::KeyPair& pair, const std::string& annotations = "{}") {
  Value secret = yaml::read(
      "{apiVersion: v1, kind: Secret, type: kubernetes.io/tls, metadata: {name: cert, namespace: vectors, "
      "annotations: " +
      annotations + "}}");
  secret.set(Path{"data", "tls.crt"}, kube::encode_base64(pair.certificate));
  secret.set(Path{"data", "tls.key"}, kube::encode_base64(pair.key.view()));
  return secret;
}

/// What renewing this Secret comes to; it is as it was after a refusal.
std::string renewed(const Value& secret, bool with_authority = false) {
  Bench bench("");
  bench.cluster.create_yaml(to_json(secret));
  TlsSecretRequest request;
  request.secret = {"v1", "Secret", name_space, "cert"};
  request.renew = true;
  request.with_authority = with_authority;
  Recorder listener;
  try {
    write_tls_secret(bench.cluster, request, listener);
  } catch (const Error& error) {
    CHECK(bench.cluster.writes().empty());
    return error.what();
  }
  return "";
}

TEST_CASE("a certificate that signs itself is renewed, and one that somebody issued is not", "[tls_secret]") {
  const tls::KeyPair itself = tls::make_certificate({{"x.example.com"}});
  const tls::KeyPair issued = tls::make_certificate({{"x.example.com"}}, tls::make_authority("Corporate CA"));
  for (const bool with_authority : {false, true}) {
    CHECK(renewed(secret_with(itself), with_authority).empty());
    CHECK_THAT(renewed(secret_with(issued), with_authority), ContainsSubstring("issued by CN=Corporate CA"));
    CHECK_THAT(renewed(secret_with(itself, "{cert-manager.io/issuer-name: letsencrypt}"), with_authority),
               ContainsSubstring("cert-manager keeps the certificate"));
  }
}

}  // namespace
}  // namespace l7::live
