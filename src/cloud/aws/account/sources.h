#pragma once

#include <optional>
#include <string>

#include "cloud/aws/account/keys.h"
#include "cloud/aws/account/profiles.h"
#include "cloud/aws/account/server.h"

/// The places where AWS' programs look for credentials, one file each. Source: the AWS SDKs and Tools Reference Guide,
/// "Standardized credential providers", and botocore's credentials.py where that leaves something open.
namespace l7::aws {

/// What all places share.
struct LookupContext {
  Profiles profiles;
  /// The profile that counts; "default" when nobody named one.
  std::string profile = "default";
  /// Whether a flag named it: then the environment does not count.
  bool profile_by_flag = false;
  /// For STS; may be empty.
  std::string region;
  Observer observer;
};

/// The flag, or else AWS_PROFILE, or else "default". Throws Error for a profile that was named and is not there.
LookupContext lookup_context(const std::string& profile_flag, Observer observer);

/// What was found in one place.
struct LookupResult {
  std::optional<Keys> keys{};
  /// Why there is nothing: "AWS_ACCESS_KEY_ID is not set".
  std::string why_not{};
};

// Each throws Error when the place is set up and fails, since the user wants these credentials and no others.

/// AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN.
LookupResult from_environment(const LookupContext& context);
/// role_arn with source_profile or credential_source: STS AssumeRole.
LookupResult from_assumed_role(const LookupContext& context);
/// AWS_WEB_IDENTITY_TOKEN_FILE and AWS_ROLE_ARN, as EKS sets them in pods, or the same in the profile: STS
/// AssumeRoleWithWebIdentity.
LookupResult from_web_identity(const LookupContext& context);
/// Profiles that sign in (sso, login, MFA): AWS' command line interface is asked.
LookupResult from_command_line_interface(const LookupContext& context);
/// Keys in the credentials file.
LookupResult from_credentials_file(const LookupContext& context);
/// credential_process of the profile.
LookupResult from_process(const LookupContext& context);
/// Keys in the config file.
LookupResult from_config_file(const LookupContext& context);
/// AWS_CONTAINER_CREDENTIALS_RELATIVE_URI (ECS) or _FULL_URI (EKS Pod Identity).
LookupResult from_container(const LookupContext& context);
/// The role of an EC2 instance: its metadata service, version 2.
LookupResult from_instance_metadata(const LookupContext& context);

/// Whether only AWS' command line interface can sign in with this profile, and how: "IAM Identity Center", "" for not.
std::string sign_in_of(const Section& profile);

/// The first credentials, looking in that order. Throws Error that says where was looked when there are none.
Keys find_keys(const LookupContext& context);
/// Those of the profile alone.
Keys keys_of_profile(const LookupContext& context);

}  // namespace l7::aws
