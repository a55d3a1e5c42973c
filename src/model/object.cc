#include "model/object.h"

namespace l7 {

std::string to_string(const ObjectRef& ref) {
  return ref.kind + ' ' + (ref.name_space.empty() ? "" : ref.name_space + '/') + ref.name;
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
