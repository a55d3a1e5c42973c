#pragma once

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "kube/connection.h"
#include "kube/signature_key.h"

namespace l7::kube {

/// What a request is made with now.
struct Credential {
  /// The value of the Authorization header; empty for none.
  std::string authorization;
  /// PEM; empty for none.
  std::string client_certificate{};
  std::string client_key{};
  /// Further headers that nobody may see.
  std::vector<std::pair<std::string, std::string>> headers{};
  /// Signs the request by AWS' Signature Version 4.
  std::optional<SignatureKey> signature{};

  bool operator==(const Credential&) const = default;
};

/// The user's credentials over the life of a connection: token files are read again, plugins run when needed, and what
/// they gave is kept until it expires.
class Credentials {
 public:
  explicit Credentials(const Connection& connection);
  ~Credentials();

  /// Throws Error when a file or plugin fails.
  const Credential& current();
  /// Which of the credentials that were got so far current() gave last.
  int generation() const;
  /// After a 401 for the credentials of a generation: gets new ones. Of many requests that are refused at once the
  /// first renews for all, whatever comes of it: a plugin may take seconds, or open a browser. False when there is
  /// nothing that could be renewed, so that asking again is useless.
  bool renew(int refused);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace l7::kube
