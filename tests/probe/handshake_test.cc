#include "probe/handshake.h"

#include "kube/sandbox.h"
#include "model/error.h"
#include "probe/answer_failure.h"
#include "probe/channel.h"
#include "tls/inspect.h"
#include "tls_server.h"

namespace l7::probe {
namespace {

Handshake shake(int port, const std::string& name, const std::string& trusted, int seconds = 5) {
  const Socket socket = connect(resolve("127.0.0.1", port).front(), in_seconds(seconds));
  return shake_hands(socket, {name, trusted}, in_seconds(seconds));
}

Handshake with(const Offer& offer, const std::string& name, const std::string& trusted) {
  OneConnection server([&](int fd) { serve_tls(fd, offer); });
  return shake(server.port(), name, trusted);
}

}  // namespace

TEST_CASE("a handshake says version, protocol and chain") {
  const tls::KeyPair authority = tls::make_authority("CA");
  const Offer offer = {tls::make_certificate({{"milvus.example.com", "127.0.0.1"}}, authority)};
  for (const char* name : {"milvus.example.com", "127.0.0.1"}) {
    const Handshake done = with(offer, name, authority.certificate);
    CHECK(done.protocol == "TLSv1.3");
    CHECK(done.application == "h2");
    CHECK(done.distrust.empty());
    CHECK(tls::inspect(done.chain).chain_length == 2);
    CHECK(tls::inspect(done.chain).names == std::vector<std::string>{"milvus.example.com", "127.0.0.1"});
  }
}

TEST_CASE("a client that was given the server's own certificate trusts it, whoever signed it") {
  const Offer offer = {tls::make_certificate({{"a.example"}}, tls::make_authority("CA"))};
  const std::string own = offer.pair.certificate.substr(0, offer.pair.certificate.find("-----BEGIN", 1));
  CHECK(with(offer, "a.example", own).distrust.empty());
}

TEST_CASE("an untrusted certificate is looked at all the same") {
  const Offer offer = {tls::make_certificate({{"a.example"}})};
  CHECK(with(offer, "a.example", tls::make_authority("another").certificate).distrust == "self-signed certificate");
  const Handshake named = with(offer, "b.example", offer.pair.certificate);
  CHECK(named.distrust == "hostname mismatch");
  CHECK(tls::inspect(named.chain).names.front() == "a.example");
  CHECK(with(offer, "127.0.0.1", offer.pair.certificate).distrust == "IP address mismatch");
  const Offer old = {
      tls::make_certificate({{"a.example"}}, std::chrono::system_clock::now() - std::chrono::hours(9999))};
  CHECK(with(old, "a.example", old.pair.certificate).distrust == "certificate has expired");
}

TEST_CASE("what is given no authorities trusts those that the environment names, whatever the files' names") {
  const tls::KeyPair authority = tls::make_authority("CA");
  const Offer offer = {tls::make_certificate({{"a.example"}}, authority)};
  kube::Sandbox sandbox;
  const std::string file = sandbox.write("authorities/any.crt", authority.certificate);
  const auto call = [&] {
    OneConnection server([&](int fd) { serve_tls(fd, offer); });
    Channel channel({"a.example", server.port(), "127.0.0.1", "", {}});
    channel.call("/a", "", std::chrono::seconds(5));
  };
  sandbox.set("SSL_CERT_FILE", "/dev/null");
  sandbox.set("SSL_CERT_DIR", "/nowhere");
  CHECK(with(offer, "a.example", "").distrust == "self-signed certificate in certificate chain");
  CHECK_THROWS_WITH(call(), ContainsSubstring("certificate"));
  // The server speaks no HTTP/2 after the handshake, but that comes after its certificate.
  sandbox.set("SSL_CERT_DIR", sandbox.path("authorities"));
  CHECK(with(offer, "a.example", "").distrust.empty());
  CHECK_THROWS_WITH(call(), !ContainsSubstring("certificate"));
  sandbox.set("SSL_CERT_DIR", "");
  sandbox.set("SSL_CERT_FILE", file);
  CHECK(with(offer, "a.example", "").distrust.empty());
  CHECK_THROWS_WITH(call(), !ContainsSubstring("certificate"));
}

TEST_CASE("a server without HTTP/2 is told by the empty protocol") {
  const Offer offer = {tls::make_certificate({{"a.example"}}), TLS1_2_VERSION, false};
  const Handshake done = with(offer, "a.example", offer.pair.certificate);
  CHECK(done.protocol == "TLSv1.2");
  CHECK(done.application.empty());
}

TEST_CASE("a server that refuses HTTP/2 is told by words of its own") {
  for (const int newest : {TLS1_2_VERSION, TLS1_3_VERSION}) {
    const Offer offer = {tls::make_certificate({{"a.example"}}), newest, false, true};
    CHECK_THROWS_WITH(with(offer, "a.example", offer.pair.certificate), no_http2({}).what());
  }
}

TEST_CASE("each server that does not speak TLS as it should has words of its own") {
  const Offer old = {tls::make_certificate({{"a.example"}}), TLS1_1_VERSION};
  CHECK_THROWS_WITH(with(old, "a.example", old.pair.certificate), "the server speaks no TLS 1.2 or later");
  {
    OneConnection server([](int fd) {
      static constexpr char answer[] = "HTTP/1.1 400 Bad Request\r\n\r\n";
      CHECK(::write(fd, answer, sizeof answer - 1) > 0);
      char rest[4096];
      while (::read(fd, rest, sizeof rest) > 0) {
      }
    });
    CHECK_THROWS_WITH(shake(server.port(), "a.example", ""), "the server speaks no TLS on this port");
  }
  {
    OneConnection server([](int) {});
    CHECK_THROWS_WITH(shake(server.port(), "a.example", ""),
                      "the server closes the connection instead of speaking TLS");
  }
  {
    OneConnection server([](int fd) {
      char rest[4096];
      while (::read(fd, rest, sizeof rest) > 0) {
      }
    });
    CHECK_THROWS_WITH(shake(server.port(), "a.example", "", 1), "the server does not answer the TLS handshake");
  }
}

}  // namespace l7::probe
