#include "carry_out.h"

#include "interrupt.h"
#include "kube/client.h"

namespace l7::plugin {

void run_and_report(const LiveFlags& flags, cli::Format format, const Result& result, Reporter& reporter,
                    const std::function<void()>& run) {
  catch_interrupts();
  reporter.print_objects(format, flags.is_dry_run());
  try {
    run();
  } catch (const live::Stopped&) {
    reporter.print_stopped();
    throw;
  } catch (const kube::Interruption& interruption) {
    reporter.print_stopped(interruption.maybe_done);
    throw;
  }
  print_report(format, result);
}

Outcome carry_out(const LiveFlags& flags, cli::Format format, const Result& result, Reporter& reporter,
                  const std::function<void()>& run) {
  if (flags.sends_nothing()) {
    print_planned(format, result);
    return Outcome::planned;
  }
  if (!agreed(flags)) return Outcome::declined;
  run_and_report(flags, format, result, reporter, run);
  return Outcome::done;
}

}  // namespace l7::plugin
