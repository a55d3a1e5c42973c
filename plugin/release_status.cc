#include "release_status.h"

#include <algorithm>
#include <tuple>

#include "cloud/entry_choice.h"
#include "cloud/findings.h"
#include "live/drift.h"
#include "milvus/version.h"
#include "model/error.h"
#include "model/text.h"
#include "owner/ownership.h"

namespace l7::plugin {
namespace {

/// The cloud, or nullptr when nothing tells the cloud.
const Cloud* cloud_of(const live::Snapshot& snapshot, const Observed& observed, const Wishes& wishes) {
  try {
    return &snapshot.cloud(wishes);
  } catch (const UsageError&) {
    throw;
  } catch (const Error&) {
    // The cluster is silent; an Ingress that leads to Milvus has an address or a class that only one cloud gives.
  }
  for (const Cloud* cloud : clouds()) {
    const bool leads = std::any_of(observed.entries.begin(), observed.entries.end(), [&](const Entry& entry) {
      return leads_to(entry, observed.milvus) && cloud->serves(entry);
    });
    if (leads) return cloud;
  }
  return nullptr;
}

std::string version_text(const milvus::Server& server) {
  const auto version = milvus::version_of(server.image);
  if (!version) return "";
  return std::to_string(version->major) + '.' + std::to_string(version->minor) + '.' + std::to_string(version->patch);
}

void tell_drift(const Observed& observed, cli::ReleaseStatus& status) {
  const live::Drifts drifts = live::drift_of(observed);
  const std::string places =
      joined(drifts.places, ", ", [](const live::Drift& one) { return to_string(one.object) + ": " + one.place; });
  if (!places.empty()) status.drift = places + " no longer stands as enable left it; run enable again";
  status.record_broken = !drifts.broken.empty();
  for (const live::BrokenRecord& one : drifts.broken) {
    status.drift += (status.drift.empty() ? "" : "; ") + to_string(one.object) + ": " + one.why;
  }
}

/// What the plan alone is to blame for, where nobody has asked for one yet: the path tells that there is no entry.
bool is_of_plan(const Finding& finding, bool has_entry) {
  return !has_entry && finding.kind->area == Area::certificate;
}

}  // namespace

cli::ReleaseStatus status_of(const live::Snapshot& snapshot, const milvus::Milvus& milvus, const Wishes& wishes) {
  const Observed observed = snapshot.observed_of(milvus, wishes);
  cli::ReleaseStatus status;
  status.name_space = milvus.service.ref.name_space;
  status.service = milvus.service.ref.name;
  status.release = milvus.release();
  status.role = milvus.server.role;
  status.version = version_text(milvus.server);
  tell_drift(observed, status);
  const owner::Ownership ownership = owner::ownership_of(observed);
  status.owner = ownership.owner;
  if (live::is_changed_live(observed)) status.next_upgrade = owner::next_upgrade(ownership);
  if (const Cloud* cloud = cloud_of(snapshot, observed, wishes)) {
    Wishes with_cloud = wishes;
    with_cloud.cloud = cloud->name();
    status.cloud = cloud->name();
    status.health = cloud->health(observed, with_cloud);
    const bool has_entry = entry_for(observed, with_cloud, *cloud).used != nullptr;
    for (const Finding& finding : cloud->diagnose(observed, cloud->plan(observed, with_cloud), with_cloud)) {
      // The path tells what the controller complains of.
      if (finding.kind->severity == Severity::note || finding.kind == &shared_findings::controller_failure) continue;
      if (!is_of_plan(finding, has_entry)) status.findings.push_back(finding);
    }
  }
  return status;
}

std::vector<cli::ReleaseStatus> statuses_of(const live::Snapshot& snapshot, const Wishes& wishes) {
  std::vector<cli::ReleaseStatus> all;
  snapshot.each_candidate([&](const milvus::Milvus& milvus) { all.push_back(status_of(snapshot, milvus, wishes)); });
  for (const ObjectRef& service : snapshot.orphaned_services()) {
    cli::ReleaseStatus status;
    status.name_space = service.name_space;
    status.service = service.name;
    status.orphan = true;
    all.push_back(std::move(status));
  }
  std::sort(all.begin(), all.end(), [](const cli::ReleaseStatus& a, const cli::ReleaseStatus& b) {
    return std::tie(a.name_space, a.service) < std::tie(b.name_space, b.service);
  });
  return all;
}

}  // namespace l7::plugin
