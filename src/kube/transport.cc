#include "kube/transport.h"

#include <curl/curl.h>

#include <algorithm>
#include <array>
#include <optional>

#include "kube/answer_length.h"
#include "kube/certificates.h"
#include "kube/curl_easy.h"
#include "kube/curl_failure.h"
#include "kube/pem.h"
#include "kube/signature.h"
#include "kube/user_agent.h"
#include "model/text.h"

namespace l7::kube {
namespace {

using Clock = std::chrono::steady_clock;

// net/http's defaults, which client-go keeps: 30 s to connect, a keep-alive each 30 s.
constexpr long connect_timeout_ms = 30'000;
constexpr long keep_alive_seconds = 30;

std::string bracketed(const std::string& host) { return host.find(':') == std::string::npos ? host : '[' + host + ']'; }

}  // namespace

const std::string& Response::header(std::string_view name) const {
  static const std::string nothing;
  const auto found = std::find_if(headers.begin(), headers.end(), [&](const auto& each) { return each.first == name; });
  return found == headers.end() ? nothing : found->second;
}

struct Transfer::Impl {
  CURLM* multi = nullptr;
  std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> easy{curl_easy_init(), &curl_easy_cleanup};
  List headers;
  List connect_to;
  std::array<char, CURL_ERROR_SIZE> message{};
  std::string body;
  std::size_t sent = 0;
  std::size_t largest = 0;
  std::size_t received = 0;
  bool too_large = false;
  Response response;
  bool done = false;
  std::optional<Failure> failure;
  Clock::time_point began = Clock::now();
  Clock::time_point ended;

  Impl() {
    if (!easy) throw std::bad_alloc();
  }
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;
  ~Impl() {
    if (multi) curl_multi_remove_handle(multi, easy.get());
  }

  static std::size_t take_body(char* data, std::size_t, std::size_t size, void* self) {
    auto& impl = *static_cast<Impl*>(self);
    if (size > impl.largest - std::min(impl.largest, impl.response.body.size())) {
      impl.too_large = true;
      return 0;
    }
    impl.response.body.append(data, size);
    impl.received += size;
    return size;
  }

  static std::size_t take_header(char* data, std::size_t, std::size_t size, void* self) {
    auto& response = static_cast<Impl*>(self)->response;
    const std::string_view line = trimmed({data, size}, " \t\r\n");
    if (line.starts_with("HTTP/")) {
      response.headers.clear();  // what came before was a 1xx
    } else if (const std::size_t colon = line.find(':'); colon != std::string_view::npos) {
      response.headers.emplace_back(lower(line.substr(0, colon)), trimmed(line.substr(colon + 1), " \t\r\n"));
    } else if (line.empty()) {
      long status = 0;
      curl_easy_getinfo(static_cast<Impl*>(self)->easy.get(), CURLINFO_RESPONSE_CODE, &status);
      response.status = static_cast<int>(status);
    }
    return size;
  }

