#pragma once

#include <span>
#include <string>

#include "model/answer_hint.h"
#include "probe/dial.h"

namespace l7::probe {

/// What a client wants of a TLS server.
struct HandshakeRequest {
  /// The name to ask for (SNI) and to find in the certificate; an IP address is looked for and not asked for.
  std::string server_name;
  /// PEM; the system's authorities when empty.
  std::string trusted;
  /// For a server without HTTP/2.
  std::span<const AnswerHint> hints = {};
};

/// How a handshake ended that the server agreed to.
struct Handshake {
  /// "TLSv1.3"
  std::string protocol;
  /// "h2", or empty when the server chose none.
  std::string application;
  /// PEM: the server's certificate, and what came with it.
  std::string chain;
  /// Why the certificate is not trusted, in OpenSSL's words; empty when it is.
  std::string distrust;
};

/// Speaks TLS as a gRPC client does: 1.2 or later, HTTP/2 by ALPN. Goes on to the end whatever the certificate is, so
/// that it can be looked at. Throws Error when the server does not: it speaks no TLS, or an older one, or closes.
Handshake shake_hands(const Socket& socket, const HandshakeRequest& request, Deadline deadline);

}  // namespace l7::probe
