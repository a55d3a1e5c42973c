#pragma once

#include <iosfwd>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cli/style.h"
#include "model/finding.h"
#include "model/health.h"
#include "model/value.h"
#include "owner/ownership.h"

namespace l7::cli {

/// One Milvus and its way through a balancer, for `status`.
struct ReleaseStatus {
  std::string name_space;
  std::string service;
  /// Empty when Helm did not install it.
  std::string release;
  /// Empty when it is not behind a balancer.
  std::string cloud;
  /// "proxy" or "standalone".
  std::string role;
  std::string version;
  /// Without hops when nothing leads through a balancer.
  Health health;
  std::vector<Finding> findings;
  /// What differs from what `enable` would leave, in a sentence; empty when nothing does.
  std::string drift;
  /// Who put the release there.
  owner::Owner owner = owner::Owner::none;
  /// What the owner's next upgrade does to what `enable` changed, in a sentence; empty when that is nothing.
  std::string next_upgrade;
  /// Whether the Service is gone and only the balancer's objects are left.
  bool orphan = false;
  /// Whether `drift` cannot be told in full, because a record of what was changed cannot be read.
  bool record_broken = false;
};

/// The values of -o.
enum class Format { table, wide, json, yaml, name };

/// Their names.
std::span<const std::string_view> format_names();

/// Throws UsageError that names the formats; "" is the table.
Format format_of(std::string_view name);

/// ready, waiting, failed, unknown: the hop that is worst decides. `off` without hops, `orphan` for an orphan.
std::string_view state_of(const ReleaseStatus& status);

/// {"items": [..]}, each item with these keys, always and in this order:
///   namespace, service, release, cloud, role, version, address: strings, "" for none
///   state: see state_of
///   hops: [{"name", "state", "value", "reason"}]
///   findings: as in a report
///   drift: string
///   owner: "Helm 3", "Argo CD", ..; "" for none
///   next_upgrade: string
///   orphan: boolean
Value to_value(const std::vector<ReleaseStatus>& all);

/// All of them in a format. The table has a column for the namespace where `all_namespaces`.
void print_statuses(std::ostream& out, const std::vector<ReleaseStatus>& all, Format format, bool all_namespaces);

/// One Milvus in full: its path, what has drifted, what was found.
void draw_status(std::ostream& out, const ReleaseStatus& status, const Style& style);

}  // namespace l7::cli
