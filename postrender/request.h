#pragma once

#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "cli/parsed.h"
#include "model/error.h"
#include "model/target.h"
#include "model/wishes.h"

namespace l7 {

/// What the post-renderer is told.
struct PostRenderRequest {
  /// Empty for the only Milvus there is.
  std::vector<Target> targets;
  Wishes wishes;
  /// Where the report goes; empty for none.
  std::string report_file;
  bool require_milvus = false;
  /// What a finding has to be for nothing to be written: "error", or "warning" for both.
  std::string fail_on = "error";
  bool quiet = false;
  bool diff = false;
  std::string color = "auto";
};

struct VersionRequest {};

/// A command line that cannot be meant, and what of it the report needs.
struct WrongUsage {
  UsageError error;
  std::string cloud;
  std::string report_file;
};

using PostRenderCommand = std::variant<PostRenderRequest, cli::Instead, VersionRequest, WrongUsage>;

/// Reads the arguments, the MILVUS_L7_* variables and the file that --config names, and nothing else.
PostRenderCommand parse_post_render(std::span<const char* const> arguments);

}  // namespace l7
