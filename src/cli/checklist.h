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

/// What a finding is about, in the order of the list.
enum class Group { milvus, cloud, ingress, certificate, permissions, cluster };

struct GroupName {
  Group group;
  /// In JSON.
  std::string_view id;
  std::string_view title;
};

/// All of them, in the order of the list.
std::span<const GroupName> group_names();

/// Told by the words of the ID: `aws-no-certificate` is about a certificate, what else begins with a cloud's name about
/// the cloud, and what says nothing of the kind about the cluster.
Group group_of(const FindingKind& kind);

/// What `check` has found.
struct Checklist {
  std::vector<Finding> findings;
  /// Groups that could not be looked at, for lack of a cluster or a permission.
  std::set<Group> unchecked;
};

/// Group by group: a tick where nothing is wrong, otherwise the findings, the worst first, each with its fix; then
/// their number.
void print_checklist(std::ostream& out, const Checklist& checklist, const Style& style);

/// {"groups": [..], "errors": n, "warnings": n, "notes": n}; each group with these keys, always:
///   group: milvus, cloud, ingress, certificate, permissions or cluster
///   state: ok, note, warning, error (its worst finding) or unchecked
///   findings: as in a report
Value to_value(const Checklist& checklist);

/// Every kind that Milvus' and the clouds' tables hold; a program adds its own.
std::vector<const FindingKind*> known_finding_kinds();

/// Title, reason and fix of a kind. Throws UsageError, with the nearest ID, for an unknown one.
void explain(std::ostream& out, std::string_view id, std::span<const FindingKind* const> kinds, const Style& style);

}  // namespace l7::cli
