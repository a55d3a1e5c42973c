#pragma once

#include <chrono>
#include <cstddef>

namespace l7::kube {

/// What a client puts up with.
struct Limits {
  /// One answer in bytes, decoded: a page of 500 objects has some megabytes, and an object 3 MB at most, since that is
  /// the largest request that an API server takes. Several are read at once.
  std::size_t answer = std::size_t{64} << 20;
  /// One line of a watch, which is one object.
  std::size_t line = std::size_t{8} << 20;
  /// A request that is no watch, where --request-timeout says nothing; 0 for no limit. An API server gives up after a
  /// minute itself (kube-apiserver --request-timeout).
  std::chrono::milliseconds request = std::chrono::seconds(60);
  /// A watch that has said nothing for so long may be mute, as behind a proxy that waits for the end of an answer: its
  /// list is read again. API servers send a bookmark about once a minute only.
  std::chrono::milliseconds silence = std::chrono::seconds(20);
};

}  // namespace l7::kube
