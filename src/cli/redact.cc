#include "cli/redact.h"

#include <algorithm>

#include "cli/redact_text.h"
#include "cloud/cloud.h"
#include "model/kinds.h"
#include "model/line_diff.h"
#include "model/text.h"

namespace l7::cli {
namespace {

constexpr std::string_view secret_fields[] = {"data", "stringData"};

bool is_secret_field(const Step& step) {
  return std::find(std::begin(secret_fields), std::end(secret_fields), step.key) != std::end(secret_fields);
}

void hide(Value& value) {
  if (value.is_map()) {
    for (auto& [key, member] : value.members()) hide(member);
  } else if (value.is_list()) {
    for (Value& item : value.items()) hide(item);
  } else if (!value.is_null() && value.kind() != Value::Kind::boolean) {
    value = hidden;
  }
}

bool holds_maps(const Value& list) {
  return std::any_of(list.items().begin(), list.items().end(), [](const Value& item) { return item.is_map(); });
}

void hide_credentials(Value& value) {
  if (value.is_string()) value = without_credentials(value.text());
  for (Value& item : value.items()) hide_credentials(item);
  // An environment variable: its name and its value are neighbours.
  const bool variable = names_credential(value.text_at({"name"}));
  for (auto& [key, member] : value.members()) {
    // A map, or a list of them, describes where credentials are, as imagePullSecrets does.
    const bool plain = !member.is_map() && !(member.is_list() && holds_maps(member));
    if (plain && (names_credential(key) || (variable && key == "value"))) {
      hide(member);
    } else {
      hide_credentials(member);
    }
  }
}

void hide_contents(Value& before, Value& after) {
  for (const std::string_view field : secret_fields) {
    Value* old_data = before.find(field);
    Value* new_data = after.find(field);
    if (old_data) {
      for (auto& [key, old_value] : old_data->members()) {
        Value* new_value = new_data ? new_data->find(key) : nullptr;
        const bool differs = new_value && !(*new_value == old_value);
        old_value = std::string(hidden) + (differs ? " (before)" : "");
        if (new_value) *new_value = std::string(hidden) + (differs ? " (after)" : "");
      }
    }
    if (!new_data) continue;
    for (auto& [key, new_value] : new_data->members()) {
      if (!old_data || !old_data->find(key)) new_value = hidden;
    }
  }
}

bool is_secret(const Value& object) { return object.text_at({"kind"}) == kinds::secret.kind; }

/// What repeats everything, and is nothing to be judged.
void drop_records(Value& object) {
  object.remove({"metadata", "managedFields"});
  object.remove({"metadata", "annotations", "kubectl.kubernetes.io/last-applied-configuration"});
  object.remove({"metadata", "annotations", undo_annotation});
}

/// The lines [begin, end), each with its '\n'.
void add_lines(std::string& out, const std::vector<std::string_view>& lines, std::size_t begin, std::size_t end) {
  for (std::size_t i = begin; i < end; ++i) out.append(lines[i]).append("\n");
}

/// Of two texts of several lines those lines that differ.
void keep_changed_lines(Value& before, Value& after) {
  if (!before.is_string() || !after.is_string()) return;
  if (before.text().find('\n') == std::string::npos && after.text().find('\n') == std::string::npos) return;
  const std::vector<std::string_view> old_lines = lines_of(before.text());
  const std::vector<std::string_view> new_lines = lines_of(after.text());
  std::string gone, come;
  for (const Difference& difference : differences(old_lines, new_lines)) {
    add_lines(gone, old_lines, difference.old_begin, difference.old_end);
    add_lines(come, new_lines, difference.new_begin, difference.new_end);
  }
  // A credential alone differs.
  if (gone.empty() && come.empty()) gone = come = hidden;
  before = std::move(gone);
  after = std::move(come);
}

/// The values of a place in an object.
void redact_place(const Change& change, Value& before, Value& after) {
  const auto is_credential = [](const Path& path) { return !path.empty() && names_credential(path.back().key); };
  const bool secret = change.object.kind == kinds::secret.kind && is_secret_field(change.path.front());
  const bool plain = !before.is_map() && !after.is_map();
  for (Value* value : {&before, &after}) {
    const bool named = plain && (is_credential(change.path) || is_credential(change.inner));
    if (secret || named || change.path.back() == Step(undo_annotation)) {
      hide(*value);
    } else {
      hide_credentials(*value);
    }
  }
  keep_changed_lines(before, after);
}

}  // namespace

std::pair<Value, Value> without_credentials(Value before, Value after) {
  if (is_secret(before) || is_secret(after)) hide_contents(before, after);
  for (Value* object : {&before, &after}) {
    drop_records(*object);
    hide_credentials(*object);
  }
  return {std::move(before), std::move(after)};
}

Change redacted(Change change) {
  Value before = change.before.value_or(Value());
  Value after = change.after.value_or(Value());
  if (change.path.empty()) {
    auto [shown_before, shown_after] = without_credentials(before, after);
    before = std::move(shown_before);
    after = std::move(shown_after);
  } else {
    redact_place(change, before, after);
  }
  if (change.before) change.before = std::move(before);
  if (change.after) change.after = std::move(after);
  return change;
}

Finding redacted(Finding finding) {
  finding.seen = without_credentials(finding.seen);
  return finding;
}

}  // namespace l7::cli
