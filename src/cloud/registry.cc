#include <array>

#include "cloud/cloud.h"
#include "cloud/planner.h"
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

const Cloud& cloud_for(const Options& options) {
  std::string names;
  for (const Cloud* cloud : clouds()) {
    if (cloud->name() == options.cloud) return *cloud;
    names += (names.empty() ? "" : ", ") + std::string(cloud->name());
  }
  if (options.cloud.empty()) throw UsageError("no cloud was named", "--cloud", "say one of: " + names);
  throw UsageError("there is no cloud '" + options.cloud + "'", "--cloud", "say one of: " + names);
}

std::set<std::string> own_names(const milvus::Milvus& milvus, const Options& options) {
  std::set<std::string> names = {ingress_name(milvus, options), own_name(milvus), tls_secret_name(milvus, options)};
  if (options.managed_certificate) names.insert(*options.managed_certificate);
  return names;
}

}  // namespace l7
