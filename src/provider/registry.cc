#include <array>

#include "model/error.h"
#include "provider/aws.h"
#include "provider/gcp.h"
#include "provider/planner.h"
#include "provider/provider.h"

namespace l7 {

std::span<const Provider* const> providers() {
  static const std::array all = {&gcp(), &aws()};
  return all;
}

const Provider& provider_for(const Options& options) {
  std::string names;
  for (const Provider* provider : providers()) {
    if (provider->name() == options.cloud) return *provider;
    names += (names.empty() ? "" : ", ") + std::string(provider->name());
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
