#pragma once

#include <vector>

#include "model/finding.h"

namespace l7::plugin {

/// Everything that either program can find.
std::vector<const FindingKind*> finding_kinds();

}  // namespace l7::plugin
