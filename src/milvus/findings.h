#pragma once

#include <span>

#include "model/finding.h"

namespace l7::milvus {

extern const FindingKind mutual_tls;
extern const FindingKind tls_variable;
extern const FindingKind http_port_variable;
extern const FindingKind config_not_seen;
extern const FindingKind settings_in_secret;
extern const FindingKind no_user_yaml;
extern const FindingKind environment_unknown;
extern const FindingKind settings_apart;
extern const FindingKind immutable_config;
extern const FindingKind immutable_config_in_stream;
extern const FindingKind not_restarted;
extern const FindingKind paused;
extern const FindingKind paused_in_stream;
extern const FindingKind operator_owned;
extern const FindingKind public_key;
extern const FindingKind plaintext_client;
extern const FindingKind plaintext_probe;
extern const FindingKind plaintext_entry;
extern const FindingKind shared_settings;
extern const FindingKind restart_is_outage;
extern const FindingKind rest_moves;
extern const FindingKind shared_port;
extern const FindingKind rest_gone;
extern const FindingKind other_entry;
extern const FindingKind metrics_exposed;

/// All of the above, for listings and documentation.
std::span<const FindingKind* const> finding_kinds();

}  // namespace l7::milvus
