#include "live/patch.h"

#include <algorithm>

#include "yaml/edit.h"

namespace l7::live {
namespace {

/// Milvus reads one text, and all changes in it are one edit.
std::string edited(const std::string& text, const std::vector<Change>& changes, const Path& path) {
  std::vector<yaml::Edit> edits;
  for (const Change& change : changes) {
    if (change.path == path && !change.inner.empty()) edits.push_back({change.inner, {}, change.after});
  }
  return yaml::apply(text, edits);
}

}  // namespace

Value changed(Value object, const std::vector<Change>& changes) {
  std::vector<Path> done;
  for (const Change& change : changes) {
    if (change.inner.empty()) {
      if (change.after) {
        object.set(change.path, *change.after);
      } else {
        object.remove(change.path);
      }
    } else if (std::find(done.begin(), done.end(), change.path) == done.end()) {
      object.set(change.path, edited(object.text_at(change.path), changes, change.path));
      done.push_back(change.path);
    }
  }
  return object;
}

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
