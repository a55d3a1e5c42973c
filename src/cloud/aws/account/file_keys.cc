// Keys that stand in one of the shared files. The two are not mixed: a session token of one file is none of the keys in
// the other.
#include "cloud/aws/account/sources.h"

namespace l7::aws {
namespace {

LookupResult keys_in(const Section& section, const std::string& file, const std::string& profile) {
  Keys keys;
  keys.id = setting(section, "aws_access_key_id");
  keys.secret = tls::Cleansed(setting(section, "aws_secret_access_key"));
  keys.session_token = tls::Cleansed(setting(section, "aws_session_token"));
  if (keys.id.empty() && keys.secret.view().empty()) return {{}, file + " has no keys for profile " + profile};
  return {usable(std::move(keys), file + ", profile " + profile), {}};
}

}  // namespace

LookupResult from_credentials_file(const LookupContext& context) {
  const Profiles& profiles = context.profiles;
  return keys_in(profiles.in_credentials(context.profile), profiles.credentials_file(), context.profile);
}

LookupResult from_config_file(const LookupContext& context) {
  const Profiles& profiles = context.profiles;
  return keys_in(profiles.in_config(context.profile), profiles.config_file(), context.profile);
}

}  // namespace l7::aws
