#include "live/patch.h"

namespace l7::live {
Value merge_patch(const Value& from, const Value& to) {
  Value patch = Value::map();
  for (const auto& [key, there] : from.members()) {
    const Value* wanted = to.find(key);
    if (!wanted) {
      patch.set(key, Value());
    } else if (there.is_map() && wanted->is_map()) {
      Value inner = merge_patch(there, *wanted);
      if (!inner.members().empty()) patch.set(key, std::move(inner));
    } else if (!(there == *wanted)) {
      patch.set(key, *wanted);
    }
  }
  for (const auto& [key, wanted] : to.members()) {
    if (!from.find(key)) patch.set(key, wanted);
  }
  return patch;
}

void require_version(Value& patch, const Value& object) {
  for (const char* key : {"uid", "resourceVersion"}) {
    patch.set(Path{"metadata", key}, object.text_at({"metadata", key}));
  }
}

}  // namespace l7::live
