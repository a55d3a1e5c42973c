#pragma once

#include <string>
#include <vector>

#include "cloud/aws/account/ini.h"

namespace l7::aws {

/// The shared files of AWS' programs: AWS_CONFIG_FILE or ~/.aws/config, where a profile is `[profile NAME]` or
/// `[default]`, and AWS_SHARED_CREDENTIALS_FILE or ~/.aws/credentials, where it is `[NAME]`.
class Profiles {
 public:
  /// A file that is not there is empty. Throws Error for one that cannot be read or understood.
  static Profiles load();

  bool has(const std::string& name) const;
  std::vector<std::string> names() const;

  /// A profile in one of the files, or in both; what the credentials file says counts more. Empty for none.
  Section in_credentials(const std::string& name) const;
  Section in_config(const std::string& name) const;
  Section merged(const std::string& name) const;

  const std::string& config_file() const { return config_file_; }
  const std::string& credentials_file() const { return credentials_file_; }

 private:
  std::string config_file_;
  std::string credentials_file_;
  Sections config_;
  Sections credentials_;
};

/// A setting, or "".
std::string setting(const Section& section, const std::string& key);

/// The profile that the environment names (AWS_PROFILE, or AWS_DEFAULT_PROFILE), or "".
std::string profile_from_environment();

}  // namespace l7::aws
