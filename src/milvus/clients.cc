#include "milvus/clients.h"

#include <algorithm>
#include <string_view>

#include "model/kinds.h"
#include "model/text.h"

namespace l7::milvus {
namespace {

bool joins(char c) { return is_letter_or_digit(c) || c == '-' || c == '.'; }

/// Calls `visit` with what follows each place where the name stands as a whole: `milvus` is no part of `other-milvus`.
template <typename Visit>
bool any_place(std::string_view text, std::string_view name, Visit&& visit) {
  for (std::size_t at = text.find(name); at != std::string_view::npos; at = text.find(name, at + 1)) {
    if (at != 0 && joins(text[at - 1])) continue;
    if (visit(text.substr(at + name.size()))) return true;
  }
  return false;
}

/// Whether the text has the name with this port: `milvus:19530`, and not `milvus:195301`.
bool has_address(std::string_view text, const std::string& name, const std::string& port) {
  return any_place(text, name, [&](std::string_view rest) {
    return rest.starts_with(':' + port) && (rest.size() == port.size() + 1 || !is_digit(rest[port.size() + 1]));
  });
}

/// Whether the text has the name without any port.
bool has_host(std::string_view text, const std::string& name) {
  return any_place(text, name,
                   [](std::string_view rest) { return rest.empty() || (!joins(rest[0]) && rest[0] != ':'); });
}

/// Whether the text has the number as a whole.
bool has_number(std::string_view text, const std::string& number) {
  return any_place(text, number, [](std::string_view rest) { return rest.empty() || !joins(rest[0]); });
}

/// Whether `holds` says so of any text within a value.
template <typename Holds>
bool any_text(const Value& value, Holds&& holds) {
  if (value.is_string() && holds(value.text())) return true;
  const auto inside = [&](const Value& item) { return any_text(item, holds); };
  return std::any_of(value.items().begin(), value.items().end(), inside) ||
         std::any_of(value.members().begin(), value.members().end(),
                     [&](const Value::Member& member) { return inside(member.second); });
}

/// Whether texts name Milvus: with its port, by its full name, or by its bare name where the port stands beside it.
bool name_milvus(const Value& texts, const Milvus& milvus) {
  const std::string port = std::to_string(milvus.port());
  const std::vector<std::string> names = names_in_cluster(milvus);
  const bool port_beside = any_text(texts, [&](std::string_view text) { return has_number(text, port); });
  return any_text(texts, [&](std::string_view text) {
    return std::any_of(names.begin(), names.end(), [&](const std::string& name) {
      const bool full = name.find('.') != std::string::npos;
      return has_address(text, name, port) || ((full || port_beside) && has_host(text, name));
    });
  });
}

/// What a container is told: its environment, command and arguments.
Value what_it_is_told(const Value& container) {
  Value told = Value::map();
  for (const char* field : {"env", "command", "args"}) {
    if (const Value* there = container.find(field)) told.set(field, *there);
  }
  return told;
}

/// The pod's specification in a workload, a Job or a CronJob; nullptr in anything else.
const Value* pod_spec_of(const Value& object) {
  static const Path places[] = {{"spec", "template", "spec"}, {"spec", "jobTemplate", "spec", "template", "spec"}};
  for (const Path& path : places) {
    if (const Value* pod = object.find(path)) return pod;
  }
  const auto place = pod_template_in(object);
  return place ? object.find(*place)->find("spec") : nullptr;
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

bool is_plaintext_client(const Value& object, const Milvus& milvus) {
  const std::vector<const Object*> own = milvus.objects();
  const ObjectRef ref = ref_of(object);
  if (std::any_of(own.begin(), own.end(), [&](const Object* one) { return one->ref == ref; })) return false;
  if (is(ref, kinds::config_map)) {
    const Value* data = object.find("data");
    return data && name_milvus(*data, milvus);
  }
  const Value* pod = pod_spec_of(object);
  // What owns it is the client.
  if (!pod || (is(ref, kinds::pod) && object.find(Path{"metadata", "ownerReferences"}))) return false;
  for (const char* group : {"containers", "initContainers"}) {
    const Value* containers = pod->find(group);
    if (!containers) continue;
    const bool one_of_them =
        std::any_of(containers->items().begin(), containers->items().end(),
                    [&](const Value& container) { return name_milvus(what_it_is_told(container), milvus); });
    if (one_of_them) return true;
  }
  return false;
}

}  // namespace l7::milvus
