#pragma once

#include <span>
#include <vector>

#include "kube/api.h"
#include "live/snapshot.h"
#include "live/write.h"
#include "model/finding.h"
#include "model/plan.h"

namespace l7::live {

/// What only the API server can say about a plan: whether the user may carry it out, and whether it would be accepted,
/// admission webhooks included (a dry run of the server, which keeps nothing), in one round. Also what could not be
/// read, since that may hide anything. `recording` is that of the run, and `watched` are the lists that it will watch.
/// Throws kube::ApiError when the API server cannot be asked at all.
std::vector<Finding> preflight(kube::Api& api, const Observed& observed, const Plan& plan, Recording recording,
                               const std::vector<kube::Read>& watched);

/// Findings of live runs, for listings and documentation.
std::span<const FindingKind* const> finding_kinds();

}  // namespace l7::live
