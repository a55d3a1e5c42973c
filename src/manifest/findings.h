#pragma once

#include <span>

#include "model/finding.h"

namespace l7::manifest {

extern const FindingKind unreadable_document;
extern const FindingKind not_recognised;

std::span<const FindingKind* const> finding_kinds();

}  // namespace l7::manifest
