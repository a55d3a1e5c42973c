#pragma once

#include <map>
#include <string>

#include "model/value.h"
#include "tls/certificate.h"

namespace l7::live {

/// The keys and certificates that a run makes. One that plans again after a conflict goes on with what it has made.
class NewCertificates {
 public:
  /// An object as it is sent. A Secret whose annotation names hosts and that has no data gets a new key and a
  /// self-signed certificate for them; anything else stays as it is.
  Value put_into(Value object);

 private:
  /// By the names that they are for.
  std::map<std::string, tls::KeyPair> made_;
};

}  // namespace l7::live
