#pragma once

#include <string>

#include "cloud/cloud.h"
#include "model/wishes.h"
#include "observe/observed.h"

namespace l7::live {

/// What a client has to know to come in through the balancer.
struct Endpoint {
  /// The balancer's IP address or DNS name; empty as long as it has none.
  std::string address;
  /// The name to ask for: --host, or else the first host of the Ingress, or else a name that the certificate covers;
  /// empty when nothing says one.
  std::string host;
  /// PEM: what a client has to trust, from the balancer's Secret; empty when the system's authorities should do.
  std::string trusted;
  /// A Secret of the balancer that may not be read, so that `trusted` is unknown; else empty.
  std::string unread_secret;
  /// Null as long as nothing says which it is.
  const Cloud* cloud = nullptr;
};

/// Of this Milvus behind a load balancer of this cloud.
Endpoint endpoint_of(const Observed& observed, const Cloud& cloud, const Wishes& wishes);

}  // namespace l7::live
