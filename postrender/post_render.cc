#include "post_render.h"

#include <CLI/CLI.hpp>
#include <iostream>
#include <new>
#include <sstream>

#include "cli/colour.h"
#include "cli/flags.h"
#include "cli/help.h"
#include "cli/names.h"
#include "cli/options.h"
#include "cli/present.h"
#include "cli/report.h"
#include "cli/version.h"
#include "cli/write_file.h"
#include "manifest/observe.h"
#include "manifest/rewrite.h"
#include "provider/provider.h"
#include "standard_streams.h"

namespace l7 {
namespace {

constexpr std::string_view output_flags = "Output";
constexpr cli::Rule file_name = {cli::is_plain_text, "a file name", "name the file that is to be written"};

/// What the post-renderer alone is told, beside the options.
struct Settings {
  std::string report_file;
  bool require_milvus = false;
  bool quiet = false;
  bool diff = false;
  std::string color = "auto";
  bool version = false;
  bool help = false;
};

std::vector<cli::Flag> own_flags(Settings& settings) {
  return {
      {"report-file", "FILE", output_flags, "write changes, findings and failures to FILE as JSON", &settings.report_file,
       &file_name},
      {"require-milvus", "", output_flags, "fail when there is no Milvus, instead of passing the stream on",
       &settings.require_milvus},
      {"quiet", "", output_flags, "no warnings and notes on stderr", &settings.quiet},
      {"diff", "", output_flags, "print what would change and why, and not the manifests", &settings.diff},
      {"color", "WHEN", output_flags, "colour --diff: auto, always or never", &settings.color, &cli::colour_choice},
      {"version", "", output_flags, "print the version", &settings.version},
      {"help", "", output_flags, "print this", &settings.help, nullptr, 'h'},
  };
}

std::string usage(std::string_view program, const cli::FlagSet& flags) {
  const std::string name(program);
  return "Usage: " + name + " --cloud gcp|aws [flags] < manifests > manifests\n\n"
         "Puts the Milvus in a stream of manifests behind the cloud's layer 7 load balancer; all else keeps its bytes.\n\n"
         "Helm 3: helm upgrade --install demo milvus/milvus --post-renderer /path/to/milvus-l7-postrender \\\n"
         "          --post-renderer-args=--cloud=gcp\n"
         "Helm 4: helm upgrade --install demo milvus/milvus --post-renderer milvus-l7 \\\n"
         "          --post-renderer-args=--cloud=gcp\n" +
         cli::help_text(flags.flags()) +
         "\nThe flags above Output may also be set in the environment (--tls-secret as MILVUS_L7_TLS_SECRET) or in the file\n"
         "that --config names (tls-secret: NAME). An argument wins over the environment, and that over the file.\n";
}

class PostRenderer {
 public:
  PostRenderer(std::string_view program, std::span<const char* const> arguments)
      : program_(program), arguments_(arguments), flags_(cli::shared_flags(options_), own_flags(settings_)) {}

  int run() {
    try {
      return guarded();
    } catch (const UsageError& error) {
      return fail(error, 2);
    } catch (const Error& error) {
      return fail(error, 1);
    } catch (const std::bad_alloc&) {
      return fail(Error("out of memory", "", ""), 1);
    } catch (const std::exception& error) {
      return fail(Error(error.what(), "", "this is a defect: please report it with the manifests that show it"), 1);
    }
  }

 private:
  int guarded() {
    CLI::App command;
    flags_.declare(command);
    try {
      cli::parse(command, arguments_);
    } catch (const UsageError&) {
      settings_.report_file = flags_.argument("report-file");
      throw;
    }
    ...
  }
};

}  // namespace
}  // namespace l7
