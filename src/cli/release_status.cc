#include "cli/release_status.h"

#include <algorithm>
#include <array>
#include <ostream>

#include "cli/json.h"
#include "cli/path_view.h"
#include "cli/print_plan.h"
#include "cli/printable.h"
#include "cli/report.h"
#include "cli/table.h"
#include "model/error.h"
#include "model/suggest.h"
#include "model/text.h"
#include "yaml/edit.h"

namespace l7::cli {
namespace {

constexpr std::array<std::string_view, 5> names = {"table", "wide", "json", "yaml", "name"};

/// The same value with nothing in its texts that YAML or JSON could not hold.
Value text(std::string_view text) { return valid_utf8(text); }

Value to_value(const Hop& hop) {
  return Value::map({{"name", text(hop.name)},
                     {"state", to_string(hop.state)},
                     {"value", text(hop.value)},
                     {"reason", text(hop.reason)}});
}

std::string_view owner_of(const ReleaseStatus& status) {
  return status.owner == owner::Owner::none ? "" : to_string(status.owner);
}

Value to_value(const ReleaseStatus& status) {
  Value hops = Value::list();
  for (const Hop& hop : status.health.hops) hops.items().push_back(to_value(hop));
  return Value::map({{"namespace", text(status.name_space)},
                     {"service", text(status.service)},
                     {"release", text(status.release)},
                     {"cloud", text(status.cloud)},
                     {"role", text(status.role)},
                     {"version", text(status.version)},
                     {"address", text(status.health.address)},
                     {"state", state_of(status)},
                     {"hops", std::move(hops)},
                     {"findings", cli::to_value(status.findings)},
                     {"drift", text(status.drift)},
                     {"owner", std::string(owner_of(status))},
                     {"next_upgrade", text(status.next_upgrade)},
                     {"orphan", status.orphan}});
}

std::string_view drift_column(const ReleaseStatus& status) {
  if (status.record_broken) return "record cannot be read";
  return status.drift.empty() ? "no" : "yes";
}

std::string table_of(const std::vector<ReleaseStatus>& all, bool wide, bool all_namespaces) {
  std::vector<std::string_view> headings = {"SERVICE", "RELEASE", "CLOUD", "STATE", "ADDRESS"};
  if (all_namespaces) headings.insert(headings.begin(), "NAMESPACE");
  if (wide) headings.insert(headings.end(), {"ROLE", "VERSION", "OWNER", "DRIFT", "FINDINGS"});
  Table table(headings);
  for (const ReleaseStatus& status : all) {
    std::vector<std::string> row = {status.service, status.release, status.cloud, std::string(state_of(status)),
                                    status.health.address};
    if (all_namespaces) row.insert(row.begin(), status.name_space);
    if (wide) {
      const std::string ids = joined(status.findings, ",", [](const Finding& finding) { return finding.kind->id; });
      row.insert(row.end(),
                 {status.role, status.version, std::string(owner_of(status)), std::string(drift_column(status)), ids});
    }
    table.add(std::move(row));
  }
  return table.text();
}

/// `my-release-milvus in namespace milvus (release my-release, CLOUD, proxy v2.4.5)`
std::string heading(const ReleaseStatus& status) {
  std::string facts;
  const auto add = [&](const std::string& fact) {
    if (!fact.empty()) facts += (facts.empty() ? "" : ", ") + fact;
  };
  add(status.release.empty() ? "" : "release " + status.release);
  add(status.cloud);
  add(status.role + (status.role.empty() || status.version.empty() ? "" : " ") + status.version);
  std::string text = status.service;
  if (!status.name_space.empty()) text += " in namespace " + status.name_space;
  return printable(text + (facts.empty() ? "" : " (" + facts + ')'));
}

}  // namespace

std::span<const std::string_view> format_names() { return names; }

Format format_of(std::string_view name) {
  if (name.empty()) return Format::table;
  const auto found = std::find(names.begin(), names.end(), name);
  if (found != names.end()) return static_cast<Format>(found - names.begin());
  const std::string_view meant = nearest(name, names);
  throw UsageError("there is no output format '" + std::string(name) + "'" + did_you_mean(meant), "--output",
                   "say one of: table, wide, json, yaml, name");
}

std::string_view state_of(const ReleaseStatus& status) {
  if (status.orphan) return "orphan";
  if (status.health.hops.empty()) return "off";
  for (const State state : {State::failed, State::waiting, State::unknown}) {
    const bool there = std::any_of(status.health.hops.begin(), status.health.hops.end(),
                                   [=](const Hop& hop) { return hop.state == state; });
    if (there) return to_string(state);
  }
  return to_string(State::ready);
}

Value to_value(const std::vector<ReleaseStatus>& all) {
  Value items = Value::list();
  for (const ReleaseStatus& status : all) items.items().push_back(to_value(status));
  return Value::map({{"items", std::move(items)}});
}

void print_statuses(std::ostream& out, const std::vector<ReleaseStatus>& all, Format format, bool all_namespaces) {
  switch (format) {
    case Format::json: out << pretty_json(to_value(all)); break;
    case Format::yaml: out << yaml::emit(to_value(all)); break;
    case Format::name:
      for (const ReleaseStatus& status : all) out << "service/" << printable(status.service) << '\n';
      break;
    case Format::table: out << table_of(all, false, all_namespaces); break;
    case Format::wide: out << table_of(all, true, all_namespaces); break;
  }
}

void draw_status(std::ostream& out, const ReleaseStatus& status, const Style& style) {
  out << style.painted(code::bold, heading(status)) << '\n';
  if (status.orphan) {
    out << "The Service is gone; its balancer is still there and costs money.\n"
           "  fix: kubectl milvus-l7 disable\n";
  }
  if (!status.health.hops.empty()) {
    draw_path(out, status.health, style);
  } else if (!status.orphan) {
    out << "It is not behind a layer 7 balancer; kubectl milvus-l7 enable puts it there.\n";
  }
  if (!status.next_upgrade.empty()) {
    out << "owner: " << printable(status.next_upgrade) << '\n';
  } else if (status.owner != owner::Owner::none) {
    out << "owner: " << full_name(status.owner) << '\n';
  }
  if (!status.drift.empty()) out << "drift: " << printable(status.drift) << '\n';
  for (const Finding& finding : status.findings) print_finding(out, finding);
}

}  // namespace l7::cli
