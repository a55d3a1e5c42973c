#include "cli/checklist.h"

#include <algorithm>
#include <ostream>

#include "cli/columns.h"
#include "cli/printable.h"
#include "cli/redact.h"
#include "cli/report.h"
#include "cloud/cloud.h"
#include "cloud/findings.h"
#include "milvus/findings.h"
#include "model/error.h"
#include "model/suggest.h"
#include "model/text.h"

namespace l7::cli {
namespace {

std::vector<Finding> findings_of(const Checklist& checklist, Area area) {
  std::vector<Finding> found;
  std::copy_if(checklist.findings.begin(), checklist.findings.end(), std::back_inserter(found),
               [=](const Finding& finding) { return finding.kind->area == area; });
  std::stable_sort(found.begin(), found.end(),
                   [](const Finding& a, const Finding& b) { return a.kind->severity > b.kind->severity; });
  return found;
}

std::size_t count(const Checklist& checklist, Severity severity) {
  return static_cast<std::size_t>(
      std::count_if(checklist.findings.begin(), checklist.findings.end(),
                    [=](const Finding& finding) { return finding.kind->severity == severity; }));
}

std::string summary(const Checklist& checklist) {
  std::string text;
  for (const Severity severity : {Severity::error, Severity::warning, Severity::note}) {
    const std::size_t number = count(checklist, severity);
    if (number == 0) continue;
    text += (text.empty() ? "" : ", ") + std::to_string(number) + ' ' + std::string(to_string(severity)) +
            (number == 1 ? "" : "s");
  }
  return text.empty() ? "Nothing found." : text;
}

/// A text below a mark, within the terminal's width.
void print_below(std::ostream& out, const std::string& head, std::size_t column, std::string_view text,
                 const Style& style) {
  const std::size_t room = style.width > column + 20 ? style.width - column : 0;
  std::string lead = head;
  for (const std::string& line : wrapped(text, room)) {
    out << lead << line << '\n';
    lead = std::string(column, ' ');
  }
}

void print(std::ostream& out, const Finding& finding, const Style& style) {
  const FindingKind& kind = *finding.kind;
  std::string text = std::string(kind.title) + ": " + printable(redacted(finding).seen);
  if (!finding.where.empty()) text += " (" + printable(finding.where) + ')';
  text += " [" + std::string(kind.id) + ']';
  const std::size_t column = 2 + style.mark_width() + 1;
  print_below(out, "  " + style.mark(kind.severity) + ' ', column, text, style);
  print_below(out, std::string(column, ' ') + "fix: ", column + 5, printable(finding.fix()), style);
}

/// Notes leave a group in order.
std::string mark_of(const std::vector<Finding>& found, bool unchecked, const Style& style) {
  if (!found.empty() && found.front().kind->severity != Severity::note) return style.mark(found.front().kind->severity);
  return style.mark(unchecked ? State::unknown : State::ready);
}

std::string_view state_of(const std::vector<Finding>& found, bool unchecked) {
  if (!found.empty()) return to_string(found.front().kind->severity);
  return unchecked ? "unchecked" : "ok";
}

}  // namespace

void print_checklist(std::ostream& out, const Checklist& checklist, const Style& style) {
  for (const AreaName& name : area_names()) {
    const std::vector<Finding> found = findings_of(checklist, name.area);
    const bool unchecked = checklist.unchecked.contains(name.area);
    out << mark_of(found, unchecked, style) << ' ' << style.painted(code::bold, name.title)
        << (unchecked ? " (could not be checked)" : "") << '\n';
    for (const Finding& finding : found) print(out, finding, style);
  }
  out << '\n' << summary(checklist) << '\n';
}

Value to_value(const Checklist& checklist) {
  Value list = Value::list();
  for (const AreaName& name : area_names()) {
    const std::vector<Finding> found = findings_of(checklist, name.area);
    list.items().push_back(Value::map({{"group", name.id},
                                       {"state", state_of(found, checklist.unchecked.contains(name.area))},
                                       {"findings", to_value(found)}}));
  }
  const auto number = [&](Severity severity) { return Value::number(std::to_string(count(checklist, severity))); };
  return Value::map({{"groups", std::move(list)},
                     {"errors", number(Severity::error)},
                     {"warnings", number(Severity::warning)},
                     {"notes", number(Severity::note)}});
}

std::vector<const FindingKind*> known_finding_kinds() {
  std::vector<const FindingKind*> all;
  const auto add = [&](std::span<const FindingKind* const> kinds) {
    all.insert(all.end(), kinds.begin(), kinds.end());
  };
  add(milvus::finding_kinds());
  add(shared_findings::kinds());
  for (const Cloud* cloud : clouds()) add(cloud->finding_kinds());
  return all;
}

void explain(std::ostream& out, std::string_view id, std::span<const FindingKind* const> kinds, const Style& style) {
  std::vector<std::string_view> ids;
  for (const FindingKind* kind : kinds) {
    ids.push_back(kind->id);
    if (kind->id != id) continue;
    out << style.mark(kind->severity) << ' ' << style.painted(code::bold, kind->id) << ": " << kind->title << '\n';
    print_below(out, "  why: ", 7, kind->why, style);
    print_below(out, "  fix: ", 7, kind->fix, style);
    return;
  }
  const std::string_view meant = nearest(id, ids);
  std::sort(ids.begin(), ids.end());
  throw UsageError("there is no finding '" + std::string(id) + "'" + did_you_mean(meant), "--explain",
                   "say one of: " + joined(ids, ", "));
}

}  // namespace l7::cli
