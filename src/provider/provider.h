#pragma once

#include <set>
#include <span>
#include <string>
#include <string_view>

#include "milvus/observed.h"
#include "model/finding.h"
#include "model/options.h"
#include "model/plan.h"

namespace l7 {

/// One cloud: what it needs to know, what it wants, how it judges. Pure: no I/O, no HTTP, no YAML or JSON text.
class Provider {
 public:
  virtual ~Provider() = default;

  /// The value of --cloud.
  virtual std::string_view name() const = 0;
  /// The balancer's name for a reader: "Google Cloud external Application Load Balancer".
  virtual std::string_view title() const = 0;
  virtual std::span<const FindingKind* const> finding_kinds() const = 0;

  /// Throws UsageError for an option that this cloud has no use for, or a value it will not take.
  virtual void check(const Options& options) const = 0;

  /// What has to change so that this Milvus is reached through the cloud's layer 7 balancer, and through nothing else.
  virtual Plan plan(const milvus::Observed& observed, const Options& options) const = 0;
};

/// Every provider there is. A new cloud is a file and a row in registry.cc.
std::span<const Provider* const> providers();

/// Throws UsageError that lists the names there are.
const Provider& provider_for(const Options& options);

/// The names that a plan may give to objects of its own: an executor looks these up before it asks for the plan.
std::set<std::string> own_names(const milvus::Milvus& milvus, const Options& options);

/// The label that says whose an object is; its value is the Service.
inline constexpr std::string_view owner_label = "milvus-l7/service";
/// The annotation of an object that was there before, in which a live run keeps what undoing it takes.
inline constexpr std::string_view undo_annotation = "milvus-l7/undo";
/// The pod-template annotation whose change restarts Milvus.
inline constexpr std::string_view restart_annotation = "milvus-l7/config-sha256";

}  // namespace l7
