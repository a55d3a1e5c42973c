#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "milvus/observed.h"
#include "model/plan.h"

/// What every cloud's diagnosis looks at alike.
namespace l7::diagnosis {

/// The object of that kind and name as the plan leaves it; null where there is none then either.
Value planned(const milvus::Observed& observed, const Plan& plan, std::string_view kind, std::string_view name);

/// Milvus itself, and whether a pod stands ready behind the Service.
void look_at_milvus(const milvus::Observed& observed, std::vector<Finding>& findings);

/// Other Ingresses, of any class, that serve a host of this one. Those that lead to Milvus are the plan's to find.
void look_for_same_hosts(const milvus::Observed& observed, const Value& ingress, std::vector<Finding>& findings);

}  // namespace l7::diagnosis
