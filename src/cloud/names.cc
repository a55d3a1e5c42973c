#include "cloud/names.h"

namespace l7 {

std::string own_name(const milvus::Milvus& milvus) { return milvus.service.ref.name + "-l7"; }

std::string entry_name(const milvus::Milvus& milvus, const Wishes& wishes) {
  return wishes.ingress_name.empty() ? own_name(milvus) : wishes.ingress_name;
}

std::string tls_secret_name(const milvus::Milvus& milvus, const Wishes& wishes) {
  return wishes.tls_secret.empty() ? own_name(milvus) + "-tls" : wishes.tls_secret;
}

std::set<std::string> own_names(const milvus::Milvus& milvus, const Wishes& wishes) {
  std::set<std::string> names = {entry_name(milvus, wishes), own_name(milvus), tls_secret_name(milvus, wishes)};
  if (wishes.managed_certificate) names.insert(*wishes.managed_certificate);
  return names;
}

}  // namespace l7
