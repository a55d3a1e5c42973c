#include "ownership.h"

#include <algorithm>
#include <ostream>

#include "milvus/ownership.h"

namespace l7::plugin {
namespace {

/// As it is after the plan: what it sets in objects that are Helm's is held by us then.
milvus::Ownership ownership_after(const Plan& plan, const milvus::Observed& observed) {
  milvus::Ownership ownership = milvus::ownership_of(observed);
  const ObjectRef helms[] = {observed.milvus.service.ref, observed.config.config_map.ref,
                             observed.milvus.server.workload.ref};
  for (const Change& change : plan.changes) {
    if (!change.after || std::find(std::begin(helms), std::end(helms), change.object) == std::end(helms)) continue;
    milvus::add_held_field(ownership, change.path);
  }
  return ownership;
}

}  // namespace

void warn_before_changes(std::ostream& out, const milvus::Observed& observed) {
  const milvus::Ownership ownership = milvus::ownership_of(observed);
  if (milvus::puts_back(ownership)) out << "warning: " << milvus::next_upgrade(ownership) << '\n';
}

void tell_how_to_keep(std::ostream& out, const milvus::Observed& observed, const Plan& plan, const Cloud& cloud,
                      const std::vector<std::string>& flags) {
  const milvus::Ownership ownership = ownership_after(plan, observed);
  if (ownership.owner == milvus::Owner::none) return;
  out << "note: " << milvus::next_upgrade(ownership) << '\n';
  const std::string command = milvus::upgrade_command(ownership, cloud.name(), flags);
  if (!command.empty()) out << "  to make it permanent: " << command << '\n';
}

void tell_how_to_leave(std::ostream& out, const milvus::Observed& observed) {
  const milvus::Ownership ownership = milvus::ownership_of(observed);
  const std::string command = milvus::plain_upgrade_command(ownership);
  if (!command.empty()) out << "  to take it away: " << command << '\n';
}

}  // namespace l7::plugin
