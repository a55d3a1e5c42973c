#pragma once

#include <vector>

#include "model/plan.h"

namespace l7::cli {

/// The changes by object, in the order in which the objects first appear. An object that is made or removed stands
/// alone. The pointers live as long as `changes`.
std::vector<std::vector<const Change*>> by_object(const std::vector<Change>& changes);

}  // namespace l7::cli
