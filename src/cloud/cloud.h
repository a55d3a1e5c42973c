#pragma once

#include <chrono>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cloud/options.h"
#include "entry/entry.h"
#include "model/answer_hint.h"
#include "model/certificate.h"
#include "model/finding.h"
#include "model/health.h"
#include "model/plan.h"
#include "model/wishes.h"
#include "observe/observed.h"

namespace l7 {

/// A kind whose objects a cloud looks at, beside those of Kubernetes itself. `namespaced` ones are looked for beside
/// Milvus.
struct WatchedKind {
  std::string_view api_version;
  std::string_view kind;
  bool namespaced = true;
  /// Whether a plan with these options depends on it, and not only the judgement of what is there.
  bool (*for_plan)(const Wishes& wishes) = [](const Wishes&) { return true; };
  /// One object of that name and namespace only, where they are given.
  std::string_view name_space = {};
  std::string_view name = {};

  GroupKind group_kind() const;
};

/// For WatchedKind: no plan depends on it.
inline constexpr auto only_judged = [](const Wishes&) { return false; };

/// The Secrets from which the load balancer of an entry takes its certificates, and the hosts that these have to cover.
struct ServedSecrets {
  std::vector<std::string> names;
  std::vector<std::string> hosts;
};

/// One cloud: what it needs to know, what it wants, how it judges. Pure: no I/O, no HTTP, no YAML or JSON text.
class Cloud {
 public:
  virtual ~Cloud() = default;

  /// The value of --cloud.
  virtual std::string_view name() const = 0;
  /// The load balancer's name for a reader: "Some Cloud Application Load Balancer".
  virtual std::string_view title() const = 0;
  /// The heading of its options in help: "Some Cloud".
  virtual std::string_view platform() const = 0;
  /// Who makes its load balancers, at the beginning of a sentence: "the Some Controller".
  virtual std::string_view controller() const = 0;
  /// What --request-timeout-sec limits, and its default: "the longest call, 3600".
  virtual std::string_view request_timeout() const = 0;
  virtual std::span<const FindingKind* const> finding_kinds() const = 0;

  /// The options it takes beside those of every cloud.
  virtual std::span<const Option* const> options() const = 0;
  /// What to use in place of options that it does not take.
  virtual std::span<const Substitute> substitutes() const = 0;
  /// Throws UsageError for a value that it does not take. Whoever has wishes to be judged calls l7::check().
  virtual void check(const Wishes& wishes) const = 0;

  /// Names that the options give to objects of the cloud's own kinds.
  virtual std::vector<std::string> names_asked_for(const Wishes&) const { return {}; }

  /// What has to change so that this Milvus is reached through the cloud's layer 7 balancer, and through nothing else.
  virtual Plan plan(const Observed& observed, const Wishes& wishes) const = 0;

  /// What a live run reads for this cloud.
  virtual std::span<const WatchedKind> watched_kinds() const = 0;

  /// What prevents it from working, or will: more than the findings of `plan`, the one for these objects and options.
  virtual std::vector<Finding> diagnose(const Observed& observed, const Plan& plan, const Wishes& wishes) const = 0;

  /// The way through the balancer as it is now, from the objects' status and events.
  virtual Health health(const Observed& observed, const Wishes& wishes) const = 0;

  /// The API by which its entries are written.
  virtual const EntryApi& entry_api() const = 0;

  /// Whether an entry is for a load balancer of this cloud.
  virtual bool serves(const Entry& entry) const = 0;

  /// Whether entries of other namespaces may share the load balancer, so that they are worth reading.
  virtual bool shares_load_balancers(const Observed&, const Wishes&) const { return false; }

  /// What the controller complains of last about an entry, and what to do; empty where that is nothing. It takes no
  /// more than the events among the neighbours.
  virtual std::string complaint(const Observed&, const Entry&) const { return ""; }

  /// What keeps the load balancer of an entry from being deleted, and what to do first.
  virtual std::optional<Finding> against_deletion(const Entry&) const { return std::nullopt; }

  /// Empty for a cloud that keeps certificates elsewhere.
  virtual ServedSecrets served_secrets(const Entry& entry) const = 0;

  /// What the keeper of its load balancers' certificates makes of one.
  virtual Verdict verdict_on(const CertificateFacts& facts, std::chrono::sys_seconds now) const = 0;

  /// Beginnings of the Service's annotations that only a layer 4 load balancer of this cloud reads.
  virtual std::span<const std::string_view> layer4_annotations() const { return {}; }

  /// What in a LoadBalancer Service says that its load balancer is for the private network only, by this cloud's
  /// annotations, classes and names; "" for nothing.
  virtual std::string internal_layer4(const Value&) const { return {}; }
  /// What hands it to a controller of this cloud whose load balancers are internal unless somebody says otherwise; ""
  /// for nothing. In another cloud there is no such controller.
  virtual std::string internal_by_default(const Value&) const { return {}; }
  /// What in such a Service limits who may connect, beside its source ranges; "" for nothing.
  virtual std::string layer4_limit(const Value&) const { return {}; }

  /// Whether the load balancer of an entry of this cloud is for the private network only.
  virtual bool is_internal(const Entry& entry) const = 0;

  /// Annotations of the Service, and kinds beside entries, that its plans write into: see written.h.
  virtual std::span<const std::string_view> service_annotations() const { return {}; }
  virtual std::span<const GroupKind> written_kinds() const { return {}; }

  /// Whether the API server warns of something (header Warning) that this cloud needs all the same.
  virtual bool expects_warning(std::string_view) const { return false; }

  /// What the answers of its load balancers mean that do not come from Milvus.
  virtual std::span<const AnswerHint> answer_hints() const { return {}; }

  /// Whether nodes (spec.providerID, labels) or IngressClasses say that the cluster runs in this cloud.
  virtual bool runs(const std::vector<Object>& nodes, const std::vector<Object>& ingress_classes) const = 0;
};

/// Every cloud there is. A new cloud is a file and a row in registry.cc.
std::span<const Cloud* const> clouds();

/// Throws UsageError that lists the names there are.
const Cloud& cloud_for(const Wishes& wishes);

/// Of this cloud, or of all when it is null.
std::vector<AnswerHint> answer_hints(const Cloud* cloud);

/// The label that says whose an object is; its value is the Service.
inline constexpr std::string_view owner_label = "milvus-l7/service";
/// The annotation of an object that was there before, in which a live run keeps what undoing it takes.
inline constexpr std::string_view undo_annotation = "milvus-l7/undo";
/// The annotation of a TLS Secret that a plan makes: the names, with commas, that its certificate shall cover. The plan
/// holds no key; whoever carries it out makes key and certificate, and adds them as `data`.
inline constexpr std::string_view certificate_names_annotation = "milvus-l7/certificate-names";
/// The pod-template annotation whose change restarts Milvus.
inline constexpr std::string_view restart_annotation = "milvus-l7/config-sha256";

}  // namespace l7
