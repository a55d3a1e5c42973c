#include "model/object.h"

#include "model/text.h"

namespace l7 {

std::string to_string(const GroupKind& kind) {
  return std::string(kind.kind) + (kind.group.empty() ? "" : "." + std::string(kind.group));
}

GroupKind kind_of(const ObjectRef& ref) {
  const std::string_view version = ref.api_version;
  const std::size_t slash = version.find('/');
  std::string_view group = version.substr(0, slash == version.npos ? 0 : slash);
  const std::string_view kind = ref.kind;
  if (group == "extensions") group = kind == "Ingress" || kind == "NetworkPolicy" ? "networking.k8s.io" : "apps";
  return {group, kind};
}

bool is(const ObjectRef& ref, const GroupKind& kind) { return ref.kind == kind.kind && kind_of(ref) == kind; }

std::string to_string(const ObjectRef& ref) {
  return ref.kind + ' ' + (ref.name_space.empty() ? "" : ref.name_space + '/') + ref.name;
}

std::string describe_command(const ObjectRef& object) {
  return "kubectl describe " + shell_word(object.kind) + ' ' + name_in_command(object.name, "NAME") +
         (object.name_space.empty() ? "" : " -n " + name_in_command(object.name_space, "NAMESPACE"));
}

ObjectRef ref_of(const Value& object) {
  return {object.text_at({"apiVersion"}), object.text_at({"kind"}), object.text_at({"metadata", "namespace"}),
          object.text_at({"metadata", "name"})};
}

bool same_namespace(const ObjectRef& a, const ObjectRef& b) {
  return a.name_space.empty() || b.name_space.empty() || a.name_space == b.name_space;
}

const std::string& label(const Value& object, std::string_view key) {
  return object.text_at({"metadata", "labels", key});
}

const std::string& annotation(const Value& object, std::string_view key) {
  return object.text_at({"metadata", "annotations", key});
}

}  // namespace l7
