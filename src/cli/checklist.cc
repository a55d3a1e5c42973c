#include "cli/checklist.h"

#include <algorithm>
#include <array>
#include <ostream>

#include "cli/columns.h"
#include "cli/printable.h"
#include "cli/report.h"
#include "cloud/cloud.h"
#include "cloud/findings.h"
#include "milvus/findings.h"
#include "model/error.h"
#include "model/suggest.h"

namespace l7::cli {
namespace {

constexpr std::array<GroupName, 6> groups = {{{Group::milvus, "milvus", "Milvus"},
                                              {Group::cloud, "cloud", "Cloud"},
                                              {Group::ingress, "ingress", "Ingress"},
                                              {Group::certificate, "certificate", "Certificate"},
                                              {Group::permissions, "permissions", "Permissions"},
                                              {Group::cluster, "cluster", "Cluster"}}};

/// Words of IDs, the more telling first.
constexpr std::pair<std::string_view, Group> words[] = {
    {"permission", Group::permissions}, {"permissions", Group::permissions},
    {"forbidden", Group::permissions},  {"certificate", Group::certificate},
    {"cert", Group::certificate},       {"secret", Group::certificate},
    {"ingress", Group::ingress},        {"ingresses", Group::ingress},
    {"name", Group::ingress},           {"kept", Group::ingress},
    {"milvus", Group::milvus},          {"cloud", Group::cloud},
    {"layer4", Group::cloud},
};

bool has_word(std::string_view id, std::string_view word) {
  return ('-' + std::string(id) + '-').find('-' + std::string(word) + '-') != std::string::npos;
}

std::vector<Finding> findings_of(const Checklist& checklist, Group group) {
  std::vector<Finding> found;
  std::copy_if(checklist.findings.begin(), checklist.findings.end(), std::back_inserter(found),
               [=](const Finding& finding) { return group_of(*finding.kind) == group; });
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
  std::string text = std::string(kind.title) + ": " + printable(finding.seen);
  if (!finding.where.empty()) text += " (" + printable(finding.where) + ')';
  text += " [" + std::string(kind.id) + ']';
  const std::size_t column = 2 + style.mark_width() + 1;
  print_below(out, "  " + style.mark(kind.severity) + ' ', column, text, style);
  print_below(out, std::string(column, ' ') + "fix: ", column + 5, kind.fix, style);
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

std::span<const GroupName> group_names() { return groups; }

Group group_of(const FindingKind& kind) {
  for (const auto& [word, group] : words) {
    if (has_word(kind.id, word)) return group;
  }
  const bool of_cloud = std::any_of(clouds().begin(), clouds().end(), [&](const Cloud* cloud) {
    return kind.id.starts_with(std::string(cloud->name()) + '-');
  });
  return of_cloud ? Group::cloud : Group::cluster;
}

void print_checklist(std::ostream& out, const Checklist& checklist, const Style& style) {
  for (const GroupName& name : groups) {
    const std::vector<Finding> found = findings_of(checklist, name.group);
    const bool unchecked = checklist.unchecked.contains(name.group);
    out << mark_of(found, unchecked, style) << ' ' << style.painted(code::bold, name.title)
        << (unchecked ? " (could not be checked)" : "") << '\n';
    for (const Finding& finding : found) print(out, finding, style);
  }
  out << '\n' << summary(checklist) << '\n';
}

Value to_value(const Checklist& checklist) {
  Value list = Value::list();
  for (const GroupName& name : groups) {
    const std::vector<Finding> found = findings_of(checklist, name.group);
    list.items().push_back(Value::map({{"group", name.id},
                                       {"state", state_of(found, checklist.unchecked.contains(name.group))},
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
  std::string all;
  for (const std::string_view known : ids) all += (all.empty() ? "" : ", ") + std::string(known);
  throw UsageError("there is no finding '" + std::string(id) + "'" +
                       (meant.empty() ? "" : "; did you mean " + std::string(meant) + "?"),
                   "--explain", "say one of: " + all);
}

}  // namespace l7::cli
