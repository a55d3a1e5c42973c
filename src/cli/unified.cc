#include "cli/unified.h"

#include <algorithm>
#include <ostream>
#include <utility>

#include "cli/by_object.h"
#include "cli/printable.h"
#include "cli/redact.h"
#include "cli/style.h"
#include "model/after.h"
#include "model/error.h"
#include "model/line_diff.h"
#include "model/text.h"
#include "yaml/edit.h"

namespace l7::cli {
namespace {

constexpr std::size_t context = 3;

using Block = std::vector<const Change*>;

Value after(const Value& object, const Block& block, const Observed& observed) {
  std::vector<Change> changes;
  for (const Change* change : block) changes.push_back(*change);
  return l7::after(object, changes, *observed.format);
}

std::string text_of(const Value& object) { return object.is_null() ? "" : yaml::emit(object); }

/// An object's two texts, and their differences.
struct Comparison {
  Comparison(const Value& before, const Value& after) {
    const auto [shown_before, shown_after] = without_credentials(before, after);
    old_text = text_of(shown_before);
    new_text = text_of(shown_after);
    old_lines = lines_of(old_text);
    new_lines = lines_of(new_text);
    list = differences(old_lines, new_lines);
  }
  // The lines are views of the texts.
  Comparison(const Comparison&) = delete;
  Comparison& operator=(const Comparison&) = delete;

  std::string old_text, new_text;
  std::vector<std::string_view> old_lines, new_lines;
  std::vector<Difference> list;
};

/// Differences that are shown together, because what surrounds them overlaps.
struct Hunk {
  std::vector<Difference> parts;
  std::vector<std::string> reasons;

  bool touches(const Difference& other) const {
    return other.old_begin <= parts.back().old_end && other.old_end >= parts.front().old_begin;
  }
};

std::vector<Hunk> hunks_of(const std::vector<Difference>& list) {
  std::vector<Hunk> hunks;
  for (const Difference& difference : list) {
    if (hunks.empty() || difference.old_begin - hunks.back().parts.back().old_end > 2 * context) hunks.emplace_back();
    hunks.back().parts.push_back(difference);
  }
  return hunks;
}

/// The hunk in which the change's own lines are: those that differ when it is made alone. The first one for a change
/// that cannot be.
Hunk& hunk_of(std::vector<Hunk>& hunks, const Change& change, const Value& before, const Observed& observed) {
  if (hunks.size() == 1) return hunks.front();
  try {
    const Comparison alone(before, after(before, {&change}, observed));
    for (Hunk& hunk : hunks) {
      if (std::any_of(alone.list.begin(), alone.list.end(), [&](const auto& part) { return hunk.touches(part); })) {
        return hunk;
      }
    }
  } catch (const Error&) {
    // It builds upon another change.
  }
  return hunks.front();
}

/// `12,7`; the number alone for one line; for none, the line before.
std::string range(std::size_t begin, std::size_t end) {
  const std::size_t count = end - begin;
  const std::string first = std::to_string(count == 0 ? begin : begin + 1);
  return count == 1 ? first : first + ',' + std::to_string(count);
}

class Printer {
 public:
  Printer(std::ostream& out, const Observed& observed, bool colour) : out_(out), observed_(observed), style_{colour} {}

  void object(const ObjectRef& ref, const Block& changes, const Value& before, const Value& after) {
    const Comparison texts(before, after);
    std::vector<Hunk> hunks = hunks_of(texts.list);
    const std::string name = printable(to_string(ref));
    line(code::bold, "--- " + (before.is_null() ? "/dev/null" : "a/" + name));
    line(code::bold, "+++ " + (after.is_null() ? "/dev/null" : "b/" + name));
    for (const Change* change : changes) {
      if (hunks.empty()) {
        line(code::dim, "# " + printable(change->why));
        continue;
      }
      std::vector<std::string>& reasons = hunk_of(hunks, *change, before, observed_).reasons;
      const std::string why = printable(change->why);
      if (std::find(reasons.begin(), reasons.end(), why) == reasons.end()) reasons.push_back(why);
    }
    for (const Hunk& part : hunks) hunk(part, texts);
  }

 private:
  void hunk(const Hunk& hunk, const Comparison& texts) {
    const Difference& first = hunk.parts.front();
    const Difference& last = hunk.parts.back();
    const std::size_t lead = std::min(first.old_begin, context);
    const std::size_t end = std::min(last.old_end + context, texts.old_lines.size());
    const std::string place = "@@ -" + range(first.old_begin - lead, end) + " +" +
                              range(first.new_begin - lead, last.new_end + (end - last.old_end)) + " @@";
    std::string reasons;
    for (const std::string& why : hunk.reasons) reasons += (reasons.empty() ? "# " : " # ") + why;
    out_ << style_.painted(code::cyan, place);
    if (!reasons.empty()) out_ << ' ' << style_.painted(code::dim, reasons);
    out_ << '\n';
    std::size_t at = first.old_begin - lead;
    for (const Difference& part : hunk.parts) {
      lines({}, ' ', texts.old_lines, at, part.old_begin);
      lines(code::red, '-', texts.old_lines, part.old_begin, part.old_end);
      lines(code::green, '+', texts.new_lines, part.new_begin, part.new_end);
      at = part.old_end;
    }
    lines({}, ' ', texts.old_lines, at, end);
  }

  void lines(std::string_view escape, char sign, const std::vector<std::string_view>& all, std::size_t begin,
             std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) line(escape, sign + printable(all[i]));
  }

  void line(std::string_view escape, std::string_view text) { out_ << style_.painted(escape, text) << '\n'; }

  std::ostream& out_;
  const Observed& observed_;
  Style style_;
};

}  // namespace

void unified(std::ostream& out, const Plan& plan, const Observed& observed, bool colour) {
  Printer printer(out, observed, colour);
  for (const Block& block : by_object(plan.changes)) {
    const Change& first = *block.front();
    if (first.path.empty()) {
      printer.object(first.object, block, first.before.value_or(Value()), first.after.value_or(Value()));
      continue;
    }
    const Object* before = observed.find(first.object);
    if (!before) {
      throw Error("the plan changes an object that was not read", to_string(first.object),
                  "run the command again; if it happens again, report it");
    }
    printer.object(first.object, block, before->value, after(before->value, block, observed));
  }
}

}  // namespace l7::cli
