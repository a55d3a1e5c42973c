#pragma once

#include <span>

#include "model/finding.h"

/// What can be found on GKE. An error of these stands against a plan, or will keep the balancer from working.
namespace l7::gcp {

extern const FindingKind unnamed_port;
extern const FindingKind tls_secret_unseen;
extern const FindingKind backend_config_replaced;
extern const FindingKind backend_config_shared;
extern const FindingKind http_challenge;
extern const FindingKind network_policy;
extern const FindingKind kept_in_place;
extern const FindingKind crd_missing;
extern const FindingKind shadowing_annotation;
extern const FindingKind protocol_port;
extern const FindingKind plaintext_backend;
extern const FindingKind tls_secret_missing;
extern const FindingKind tls_secret_type_wrong;
extern const FindingKind tls_secret_keys;
extern const FindingKind default_class;
extern const FindingKind class_name_ignored;
extern const FindingKind no_class;
extern const FindingKind plaintext_allowed;
extern const FindingKind two_static_ips;
extern const FindingKind short_timeout;
extern const FindingKind health_check;
extern const FindingKind managed_domain;
extern const FindingKind managed_internal;
extern const FindingKind managed_host;
extern const FindingKind managed_missing;
extern const FindingKind proxy_subnet;
extern const FindingKind source_ranges;

std::span<const FindingKind* const> finding_kinds();

}  // namespace l7::gcp
