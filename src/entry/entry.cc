#include "entry/entry.h"

#include <algorithm>
#include <iterator>

#include "entry/ingress.h"

namespace l7 {

bool Entry::is_being_deleted() const { return object.value.find(Path{"metadata", "deletionTimestamp"}) != nullptr; }

std::string Entry::address() const { return addresses.empty() ? "" : addresses.front(); }

std::span<const EntryApi* const> entry_apis() {
  static const EntryApi* const all[] = {&ingress_api()};
  return all;
}

const EntryApi* entry_api_of(const ObjectRef& object) {
  for (const EntryApi* api : entry_apis()) {
    if (is(object, api->kind())) return api;
  }
  return nullptr;
}

std::optional<Entry> read_entry(const Object& object) {
  const EntryApi* api = entry_api_of(object.ref);
  if (!api) return std::nullopt;
  return api->read(object);
}

bool is_client_port(const Backend& backend, const milvus::Milvus& milvus) {
  return backend.service == milvus.service.ref.name && (backend.port == std::to_string(milvus.port()) ||
                                                        (!backend.port.empty() && backend.port == milvus.port_name()));
}

bool leads_to(const Entry& entry, const milvus::Milvus& milvus) {
  return std::any_of(entry.backends.begin(), entry.backends.end(),
                     [&](const Backend& backend) { return is_client_port(backend, milvus); });
}

bool leads_to_service(const Entry& entry, const milvus::Milvus& milvus) {
  return std::any_of(entry.backends.begin(), entry.backends.end(),
                     [&](const Backend& backend) { return backend.service == milvus.service.ref.name; });
}

std::vector<Backend> other_backends(const Entry& entry, const milvus::Milvus& milvus) {
  std::vector<Backend> others;
  std::copy_if(entry.backends.begin(), entry.backends.end(), std::back_inserter(others),
               [&](const Backend& backend) { return backend.service != milvus.service.ref.name; });
  return others;
}

}  // namespace l7
