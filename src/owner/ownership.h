#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "observe/observed.h"

namespace l7::owner {

/// Who puts the release's objects into the cluster, and puts them back.
enum class Owner {
  none,
  helm3,  ///< client-side: the chart's values win at the next upgrade, silently
  helm4,  ///< server-side apply: the next upgrade stops at fields that others hold
  helm,   ///< by its labels; which version cannot be told
  argo_cd,
  flux_helm,      ///< a HelmRelease
  flux_kustomize  ///< a Kustomization
};

/// "Helm 3", "Argo CD".
std::string_view to_string(Owner owner);

/// The same with the way in which a Helm writes: "Helm 4 (server-side apply)".
std::string full_name(Owner owner);

struct Ownership {
  Owner owner = Owner::none;
  /// The Helm release or the Argo CD application or Flux object; may be empty.
  std::string name;
  std::string name_space;
  /// `milvus/milvus` and its version as the label helm.sh/chart tells them, so that an upgrade is none of the chart;
  /// `CHART` and "" where the chart is another one that brings Milvus with it.
  std::string chart = "CHART";
  std::string chart_version;
  /// Fields that a live run has written and Helm 4 will call a conflict, as it writes them: `.spec.type`.
  std::vector<std::string> held_fields;
};

/// From labels, annotations and managedFields of the Service, the workload and, where it is known, the ConfigMap.
/// A GitOps owner comes before Helm, whose labels the objects it renders carry as well.
Ownership ownership_of(const milvus::Milvus& milvus);

/// The same from all that is known; the fields are those of every object around.
Ownership ownership_of(const Observed& observed);

/// Adds a field that a live run is about to write, unless no conflict can come of it.
void add_held_field(Ownership& ownership, const Path& path);

/// What the owner does to live changes, in a sentence; "" for no owner.
std::string next_upgrade(const Ownership& ownership);

/// Whether live changes are put back within minutes, whatever anybody does in the cluster.
bool puts_back(const Ownership& ownership);

/// The command that makes the change permanent: with the post-renderer, these flags ("--host=db.example.com") and the
/// chart's present version. "" where no command does: no owner, or one whose source is a repository.
std::string upgrade_command(const Ownership& ownership, std::string_view cloud, const std::vector<std::string>& flags);

/// The command that takes away what came with the post-renderer: an upgrade without it. "" as above.
std::string plain_upgrade_command(const Ownership& ownership);

}  // namespace l7::owner
