#pragma once

#include <vector>

#include "cloud/planner.h"
#include "milvus/observed.h"
#include "model/health.h"

/// The parts of the AWS cloud beside its plan; aws.cc tells the platform's quirks.
namespace l7::aws {

/// `plan` is the one for these objects and options: what it finds, or sets right without a word, is not told again.
std::vector<Finding> diagnose(const milvus::Observed& observed, const Plan& plan, const Options& options);

Health health(const milvus::Observed& observed, const Options& options);

}  // namespace l7::aws
