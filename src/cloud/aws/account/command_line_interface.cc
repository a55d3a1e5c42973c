// Browsers, devices and caches are the business of AWS' command line interface, which hands out what it has got.
#include "cloud/aws/account/process_keys.h"
#include "cloud/aws/account/sources.h"
#include "model/error.h"
#include "platform/process.h"

namespace l7::aws {

std::string sign_in_of(const Section& profile) {
  if (!setting(profile, "sso_session").empty() || !setting(profile, "sso_start_url").empty()) {
    return "IAM Identity Center (aws sso login)";
  }
  if (!setting(profile, "login_session").empty()) return "aws login";
  if (!setting(profile, "role_arn").empty() && !setting(profile, "mfa_serial").empty()) return "a second factor (MFA)";
  return "";
}

LookupResult from_command_line_interface(const LookupContext& context) {
  const std::string how = sign_in_of(context.profiles.merged(context.profile));
  if (how.empty()) return {};
  const std::string place = "profile " + context.profile;
  if (platform::find_program("aws").empty()) {
    throw Error("the AWS profile signs in with " + how + ", which takes the AWS CLI, and there is no aws on PATH",
                place, "install version 2 of it, or give credentials in another way: --profile, AWS_ACCESS_KEY_ID");
  }
  return {
      keys_of_program({"aws", "configure", "export-credentials", "--format", "process", "--profile", context.profile},
                      "aws configure export-credentials, " + place,
                      "log in: aws sso login --profile " + context.profile + ", or aws login"),
      {}};
}

}  // namespace l7::aws
