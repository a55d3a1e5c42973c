#include "cloud/aws/account/sources.h"

#include "model/error.h"
#include "model/suggest.h"
#include "model/text.h"

namespace l7::aws {
namespace {

struct Source {
  std::string_view name;
  LookupResult (*look)(const LookupContext& context);
};

/// The order of botocore's create_credential_resolver. Those of a profile come in one piece.
constexpr Source before_profile[] = {{"environment", from_environment}};
constexpr Source of_profile[] = {
    {"role of the profile", from_assumed_role},
    {"web identity", from_web_identity},
    {"AWS CLI", from_command_line_interface},
    {"credentials file", from_credentials_file},
    {"credential_process of the profile", from_process},
    {"config file", from_config_file},
};
constexpr Source after_profile[] = {{"container", from_container}, {"instance metadata", from_instance_metadata}};

template <std::size_t size>
std::optional<Keys> look(const Source (&sources)[size], const LookupContext& context, std::string& looked) {
  for (const Source& source : sources) {
    LookupResult found = source.look(context);
    if (found.keys) return std::move(found.keys);
    if (!found.why_not.empty()) looked += "\n  " + std::string(source.name) + ": " + found.why_not;
  }
  return std::nullopt;
}

Error no_such_profile(const Profiles& profiles, const std::string& name, const std::string& place) {
  const std::vector<std::string> names = profiles.names();
  const std::vector<std::string_view> known(names.begin(), names.end());
  const std::string meant(nearest(name, known));
  const std::string all = joined(names, ", ");
  return Error("there is no AWS profile '" + name + "'" + did_you_mean(meant), place,
               all.empty() ? profiles.config_file() + " and " + profiles.credentials_file() +
                                 " have no profile at all: aws configure makes one"
                           : "the profiles are " + all);
}

}  // namespace

LookupContext lookup_context(const std::string& profile_flag, Observer observer) {
  LookupContext context;
  context.profiles = Profiles::load();
  context.observer = std::move(observer);
  context.profile_by_flag = !profile_flag.empty();
  const std::string named = profile_flag.empty() ? profile_from_environment() : profile_flag;
  if (named.empty()) return context;
  if (!context.profiles.has(named)) {
    throw no_such_profile(context.profiles, named, profile_flag.empty() ? "AWS_PROFILE" : "--profile");
  }
  context.profile = named;
  return context;
}

Keys keys_of_profile(const LookupContext& context) {
  std::string looked;
  if (auto keys = look(of_profile, context, looked)) return *std::move(keys);
  throw Error("the AWS profile '" + context.profile + "' has no credentials; looked at:" + looked,
              context.profiles.config_file(), "give it keys, a credential_process or a role: aws configure");
}

Keys find_keys(const LookupContext& context) {
  std::string looked;
  if (auto keys = look(before_profile, context, looked)) return *std::move(keys);
  if (auto keys = look(of_profile, context, looked)) return *std::move(keys);
  if (auto keys = look(after_profile, context, looked)) return *std::move(keys);
  throw Error("no AWS credentials were found; looked at:" + looked, "",
              "log in as for the AWS CLI: aws configure, or aws sso login and --profile NAME; or set "
              "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY");
}

}  // namespace l7::aws
