#include "kube/curl_failure.h"

#include <openssl/x509_vfy.h>

#include <cerrno>
#include <memory>
#include <string_view>
#include <system_error>

#include "kube/proxy.h"
#include "model/error.h"
#include "model/text.h"
#include "platform/socket.h"

namespace l7::kube {
namespace {

using Kind = Failure::Kind;

long number_of(CURL* easy, CURLINFO info) {
  long number = 0;
  curl_easy_getinfo(easy, info, &number);
  return number;
}

/// The errno of what failed last.
int system_number(CURL* easy) { return platform::errno_of_socket_error(number_of(easy, CURLINFO_OS_ERRNO)); }

std::string system_text(int number) { return std::generic_category().message(number); }

/// Go writes the system's messages without capitals.
std::string system_error(int number) {
  std::string text = system_text(number);
  if (!text.empty()) text[0] = lower(text[0]);
  return text;
}

Failure connect_failure(CURL* easy, const Parties& parties) {
  const int number = system_number(easy);
  const std::string dial =
      parties.proxy.empty() ? "dial tcp " + parties.dialled : "proxyconnect tcp: dial tcp " + parties.proxy;
  if (number == ETIMEDOUT || number == 0) return {Kind::timeout, dial + ": i/o timeout"};
  return {number == ECONNREFUSED && parties.proxy.empty() ? Kind::refused : Kind::other,
          dial + ": connect: " + system_error(number)};
}

Failure timeout_failure(CURL* easy, const Parties& parties) {
  curl_off_t connected = 0;
  curl_easy_getinfo(easy, CURLINFO_PRETRANSFER_TIME_T, &connected);
  if (connected == 0) return {Kind::timeout, "dial tcp " + parties.dialled + ": i/o timeout"};
  return {Kind::timeout, "context deadline exceeded (Client.Timeout exceeded while awaiting headers)", true};
}

/// The server certificate's alternative names: "DNS:a.example, IP Address:10.0.0.1".
std::string alternative_names(CURL* easy) {
  curl_certinfo* chain = nullptr;
  if (curl_easy_getinfo(easy, CURLINFO_CERTINFO, &chain) != CURLE_OK || !chain || chain->num_of_certs < 1) return "";
  constexpr std::string_view title = "X509v3 Subject Alternative Name:";
  for (const curl_slist* line = chain->certinfo[0]; line; line = line->next) {
    if (std::string_view(line->data).starts_with(title)) return line->data + title.size();
  }
  return "";
}

/// Those of one kind: "a.example, b.example".
std::string names_of_kind(std::string_view all, std::string_view kind) {
  std::string names;
  for (std::size_t at = all.find(kind); at != std::string_view::npos; at = all.find(kind, at)) {
    at += kind.size();
    names += (names.empty() ? "" : ", ") + std::string(all.substr(at, all.find_first_of(", \n", at) - at));
  }
  return names;
}

/// Go's crypto/x509, HostnameError.
std::string wrong_name(CURL* easy, const std::string& wanted) {
  const bool address = is_ip(wanted);
  const std::string names = names_of_kind(alternative_names(easy), address ? "IP Address:" : "DNS:");
  if (!names.empty()) return "x509: certificate is valid for " + names + ", not " + wanted;
  if (address) return "x509: cannot validate certificate for " + wanted + " because it doesn't contain any IP SANs";
  return "x509: certificate is not valid for any names, but wanted to match " + wanted;
}

std::string certificate_failure(CURL* easy, const Parties& parties) {
  switch (number_of(easy, CURLINFO_SSL_VERIFYRESULT)) {
    case X509_V_ERR_CERT_HAS_EXPIRED:
    case X509_V_ERR_CERT_NOT_YET_VALID: return "x509: certificate has expired or is not yet valid";
    case X509_V_ERR_INVALID_CA: return "x509: certificate is not authorized to sign other certificates";
    case X509_V_ERR_INVALID_PURPOSE: return "x509: certificate specifies an incompatible key usage";
    case X509_V_OK:
    case X509_V_ERR_UNSPECIFIED: break;  // libcurl's value while only the name is wrong
    default: return "x509: certificate signed by unknown authority";
  }
  return wrong_name(easy, parties.verified);
}

/// The last part of OpenSSL's "error:0A000410:SSL routines::sslv3 alert handshake failure".
Failure handshake_failure(std::string_view message) {
  if (message.find("wrong version number") != std::string_view::npos) {
    return {Kind::other, "http: server gave HTTP response to HTTPS client"};
  }
  // "OpenSSL SSL_connect: Connection reset by peer in connection to 127.0.0.1:6443 "
  message = message.substr(0, message.find(" in connection to "));
  if (message.ends_with(system_text(ECONNRESET))) return {Kind::broken, "read: " + system_error(ECONNRESET)};
  const std::size_t at = message.rfind(':');
  const std::string reason(at == std::string_view::npos ? message : message.substr(at + 1));
  if (reason.find("SYSCALL") != std::string::npos || reason.find("unexpected eof") != std::string::npos) {
    return {Kind::broken, "EOF"};
  }
  return {Kind::other, "tls: " + (reason.empty() ? "handshake failure" : reason)};
}

Failure broken_connection(CURL* easy, CURLcode code, std::string_view message) {
  const long tunnel = number_of(easy, CURLINFO_HTTP_CONNECTCODE);
  if (tunnel >= 300) return {Kind::other, "proxyconnect tcp: the proxy answered " + std::to_string(tunnel)};
  // TLS 1.3 tells a refused client certificate only after the handshake.
  if (message.find("alert") != std::string_view::npos)
    return {Kind::other, "remote error: " + handshake_failure(message).text};
  const int number = system_number(easy);
  if (number == ECONNRESET || number == EPIPE) return {Kind::broken, "read: " + system_error(number)};
  return {Kind::broken, code == CURLE_GOT_NOTHING ? "EOF" : "unexpected EOF"};
}

}  // namespace

Failure failure_of(CURL* easy, CURLcode code, const char* message, const Parties& parties) {
  switch (code) {
    case CURLE_COULDNT_RESOLVE_HOST:
      return {Kind::other,
              "dial tcp: lookup " + parties.dialled.substr(0, parties.dialled.rfind(':')) + ": no such host"};
    case CURLE_COULDNT_RESOLVE_PROXY:
      return {Kind::other, "proxyconnect tcp: dial tcp: lookup " + parties.proxy + ": no such host"};
    case CURLE_COULDNT_CONNECT: return connect_failure(easy, parties);
    case CURLE_OPERATION_TIMEDOUT: return timeout_failure(easy, parties);
    case CURLE_PEER_FAILED_VERIFICATION:
      return {Kind::other, "tls: failed to verify certificate: " + certificate_failure(easy, parties)};
    case CURLE_SSL_CONNECT_ERROR: return handshake_failure(message);
    case CURLE_SSL_CACERT_BADFILE:
      return {Kind::other, "unable to load root certificates: unable to parse bytes as PEM block"};
    case CURLE_GOT_NOTHING:
    case CURLE_RECV_ERROR:
    case CURLE_SEND_ERROR:
    case CURLE_SEND_FAIL_REWIND:
    case CURLE_PARTIAL_FILE:
    case CURLE_HTTP2:
    case CURLE_HTTP2_STREAM: return broken_connection(easy, code, message);
    // libcurl's own sentence for the code; its message may hold what was sent.
    default: return {Kind::other, curl_easy_strerror(code)};
  }
}

std::string proxy_name(const std::string& url) {
  const std::unique_ptr<CURLU, decltype(&curl_url_cleanup)> parsed(curl_url(), &curl_url_cleanup);
  char* host = nullptr;
  char* port = nullptr;
  if (!parsed || curl_url_set(parsed.get(), CURLUPART_URL, url.c_str(), CURLU_NON_SUPPORT_SCHEME) != CURLUE_OK ||
      curl_url_get(parsed.get(), CURLUPART_HOST, &host, 0) != CURLUE_OK) {
    throw Error("the proxy's address is no URL", "proxy-url in the kubeconfig, or the variable HTTPS_PROXY",
                "write it as http://HOST:PORT, https://HOST:PORT or socks5://HOST:PORT");
  }
  const std::unique_ptr<char, decltype(&curl_free)> host_owner(host, &curl_free);
  std::string name = host;
  if (curl_url_get(parsed.get(), CURLUPART_PORT, &port, CURLU_DEFAULT_PORT) == CURLUE_OK) {
    name += std::string(":") + port;
    curl_free(port);
  }
  return name;
}

}  // namespace l7::kube
