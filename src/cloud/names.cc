#include "cloud/names.h"

namespace l7 {

std::string own_name(const milvus::Milvus& milvus) { return milvus.service.ref.name + "-l7"; }

std::string entry_name(const milvus::Milvus& milvus, const Options& options) {
  return options.ingress_name.empty() ? own_name(milvus) : options.ingress_name;
}

std::string tls_secret_name(const milvus::Milvus& milvus, const Options& options) {
  return options.tls_secret.empty() ? own_name(milvus) + "-tls" : options.tls_secret;
}

std::set<std::string> own_names(const milvus::Milvus& milvus, const Options& options) {
  std::set<std::string> names = {entry_name(milvus, options), own_name(milvus), tls_secret_name(milvus, options)};
  if (options.managed_certificate) names.insert(*options.managed_certificate);
  return names;
}

}  // namespace l7
