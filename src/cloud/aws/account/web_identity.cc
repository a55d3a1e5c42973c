#include "cloud/aws/account/environment.h"
#include "cloud/aws/account/sources.h"
#include "cloud/aws/account/sts.h"
#include "kube/file.h"
#include "kube/token_file.h"
#include "model/error.h"

namespace l7::aws {
namespace {

/// A setting of the environment, which counts unless a flag names the profile, or else of the profile.
std::string either(const LookupContext& context, const char* name, const char* key) {
  const std::string value = context.profile_by_flag ? "" : variable(name);
  return value.empty() ? setting(context.profiles.merged(context.profile), key) : value;
}

std::string token_in(const std::string& file) {
  try {
    return kube::read_token(with_home(file));
  } catch (const Error& error) {
    throw Error("the web identity token cannot be had: " + std::string(error.what()), file,
                "in a pod, see whether its service account is set up for IAM: kubectl describe pod shows the volume");
  }
}

}  // namespace

LookupResult from_web_identity(const LookupContext& context) {
  const std::string file = either(context, "AWS_WEB_IDENTITY_TOKEN_FILE", "web_identity_token_file");
  if (file.empty()) return {{}, "AWS_WEB_IDENTITY_TOKEN_FILE is not set"};
  const std::string role = either(context, "AWS_ROLE_ARN", "role_arn");
  if (role.empty()) {
    throw Error("there is a web identity token and no role for it", "AWS_ROLE_ARN, or role_arn in the profile",
                "set it to the ARN of the role that trusts the service account");
  }
  return {assume(context, "AssumeRoleWithWebIdentity",
                 {{"RoleArn", role},
                  {"RoleSessionName", session_name(either(context, "AWS_ROLE_SESSION_NAME", "role_session_name"))},
                  {"WebIdentityToken", token_in(file)}},
                 nullptr),
          {}};
}

}  // namespace l7::aws
