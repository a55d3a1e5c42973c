#pragma once

#include <span>

#include "model/finding.h"

/// Findings that do not depend on the cloud.
namespace l7::shared_findings {

extern const FindingKind name_taken;
extern const FindingKind being_deleted;
extern const FindingKind other_cloud;
extern const FindingKind layer4_annotation;
extern const FindingKind stays_internal;
extern const FindingKind access_limit;
extern const FindingKind several_ingresses;
extern const FindingKind shared_entry;
extern const FindingKind shared_entry_named;
extern const FindingKind dns_record;
extern const FindingKind host_taken;
extern const FindingKind no_endpoints;
/// Of what is there, not of a plan: whatever the controller complains of, the plan may mend it. So it stops no run.
extern const FindingKind controller_failure;

std::span<const FindingKind* const> kinds();

}  // namespace l7::shared_findings
