#include "live/drift.h"

#include "live/undo.h"

namespace l7::live {
namespace {

std::vector<const Object*> recorded(const Observed& observed) {
  std::vector<const Object*> found;
  observed.each([&](const Object& object) {
    if (has_undo_record(object.value)) found.push_back(&object);
  });
  return found;
}

}  // namespace

std::vector<Drift> drift_of(const Observed& observed) {
  std::vector<Drift> found;
  for (const Object* object : recorded(observed)) {
    for (std::string& place : drifted(object->value)) found.push_back({object->ref, std::move(place)});
  }
  return found;
}

bool is_changed_live(const Observed& observed) { return !recorded(observed).empty(); }

}  // namespace l7::live
