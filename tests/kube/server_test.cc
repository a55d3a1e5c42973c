#include "server.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <mutex>
#include <optional>
#include <set>
#include <sstream>
#include <stdexcept>
#include <string_view>
#include <thread>

#include "model/text.h"

namespace l7::kube {
namespace {

using Context = std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)>;
using Tls = std::unique_ptr<SSL, decltype(&SSL_free)>;

/// A certificate for localhost that is its own authority; its PEM goes to `pem`.
Context make_context(std::string& pem) {
  const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key(EVP_EC_gen("P-256"), &EVP_PKEY_free);
  const std::unique_ptr<X509, decltype(&X509_free)> certificate(X509_new(), &X509_free);
  X509_set_version(certificate.get(), X509_VERSION_3);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), 1);
  X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -3600);
  X509_gmtime_adj(X509_getm_notAfter(certificate.get()), 3600);
  X509_set_pubkey(certificate.get(), key.get());
  X509_NAME* name = X509_get_subject_name(certificate.get());
  X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char*>("test"), -1, -1, 0);
  X509_set_issuer_name(certificate.get(), name);
  X509_EXTENSION* names = X509V3_EXT_conf_nid(nullptr, nullptr, NID_subject_alt_name, "DNS:localhost");
  X509_add_ext(certificate.get(), names, -1);
  X509_EXTENSION_free(names);
  X509_sign(certificate.get(), key.get(), EVP_sha256());

  const std::unique_ptr<BIO, decltype(&BIO_free)> text(BIO_new(BIO_s_mem()), &BIO_free);
  PEM_write_bio_X509(text.get(), certificate.get());
  char* bytes = nullptr;
  const long size = BIO_get_mem_data(text.get(), &bytes);
  pem.assign(bytes, static_cast<std::size_t>(size));

  Context context(SSL_CTX_new(TLS_server_method()), &SSL_CTX_free);
  SSL_CTX_use_certificate(context.get(), certificate.get());
  SSL_CTX_use_PrivateKey(context.get(), key.get());
  return context;
}

/// One accepted connection.
class Wire {
 public:
  Wire(int fd, SSL_CTX* context) : fd_(fd) {
    if (!context) return;
    tls_.emplace(SSL_new(context), &SSL_free);
    SSL_set_fd(tls_->get(), fd);
    open_ = SSL_accept(tls_->get()) == 1;
  }
  bool is_open() const { return open_; }

  /// Up to the end of the text or that many bytes.
  std::optional<std::string> read_until(std::string_view end) {
    std::size_t at = 0;
    while ((at = got_.find(end)) == std::string::npos) {
      if (!read_more()) return std::nullopt;
    }
    return take(at + end.size());
  }
  std::optional<std::string> read(std::size_t size) {
    while (got_.size() < size) {
      if (!read_more()) return std::nullopt;
    }
    return take(size);
  }

  bool write(std::string_view bytes) {
    while (!bytes.empty()) {
      const auto size = tls_ ? SSL_write(tls_->get(), bytes.data(), static_cast<int>(bytes.size()))
                             : static_cast<int>(::write(fd_, bytes.data(), bytes.size()));
      if (size <= 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(size));
    }
    return true;
  }

 private:
  bool read_more() {
    char buffer[16384];
    const auto size =
        tls_ ? SSL_read(tls_->get(), buffer, sizeof buffer) : static_cast<int>(::read(fd_, buffer, sizeof buffer));
    if (size <= 0) return false;
    got_.append(buffer, static_cast<std::size_t>(size));
    return true;
  }
  std::string take(std::size_t size) {
    std::string part = got_.substr(0, size);
    got_.erase(0, size);
    return part;
  }

  int fd_;
  std::optional<Tls> tls_;
  bool open_ = true;
  std::string got_;
};

std::optional<Asked> read_request(Wire& wire) {
  const std::optional<std::string> first = wire.read(1);
  if (first == "\x16") wire.write("HTTP/1.0 400 Bad Request\r\n\r\n");  // as Go answers TLS where it expects none
  if (!first || first == "\x16") return std::nullopt;
  const std::optional<std::string> head = wire.read_until("\r\n\r\n");
  if (!head) return std::nullopt;
  std::istringstream lines(*first + *head);
  Asked asked;
  std::string rest;
  lines >> asked.method >> asked.target >> rest;
  std::getline(lines, rest);
  for (std::string line; std::getline(lines, line) && line != "\r";) {
    const std::size_t colon = line.find(':');
    std::string name = line.substr(0, colon);
    name = lower(name);
    asked.headers[name] = line.substr(colon + 2, line.size() - colon - 3);
  }
  const auto length = asked.headers.find("content-length");
  if (length == asked.headers.end()) return asked;
  std::optional<std::string> body = wire.read(std::stoul(length->second));
  if (!body) return std::nullopt;
  asked.body = *std::move(body);
  return asked;
}

}  // namespace

