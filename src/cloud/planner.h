#pragma once

#include <set>
#include <string>
#include <vector>

#include "milvus/observed.h"
#include "milvus/tls.h"
#include "model/options.h"
#include "model/plan.h"

namespace l7 {

/// `<service>-l7`: the BackendConfig and every other object of ours that has no flag for its name.
std::string own_name(const milvus::Milvus& milvus);
std::string ingress_name(const milvus::Milvus& milvus, const Options& options);
/// `<service>-l7-tls` unless --tls-secret says otherwise.
std::string tls_secret_name(const milvus::Milvus& milvus, const Options& options);

/// The type of a Secret that holds a certificate and its key (core/v1 SecretTypeTLS).
inline constexpr std::string_view tls_secret_type = "kubernetes.io/tls";

/// Where an object was seen, for findings.
std::string where(const Object& object);

/// What every cloud does alike: compares what it wants with what is there and writes down the difference.
class Planner {
 public:
  Planner(const milvus::Observed& observed, const Options& options);

  const milvus::Observed& observed() const { return observed_; }
  const milvus::Milvus& milvus() const { return observed_.milvus; }
  const Options& options() const { return options_; }

  /// Wants a value at a place of an object that is there.
  void set(const Object& object, const Path& path, Value wanted, Phase phase, const std::string& why);
  /// Wants a value at a place of the JSON in one of the Service's annotations; what else it holds stays.
  void set_json(std::string_view annotation_key, const Path& inner, Value wanted, Phase phase, const std::string& why);
  /// Wants a setting changed inside the user.yaml of Milvus.
  void set_setting(const milvus::SettingChange& change);
  /// Wants nothing there.
  void remove(const Object& object, const Path& path, Phase phase, const std::string& why);

  /// Wants an object of ours. It is made when it is not there, and set right, field by field, when it is. An object of
  /// that name which is not ours is refused.
  void own(Value wanted, Phase phase, const std::string& why);
  /// Wants the TLS Secret where it is known to be missing. Its key and certificate are made by whoever carries the plan
  /// out: a plan is shown to people.
  void own_tls_secret(const std::string& why);
  /// Wants these fields in an object that somebody else made, and leaves the rest of it alone.
  void adopt(const Object& object, const Value& wanted, Phase phase, const std::string& why);

  /// A new object's beginning: names, namespace and the labels that say whose it is.
  Value start(std::string_view api_version, std::string_view kind, const std::string& name) const;

  /// `spec.rules` of an Ingress: every host, or any when there is none, to the port of Milvus.
  Value rules() const;

  /// The rules of an Ingress that somebody else made, and one more for every host that they do not lead to Milvus yet.
  Value rules_beside(const Value& ingress) const;

  /// The Ingress to use: ours, or else the single one of this cloud that already sends traffic to Milvus (a release
  /// that was exposed by hand keeps its address), or nothing when one has to be made. --ingress-name chooses among
  /// several. An Ingress of ours for another cloud is refused. `mine` tells this cloud's Ingresses.
  const Object* ingress(bool (*mine)(const Value& ingress));

  /// Wants the Service reachable inside the cluster only.
  void close_layer4();

  /// The kinds of objects that the plan makes so far and the API server does not serve.
  std::set<std::string> made_of_missing_kinds() const;

  void find(const FindingKind& kind, const std::string& where, const std::string& seen);
  void find(const std::vector<Finding>& findings);

  bool refused() const { return plan_.refused(); }
  Plan take() { return std::move(plan_); }

 private:
  void compare(const Object& object, const Value& wanted, Path& path, Phase phase, const std::string& why);
  const Object* pick(const std::vector<const Object*>& ours, const std::vector<const Object*>& leading);
  void note_other_entries(const Object* used);

  const milvus::Observed& observed_;
  const Options& options_;
  Plan plan_;
};

/// The parts of a list with commas, as the clouds' annotations hold them, without the blanks around them.
std::vector<std::string> items_of(std::string_view list);

/// The value of a key in `key=value,key=value`, or "", and the list with a key set.
std::string attribute(const std::string& attributes, const std::string& key);
std::string with_attribute(const std::string& attributes, const std::string& key, const std::string& value);

}  // namespace l7
