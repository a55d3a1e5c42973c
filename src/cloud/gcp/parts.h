#pragma once

#include <span>
#include <string>
#include <vector>

#include "cloud/cloud.h"
#include "cloud/planner.h"
#include "milvus/observed.h"
#include "model/health.h"

/// The parts of the GKE cloud; gcp.cc puts them together and tells the platform's quirks.
namespace l7::gcp {

/// Cloud::check.
void check(const Options& options);

/// Whether a Google-managed certificate takes the domain.
bool may_be_managed(const std::string& domain);

/// Whether the Ingress is for GKE's controller.
bool is_gce(const Value& ingress);

/// Cloud::served_secrets.
ServedSecrets served_secrets(const Value& ingress);

/// The BackendConfig in force for the Milvus port, in the controller's order: by name, by number, the default; or "".
std::string backend_config_in_force(const milvus::Observed& observed);

void plan_service(Planner& plan);
void plan_certificate(Planner& plan);
void plan_ingress(Planner& plan);

/// `plan` is the one for these objects and options: what it finds, or sets right without a word, is not told again.
std::vector<Finding> diagnose(const milvus::Observed& observed, const Plan& plan, const Options& options);

Health health(const milvus::Observed& observed, const Options& options);

}  // namespace l7::gcp
