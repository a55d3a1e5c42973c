#pragma once

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include "cli/options.h"
#include "cloud/cloud.h"

/// The cases of tests/golden/<cloud>/<case>: input.yaml as a chart renders it, options.yaml with flags (without their
/// dashes) if there are any, and expected.txt.
namespace l7::golden {

inline std::vector<std::filesystem::path> folders_of(const Cloud& cloud) {
  std::vector<std::filesystem::path> folders;
  const auto all = std::filesystem::path(SOURCE_DIR) / "tests" / "golden" / cloud.name();
  for (const auto& entry : std::filesystem::directory_iterator(all)) folders.push_back(entry.path());
  std::sort(folders.begin(), folders.end());
  return folders;
}

/// Which Milvus of the chart, and what is wanted of it.
struct Asked {
  Target target;
  Wishes wishes;
};

/// By the options.yaml of the folder, which is a file for --config, and the cloud that the folder is in.
inline Asked asked_in(const std::filesystem::path& folder) {
  Asked asked;
  cli::FlagSet flags(cli::shared_flags(asked.target, asked.wishes), {});
  const std::string cloud = "--cloud=" + folder.parent_path().filename().string();
  const std::string file = "--config=" + (folder / "options.yaml").string();
  std::vector<const char*> arguments = {cloud.c_str()};
  if (std::filesystem::exists(folder / "options.yaml")) arguments.push_back(file.c_str());
  flags.parse(arguments);
  cli::complete(flags, asked.wishes);
  return asked;
}

}  // namespace l7::golden
