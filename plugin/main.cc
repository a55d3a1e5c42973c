#include <iostream>

#include "cli/visible_stream.h"
#include "platform/core_files.h"
#include "platform/standard_streams.h"
#include "program.h"

int main(int argc, char** argv) {
  l7::platform::switch_off_core_files();
  l7::platform::prepare_standard_streams();
  const l7::cli::VisibleStream out(std::cout), err(std::cerr);
  const std::span<const char* const> words(argv, static_cast<std::size_t>(argc));
  return l7::plugin::run_program(words.subspan(words.empty() ? 0 : 1));
}
