#pragma once

#include <chrono>
#include <span>
#include <vector>

#include "cloud/cloud.h"
#include "cloud/planner.h"
#include "model/health.h"
#include "observe/observed.h"

/// The parts of this cloud beside its plan; plan.cc tells the platform's quirks.
namespace l7::aws {

const Cloud& cloud();

/// Cloud::internal_layer4, Cloud::internal_by_default and Cloud::layer4_limit.
std::string internal_layer4(const Value& service);
std::string internal_by_default(const Value& service);
std::string layer4_limit(const Value& service);

/// The annotations that every Ingress for Milvus needs, ours or not. `there` is the Ingress as it is.
Value required_annotations(const Planner& plan, const Value& there);

/// `plan` is the one for these objects and options: what it finds, or sets right without a word, is not told again.
std::vector<Finding> diagnose(const Observed& observed, const Plan& plan, const Wishes& wishes);

Health health(const Observed& observed, const Wishes& wishes);

/// Cloud::verdict_on.
Verdict verdict_on(const CertificateFacts& facts, std::chrono::sys_seconds now);

/// Cloud::answer_hints.
std::span<const AnswerHint> answer_hints();

}  // namespace l7::aws
