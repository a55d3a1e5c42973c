#include "cloud/aws/account/server.h"

#include <algorithm>
#include <thread>

#include "cloud/aws/account/environment.h"
#include "kube/file.h"
#include "kube/pem.h"
#include "kube/request_log.h"

namespace l7::aws {
namespace {

using std::chrono::milliseconds;

/// How long one wait lasts at most, so that a wish to stop is seen in time.
constexpr milliseconds glance{100};
constexpr std::size_t largest_answer = std::size_t{4} << 20;

std::string authorities() {
  const std::string file = variable("AWS_CA_BUNDLE");
  if (file.empty()) return "";
  try {
    std::string pem = kube::read_file(with_home(file));
    kube::check_authorities(pem);
    return pem;
  } catch (Error& error) {
    throw Error(error.what(), "AWS_CA_BUNDLE", "name a file with certificates in PEM form, or unset it");
  }
}

kube::Connection connection_to(const std::string& url, const Server::ServerOptions& options) {
  kube::Connection connection;
  connection.server = url;
  connection.request_timeout = options.timeout;
  connection.direct = options.direct;
  if (url.starts_with("https:")) connection.ca = authorities();
  try {
    kube::endpoint_of(url);
  } catch (const Error&) {
    throw Error("this is no http or https URL: " + url, "AWS_ENDPOINT_URL, or endpoint_url in the profile",
                "write it as https://HOST:PORT, or unset it");
  }
  return connection;
}

}  // namespace

Server::Server(const std::string& url, Observer observer, ServerOptions options)
    : url_(url),
      observer_(std::move(observer)),
      transport_(std::make_unique<kube::Transport>(connection_to(url, options), largest_answer)) {}

kube::Response Server::ask(const kube::Request& request, const kube::Credential& credential, Effect effect) {
  for (int attempts = 1;; ++attempts) {
    kube::Transfer transfer = run(request, credential, effect);
    const auto delay = retry_delay(effect, transfer.failure(), transfer.response(), attempts);
    if (!delay && transfer.failure()) {
      throw Unreachable(transfer.failure()->text, url_,
                        "check the region's name and the network; HTTPS_PROXY and AWS_CA_BUNDLE count");
    }
    if (!delay) return std::move(transfer.response());
    pause(*delay);
  }
}

kube::Transfer Server::run(const kube::Request& request, const kube::Credential& credential, Effect effect) {
  kube::Transfer transfer = transport_->start(request, credential);
  while (!transfer.done()) {
    heed_interruption(effect);
    transport_->work(glance);
  }
  if (observer_.log) kube::log_request(observer_.log, *transport_, request, transfer);
  return transfer;
}

void Server::pause(milliseconds time) {
  for (; time > milliseconds(0); time -= glance) {
    // What was asked has been refused: nothing is under way.
    heed_interruption(Effect::none);
    std::this_thread::sleep_for(std::min(time, glance));
  }
}

void Server::heed_interruption(Effect effect) const {
  if (observer_.interrupted && observer_.interrupted()) {
    throw kube::Interruption(url_, effect == Effect::changes);
  }
}

}  // namespace l7::aws
