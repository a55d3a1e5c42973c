#pragma once

#include <string>

namespace l7 {

/// Which Milvus is meant. An empty text means that nothing was said.
struct Target {
  /// Where it is. Left empty by a stream, whose objects say it themselves or leave it to Helm.
  std::string name_space;
  /// Its release or its Service; the only one there is when left out.
  std::string release;
};

}  // namespace l7
