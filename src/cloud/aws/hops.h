#pragma once

#include <optional>
#include <vector>

#include "cloud/events.h"
#include "entry/entry.h"
#include "model/health.h"
#include "observe/observed.h"

/// The parts of the way through an Application Load Balancer; health.cc puts them together.
namespace l7::aws {

/// Whether a normal event says that the controller has carried everything out.
bool is_success(const Event& event);

/// What the controller complains of last at the Ingress.
std::optional<StandingFailure> ingress_failure(const Observed& observed, const Object& ingress);

/// The binding of this entry's target group to the Milvus port; nullptr where there is none.
const Object* binding_of(const Observed& observed, const Entry& entry);
/// What the controller complains of last at a TargetGroupBinding.
std::optional<StandingFailure> binding_failure(const Observed& observed, const Object& binding);

/// How the targets are.
Hop backend_of(const Observed& observed, const Entry& entry);

}  // namespace l7::aws
