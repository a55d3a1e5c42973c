#include <array>

#include "cloud/cloud.h"
#include "model/error.h"

namespace l7 {

namespace gcp {
const Cloud& cloud();
}
namespace aws {
const Cloud& cloud();
}

std::span<const Cloud* const> clouds() {
  static const std::array all = {&gcp::cloud(), &aws::cloud()};
  return all;
}

const Cloud& cloud_for(const Wishes& wishes) {
  std::string names;
  for (const Cloud* cloud : clouds()) {
    if (cloud->name() == wishes.cloud) return *cloud;
    names += (names.empty() ? "" : ", ") + std::string(cloud->name());
  }
  if (wishes.cloud.empty()) throw UsageError("no cloud was named", "--cloud", "say one of: " + names);
  throw UsageError("there is no cloud '" + wishes.cloud + "'", "--cloud", "say one of: " + names);
}

GroupKind WatchedKind::group_kind() const {
  const std::size_t slash = api_version.find('/');
  return {api_version.substr(0, slash == api_version.npos ? 0 : slash), kind};
}

}  // namespace l7
