#include "interrupt.h"

#include <csignal>
#include <initializer_list>

namespace l7::plugin {
namespace {

volatile std::sig_atomic_t caught = 0;

void note(int signal) {
  caught = 1;
  std::signal(signal, SIG_DFL);
}

}  // namespace

void catch_interrupts() {
  for (const int signal : {SIGINT, SIGTERM}) std::signal(signal, note);
}

bool interrupted() { return caught != 0; }

}  // namespace l7::plugin
