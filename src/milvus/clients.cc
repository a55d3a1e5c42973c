#include "milvus/clients.h"

#include <algorithm>
#include <cctype>

#include "model/text.h"

namespace l7::milvus {
namespace {

/// Whether `address` stands in the text as a whole: `milvus:19530` is no part of `other-milvus:19530`.
bool names(const std::string& text, const std::string& address) {
  const auto joins = [](char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '-' || c == '.'; };
  for (std::size_t at = text.find(address); at != std::string::npos; at = text.find(address, at + 1)) {
    const std::size_t end = at + address.size();
    const bool starts = at == 0 || !joins(text[at - 1]);
    const bool ends = end == text.size() || !is_digit(text[end]);
    if (starts && ends) return true;
  }
  return false;
}

bool any_text(const Value& value, const std::vector<std::string>& wanted) {
  if (value.is_string() && std::any_of(wanted.begin(), wanted.end(),
                                       [&](const std::string& address) { return names(value.text(), address); })) {
    return true;
  }
  const auto inside = [&](const Value& item) { return any_text(item, wanted); };
  return std::any_of(value.items().begin(), value.items().end(), inside) ||
         std::any_of(value.members().begin(), value.members().end(),
                     [&](const Value::Member& member) { return inside(member.second); });
}

/// The pod's specification in a workload, a Job or a CronJob; nullptr in anything else.
const Value* pod_spec_of(const Value& object) {
  static const Path places[] = {{"spec", "template", "spec"}, {"spec", "jobTemplate", "spec", "template", "spec"}};
  for (const Path& path : places) {
    if (const Value* pod = object.find(path)) return pod;
  }
  return nullptr;
}

}  // namespace

std::vector<std::string> names_in_cluster(const Milvus& milvus) {
  const ObjectRef& service = milvus.service.ref;
  std::vector<std::string> found = {service.name};
  if (!service.name_space.empty()) {
    const std::string qualified = service.name + '.' + service.name_space;
    for (const char* domain : {"", ".svc", ".svc.cluster.local"}) found.push_back(qualified + domain);
  }
  return found;
}

std::vector<std::string> addresses(const Milvus& milvus) {
  std::vector<std::string> found = names_in_cluster(milvus);
  for (std::string& name : found) name += ':' + std::to_string(milvus.port());
  return found;
}

bool runs_pods(const Value& object) { return pod_spec_of(object) != nullptr; }

bool is_plaintext_client(const Value& workload, const Milvus& milvus) {
  if (ref_of(workload) == milvus.server.workload.ref) return false;
  const Value* pod = pod_spec_of(workload);
  if (!pod) return false;
  for (const char* group : {"containers", "initContainers"}) {
    const Value* containers = pod->find(group);
    if (containers && any_text(*containers, addresses(milvus))) return true;
  }
  return false;
}

}  // namespace l7::milvus
