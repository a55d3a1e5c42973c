#pragma once

#include <string>
#include <vector>

#include "entry/entry.h"
#include "model/finding.h"
#include "observe/observed.h"

/// Parts of this cloud's diagnosis. `planned` is the entry as the plan leaves it, `at` its place for findings.
namespace l7::aws {

/// What the IngressClassParams of a class decide for every Ingress, where they can be read. `node_ports`: whether the
/// Service has any when the plan is carried out.
void look_at_parameters(const Observed& observed, const Entry& planned, const Object& ingress_class, bool node_ports,
                        const std::string& at, std::vector<Finding>& findings);

/// The other Ingresses of its group, in all namespaces.
void look_at_group(const Observed& observed, const Entry& planned, const std::string& at,
                   std::vector<Finding>& findings);

}  // namespace l7::aws