Reply reply(int status, const std::string& body, const Headers& headers) {
  std::string text = "HTTP/1.1 " + std::to_string(status) + " Status\r\n";
  for (const auto& [name, value] : headers) text += name + ": " + value + "\r\n";
  text += "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
  return {.parts = {{text}}};
}

Reply stream(const std::vector<Reply::Part>& chunks, bool ends) {
  Reply reply;
  reply.parts.push_back({"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"});
  for (const auto& [bytes, pause] : chunks) {
    std::ostringstream chunk;
    chunk << std::hex << bytes.size() << "\r\n" << bytes << "\r\n";
    reply.parts.push_back({chunk.str(), pause});
  }
  if (ends) reply.parts.push_back({"0\r\n\r\n"});
  reply.close = !ends;
  return reply;
}

Reply cut() { return {.close = true}; }

struct Server::State {
  Answers answers;
  std::string pem;
  Context context{nullptr, &SSL_CTX_free};
  int listener = -1;
  int port = 0;
  std::atomic<bool> stopping = false;
  mutable std::mutex mutex;
  std::set<int> open;
  std::vector<Asked> asked;
  std::vector<std::thread> threads;
  std::thread acceptor;

  void accept_all() {
    for (int count = 1;; ++count) {
      const int fd = ::accept(listener, nullptr, nullptr);
      if (fd < 0 || stopping) {
        if (fd >= 0) ::close(fd);
        return;
      }
      const std::lock_guard lock(mutex);
      open.insert(fd);
      threads.emplace_back([this, fd, count] { serve(fd, count); });
    }
  }

  void serve(int fd, int number) {
    // Only the client's own way with broken pipes is tested.
    sigset_t pipe;
    sigemptyset(&pipe);
    sigaddset(&pipe, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &pipe, nullptr);
    {
      Wire wire(fd, context.get());
      while (wire.is_open() && serve_one(wire, number)) continue;
    }
    const std::lock_guard lock(mutex);
    open.erase(fd);
    ::close(fd);
  }

  bool serve_one(Wire& wire, int number) {
    std::optional<Asked> request = read_request(wire);
    if (!request) return false;
    request->connection = number;
    Reply reply;
    {
      const std::lock_guard lock(mutex);
      asked.push_back(*request);
      reply = answers(*request);
    }
    for (const Reply::Part& part : reply.parts) {
      for (auto left = part.pause; left.count() > 0 && !stopping; left -= std::chrono::milliseconds(10)) {
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
      }
      if (stopping || !wire.write(part.bytes)) return false;
    }
    return !reply.close;
  }
};

Server::Server(Answers answers, Scheme scheme) : state_(std::make_unique<State>()) {
  state_->answers = std::move(answers);
  if (scheme == Scheme::https) state_->context = make_context(state_->pem);
  state_->listener = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* generic = reinterpret_cast<sockaddr*>(&address);
  if (::bind(state_->listener, generic, size) != 0 || ::listen(state_->listener, 64) != 0 ||
      ::getsockname(state_->listener, generic, &size) != 0) {
    throw std::runtime_error("no loopback port");
  }
  state_->port = ntohs(address.sin_port);
  state_->acceptor = std::thread([this] { state_->accept_all(); });
}

Server::~Server() {
  state_->stopping = true;
  ::shutdown(state_->listener, SHUT_RDWR);
  state_->acceptor.join();
  ::close(state_->listener);
  {
    const std::lock_guard lock(state_->mutex);
    for (const int fd : state_->open) ::shutdown(fd, SHUT_RDWR);
  }
  for (std::thread& thread : state_->threads) thread.join();
}

Connection Server::connection() const {
  Connection connection;
  connection.server = state_->context ? "https://localhost:" + port() : "http://127.0.0.1:" + port();
  connection.name_space = "default";
  connection.ca = state_->pem;
  connection.token = "secret-token";
  return connection;
}

std::string Server::port() const { return std::to_string(state_->port); }

std::vector<Asked> Server::asked() const {
  const std::lock_guard lock(state_->mutex);
  return state_->asked;
}

}  // namespace l7::kube
