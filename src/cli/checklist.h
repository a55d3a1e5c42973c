#pragma once

#include <iosfwd>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cli/style.h"
#include "model/finding.h"
#include "model/value.h"

namespace l7::cli {

/// What `check` has found.
struct Checklist {
  std::vector<Finding> findings;
  /// Areas that could not be looked at, for lack of a permission.
  std::set<Area> unchecked;
};

/// Area by area: a tick where nothing is wrong, otherwise the findings, the worst first, each with its fix; then
/// their number.
void print_checklist(std::ostream& out, const Checklist& checklist, const Style& style);

/// {"groups": [..], "errors": n, "warnings": n, "notes": n}; each group with these keys, always:
///   group: the ID of an area (model/finding.h)
///   state: ok, note, warning, error (its worst finding) or unchecked
///   findings: as in a report
Value to_value(const Checklist& checklist);

/// Every kind that Milvus' and the clouds' tables hold; a program adds its own.
std::vector<const FindingKind*> known_finding_kinds();

/// Title, reason and fix of a kind. Throws UsageError, with the nearest ID, for an unknown one.
void explain(std::ostream& out, std::string_view id, std::span<const FindingKind* const> kinds, const Style& style);

}  // namespace l7::cli
