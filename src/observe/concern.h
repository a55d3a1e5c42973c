#pragma once

#include <set>
#include <string>

#include "milvus/milvus.h"
#include "model/object.h"

namespace l7 {

/// Whether an object that a view hands over bears on this Milvus: entries, routes and NetworkPolicies by what they
/// select or send traffic to, workloads by what they connect to, entries and the annotations of Services also by
/// `names`. What a cloud asks for always does.
bool concerns(const Object& object, const milvus::Milvus& milvus, const std::set<std::string>& names);

}  // namespace l7
