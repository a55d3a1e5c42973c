// An object and a list of changes ({path, inner, after}), parted by a line `%%`: whatever record the object carries can
// be read or is refused with words, and what was changed with a record comes back as it was, texts byte for byte.

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "check.h"
#include "cloud/cloud.h"
#include "cloud/written.h"
#include "live/undo.h"
#include "model/error.h"
#include "yaml/read.h"

namespace {

using namespace l7;

constexpr std::string_view separator = "\n%%\n";

Path path_in(const Value* steps) {
  Path path;
  if (!steps) return path;
  for (const Value& step : steps->items()) {
    if (step.kind() == Value::Kind::number) {
      path.emplace_back(static_cast<std::size_t>(step.as_int(0)));
    } else {
      path.emplace_back(step.text());
    }
  }
  return path;
}

const Path record = {"metadata", "annotations", undo_annotation};

/// Whether the way to the place leads through maps, items of lists that are there, and nothing.
bool leads_somewhere(const Value& object, const Path& path) {
  const Value* at = &object;
  for (const Step& step : path) {
    if (step.is_index() ? !at || step.index >= at->items().size() : at && !at->is_map() && !at->is_null()) return false;
    at = at ? at->find(Path{step}) : nullptr;
  }
  return !path.empty() && !path.front().is_index();
}

bool begins_with(const Path& path, const Path& beginning) {
  return path.size() >= beginning.size() && std::equal(beginning.begin(), beginning.end(), path.begin());
}

bool lie_apart(const Path& a, const Path& b) { return !begins_with(a, b) && !begins_with(b, a); }

/// A plan's changes are to different places, to the settings of a text or to a place that holds none, and never take an
/// item out of a list, remove what is not there or touch anything else.
bool could_be_planned(const Value& object, const std::vector<Change>& before, const Change& change) {
  if (!leads_somewhere(object, change.path) || !is_written_by_plans(ref_of(object), change.path)) return false;
  const Value* there = object.find(change.path);
  if (there && there->is_null()) return false;
  if (!there && !change.after) return false;
  if (change.inner.empty() && change.path.back().is_index() && !change.after) return false;
  if (change.after && change.after->is_null()) return false;
  if (!change.inner.empty() && there && !there->is_string()) return false;
  return std::all_of(before.begin(), before.end(), [&](const Change& other) {
    if (!change.inner.empty() && !other.inner.empty() && change.path == other.path)
      return lie_apart(change.inner, other.inner);
    return lie_apart(change.path, other.path);
  });
}

std::vector<Change> changes_in(const Value& list, const Value& object) {
  std::vector<Change> changes;
  for (const Value& entry : list.items()) {
    const Value* after = entry.find("after");
    Change change{{},
                  path_in(entry.find("path")),
                  path_in(entry.find("inner")),
                  std::nullopt,
                  after ? std::optional(*after) : std::nullopt,
                  Phase::prepare,
                  ""};
    if (could_be_planned(object, changes, change)) changes.push_back(std::move(change));
  }
  return changes;
}

/// Maps that were made on the way to a place stay, empty, in items of lists too; an API server takes them and null for
/// nothing.
Value without_nothing(const Value& value) {
  if (value.is_list()) {
    std::vector<Value> items;
    for (const Value& item : value.items()) items.push_back(without_nothing(item));
    return Value::list(std::move(items));
  }
  if (!value.is_map()) return value;
  Value out = Value::map();
  for (const auto& [key, member] : value.members()) {
    Value kept = without_nothing(member);
    if (!kept.is_null() && (!kept.is_map() || !kept.members().empty())) out.set(key, std::move(kept));
  }
  return out;
}

std::optional<Value> undone(const Value& object) {
  try {
    live::drifted(object);
    Value before = live::undo(object).object;
    check(!live::has_undo_record(before), "the record goes");
    return before;
  } catch (const Error& error) {
    check(*error.what() != '\0', "an error has words");
    return std::nullopt;
  }
}

void check_way_back(const Value& object, const Value& original, const std::vector<Change>& changes) {
  Value next;
  try {
    next = live::changed_with_record(object, changes);
  } catch (const Error& error) {
    check(*error.what() != '\0', "an error has words");
    return;
  }
  const live::Undone back = live::undo(next);
  check(back.kept.empty(), "nobody else changed anything");
  check(without_nothing(back.object) == without_nothing(original), "what was changed is as it was");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const std::size_t end = text.find(separator);
  if (end == std::string_view::npos) return 0;
  Value object;
  Value list;
  try {
    object = yaml::read(text.substr(0, end));
    list = yaml::read(text.substr(end + separator.size()));
  } catch (const Error&) {
    return 0;
  }
  // An API server has no annotations that are no map.
  if (!object.is_map() || !leads_somewhere(object, record)) return 0;
  const std::optional<Value> original = undone(object);
  if (!original) return 0;
  // With a record of somebody's making the way back leads wherever that record says.
  const std::vector<Change> changes = changes_in(list, object);
  if (!live::has_undo_record(object)) check_way_back(object, *original, changes);
  return 0;
}
