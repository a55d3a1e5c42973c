#include "kube/transport.h"

#include "catch.h"
#include "fixture.h"
#include "kube/client.h"
#include "kube/request_log.h"
#include "sandbox.h"
#include "server.h"

namespace l7::kube {
namespace {

using namespace fixture;

std::string version(const Connection& connection) {
  try {
    return Client(connection).server_version();
  } catch (const ApiError& error) {
    CHECK(error.status == 0);
    CHECK_FALSE(error.fix.empty());
    return error.what();
  }
}

Reply answer(const Asked&) { return reply(200, R"({"gitVersion":"v1.99.0"})"); }

TEST_CASE("the server's certificate has to be right") {
  Sandbox sandbox;
  sandbox.set("SSL_CERT_FILE", "");
  sandbox.set("SSL_CERT_DIR", "");
  Server server(answer, Server::Scheme::https);
  const std::string wrong = "Unable to connect to the server: tls: failed to verify certificate: x509: ";
  Connection connection = server.connection();
  CHECK(version(connection) == "v1.99.0");

  const Connection trusted = connection;
  connection.ca.clear();
  CHECK(version(connection) == wrong + "certificate signed by unknown authority");
  connection.insecure = true;
  CHECK(version(connection) == "v1.99.0");

  connection = trusted;
  connection.server = "https://127.0.0.1:" + server.port();
  CHECK(version(connection) ==
        wrong + "cannot validate certificate for 127.0.0.1 because it doesn't contain any IP SANs");
  connection.tls_server_name = "localhost";
  CHECK(version(connection) == "v1.99.0");
  CHECK(server.asked().back().headers.at("host") == "127.0.0.1:" + server.port());
  connection.tls_server_name = "elsewhere.test";
  CHECK(version(connection) == wrong + "certificate is valid for localhost, not elsewhere.test");

  connection = trusted;
  connection.ca = "no PEM";
  CHECK_THAT(version(connection), ContainsSubstring("unable to load root certificates"));
}

TEST_CASE("SSL_CERT_FILE and SSL_CERT_DIR name authorities") {
  Sandbox sandbox;
  Server server(answer, Server::Scheme::https);
  Connection connection = server.connection();
  const std::string file = sandbox.write("authorities/ca.crt", connection.ca);
  connection.ca.clear();
  sandbox.set("SSL_CERT_FILE", file);
  CHECK(version(connection) == "v1.99.0");
  sandbox.set("SSL_CERT_FILE", "/dev/null");
  sandbox.set("SSL_CERT_DIR", sandbox.path("") + ":" + sandbox.path("authorities"));
  CHECK(version(connection) == "v1.99.0");
}

TEST_CASE("plain HTTP behind https is told") {
  Server server(answer);
  Connection connection = server.connection();
  connection.server = "https://127.0.0.1:" + server.port();
  connection.insecure = true;
  CHECK(version(connection) == "Unable to connect to the server: http: server gave HTTP response to HTTPS client");
}

TEST_CASE("proxy-url is used for loopback too, and its password is not told") {
  Sandbox sandbox;
  sandbox.set("NO_PROXY", "*");
  Server proxy(answer);
  Connection connection;
  connection.server = "http://127.0.0.1:1";
  connection.proxy_url = "http://user:p%40ss@127.0.0.1:" + proxy.port();
  CHECK(version(connection) == "v1.99.0");
  CHECK(proxy.asked().back().target == "http://127.0.0.1:1/version");
  CHECK(proxy.asked().back().headers.at("proxy-authorization") == "Basic dXNlcjpwQHNz");

  connection.server = "https://api.test";
  connection.proxy_url = "http://user:hunter2@127.0.0.1:1";
  try {
    Client(connection).server_version();
    FAIL("there is no proxy");
  } catch (const ApiError& error) {
    const std::string all = error.what() + error.where + error.fix;
    CHECK(std::string(error.what()) ==
          "Unable to connect to the server: proxyconnect tcp: dial tcp 127.0.0.1:1: connect: connection refused");
    CHECK_THAT(all, ContainsSubstring("check the proxy 127.0.0.1:1"));
    CHECK_THAT(all, !ContainsSubstring("hunter2"));
  }
}

TEST_CASE("a proxy that refuses the tunnel is told") {
  Server proxy([](const Asked&) { return reply(407, "log in"); });
  Connection connection;
  connection.server = "https://api.test";
  connection.proxy_url = "http://127.0.0.1:" + proxy.port();
  CHECK(version(connection) == "Unable to connect to the server: proxyconnect tcp: the proxy answered 407");
  REQUIRE_FALSE(proxy.asked().empty());
  CHECK(proxy.asked().size() == 1);
  CHECK(proxy.asked().front().target == "api.test:443");
}

TEST_CASE("proxies of the environment are used as Go uses them") {
  Sandbox sandbox;
  for (const char* name :
       {"HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "ALL_PROXY", "NO_PROXY", "no_proxy"}) {
    sandbox.set(name, "");
  }
  const auto proxy_for = [](const std::string& url) { return proxy_from_environment(endpoint_of(url)); };
  sandbox.set("ALL_PROXY", "http://all:1");
  CHECK(proxy_for("https://a.test").empty());
  sandbox.set("https_proxy", "lower:2");
  CHECK(proxy_for("https://a.test") == "http://lower:2");
  sandbox.set("HTTPS_PROXY", "socks5://upper:3");
  CHECK(proxy_for("https://a.test") == "socks5://upper:3");
  CHECK(proxy_for("http://a.test").empty());
  sandbox.set("HTTP_PROXY", "http://plain:4");
  CHECK(proxy_for("http://a.test") == "http://plain:4");
  for (const char* near : {"https://localhost:6443", "https://127.1.2.3", "https://[::1]:6443"})
    CHECK(proxy_for(near).empty());
  sandbox.set("no_proxy", "b.test, a.test");
  CHECK(proxy_for("https://a.test").empty());
  CHECK(proxy_for("https://c.test") == "socks5://upper:3");
}

TEST_CASE("gzip is offered and read, unless it is switched off") {
  const std::string packed = [] {
    constexpr unsigned char bytes[] = {0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0x03, 0xab,
                                       0x56, 0x4a, 0xcf, 0x2c, 0x09, 0x4b, 0x2d, 0x2a, 0xce, 0xcc, 0xcf,
                                       0x53, 0xb2, 0x52, 0x2a, 0x33, 0xd4, 0xb3, 0xb4, 0xd4, 0x33, 0x50,
                                       0xaa, 0x05, 0x00, 0x74, 0x61, 0x88, 0xc0, 0x18, 0x00, 0x00, 0x00};
    return std::string(reinterpret_cast<const char*>(bytes), sizeof bytes);
  }();
  Server server([&](const Asked& asked) {
    return asked.headers.contains("accept-encoding") ? reply(200, packed, {{"Content-Encoding", "gzip"}})
                                                     : reply(200, version_body);
  });
  Connection connection = server.connection();
  CHECK(Client(connection).server_version() == "v1.99.0");
  CHECK(server.asked().back().headers.at("accept-encoding") == "gzip");
  connection.disable_compression = true;
  CHECK(Client(connection).server_version() == "v1.99.0");
  CHECK_FALSE(server.asked().back().headers.contains("accept-encoding"));
}

TEST_CASE("an answer may be large, and not larger than the limit") {
  Server server([&](const Asked&) { return reply(200, std::string(1 << 20, ' ') + version_body); });
  CHECK(Client(server.connection()).server_version() == "v1.99.0");
  Transport transport(server.connection(), 1 << 20);
  Transfer transfer = transport.start({.target = "/version"}, {});
  while (!transfer.done()) transport.work(std::chrono::milliseconds(100));
  REQUIRE(transfer.failure());
  CHECK(transfer.failure()->text == "the answer is larger than 1 MiB");
}

TEST_CASE("a signed request, and what is shown of it") {
  Server server(answer);
  Transport transport(server.connection());
  const std::string secret = "secret-key";
  Request request = {.method = "POST", .target = "/", .accept = "text/xml", .body = "{}", .confidential = true};
  request.headers = {{"X-Shown", "shown"}};
  Credential credential;
  credential.headers = {{"X-Amz-Security-Token", "secret-token"}};
  credential.signature = SignatureKey{"eu-west-1", "acm", "key-id", secret};
  Transfer transfer = transport.start(request, credential);
  while (!transfer.done()) transport.work(std::chrono::milliseconds(100));
  REQUIRE_FALSE(transfer.failure());
  const auto sent = server.asked().back().headers;
  CHECK(sent.at("accept") == "text/xml");
  CHECK_FALSE(sent.contains("expect"));
  CHECK_THAT(sent.at("user-agent"), ContainsSubstring("kubectl-milvus_l7/"));
  // The hash of `{}`.
  CHECK(sent.at("x-amz-content-sha256") == "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a");
  CHECK_THAT(sent.at("authorization"), ContainsSubstring("Credential=key-id/"));
  CHECK_THAT(sent.at("authorization"),
             ContainsSubstring("/eu-west-1/acm/aws4_request, SignedHeaders=accept;host;x-amz-content-sha256;x-amz-date;"
                               "x-amz-security-token;x-shown, Signature="));
  std::string log;
  log_request([&](int, const std::string& line) { log += line + '\n'; }, transport, request, transfer);
  CHECK_THAT(log, ContainsSubstring("X-Shown: shown"));
  CHECK_THAT(log, ContainsSubstring("Request Body: <masked, 2 bytes>"));
  for (const char* hidden : {"secret-token", "secret-key", "key-id", "v1.99.0"})
    CHECK_THAT(log, !ContainsSubstring(hidden));
}

TEST_CASE("past all proxies") {
  Sandbox sandbox;
  sandbox.set("HTTPS_PROXY", "http://proxy.example:3128");
  Connection connection;
  connection.server = "https://192.0.2.1";
  CHECK(Transport(connection).proxy() == "proxy.example:3128");
  connection.direct = true;
  CHECK(Transport(connection).proxy().empty());
}

}  // namespace
}  // namespace l7::kube
