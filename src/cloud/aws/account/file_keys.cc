// Keys that stand in one of the shared files. The two are not mixed: a session token of one file is none of the keys in
// the other.
#include "cloud/aws/account/sources.h"

namespace l7::aws {
namespace {

Looked keys_in(const Section& section, const std::string& file, const std::string& profile) {
  Keys keys;
  keys.id = setting(section, "aws_access_key_id");
  keys.secret = tls::Cleansed(setting(section, "aws_secret_access_key"));
  keys.session_token = tls::Cleansed(setting(section, "aws_session_token"));
  if (keys.id.empty() && keys.secret.view().empty()) return {{}, file + " has no keys for profile " + profile};
  return {usable(std::move(keys), file + ", profile " + profile), {}};
}

}  // namespace

Looked from_credentials_file(const Surroundings& around) {
  const Profiles& profiles = around.profiles;
  return keys_in(profiles.in_credentials(around.profile), profiles.credentials_file(), around.profile);
}

Looked from_config_file(const Surroundings& around) {
  const Profiles& profiles = around.profiles;
  return keys_in(profiles.in_config(around.profile), profiles.config_file(), around.profile);
}

}  // namespace l7::aws
