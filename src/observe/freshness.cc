#include "observe/freshness.h"

#include <algorithm>

namespace l7 {
namespace {

/// "2026-01-01T00:00:00": Kubernetes writes some times to the second and some to the microsecond.
constexpr std::size_t to_the_second = 19;

const std::string& version_of(const Value& object) { return object.text_at({"metadata", "resourceVersion"}); }

bool is_question_alone(const Value& managed_fields) {
  const Value* fields = managed_fields.find("fieldsV1");
  const Value* metadata = fields && fields->members().size() == 1 ? fields->find("f:metadata") : nullptr;
  const Value* annotations = metadata && metadata->members().size() == 1 ? metadata->find("f:annotations") : nullptr;
  const std::string question = "f:" + std::string(asked_annotation);
  return annotations && std::all_of(annotations->members().begin(), annotations->members().end(),
                                    [&](const auto& field) { return field.first == "." || field.first == question; });
}

}  // namespace

std::string written_at(const Value& object) {
  // A deletion is none of the managers' writes.
  std::string latest =
      std::max(object.text_at({"metadata", "creationTimestamp"}), object.text_at({"metadata", "deletionTimestamp"}))
          .substr(0, to_the_second);
  for (const Value& entry : object.items_at({"metadata", "managedFields"})) {
    if (!is_question_alone(entry)) latest = std::max(latest, entry.text_at({"time"}).substr(0, to_the_second));
  }
  return latest;
}

bool is_later_version(const std::string& a, const std::string& b) {
  return a.size() != b.size() ? a.size() > b.size() : a > b;
}

void Freshness::note(const Value& before, const Value& after) {
  if (!before.is_null() && version_of(before) == version_of(after)) return;
  const std::string key = to_string(ref_of(after));
  const auto known = writes_.find(key);
  Value first = known == writes_.end() ? before : known->second.before;
  writes_[key] = {version_of(after), written_at(after), std::move(first)};
}

const Write* Freshness::write_of(const ObjectRef& object) const {
  const auto found = writes_.find(to_string(object));
  return found == writes_.end() ? nullptr : &found->second;
}

}  // namespace l7
