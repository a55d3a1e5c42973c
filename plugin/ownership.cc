#include "ownership.h"

#include <algorithm>
#include <ostream>

#include "cli/printable.h"
#include "owner/ownership.h"

namespace l7::plugin {
namespace {

/// As it is after the plan: what it sets in objects that are Helm's is held by us then.
owner::Ownership ownership_after(const Plan& plan, const Observed& observed) {
  owner::Ownership ownership = owner::ownership_of(observed);
  const auto helms = observed.milvus.objects();
  for (const Change& change : plan.changes) {
    const bool is_helms =
        std::any_of(helms.begin(), helms.end(), [&](const Object* object) { return object->ref == change.object; });
    if (!change.after || !is_helms) continue;
    owner::add_held_field(ownership, change.path);
  }
  return ownership;
}

}  // namespace

void warn_before_changes(std::ostream& out, const Observed& observed) {
  const owner::Ownership ownership = owner::ownership_of(observed);
  if (owner::puts_back(ownership)) out << "warning: " << cli::printable(owner::next_upgrade(ownership)) << '\n';
}

void tell_how_to_keep(std::ostream& out, const Observed& observed, const Plan& plan, const Cloud& cloud,
                      const std::vector<std::string>& flags) {
  const owner::Ownership ownership = ownership_after(plan, observed);
  if (ownership.owner == owner::Owner::none) return;
  out << "note: " << cli::printable(owner::next_upgrade(ownership)) << '\n';
  const std::string command = owner::upgrade_command(ownership, cloud.name(), flags);
  if (!command.empty()) out << "  to make it permanent: " << cli::printable(command) << '\n';
}

void tell_how_to_leave(std::ostream& out, const Observed& observed) {
  const owner::Ownership ownership = owner::ownership_of(observed);
  const std::string command = owner::plain_upgrade_command(ownership);
  if (!command.empty()) out << "  to take it away: " << cli::printable(command) << '\n';
}

}  // namespace l7::plugin
