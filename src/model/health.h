#pragma once

#include <algorithm>
#include <chrono>
#include <string>
#include <string_view>
#include <vector>

namespace l7 {

/// How far one part of the way is.
enum class State {
  ready,
  waiting,  ///< not yet, and nothing says that it will not come
  failed,   ///< will not come by itself
  unknown,  ///< cannot be seen (no permission)
};

std::string_view to_string(State state);

/// The names of the parts, in a client's order.
namespace parts {
inline constexpr const char* address = "address";
inline constexpr const char* certificate = "certificate";
inline constexpr const char* backend = "backend";
inline constexpr const char* service = "service";
inline constexpr const char* pods = "pods";
}  // namespace parts

/// One part of the way from a client to the pods: balancer, certificate, backend, service, pods.
struct Hop {
  std::string name;
  State state;
  /// What is there: an address, "HEALTHY", "ClusterIP 10.0.0.7:19530", "2 of 2 ready".
  std::string value;
  /// Why it is not ready, and for a failure what to do; empty when it is.
  std::string reason;
};

/// The way as it is now, in a client's order.
struct Health {
  std::vector<Hop> hops;
  /// Where clients reach the balancer: an IP address or a DNS name; empty as long as there is none.
  std::string address;
  /// For how long it has to stay ready before that counts: some controllers tell failures of a change alone, and those
  /// after a moment.
  std::chrono::seconds settle{0};
  /// What it was judged by is renewed only when the entry is written (Freshness, asked_annotation).
  bool ask = false;

  bool ready() const {
    return std::all_of(hops.begin(), hops.end(), [](const Hop& hop) { return hop.state == State::ready; });
  }
  bool failed() const {
    return std::any_of(hops.begin(), hops.end(), [](const Hop& hop) { return hop.state == State::failed; });
  }
};

}  // namespace l7
