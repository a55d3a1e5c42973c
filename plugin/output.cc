#include "output.h"

#include <algorithm>
#include <iostream>

#include "cli/report.h"
#include "yaml/edit.h"

namespace l7::plugin {
namespace {

std::vector<cli::Candidate> formats() { return cli::candidates(cli::format_names()); }

}  // namespace

cli::Flag output_flag(std::string& output) {
  return {"output", "FORMAT", "Output", "table, wide, json, yaml or name", &output, nullptr, 'o', formats};
}

void print_report(cli::Format format, const Result& result) {
  if (format != cli::Format::json && format != cli::Format::yaml) return;
  cli::Report report;
  report.cloud = result.cloud;
  if (result.milvus) report.milvus = {*result.milvus};
  report.result = result.plan->changes.empty() ? cli::Result::unchanged : cli::Result::changed;
  report.changes = result.plan->changes;
  report.findings = result.plan->findings;
  std::cout << (format == cli::Format::json ? cli::to_json(report) : yaml::emit(cli::to_value(report)));
}

void print_planned(cli::Format format, const Result& result) {
  print_report(format, result);
  if (format == cli::Format::json || format == cli::Format::yaml) return;
  std::vector<ObjectRef> printed;
  for (const Change& change : result.plan->changes) {
    if (std::find(printed.begin(), printed.end(), change.object) != printed.end()) continue;
    printed.push_back(change.object);
    const char* what = change.creates() ? "created" : change.deletes() ? "deleted" : "changed";
    std::cout << line_of({change.object, what}, format, true) << '\n';
  }
}

}  // namespace l7::plugin
