#include "owner/ownership.h"

#include <algorithm>
#include <array>
#include <set>

#include "model/text.h"
#include "model/version.h"
#include "owner/managers.h"

namespace l7::owner {
namespace {

/// Helm's, in version 3 by update and in version 4 by server-side apply.
constexpr std::string_view helm_manager = "helm";

constexpr std::string_view argo_prefix = "argocd.argoproj.io/";
constexpr std::string_view argo_tracking_id = "argocd.argoproj.io/tracking-id";
/// The label form of Argo CD's tracking, beside `app.kubernetes.io/instance` that it shares with everybody.
constexpr std::string_view argo_instance = "argocd.argoproj.io/instance";

bool is_managed(const Value& object, std::string_view manager, std::string_view operation) {
  const std::vector<Value>& all = manager_entries(object);
  return std::any_of(all.begin(), all.end(), [&](const Value& entry) { return is_by(entry, manager, operation); });
}

/// The application in a tracking ID `APP:GROUP/KIND:NAMESPACE/NAME`, in the label, or nothing but the fact.
bool is_argo(const Value& object, Ownership& ownership) {
  const std::string& id = annotation(object, argo_tracking_id);
  ownership.name = id.empty() ? label(object, argo_instance) : id.substr(0, id.find(':'));
  if (!ownership.name.empty()) return true;
  const Value* annotations = object.find(Path{"metadata", "annotations"});
  return annotations && std::any_of(annotations->members().begin(), annotations->members().end(),
                                    [](const Value::Member& member) { return member.first.starts_with(argo_prefix); });
}

bool is_flux(const Value& object, std::string_view toolkit, Ownership& ownership) {
  ownership.name = label(object, std::string(toolkit) + "/name");
  ownership.name_space = label(object, std::string(toolkit) + "/namespace");
  return !ownership.name.empty();
}

bool is_helm(const Value& object) {
  return label(object, "app.kubernetes.io/managed-by") == "Helm" || label(object, "heritage") == "Helm" ||
         !annotation(object, "meta.helm.sh/release-name").empty();
}

/// A release that Helm 4 took over keeps Helm 3's old entry, so the newer way is asked for first.
Owner helm_version(const std::vector<const Value*>& objects) {
  const auto any = [&](std::string_view operation) {
    return std::any_of(objects.begin(), objects.end(),
                       [&](const Value* object) { return is_managed(*object, helm_manager, operation); });
  };
  if (any("Apply")) return Owner::helm4;
  if (any("Update")) return Owner::helm3;
  return Owner::helm;
}

void read_chart(const Value& object, Ownership& ownership) {
  static constexpr std::string_view prefix = "milvus-";
  const std::string& chart = label(object, "helm.sh/chart");
  if (!chart.starts_with(prefix) || chart.size() == prefix.size()) return;
  if (chart.find_first_of("0123456789", prefix.size()) != prefix.size()) return;
  ownership.chart = "milvus/milvus";
  ownership.chart_version = chart.substr(prefix.size());
  // A label cannot hold the '+' before a version's build.
  std::replace(ownership.chart_version.begin(), ownership.chart_version.end(), '_', '+');
}

/// The leaves of a fieldsV1 tree as Helm's conflict message writes them.
void collect(const Value& fields, const std::string& path, std::vector<std::string>& found) {
  for (const auto& [key, value] : fields.members()) {
    if (key == ".") continue;
    // k:{..} and v:.. name entries of lists; the list is what a reader knows.
    const std::string name = key.starts_with("f:") ? path + '.' + key.substr(2) : path;
    if (value.members().empty()) {
      if (std::find(found.begin(), found.end(), name) == found.end()) found.push_back(name);
    } else {
      collect(value, name, found);
    }
  }
}

/// What Helm 4 applies too is a conflict unless it is an annotation or label of ours, which no chart renders.
void add_field(const std::string& field, std::vector<std::string>& fields) {
  if (field.starts_with(".metadata.") || field.starts_with(".spec.template.metadata.")) return;
  if (std::find(fields.begin(), fields.end(), field) == fields.end()) fields.push_back(field);
}

void add_fields_of_ours(const Value& object, std::vector<std::string>& fields) {
  std::vector<std::string> found;
  for (const Value& entry : manager_entries(object)) {
    if (!is_by(entry, field_manager, "Update")) continue;
    const Value* tree = entry.find("fieldsV1");
    if (tree) collect(*tree, "", found);
  }
  for (const std::string& field : found) add_field(field, fields);
}

}  // namespace

std::string_view to_string(Owner owner) {
  switch (owner) {
    case Owner::none: return "none";
    case Owner::helm3: return "Helm 3";
    case Owner::helm4: return "Helm 4";
    case Owner::helm: return "Helm";
    case Owner::argo_cd: return "Argo CD";
    case Owner::flux_helm: return "Flux (HelmRelease)";
    case Owner::flux_kustomize: return "Flux (Kustomization)";
  }
  return "";
}

std::string full_name(Owner owner) {
  std::string name(to_string(owner));
  if (owner == Owner::helm3) return name + " (client-side apply)";
  if (owner == Owner::helm4) return name + " (server-side apply)";
  return name;
}

Ownership ownership_of(const milvus::Milvus& milvus) {
  std::vector<const Value*> objects = {&milvus.service.value, &milvus.server.workload.value};
  if (milvus.config.presence == milvus::Presence::present) objects.push_back(&milvus.config.object.value);

  Ownership found;
  for (const Value* object : objects) {
    add_fields_of_ours(*object, found.held_fields);
    if (found.chart_version.empty()) read_chart(*object, found);
  }
  for (const Value* object : objects) {
    if (is_argo(*object, found)) {
      found.owner = Owner::argo_cd;
    } else if (is_flux(*object, "helm.toolkit.fluxcd.io", found)) {
      found.owner = Owner::flux_helm;
    } else if (is_flux(*object, "kustomize.toolkit.fluxcd.io", found)) {
      found.owner = Owner::flux_kustomize;
    }
    if (found.owner != Owner::none) return found;
  }
  const bool helm = std::any_of(objects.begin(), objects.end(), [](const Value* object) { return is_helm(*object); });
  const Owner version = helm_version(objects);
  if (!helm && version == Owner::helm) return found;
  found.owner = version;
  found.name = milvus.release();
  const std::string& name_space = annotation(milvus.service.value, "meta.helm.sh/release-namespace");
  found.name_space = name_space.empty() ? milvus.service.ref.name_space : name_space;
  return found;
}

Ownership ownership_of(const Observed& observed) {
  Ownership found = ownership_of(observed.milvus);
  for (const Entry& entry : observed.entries) add_fields_of_ours(entry.object.value, found.held_fields);
  for (const Object& object : observed.neighbours) add_fields_of_ours(object.value, found.held_fields);
  return found;
}

void add_held_field(Ownership& ownership, const Path& path) {
  std::string field;
  // Items of lists have no names of their own here; the list is what a reader knows.
  for (const Step& step : path) field += step.is_index() ? "" : '.' + step.key;
  add_field(field, ownership.held_fields);
}

bool puts_back(const Ownership& ownership) {
  return ownership.owner == Owner::argo_cd || ownership.owner == Owner::flux_helm ||
         ownership.owner == Owner::flux_kustomize;
}

std::string next_upgrade(const Ownership& ownership) {
  const std::string owner(to_string(ownership.owner));
  // The same words before and after the fields are written.
  const std::set<std::string> held(ownership.held_fields.begin(), ownership.held_fields.end());
  const std::string fields = joined(held, ", ");
  switch (ownership.owner) {
    case Owner::none: return "";
    case Owner::helm3:
      return full_name(ownership.owner) +
             " owns the release: the next helm upgrade without the post-renderer silently puts back what the chart "
             "says, and Milvus is open at layer 4 again";
    case Owner::helm4:
      return full_name(ownership.owner) +
             " owns the release: the next helm upgrade without the post-renderer stops with a conflict with "
             "\"milvus-l7\"" +
             (fields.empty() ? "" : " over " + fields) + "; with --force-conflicts it puts back what the chart says";
    case Owner::helm:
      return "Helm owns the release: the next helm upgrade without the post-renderer puts back what the chart says "
             "(Helm 3) or stops with a conflict (Helm 4)";
    case Owner::argo_cd:
    case Owner::flux_helm:
    case Owner::flux_kustomize:
      return owner + (ownership.name.empty() ? "" : " (" + ownership.name + ')') +
             " puts live changes back within minutes; make the change where it renders the chart, with "
             "milvus-l7-postrender as Helm's post-renderer";
  }
  return "";
}

std::string plain_upgrade_command(const Ownership& ownership) {
  if (ownership.owner == Owner::none || puts_back(ownership)) return "";
  std::string command = "helm upgrade " + name_in_command(ownership.name, "RELEASE") + ' ' + ownership.chart;
  if (!ownership.chart_version.empty()) command += " --version " + shell_word(ownership.chart_version);
  if (!ownership.name_space.empty()) command += " -n " + name_in_command(ownership.name_space, "NAMESPACE");
  // Not --reuse-values: it also keeps the defaults of the chart as it was, which another version's templates may not
  // find enough, and brings back what a value of null had taken away (Helm 3.22 and 4.3, measured).
  return command + " --reset-then-reuse-values";
}

std::string upgrade_command(const Ownership& ownership, std::string_view cloud, const std::vector<std::string>& flags) {
  std::string command = plain_upgrade_command(ownership);
  if (command.empty()) return "";
  // Helm 4 runs a post-renderer as a plugin, by name; Helm 3 a program on PATH. There kubectl has found its own plugin,
  // and krew installs no other program.
  const bool by_name = ownership.owner == Owner::helm4;
  command += " --post-renderer ";
  command += by_name ? "milvus-l7" : "kubectl-milvus_l7 --post-renderer-args=post-render";
  command += " --post-renderer-args=" + shell_word("--cloud=" + std::string(cloud));
  for (const std::string& flag : flags) command += " --post-renderer-args=" + shell_word(flag);
  return command;
}

}  // namespace l7::owner
