#include "probe/channel.h"

#include <curl/curl.h>

#include <array>
#include <charconv>

#include "kube/certificates.h"
#include "kube/curl_easy.h"
#include "kube/url.h"
#include "model/error.h"
#include "model/text.h"

namespace l7::probe {
namespace {

using kube::append;
using kube::List;

constexpr std::size_t frame_head = 5;
constexpr std::size_t longest_answer = 1 << 20;
constexpr long http_ok = 200;

struct Released {
  void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
};

/// A message of a stream: not compressed, then its length in network order.
std::string framed(std::string_view message) {
  std::string frame(1, '\0');
  for (const int shift : {24, 16, 8, 0}) frame += static_cast<char>(message.size() >> shift & 0xff);
  return frame + std::string(message);
}

std::string unframed(std::string_view body) {
  if (body.size() < frame_head || body.front() != '\0') return "";
  std::size_t size = 0;
  for (std::size_t i = 1; i < frame_head; ++i) size = size << 8 | static_cast<unsigned char>(body[i]);
  return std::string(body.substr(frame_head, size));
}

void take_header(CallAnswer& answer, std::string_view line) {
  while (!line.empty() && (line.back() == '\n' || line.back() == '\r' || line.back() == ' ')) line.remove_suffix(1);
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos) return;
  const std::string name = lower(line.substr(0, colon));
  line.remove_prefix(colon + 1);
  while (line.starts_with(' ')) line.remove_prefix(1);
  if (name == "content-type") answer.content_type = line;
  if (name == "server") answer.server = line;
  if (name == "grpc-message") answer.grpc_message = kube::percent_decoded(line);
  if (name == "grpc-status") {
    int status = 0;
    if (std::from_chars(line.data(), line.data() + line.size(), status).ec == std::errc()) answer.grpc_status = status;
  }
}

std::string bracketed(const std::string& host) { return host.find(':') == host.npos ? host : '[' + host + ']'; }

}  // namespace

struct Channel::State {
  Target target;
  std::unique_ptr<CURL, Released> handle{curl_easy_init()};
  std::array<char, CURL_ERROR_SIZE> reason{};
  CallAnswer answer;
  std::string body;

  static std::size_t on_header(char* data, std::size_t size, std::size_t count, void* self) {
    take_header(static_cast<State*>(self)->answer, {data, size * count});
    return size * count;
  }
  static std::size_t on_body(char* data, std::size_t size, std::size_t count, void* self) {
    std::string& body = static_cast<State*>(self)->body;
    body.append(data, size * count);
    return body.size() > longest_answer ? 0 : size * count;
  }

  void prepare(const List& route);
  List headers(std::chrono::milliseconds limit) const;
};

void Channel::State::prepare(const List& route) {
  kube::set(handle.get(), CURLOPT_NOPROXY, "*");
  kube::set(handle.get(), CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_2TLS));
  kube::set(handle.get(), CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  kube::set(handle.get(), CURLOPT_CONNECT_TO, route.get());
  kube::set(handle.get(), CURLOPT_ERRORBUFFER, reason.data());
  kube::set(handle.get(), CURLOPT_NOSIGNAL, 1L);
  kube::set(handle.get(), CURLOPT_HEADERFUNCTION, &State::on_header);
  kube::set(handle.get(), CURLOPT_HEADERDATA, this);
  kube::set(handle.get(), CURLOPT_WRITEFUNCTION, &State::on_body);
  kube::set(handle.get(), CURLOPT_WRITEDATA, this);
  if (target.any_certificate) {
    kube::set(handle.get(), CURLOPT_SSL_VERIFYPEER, 0L);
    kube::set(handle.get(), CURLOPT_SSL_VERIFYHOST, 0L);
  }
  kube::trust(handle.get(),
              target.trusted.empty() ? kube::system_authorities() : kube::Authorities{target.trusted, ""});
}

List Channel::State::headers(std::chrono::milliseconds limit) const {
  List list;
  append(list, "content-type: application/grpc");
  append(list, "te: trailers");
  append(list, "grpc-timeout: " + std::to_string(limit.count()) + 'm');
  for (const auto& [name, value] : target.metadata) append(list, name + ": " + value);
  return list;
}

Channel::Channel(Target target) : state_(std::make_unique<State>()) {
  if (!state_->handle) throw std::bad_alloc();
  state_->target = std::move(target);
}

Channel::~Channel() = default;

CallAnswer Channel::call(const std::string& method, std::string_view message, std::chrono::milliseconds limit) {
  // grpc-timeout has eight digits at most (gRPC over HTTP2, TimeoutValue): some 27 hours.
  limit = std::min(limit, std::chrono::milliseconds(99'999'999));
  State& state = *state_;
  const Target& target = state.target;
  state.answer = {};
  state.body.clear();
  const std::string port = std::to_string(target.port);
  List route;
  append(route, bracketed(target.host) + ':' + port + ':' + bracketed(target.ip) + ':' + port);
  state.prepare(route);
  const List headers = state.headers(limit);
  const std::string frame = framed(message);
  const std::string url = "https://" + bracketed(target.host) + ':' + port + method;
  kube::set(state.handle.get(), CURLOPT_URL, url.c_str());
  kube::set(state.handle.get(), CURLOPT_HTTPHEADER, headers.get());
  kube::set(state.handle.get(), CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(frame.size()));
  kube::set(state.handle.get(), CURLOPT_POSTFIELDS, frame.data());
  kube::set(state.handle.get(), CURLOPT_TIMEOUT_MS, static_cast<long>(limit.count()));
  const auto began = std::chrono::steady_clock::now();
  const CURLcode code = curl_easy_perform(state.handle.get());
  state.answer.took = std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - began);
  if (code == CURLE_OPERATION_TIMEDOUT) {
    throw Error("no answer to a gRPC call in time", "",
                "give it more with --timeout; kubectl milvus-l7 status shows what the balancer knows of Milvus");
  }
  long status = 0, version = 0;
  curl_easy_getinfo(state.handle.get(), CURLINFO_RESPONSE_CODE, &status);
  curl_easy_getinfo(state.handle.get(), CURLINFO_HTTP_VERSION, &version);
  // A server that answers before it has read the call may reset the stream afterwards, and the answer counts (RFC 9113,
  // 8.1). Some versions of libcurl (7.88) do not see it so.
  const bool complete = state.answer.grpc_status || (status != 0 && status != http_ok);
  if (code != CURLE_OK && !(code == CURLE_HTTP2_STREAM && complete)) {
    const std::string why = state.reason.front() ? state.reason.data() : curl_easy_strerror(code);
    throw Error("no answer to a gRPC call: " + why, "", "see kubectl milvus-l7 status");
  }
  state.answer.http_status = static_cast<int>(status);
  state.answer.http2 = version == CURL_HTTP_VERSION_2_0;
  state.answer.message = unframed(state.body);
  return state.answer;
}

}  // namespace l7::probe
