#include "cloud/aws/account/environment.h"
#include "cloud/aws/account/sources.h"
#include "cloud/aws/account/sts.h"
#include "model/error.h"

namespace l7::aws {
namespace {

/// AWS allows longer chains; one that is longer than this goes in a circle.
constexpr int longest_chain = 10;

Keys assume_role_of(const LookupContext& context, int depth);

Error in_profile(const LookupContext& context, const std::string& what, const std::string& fix) {
  return Error(what, "profile " + context.profile + " in " + context.profiles.config_file(), fix);
}

bool is_assumed(const Section& profile) {
  return !setting(profile, "role_arn").empty() && setting(profile, "web_identity_token_file").empty() &&
         sign_in_of(profile).empty();
}

/// The keys of the profile that a role is assumed with. One that names itself means the keys it has beside the role.
Keys source_keys(const LookupContext& context, const std::string& source, int depth) {
  if (!context.profiles.has(source)) {
    throw in_profile(context, "source_profile names a profile that is not there: " + source, "correct source_profile");
  }
  LookupContext other = context;
  other.profile = source;
  if (source == context.profile) {
    for (auto* look : {from_credentials_file, from_config_file}) {
      if (LookupResult found = look(other); found.keys) return *std::move(found.keys);
    }
    throw in_profile(context, "the profile is its own source_profile and has no keys", "name another source_profile");
  }
  return is_assumed(context.profiles.merged(source)) ? assume_role_of(other, depth + 1) : keys_of_profile(other);
}

Keys keys_by_source(const LookupContext& context, const std::string& source) {
  LookupContext other = context;
  other.profile_by_flag = false;
  const auto taken = [&](LookupResult found) {
    if (found.keys) return *std::move(found.keys);
    throw in_profile(context, "credential_source " + source + " has no credentials: " + found.why_not,
                     "correct credential_source, or set the environment up for it");
  };
  if (source == "Environment") return taken(from_environment(other));
  if (source == "EcsContainer") return taken(from_container(other));
  if (source == "Ec2InstanceMetadata") return taken(from_instance_metadata(other));
  throw in_profile(context, "there is no credential_source " + source,
                   "say Environment, EcsContainer or Ec2InstanceMetadata");
}

Keys assume_role_of(const LookupContext& context, int depth) {
  if (depth > longest_chain) throw in_profile(context, "source_profile leads in a circle", "correct source_profile");
  const Section profile = context.profiles.merged(context.profile);
  const std::string source_profile = setting(profile, "source_profile");
  const std::string source = setting(profile, "credential_source");
  if (source_profile.empty() == source.empty()) {
    throw in_profile(
        context,
        "the role has " + std::string(source.empty() ? "neither" : "both") + " source_profile and credential_source",
        "give one of them");
  }
  const Keys keys = source.empty() ? source_keys(context, source_profile, depth) : keys_by_source(context, source);
  std::vector<std::pair<std::string, std::string>> parameters = {
      {"RoleArn", setting(profile, "role_arn")},
      {"RoleSessionName", session_name(setting(profile, "role_session_name"))}};
  const auto pass_on = [&](const char* name, const char* key) {
    if (const std::string value = setting(profile, key); !value.empty()) parameters.emplace_back(name, value);
  };
  pass_on("ExternalId", "external_id");
  pass_on("DurationSeconds", "duration_seconds");
  return assume(context, "AssumeRole", parameters, &keys);
}

}  // namespace

LookupResult from_assumed_role(const LookupContext& context) {
  if (!is_assumed(context.profiles.merged(context.profile))) {
    return {{}, "profile " + context.profile + " has no role_arn"};
  }
  return {assume_role_of(context, 0), {}};
}

}  // namespace l7::aws
