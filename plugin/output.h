#pragma once

#include <string>
#include <vector>

#include "cli/flags.h"
#include "cli/release_status.h"
#include "cloud/cloud.h"
#include "model/plan.h"
#include "reporter.h"

namespace l7::plugin {

/// -o of every verb that prints results.
cli::Flag output_flag(std::string& output);

struct Result {
  std::string_view cloud;
  const milvus::Milvus* milvus;
  const Plan* plan;
};
/// The report of -o json and yaml; nothing for the other formats, which have printed each object.
void print_report(cli::Format format, const Result& result);

/// What carrying the plan out would do, a line for each object; or the report.
void print_planned(cli::Format format, const Result& result);

}  // namespace l7::plugin
