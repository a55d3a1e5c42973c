#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "cloud/cloud.h"
#include "model/plan.h"

/// What every cloud's diagnosis looks at alike.
namespace l7::diagnosis {

/// The object of that kind and name as the plan leaves it; null where there is none then either.
Value planned(const Observed& observed, const Plan& plan, const GroupKind& kind, std::string_view name);

/// The Service of Milvus as the plan leaves it.
Value planned_service(const Observed& observed, const Plan& plan);

/// The entry that a plan uses, as it is and as the plan leaves it.
struct PlannedEntry {
  /// Nothing where the plan makes it.
  const Entry* used;
  /// As the plan leaves it.
  Entry planned;
  /// For findings.
  std::string where;
};
PlannedEntry planned_entry(const Observed& observed, const Plan& plan, const Wishes& wishes, const Cloud& cloud);

/// Milvus itself, and whether a pod stands ready behind the Service.
void look_at_milvus(const Observed& observed, std::vector<Finding>& findings);

/// Other Ingresses, of any class, that serve a host of this one. Those that lead to Milvus are the plan's to find.
void look_for_same_hosts(const Observed& observed, const Entry& entry, std::vector<Finding>& findings);

}  // namespace l7::diagnosis
