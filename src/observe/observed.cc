#include "observe/observed.h"

#include <algorithm>

namespace l7 {

std::string KnownKinds::why_unread(const GroupKind& kind) const {
  const auto found = unread.find(to_string(kind));
  return found == unread.end() ? "" : found->second;
}

void Observed::each(const std::function<void(const Object&)>& visit) const {
  for (const Object* object : milvus.objects()) {
    if (!object->ref.name.empty()) visit(*object);
  }
  for (const Entry& entry : entries) visit(entry.object);
  for (const Object& object : neighbours) visit(object);
}

const Object* Observed::find(const ObjectRef& ref) const {
  const Object* found = nullptr;
  each([&](const Object& object) {
    if (!found && object.ref == ref) found = &object;
  });
  return found;
}

const Object* Observed::find(const GroupKind& kind, std::string_view name) const {
  const auto called = [&](const Object& object) { return object.ref.name == name && is(object.ref, kind); };
  const auto entry =
      std::find_if(entries.begin(), entries.end(), [&](const Entry& each) { return called(each.object); });
  if (entry != entries.end()) return &entry->object;
  const auto found = std::find_if(neighbours.begin(), neighbours.end(), called);
  return found == neighbours.end() ? nullptr : &*found;
}

Presence Observed::presence(const GroupKind& kind, std::string_view name) const {
  if (find(kind, name)) return Presence::present;
  return kinds.is_complete(kind) ? Presence::absent : Presence::unknown;
}

}  // namespace l7
