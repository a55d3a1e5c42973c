#include "cli/options.h"

#include <algorithm>
#include <set>
#include <string>

#include "cli/names.h"
#include "cloud/cloud.h"
#include "cloud/options.h"
#include "model/error.h"
#include "model/text.h"

namespace l7::cli {
namespace {

constexpr Rule object_name = {
    is_object_name, "a Kubernetes name",
    "use lower-case letters, digits, '-' and '.', beginning and ending with a letter or digit"};
constexpr Rule release_name = {
    [](std::string_view text) {
      const std::size_t slash = text.find('/');
      return is_object_name(text.substr(slash == std::string_view::npos ? 0 : slash + 1)) &&
             (slash == std::string_view::npos || is_object_name(text.substr(0, slash)));
    },
    "a release or NAMESPACE/RELEASE",
    "use lower-case letters, digits, '-' and '.', beginning and ending with a letter or digit"};
constexpr Rule host_name = {is_host, "a host name",
                            "write a DNS name in lower case, such as milvus.example.com or *.example.com"};
constexpr Rule cidr = {is_cidr, "a CIDR range", "write addresses as 10.0.0.0/8 or 2001:db8::/32"};
constexpr Rule annotation_key = {is_annotation_key, "a key of an annotation",
                                 "write KEY=VALUE with a key such as example.com/name"};
constexpr Rule plain_text = {is_plain_text, "a name", "leave the flag out or give it a value"};

std::vector<Candidate> cloud_names() {
  std::vector<Candidate> all;
  for (const Cloud* cloud : clouds()) {
    all.push_back({std::string(cloud->name()), std::string(cloud->title())});
  }
  return all;
}

/// `a or b`.
std::string names_of_clouds() { return joined(clouds(), " or ", &Cloud::name); }

std::string request_timeouts() {
  return joined(clouds(), "; ", [](const Cloud* cloud) {
    return std::string(cloud->name()) + ": " + std::string(cloud->request_timeout());
  });
}

std::vector<const Option*> options_of_some_clouds() {
  std::vector<const Option*> all;
  for (const Cloud* cloud : clouds()) {
    for (const Option* option : cloud->options()) {
      if (std::find(all.begin(), all.end(), option) == all.end()) all.push_back(option);
    }
  }
  return all;
}

std::vector<const Cloud*> takers_of(const Option& option) {
  std::vector<const Cloud*> takers;
  for (const Cloud* cloud : clouds()) {
    const auto own = cloud->options();
    if (std::find(own.begin(), own.end(), &option) != own.end()) takers.push_back(cloud);
  }
  return takers;
}

const Rule& rule_of(Form form) {
  switch (form) {
    case Form::object_name:
    case Form::tls_secret: return object_name;
    case Form::cidr: return cidr;
    case Form::text: break;
  }
  return plain_text;
}

Flag flag_of(const Option& option, OptionValues& values) {
  const auto pointer = [](auto& value) { return Destination(&value); };
  return {option.name,
          option.value,
          heading_of(option),
          option.help,
          std::visit(pointer, values.place_of(option)),
          &rule_of(option.form),
          0,
          option.form == Form::tls_secret ? Source::tls_secrets : Source::nowhere};
}

}  // namespace

std::string_view heading_of(const Option& option) {
  static std::set<std::string> headings;
  const std::vector<const Cloud*> takers = takers_of(option);
  const std::string platforms = joined(takers, ", ", &Cloud::platform);
  const std::string names = joined(takers, ", ", &Cloud::name);
  return *headings.insert(platforms + " (--cloud " + names + ')').first;
}

namespace {

std::vector<Flag> shared_flags_with(Flag release, Wishes& wishes) {
  static const std::string clouds_help = names_of_clouds();
  static const std::string timeout_help = request_timeouts();
  std::vector<Flag> flags = {
      {"cloud", "NAME", common_flags, clouds_help, &wishes.cloud, &plain_text, 0, cloud_names},
      release,
      {"host", "NAME", common_flags, "a name clients connect to; repeatable", &wishes.hosts, &host_name},
      {"internal", "", common_flags, "a balancer for the private network only", &wishes.internal},
      {"ingress-name", "NAME", common_flags, "the Ingress's name; <service>-l7 if left out", &wishes.ingress_name,
       &object_name, 0, Source::ingresses},
      {"request-timeout-sec", "N", common_flags, timeout_help, &wishes.request_timeout_sec},
      {"ssl-policy", "NAME", common_flags, "TLS versions and ciphers, by the cloud's own policy name",
       &wishes.ssl_policy, &plain_text},
      {"annotate", "KEY=VALUE", common_flags, "a further annotation of the Ingress; repeatable", &wishes.annotations,
       &annotation_key},
  };
  for (const Option* option : options_of_some_clouds()) flags.push_back(flag_of(*option, wishes.options));
  return flags;
}

}  // namespace

std::vector<Flag> shared_flags(Target& target, Wishes& wishes) {
  return shared_flags_with(
      {"release", "NAME", common_flags, "which Milvus, by release or Service; the only one if left out",
       &target.release, &object_name, 0, Source::releases},
      wishes);
}

std::vector<Flag> shared_flags(std::vector<std::string>& releases, Wishes& wishes) {
  return shared_flags_with(
      {"release", "[NAMESPACE/]NAME", common_flags,
       "which Milvus, by release or Service; the only one if left out; repeatable", &releases, &release_name},
      wishes);
}

void complete(FlagSet& flags, const Wishes& wishes) {
  flags.read();
  try {
    if (!wishes.cloud.empty()) check(wishes);
  } catch (UsageError& error) {
    error.where = flags.origin(error.where);
    throw;
  }
}

}  // namespace l7::cli
