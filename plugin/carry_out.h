#pragma once

#include <functional>

#include "cli/release_status.h"
#include "live_flags.h"
#include "output.h"
#include "reporter.h"

namespace l7::plugin {

/// What became of a plan.
enum class Outcome {
  planned,   ///< a dry run of the client: it was printed
  declined,  ///< the user does not want it
  done,
};

/// Runs it and prints the report. When `run` ends early, what was done by then is told, and what it threw is passed on.
void run_and_report(const LiveFlags& flags, cli::Format format, const Result& result, Reporter& reporter,
                    const std::function<void()>& run);

/// Carries out a plan that has been shown, as the flags want it: prints what would be done, or asks and runs it as
/// run_and_report() does.
Outcome carry_out(const LiveFlags& flags, cli::Format format, const Result& result, Reporter& reporter,
                  const std::function<void()>& run);

}  // namespace l7::plugin
