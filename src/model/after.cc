#include "model/after.h"

#include <algorithm>
#include <utility>

#include "model/error.h"

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

namespace {

Value changed(Value object, const std::vector<Change>& changes, const TextFormat& format) {
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

}  // namespace

Value after(Value object, const std::vector<Change>& changes, const TextFormat& format) {
  try {
    return changed(std::move(object), changes, format);
  } catch (Error& error) {
    if (error.where.empty()) error.where = to_string(changes.front().object);
    throw;
  }
}

}  // namespace l7
