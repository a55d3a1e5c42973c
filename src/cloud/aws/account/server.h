#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "cloud/aws/account/retry.h"
#include "kube/client.h"
#include "kube/transport.h"

namespace l7::aws {

/// Who hears of each request, and who may end the waiting for one.
struct Observer {
  kube::Client::LogSink log;
  kube::Client::Interrupted interrupted;
};

/// No answer came.
class Unreachable : public Error {
  using Error::Error;
};

/// One HTTP server that speaks for AWS.
class Server {
 public:
  struct ServerOptions {
    std::chrono::milliseconds timeout{60'000};
    /// Past all proxies: a server of this machine or its link.
    bool direct = false;
  };

  /// `url` is its base. The authorities that it is trusted by are AWS_CA_BUNDLE's, or else the system's. Throws Error
  /// for what is no URL and for a bundle that cannot be read.
  Server(const std::string& url, Observer observer, ServerOptions options);
  Server(const std::string& url, Observer observer) : Server(url, std::move(observer), ServerOptions()) {}

  /// The last answer, whatever it is. Throws Unreachable, and kube::Interruption.
  kube::Response ask(const kube::Request& request, const kube::Credential& credential, Effect effect);

  const std::string& url() const { return url_; }

 private:
  kube::Transfer run(const kube::Request& request, const kube::Credential& credential, Effect effect);
  void pause(std::chrono::milliseconds time);
  void heed_interruption(Effect effect) const;

  std::string url_;
  Observer observer_;
  std::unique_ptr<kube::Transport> transport_;
};

}  // namespace l7::aws
