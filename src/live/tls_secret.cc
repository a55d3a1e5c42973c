#include "live/tls_secret.h"

#include <algorithm>

#include "kube/base64.h"
#include "live/patch.h"
#include "model/error.h"
#include "tls/inspect.h"
#include "tls/renewal.h"

namespace l7::live {
namespace {

constexpr const char* tls_type = "kubernetes.io/tls";

ObjectRef authority_of(ObjectRef secret) {
  secret.name += "-ca";
  return secret;
}

std::optional<Value> read(kube::Api& api, const ObjectRef& secret) {
  std::vector<kube::Answer> answers = api.read({{"v1", "Secret", secret.name_space, secret.name, "", "", 0}});
  kube::Answer& answer = answers.front();
  if (answer.outcome == kube::Answer::Outcome::failed && answer.error) throw *answer.error;
  if (answer.outcome != kube::Answer::Outcome::found) return std::nullopt;
  return std::move(answer.value);
}

tls::KeyPair pair_in(const Value& secret) {
  const auto text = [&](const char* key) { return kube::decode_base64(secret.text_at({"data", key})); };
  return {text("tls.crt"), tls::Cleansed(text("tls.key"))};
}

void put(Value& object, const tls::KeyPair& pair) {
  object.set(Path{"data", "tls.crt"}, kube::encode_base64(pair.certificate));
  object.set(Path{"data", "tls.key"}, kube::encode_base64(pair.key.view()));
}

Value new_secret(const ObjectRef& ref, const tls::KeyPair& pair) {
  Value secret = Value::map({{"apiVersion", "v1"}, {"kind", "Secret"}, {"type", tls_type}});
  secret.set(Path{"metadata", "name"}, ref.name);
  secret.set(Path{"metadata", "namespace"}, ref.name_space);
  secret.set(Path{"metadata", "labels", "app.kubernetes.io/managed-by"}, "milvus-l7");
  put(secret, pair);
  return secret;
}

std::optional<tls::KeyPair> authority_there(kube::Api& api, const TlsSecretRequest& request) {
  if (!request.with_authority && !request.renew) return std::nullopt;
  const auto there = read(api, authority_of(request.secret));
  return there ? std::optional(pair_in(*there)) : std::nullopt;
}

tls::KeyPair new_authority(kube::Api& api, const TlsSecretRequest& request, Listener& listener) {
  const ObjectRef ref = authority_of(request.secret);
  tls::KeyPair made =
      tls::make_authority(std::string(own_authority) + request.secret.name_space + '/' + request.secret.name);
  if (!request.only_say) api.create(new_secret(ref, made), request.dry_run);
  listener.applied(ref, "created");
  return made;
}

void check(const std::optional<Value>& there, const TlsSecretRequest& request) {
  const std::string where = to_string(request.secret);
  if (there && !request.renew) {
    throw Error("there is such a Secret already", where,
                "--renew puts a new certificate into it, --tls-secret NAME names another");
  }
  if (!there && request.renew) throw Error("there is no such Secret to renew", where, "leave --renew out to make it");
  if (there && there->text_at({"type"}) != tls_type) {
    throw Error("the Secret is of type " + there->text_at({"type"}) + ", and a balancer takes only " + tls_type, where,
                "name another one with --tls-secret");
  }
}

/// What somebody else issued is theirs to renew: a self-signed certificate in its place would break every client.
void check_issuer(const Value& there, const std::optional<tls::KeyPair>& authority, const TlsSecretRequest& request) {
  const std::string where = to_string(request.secret);
  if (const std::string_view keeper = keeper_of(there); !keeper.empty()) {
    throw Error(std::string(keeper) + " keeps the certificate in this Secret, and renews it by itself", where,
                "see its Certificate (kubectl get certificate); --tls-secret NAME makes one of your own beside it");
  }
  tls::require_renewable(pair_in(there).certificate, authority ? authority->certificate : "", request.with_authority,
                         where);
}

}  // namespace

std::string_view keeper_of(const Value& secret) {
  static constexpr std::string_view keys[] = {"cert-manager.io/certificate-name", "cert-manager.io/issuer-name",
                                              "certmanager.k8s.io/certificate-name"};
  const bool kept = std::any_of(std::begin(keys), std::end(keys),
                                [&](std::string_view key) { return !annotation(secret, key).empty(); });
  return kept ? "cert-manager" : "";
}

std::optional<tls::KeyPair> read_tls_secret(kube::Api& api, const ObjectRef& secret) {
  const std::optional<Value> there = read(api, secret);
  if (!there) return std::nullopt;
  tls::KeyPair pair = pair_in(*there);
  if (!pair.certificate.empty() && !pair.key.view().empty()) return pair;
  throw Error(std::string("the Secret has no ") + (pair.certificate.empty() ? "tls.crt" : "tls.key"), to_string(secret),
              "name another one with --tls-secret");
}

void write_tls_secret(kube::Api& api, const TlsSecretRequest& request, Listener& listener) {
  const std::optional<Value> there = read(api, request.secret);
  check(there, request);
  tls::CertificateRequest wanted = request.certificate;
  std::optional<tls::KeyPair> issuer = authority_there(api, request);
  if (there) check_issuer(*there, issuer, request);
  if (there && wanted.names.empty()) wanted.names = tls::inspect(pair_in(*there).certificate).names;
  if (!issuer && request.with_authority) issuer = new_authority(api, request, listener);
  const tls::KeyPair pair = issuer ? tls::make_certificate(wanted, *issuer) : tls::make_certificate(wanted);

  Value object = there ? Value::map() : new_secret(request.secret, pair);
  if (there) put(object, pair);
  if (issuer) object.set(Path{"data", "ca.crt"}, kube::encode_base64(issuer->certificate));
  if (there) require_version(object, *there);
  if (request.only_say) {
    // The certificate is made all the same: whatever is wrong with the request is said.
  } else if (there) {
    api.patch(request.secret, object, request.dry_run);
  } else {
    api.create(object, request.dry_run);
  }
  listener.applied(request.secret, there ? "renewed" : "created");
}

}  // namespace l7::live
