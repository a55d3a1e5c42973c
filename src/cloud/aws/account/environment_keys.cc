#include "cloud/aws/account/environment.h"
#include "cloud/aws/account/sources.h"

namespace l7::aws {

LookupResult from_environment(const LookupContext& context) {
  if (context.profile_by_flag) return {{}, "not looked at, because --profile was given"};
  Keys keys;
  keys.id = variable("AWS_ACCESS_KEY_ID");
  if (keys.id.empty()) return {{}, "AWS_ACCESS_KEY_ID is not set"};
  keys.secret = tls::Cleansed(variable("AWS_SECRET_ACCESS_KEY"));
  keys.session_token = tls::Cleansed(variable("AWS_SESSION_TOKEN"));
  return {usable(std::move(keys), "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY"), {}};
}

}  // namespace l7::aws
