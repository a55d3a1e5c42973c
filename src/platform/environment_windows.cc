#include <algorithm>
#include <array>
#include <filesystem>
#include <system_error>

#include "platform/environment.h"

namespace l7::platform {

const char list_separator = ';';

const char* const authority_store = "org.openssl.winstore://";

std::string home_folder() { return environment_variable("USERPROFILE"); }

std::string home_folder_of_kubectl() {
  const std::string home = environment_variable("HOME");
  const std::string profile = environment_variable("USERPROFILE");
  const std::string drive = environment_variable("HOMEDRIVE");
  const std::string path = environment_variable("HOMEPATH");
  const std::string on_drive = drive.empty() || path.empty() ? "" : drive + path;
  std::error_code ignored;
  for (const std::string& folder : {home, on_drive, profile}) {
    if (!folder.empty() && std::filesystem::exists(std::filesystem::path(folder) / ".kube" / "config", ignored)) {
      return folder;
    }
  }
  const std::array<std::string, 3> folders = {home, profile, on_drive};
  const auto there = [&](const std::string& folder) {
    return !folder.empty() && std::filesystem::is_directory(folder, ignored);
  };
  const auto* found = std::find_if(folders.begin(), folders.end(), there);
  if (found == folders.end()) {
    found = std::find_if(folders.begin(), folders.end(), [](const std::string& folder) { return !folder.empty(); });
  }
  return found == folders.end() ? "" : *found;
}

}  // namespace l7::platform
