#include "model/after.h"

#include <algorithm>

namespace l7 {
namespace {

std::string edited(const std::string& text, const std::vector<Change>& changes, const Path& path,
                   const TextFormat& format) {
  std::vector<TextEdit> edits;
  for (const Change& change : changes) {
    if (change.path == path && !change.inner.empty()) edits.push_back({change.inner, change.after});
  }
  return format.edit(text, edits);
}

}  // namespace

Value after(Value object, const std::vector<Change>& changes, const TextFormat& format) {
  std::vector<Path> done;
  for (const Change& change : changes) {
    if (change.inner.empty()) {
      if (change.after) {
        object.set(change.path, *change.after);
      } else if (change.deletes()) {
        object = Value();
      } else {
        object.remove(change.path);
      }
    } else if (std::find(done.begin(), done.end(), change.path) == done.end()) {
      object.set(change.path, edited(object.text_at(change.path), changes, change.path, format));
      done.push_back(change.path);
    }
  }
  return object;
}

}  // namespace l7
