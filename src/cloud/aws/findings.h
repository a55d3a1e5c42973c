#pragma once

#include <span>

#include "model/finding.h"

/// What can be found on AWS. An error of these stands against a plan, or will keep the balancer from working.
namespace l7::aws {

extern const FindingKind no_certificate;
extern const FindingKind certificate_by_host;
extern const FindingKind certificate_by_controller;
extern const FindingKind certificate_twice;
extern const FindingKind cidrs_ignored;
extern const FindingKind ranges_kept;
extern const FindingKind service_annotation;
extern const FindingKind tls_unknown;
extern const FindingKind kept_in_place;
extern const FindingKind controller_missing;
extern const FindingKind controller_not_ready;
extern const FindingKind class_missing;
extern const FindingKind params_missing;
extern const FindingKind params_override;
extern const FindingKind params_target_type;
extern const FindingKind target_type;
extern const FindingKind arn_region_differs;
extern const FindingKind deletion_protected;
extern const FindingKind certificate_missing;
extern const FindingKind group_conflict;
extern const FindingKind group_shares;
extern const FindingKind group_catch_all;
extern const FindingKind group_unseen;
extern const FindingKind readiness_gate;
extern const FindingKind single_subnet;
extern const FindingKind subnets_by_tag;
extern const FindingKind not_grpc;
extern const FindingKind idle_timeout_short;
extern const FindingKind health_check_own;
extern const FindingKind ssl_policy_unset;

std::span<const FindingKind* const> finding_kinds();

}  // namespace l7::aws
