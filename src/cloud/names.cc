#include "cloud/names.h"

#include "cloud/cloud.h"
#include "cloud/options.h"

namespace l7 {

std::string own_name(const milvus::Milvus& milvus) { return milvus.service.ref.name + "-l7"; }

std::string entry_name(const milvus::Milvus& milvus, const Wishes& wishes) {
  return wishes.ingress_name.empty() ? own_name(milvus) : wishes.ingress_name;
}

std::string tls_secret_name(const milvus::Milvus& milvus, const Wishes& wishes) {
  const std::string& asked_for = wishes.options[tls_secret];
  return asked_for.empty() ? own_name(milvus) + "-tls" : asked_for;
}

std::set<std::string> own_names(const milvus::Milvus& milvus, const Wishes& wishes) {
  std::set<std::string> names = {entry_name(milvus, wishes), own_name(milvus), tls_secret_name(milvus, wishes)};
  for (const Cloud* cloud : clouds()) {
    for (const std::string& name : cloud->names_asked_for(wishes)) names.insert(name);
  }
  return names;
}

}  // namespace l7
