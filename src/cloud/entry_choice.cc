#include "cloud/entry_choice.h"

#include <algorithm>
#include <vector>

#include "cloud/names.h"

namespace l7 {
namespace {

const Entry* called(const std::vector<const Entry*>& among, const std::string& name) {
  const auto found =
      std::find_if(among.begin(), among.end(), [&](const Entry* one) { return one->object.ref.name == name; });
  return found == among.end() ? nullptr : *found;
}

}  // namespace

EntryChoice entry_for(const Observed& observed, const Wishes& wishes, const Cloud& cloud) {
  const milvus::Milvus& milvus = observed.milvus;
  std::vector<const Entry*> ours;
  std::vector<const Entry*> leading;
  std::vector<const Entry*> shared;
  for (const Entry& entry : observed.entries) {
    if (label(entry.object.value, owner_label) == milvus.service.ref.name) {
      if (!cloud.serves(entry)) {
        EntryChoice refused = {&entry, 1};
        refused.of_another_cloud = true;
        return refused;
      }
      ours.push_back(&entry);
    } else if (entry.served && cloud.serves(entry) && leads_to(entry, milvus)) {
      (other_backends(entry, milvus).empty() ? leading : shared).push_back(&entry);
    }
  }
  const std::string name = entry_name(milvus, wishes);
  if (const Entry* one = called(ours, name)) return {one, 1};
  if (!wishes.ingress_name.empty()) {
    EntryChoice choice = {called(leading, name), 1, called(shared, name)};
    choice.shared_is_asked_for = choice.shared != nullptr;
    return choice;
  }
  const std::vector<const Entry*>& candidates = ours.empty() ? leading : ours;
  return {candidates.empty() ? nullptr : candidates.front(), candidates.size(),
          shared.empty() ? nullptr : shared.front()};
}

}  // namespace l7
