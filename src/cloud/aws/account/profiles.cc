#include "cloud/aws/account/profiles.h"

#include <set>
#include <string_view>

#include "cloud/aws/account/environment.h"
#include "kube/file.h"
#include "model/error.h"

namespace l7::aws {
namespace {

std::string file_of(const char* name, const char* otherwise) {
  const std::string given = variable(name);
  return with_home(given.empty() ? otherwise : given);
}

Sections read(const std::string& file) {
  const std::optional<std::string> text = kube::read_file_if_there(file);
  if (!text) return {};
  try {
    return parse_ini(*text);
  } catch (const Error& error) {
    throw Error(error.what(), file, error.fix);
  }
}

/// The profile that a section of the config file is about, or "": `[profile x]`, `[profile "x y"]`, `[default]`.
std::string profile_of(std::string_view section) {
  static constexpr std::string_view word = "profile";
  if (section == "default") return "default";
  if (!section.starts_with(word) || section.size() == word.size()) return "";
  std::string_view name = section.substr(word.size());
  if (name[0] != ' ' && name[0] != '\t') return "";
  name.remove_prefix(name.find_first_not_of(" \t"));
  const bool quoted = name.size() > 1 && (name[0] == '"' || name[0] == '\'') && name.back() == name[0];
  return std::string(quoted ? name.substr(1, name.size() - 2) : name);
}

Section section_of(const Sections& sections, const std::string& name) {
  const auto found = sections.find(name);
  return found == sections.end() ? Section() : found->second;
}

}  // namespace

Profiles Profiles::load() {
  Profiles profiles;
  profiles.config_file_ = file_of("AWS_CONFIG_FILE", "~/.aws/config");
  profiles.credentials_file_ = file_of("AWS_SHARED_CREDENTIALS_FILE", "~/.aws/credentials");
  for (auto& [section, settings] : read(profiles.config_file_)) {
    const std::string name = profile_of(section);
    if (!name.empty()) profiles.config_[name].merge(settings);
  }
  profiles.credentials_ = read(profiles.credentials_file_);
  return profiles;
}

bool Profiles::has(const std::string& name) const { return config_.contains(name) || credentials_.contains(name); }

std::vector<std::string> Profiles::names() const {
  std::set<std::string> names;
  for (const auto& [name, settings] : config_) names.insert(name);
  for (const auto& [name, settings] : credentials_) names.insert(name);
  return {names.begin(), names.end()};
}

Section Profiles::in_credentials(const std::string& name) const { return section_of(credentials_, name); }
Section Profiles::in_config(const std::string& name) const { return section_of(config_, name); }

Section Profiles::merged(const std::string& name) const {
  Section section = in_credentials(name);
  section.merge(in_config(name));
  return section;
}

std::string setting(const Section& section, const std::string& key) {
  const auto found = section.find(key);
  return found == section.end() ? "" : found->second;
}

std::string profile_from_environment() {
  const std::string name = variable("AWS_PROFILE");
  return name.empty() ? variable("AWS_DEFAULT_PROFILE") : name;
}

}  // namespace l7::aws
