#include "probe/handshake.h"

#include <openssl/err.h>
#include <openssl/ssl.h>

#include <array>
#include <memory>

#include "kube/certificates.h"
#include "kube/proxy.h"
#include "model/error.h"
#include "platform/environment.h"
#include "probe/answer_failure.h"
#include "tls/failure.h"
#include "tls/pem.h"

namespace l7::probe {
namespace {

using Context = std::unique_ptr<SSL_CTX, tls::Deleter<SSL_CTX_free>>;
using Session = std::unique_ptr<SSL, tls::Deleter<SSL_free>>;

constexpr std::array<unsigned char, 3> http2 = {2, 'h', '2'};

void trust(SSL_CTX& context, const std::string& pem) {
  X509_STORE* store = SSL_CTX_get_cert_store(&context);
  for (const tls::Certificate& certificate : tls::read_certificates(pem)) {
    tls::require(X509_STORE_add_cert(store, certificate.get()) == 1, "trust a certificate");
  }
}

void trust_system(SSL_CTX& context) {
  const kube::Authorities system = kube::system_authorities();
  if (!system.pem.empty()) {
    // Files without a certificate in them make every server untrusted, and its certificate is looked at all the same.
    if (system.pem.find("-----BEGIN CERTIFICATE-----") != std::string::npos) trust(context, system.pem);
    return;
  }
  int found = 0;
  if (!system.bundle.empty()) {
    found = SSL_CTX_load_verify_file(&context, system.bundle.c_str());
  } else if (*platform::authority_store) {
    found = SSL_CTX_load_verify_store(&context, platform::authority_store);
  } else {
    found = SSL_CTX_set_default_verify_paths(&context);
  }
  tls::require(found == 1, "find the system's certificate authorities");
}

Session session_for(SSL_CTX& context, const HandshakeRequest& request) {
  Session session(SSL_new(&context));
  tls::require(session != nullptr, "begin a TLS session");
  if (kube::is_ip(request.server_name)) {
    X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(session.get()), request.server_name.c_str());
  } else {
    tls::require(SSL_set_tlsext_host_name(session.get(), request.server_name.c_str()) == 1 &&
                     SSL_set1_host(session.get(), request.server_name.c_str()) == 1,
                 "ask for the server's name");
  }
  return session;
}

[[noreturn]] void refused(int error, std::span<const AnswerHint> hints) {
  const unsigned long reason = ERR_peek_last_error();
  ERR_clear_error();
  const int code = ERR_GET_REASON(reason);
  if (error == SSL_ERROR_SYSCALL || error == SSL_ERROR_ZERO_RETURN || code == SSL_R_UNEXPECTED_EOF_WHILE_READING) {
    throw Error("the server closes the connection instead of speaking TLS", "",
                "check the port: 443 is the balancer's; behind it nothing speaks TLS to you");
  }
  if (code == SSL_R_WRONG_VERSION_NUMBER || code == SSL_R_HTTP_REQUEST || code == SSL_R_PACKET_LENGTH_TOO_LONG) {
    throw Error(
        "the server speaks no TLS on this port", "",
        "check the port: an Ingress without a certificate serves plaintext HTTP, and so does Milvus' port 9091, "
        "always");
  }
  if (code == SSL_R_UNSUPPORTED_PROTOCOL || code == SSL_R_TLSV1_ALERT_PROTOCOL_VERSION ||
      code == SSL_R_NO_PROTOCOLS_AVAILABLE) {
    throw Error("the server speaks no TLS 1.2 or later", "",
                "clients of gRPC refuse older versions: give the balancer another policy (--ssl-policy)");
  }
  if (code == SSL_R_TLSV1_ALERT_NO_APPLICATION_PROTOCOL) throw no_http2(hints);
  const char* text = ERR_reason_error_string(reason);
  throw Error(std::string("the TLS handshake fails: ") + (text ? text : "for no stated reason"), "",
              "openssl s_client -connect HOST:PORT -servername NAME -alpn h2 shows more");
}

std::string chain_of(SSL& session) {
  std::string pem;
  const STACK_OF(X509)* chain = SSL_get_peer_cert_chain(&session);
  for (int i = 0; i < sk_X509_num(chain); ++i) pem += tls::pem_of(*sk_X509_value(chain, i));
  return pem;
}

}  // namespace

Handshake shake_hands(const Socket& socket, const HandshakeRequest& request, Deadline deadline) {
  const Context context(SSL_CTX_new(TLS_client_method()));
  tls::require(context && SSL_CTX_set_min_proto_version(context.get(), TLS1_2_VERSION) == 1, "begin TLS");
  if (request.trusted.empty()) {
    trust_system(*context);
  } else {
    trust(*context, request.trusted);
    // A server's certificate that a client was given is trusted as it is, whoever signed it.
    X509_STORE_set_flags(SSL_CTX_get_cert_store(context.get()), X509_V_FLAG_PARTIAL_CHAIN);
  }
  SSL_CTX_set_verify(context.get(), SSL_VERIFY_NONE, nullptr);
  const Session session = session_for(*context, request);
  // Unlike all its neighbours this function returns 0 for success.
  tls::require(SSL_set_alpn_protos(session.get(), http2.data(), http2.size()) == 0, "offer HTTP/2");
  tls::require(SSL_set_fd(session.get(), socket.fd()) == 1, "use a connection");
  for (;;) {
    const int done = SSL_connect(session.get());
    if (done == 1) break;
    const int error = SSL_get_error(session.get(), done);
    if (error != SSL_ERROR_WANT_READ && error != SSL_ERROR_WANT_WRITE) refused(error, request.hints);
    if (!socket.wait(error == SSL_ERROR_WANT_WRITE, deadline)) {
      throw Error("the server does not answer the TLS handshake", "",
                  "check the port, and whether a proxy is in the way");
    }
  }
  Handshake result;
  result.protocol = SSL_get_version(session.get());
  const unsigned char* application = nullptr;
  unsigned size = 0;
  SSL_get0_alpn_selected(session.get(), &application, &size);
  result.application.assign(reinterpret_cast<const char*>(application), application ? size : 0);
  result.chain = chain_of(*session);
  const long verdict = SSL_get_verify_result(session.get());
  if (verdict != X509_V_OK) result.distrust = X509_verify_cert_error_string(verdict);
  return result;
}

}  // namespace l7::probe
