#pragma once

#include <span>
#include <string>
#include <vector>

#include "cloud/cloud.h"
#include "cloud/planner.h"
#include "model/health.h"
#include "observe/observed.h"

/// The parts of this cloud; plan.cc puts them together and tells the platform's quirks.
namespace l7::gcp {

const Cloud& cloud();

/// Cloud::serves.
bool is_gce(const Entry& entry);

/// Cloud::internal_layer4.
std::string internal_layer4(const Value& service);

/// Cloud::served_secrets.
ServedSecrets served_secrets(const Entry& entry);

/// The BackendConfig in force for the Milvus port, in the controller's order: by name, by number, the default; or "".
std::string backend_config_in_force(const Observed& observed);

void plan_service(Planner& plan);
void plan_certificate(Planner& plan);
void plan_ingress(Planner& plan);

/// `plan` is the one for these objects and options: what it finds, or sets right without a word, is not told again.
std::vector<Finding> diagnose(const Observed& observed, const Plan& plan, const Wishes& wishes);

Health health(const Observed& observed, const Wishes& wishes);

/// Cloud::verdict_on.
Verdict verdict_on(const CertificateFacts& facts);

/// Cloud::answer_hints.
std::span<const AnswerHint> answer_hints();

}  // namespace l7::gcp
