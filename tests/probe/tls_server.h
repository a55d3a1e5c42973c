#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <openssl/ssl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <csignal>
#include <functional>
#include <memory>
#include <string>
#include <thread>

#include "catch.h"
#include "probe/dial.h"
#include "tls/certificate.h"
#include "tls/pem.h"

namespace l7::probe {

/// A TCP socket that listens on a loopback port of its own.
class Listener {
 public:
  Listener() : fd_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    REQUIRE(::bind(fd_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0);
    REQUIRE(::listen(fd_, 5) == 0);
    socklen_t size = sizeof address;
    ::getsockname(fd_, reinterpret_cast<sockaddr*>(&address), &size);
    port_ = ntohs(address.sin_port);
  }
  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;
  ~Listener() { ::close(fd_); }

  int port() const { return port_; }
  int accept() const { return ::accept(fd_, nullptr, nullptr); }

 private:
  int fd_;
  int port_ = 0;
};

/// Serves one connection in a thread of its own; `serve` gets the connected socket, which is closed after it.
class OneConnection {
 public:
  explicit OneConnection(std::function<void(int fd)> serve)
      : thread_([this, serve = std::move(serve)] {
          const int fd = listener_.accept();
          serve(fd);
          ::close(fd);
        }) {
    // A client may be gone before the server has said all. The plugin ignores it, too.
    static_cast<void>(std::signal(SIGPIPE, SIG_IGN));
  }
  ~OneConnection() { thread_.join(); }

  int port() const { return listener_.port(); }

 private:
  Listener listener_;
  std::thread thread_;
};

/// What a TLS server offers.
struct Offer {
  tls::KeyPair pair;
  int newest = TLS1_3_VERSION;
  bool http2 = true;
  /// Ends the handshake with a client that wants HTTP/2, instead of saying nothing.
  bool refuses_http2 = false;
};

inline int refuse(SSL*, const unsigned char**, unsigned char*, const unsigned char*, unsigned, void*) {
  return SSL_TLSEXT_ERR_ALERT_FATAL;
}

inline int choose_http2(SSL*, const unsigned char** chosen, unsigned char* size, const unsigned char* offered,
                        unsigned length, void*) {
  static constexpr unsigned char wanted[] = {2, 'h', '2'};
  unsigned char* found = nullptr;
  if (SSL_select_next_proto(&found, size, wanted, sizeof wanted, offered, length) != OPENSSL_NPN_NEGOTIATED) {
    return SSL_TLSEXT_ERR_NOACK;
  }
  *chosen = found;
  return SSL_TLSEXT_ERR_OK;
}

/// Speaks TLS to a client until the handshake is over.
inline void serve_tls(int fd, const Offer& offer) {
  const std::unique_ptr<SSL_CTX, tls::Deleter<SSL_CTX_free>> context(SSL_CTX_new(TLS_server_method()));
  SSL_CTX_set_min_proto_version(context.get(), TLS1_VERSION);
  SSL_CTX_set_max_proto_version(context.get(), offer.newest);
  // Old versions of TLS sign with SHA-1, which OpenSSL does on request only.
  SSL_CTX_set_security_level(context.get(), 0);
  const auto certificates = tls::read_certificates(offer.pair.certificate);
  SSL_CTX_use_certificate(context.get(), certificates.front().get());
  for (std::size_t i = 1; i < certificates.size(); ++i) SSL_CTX_add1_chain_cert(context.get(), certificates[i].get());
  SSL_CTX_use_PrivateKey(context.get(), tls::read_key(offer.pair.key.view()).get());
  if (offer.refuses_http2) SSL_CTX_set_alpn_select_cb(context.get(), refuse, nullptr);
  if (offer.http2) SSL_CTX_set_alpn_select_cb(context.get(), choose_http2, nullptr);
  const std::unique_ptr<SSL, tls::Deleter<SSL_free>> session(SSL_new(context.get()));
  SSL_set_fd(session.get(), fd);
  SSL_accept(session.get());
  SSL_shutdown(session.get());
}

inline Deadline in_seconds(int seconds) { return std::chrono::steady_clock::now() + std::chrono::seconds(seconds); }

}  // namespace l7::probe