  // There is no function that winds it back, so that libcurl cannot send a change twice over a kept connection that
  // turns out to be dead.
  static std::size_t give_body(char* to, std::size_t, std::size_t room, void* self) {
    auto& impl = *static_cast<Impl*>(self);
    const std::size_t size = impl.body.copy(to, room, impl.sent);
    impl.sent += size;
    return size;
  }
};

Transfer::Transfer(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Transfer::~Transfer() = default;
Transfer::Transfer(Transfer&&) noexcept = default;
Transfer& Transfer::operator=(Transfer&&) noexcept = default;

bool Transfer::done() const { return impl_->done; }
const Failure* Transfer::failure() const { return impl_->failure ? &*impl_->failure : nullptr; }
Response& Transfer::response() { return impl_->response; }
std::chrono::milliseconds Transfer::duration() const {
  return std::chrono::duration_cast<std::chrono::milliseconds>((done() ? impl_->ended : Clock::now()) - impl_->began);
}

struct Transport::State {
  Endpoint server;
  bool secure = false;
  bool insecure = false;
  bool compression = true;
  std::optional<std::chrono::milliseconds> request_timeout;
  std::vector<std::pair<std::string, std::string>> impersonation;
  Authorities trusted;
  std::string proxy_url;
  std::string proxy;
  /// The host in the URL, which the certificate is for: the server's, or tls-server-name.
  std::string url_host;
  std::size_t largest = 0;
  std::unique_ptr<CURLM, decltype(&curl_multi_cleanup)> multi{curl_multi_init(), &curl_multi_cleanup};
  /// The last certificate that was looked at.
  std::string checked;

  void set_tls(CURL* easy, const Credential& credential);
  void set_request(Transfer::Impl& impl, const Request& request);
  void finish(CURL* easy, CURLcode code);
};

void Transport::State::set_tls(CURL* easy, const Credential& credential) {
  set(easy, CURLOPT_SSLVERSION, long{CURL_SSLVERSION_TLSv1_2});
  set(easy, CURLOPT_SSL_VERIFYPEER, insecure ? 0L : 1L);
  set(easy, CURLOPT_SSL_VERIFYHOST, insecure ? 0L : 2L);
  set(easy, CURLOPT_CERTINFO, 1L);
  trust(easy, trusted);
  if (proxy_url.starts_with("https:")) {
    // Go uses one TLS configuration for both.
    set(easy, CURLOPT_PROXY_SSL_VERIFYPEER, insecure ? 0L : 1L);
    set(easy, CURLOPT_PROXY_SSL_VERIFYHOST, insecure ? 0L : 2L);
    if (!trusted.pem.empty()) set_blob(easy, CURLOPT_PROXY_CAINFO_BLOB, trusted.pem);
    if (!trusted.bundle.empty()) set(easy, CURLOPT_PROXY_CAINFO, trusted.bundle.c_str());
    if (trusted.pem.empty() && trusted.bundle.empty()) set(easy, CURLOPT_PROXY_SSL_OPTIONS, long{CURLSSLOPT_NATIVE_CA});
  }
  if (credential.client_certificate.empty()) return;
  if (checked != credential.client_certificate) {
    check_key_pair(credential.client_certificate, credential.client_key);
    checked = credential.client_certificate;
  }
  set_blob(easy, CURLOPT_SSLCERT_BLOB, credential.client_certificate);
  set_blob(easy, CURLOPT_SSLKEY_BLOB, credential.client_key);
}

void Transport::State::set_request(Transfer::Impl& impl, const Request& request) {
  CURL* easy = impl.easy.get();
  const std::string url =
      server.scheme + "://" + bracketed(url_host) + ':' + server.port + server.prefix + request.target;
  set(easy, CURLOPT_URL, url.c_str());
  set(easy, CURLOPT_PATH_AS_IS, 1L);
  if (url_host != server.host) {
    append(impl.connect_to, bracketed(url_host) + ':' + server.port + ':' + bracketed(server.host) + ':' + server.port);
    set(easy, CURLOPT_CONNECT_TO, impl.connect_to.get());
  }
  set(easy, CURLOPT_PROXY, proxy_url.c_str());
  set(easy, CURLOPT_NOPROXY, "");
  set(easy, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
  if (!request.reads()) {
    impl.body = request.body;
    set(easy, CURLOPT_POST, 1L);
    set(easy, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(impl.body.size()));
    set(easy, CURLOPT_READFUNCTION, &Transfer::Impl::give_body);
    set(easy, CURLOPT_READDATA, &impl);
    set(easy, CURLOPT_CUSTOMREQUEST, request.method.c_str());
  }
  set(easy, CURLOPT_HTTPHEADER, impl.headers.get());
  if (compression && !request.endless) set(easy, CURLOPT_ACCEPT_ENCODING, "gzip");
  set(easy, CURLOPT_CONNECTTIMEOUT_MS, connect_timeout_ms);
  const auto limit = request.time_limit ? request.time_limit : request_timeout;
  if (limit && limit->count() > 0 && !request.endless) set(easy, CURLOPT_TIMEOUT_MS, static_cast<long>(limit->count()));
}

void Transport::State::finish(CURL* easy, CURLcode code) {
  char* address = nullptr;
  curl_easy_getinfo(easy, CURLINFO_PRIVATE, &address);
  auto& impl = *reinterpret_cast<Transfer::Impl*>(address);
  impl.done = true;
  impl.ended = Clock::now();
  if (impl.too_large || code == CURLE_FILESIZE_EXCEEDED) {
    impl.failure = {Failure::Kind::other, "the answer is larger than " + size_text(impl.largest)};
  } else if (code != CURLE_OK) {
    impl.failure =
        failure_of(easy, code, impl.message.data(),
                   {.dialled = bracketed(server.host) + ':' + server.port, .verified = url_host, .proxy = proxy});
  } else if (!is_length_right(impl.response, impl.received)) {
    impl.failure = {Failure::Kind::other, "the answer's Content-Length is not its length"};
  }
}

Transport::Transport(const Connection& connection, std::size_t largest) : state_(std::make_unique<State>()) {
  // Initialized once, before any thread can be there.
  static const CURLcode initialized = curl_global_init(CURL_GLOBAL_DEFAULT);
  if (initialized != CURLE_OK || !state_->multi) throw std::bad_alloc();
  state_->server = endpoint_of(connection.server);
  state_->secure = state_->server.scheme == "https";
  state_->insecure = connection.insecure;
  state_->compression = !connection.disable_compression;
  state_->request_timeout = connection.request_timeout;
  state_->impersonation = connection.impersonation;
  state_->largest = largest;
  state_->url_host =
      state_->secure && !connection.tls_server_name.empty() ? connection.tls_server_name : state_->server.host;
  if (state_->secure && !connection.insecure) {
    state_->trusted = connection.ca.empty() ? system_authorities() : Authorities{connection.ca, ""};
  }
  if (!connection.direct) {
    state_->proxy_url = connection.proxy_url.empty() ? proxy_from_environment(state_->server) : connection.proxy_url;
  }
  if (!state_->proxy_url.empty()) state_->proxy = proxy_name(state_->proxy_url);
  // Go lets a SOCKS proxy look names up; libcurl calls that socks5h.
  if (state_->proxy_url.starts_with("socks5://")) state_->proxy_url.insert(6, "h");
  curl_multi_setopt(state_->multi.get(), CURLMOPT_PIPELINING, long{CURLPIPE_MULTIPLEX});
}

Transport::~Transport() = default;

const Endpoint& Transport::server() const { return state_->server; }
const std::string& Transport::proxy() const { return state_->proxy; }

std::string Transport::url(const Request& request) const {
  return state_->server.scheme + "://" + state_->server.authority + state_->server.prefix + request.target;
}

std::vector<std::pair<std::string, std::string>> Transport::headers(const Request& request) const {
  std::vector<std::pair<std::string, std::string>> headers = {{"Accept", request.accept}, {"User-Agent", user_agent()}};
  if (!request.content_type.empty()) headers.emplace_back("Content-Type", request.content_type);
  headers.insert(headers.end(), request.headers.begin(), request.headers.end());
  headers.insert(headers.end(), state_->impersonation.begin(), state_->impersonation.end());
  return headers;
}

Transfer Transport::start(const Request& request, const Credential& credential) {
  auto impl = std::make_unique<Transfer::Impl>();
  CURL* easy = impl->easy.get();
  impl->largest = request.largest > 0 ? request.largest : state_->largest;
  // Says so before the answer is there, of one that is compressed as well.
  set(easy, CURLOPT_MAXFILESIZE_LARGE, static_cast<curl_off_t>(impl->largest));
  for (const auto& [name, value] : headers(request)) append(impl->headers, name + ": " + value);
  for (const auto& [name, value] : credential.headers) append(impl->headers, name + ": " + value);
  if (!credential.authorization.empty()) append(impl->headers, "Authorization: " + credential.authorization);
  if (state_->url_host != state_->server.host) append(impl->headers, "Host: " + state_->server.authority);
  if (credential.signature) {
    sign(easy, impl->headers, request.body, *credential.signature);
  } else {
    append(impl->headers, "Expect:");
  }

  set(easy, CURLOPT_PRIVATE, impl.get());
  set(easy, CURLOPT_ERRORBUFFER, impl->message.data());
  set(easy, CURLOPT_WRITEFUNCTION, &Transfer::Impl::take_body);
  set(easy, CURLOPT_WRITEDATA, impl.get());
  set(easy, CURLOPT_HEADERFUNCTION, &Transfer::Impl::take_header);
  set(easy, CURLOPT_HEADERDATA, impl.get());
  set(easy, CURLOPT_HTTP_VERSION, long{CURL_HTTP_VERSION_2TLS});
  set(easy, CURLOPT_PIPEWAIT, 1L);
  set(easy, CURLOPT_TCP_KEEPALIVE, 1L);
  set(easy, CURLOPT_TCP_KEEPIDLE, keep_alive_seconds);
  set(easy, CURLOPT_TCP_KEEPINTVL, keep_alive_seconds);
  state_->set_request(*impl, request);
  if (state_->secure) state_->set_tls(easy, credential);

  if (curl_multi_add_handle(state_->multi.get(), easy) != CURLM_OK) throw std::bad_alloc();
  impl->multi = state_->multi.get();
  return Transfer(std::move(impl));
}

void Transport::work(std::chrono::milliseconds at_most) {
  CURLM* multi = state_->multi.get();
  int running = 0;
  curl_multi_perform(multi, &running);
  bool finished = false;
  for (int pass = 0; pass < 2 && !finished; ++pass) {
    if (pass == 1) {
      curl_multi_poll(multi, nullptr, 0, static_cast<int>(at_most.count()), nullptr);
      curl_multi_perform(multi, &running);
    }
    int left = 0;
    while (const CURLMsg* message = curl_multi_info_read(multi, &left)) {
      if (message->msg != CURLMSG_DONE) continue;
      state_->finish(message->easy_handle, message->data.result);
      finished = true;
    }
  }
}

}  // namespace l7::kube
