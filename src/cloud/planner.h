#pragma once

#include <set>
#include <string>
#include <vector>

#include "cloud/access.h"
#include "cloud/entry_choice.h"
#include "cloud/names.h"
#include "milvus/tls.h"
#include "model/plan.h"
#include "model/wishes.h"

namespace l7 {

/// Where an object was seen, for findings.
std::string where(const Object& object);

/// What every cloud does alike: compares what it wants with what is there and writes down the difference.
class Planner {
 public:
  Planner(const Observed& observed, const Wishes& wishes, const Cloud& cloud);

  const Observed& observed() const { return observed_; }
  const milvus::Milvus& milvus() const { return observed_.milvus; }
  const Wishes& wishes() const { return wishes_; }

  /// Wants a value at a place of an object that is there.
  void set(const Object& object, const Path& path, Value wanted, Phase phase, const std::string& why);
  /// Wants a value at a place of the JSON in one of the Service's annotations; what else it holds stays.
  void set_json(std::string_view annotation_key, const Path& inner, Value wanted, Phase phase, const std::string& why);
  /// Wants a setting changed inside the user.yaml of Milvus.
  void set_setting(const milvus::SettingChange& change);
  /// The same for places of Milvus.
  void set(const milvus::Place& place, Value wanted, Phase phase, const std::string& why) {
    set(*place.object, place.path, std::move(wanted), phase, why);
  }
  void remove(const milvus::Place& place, Phase phase, const std::string& why) {
    remove(*place.object, place.path, phase, why);
  }
  /// Wants nothing there.
  void remove(const Object& object, const Path& path, Phase phase, const std::string& why);

  /// Wants an object of ours. It is made when it is not there, and set right, field by field, when it is. An object of
  /// that name which is not ours is refused.
  void create_or_update(Value wanted, Phase phase, const std::string& why);
  /// Wants the TLS Secret where it is known to be missing. Its key and certificate are made by whoever carries the plan
  /// out: a plan is shown to people.
  void own_tls_secret(const std::string& why);
  /// Wants these fields in an object that somebody else made, and leaves the rest of it alone.
  void adopt(const Object& object, const Value& wanted, Phase phase, const std::string& why);

  /// A new object's beginning: names, namespace and the labels that say whose it is.
  Value start(std::string_view api_version, std::string_view kind, const std::string& name) const;

  /// The entry to use, or nothing where one has to be made.
  const Entry* entry() const { return choice_.used; }
  /// Reports what refuses that choice, and the other ways in.
  void report_entries();
  /// What connects, leads or probes in plaintext, and stops when Milvus speaks TLS.
  void report_plaintext();

  /// What the plan wants of its entry. The class and the Secret are the cloud's to fill in.
  WantedEntry wanted_entry() const { return {milvus(), wishes_.hosts, "", ""}; }
  /// A new entry: its beginning, under the name of the one in use, or that of a new one.
  Value start_entry() const;

  /// Whether the load balancer shall be for the private network only: as the user says, or else as the entry in use is,
  /// or else as the old load balancer is.
  bool is_internal() const;

  /// Who the old load balancer lets in, where a new entry has to keep to it: nothing where an entry is there already,
  /// or the user says that everybody may connect.
  Layer4Access limits_to_keep() const;

  /// Wants the Service reachable inside the cluster only.
  void close_layer4();

  /// The kinds of objects that the plan makes so far and the API server does not serve.
  std::set<std::string> made_of_missing_kinds() const;

  void report(const FindingKind& kind, const std::string& where, const std::string& seen);
  void report(const std::vector<Finding>& findings);

  bool refused() const { return plan_.refused(); }
  /// The plan, once all is wanted; what it needs and is being deleted is reported.
  Plan take();

 private:
  void compare(const Object& object, const Value& wanted, Path& path, Phase phase, const std::string& why);
  void report_other_ways_in();
  void report_what_goes();

  const Observed& observed_;
  const Wishes& wishes_;
  const Cloud& cloud_;
  EntryChoice choice_;
  Plan plan_;
};

/// The parts of a list with commas, as the clouds' annotations hold them, without the blanks around them.
std::vector<std::string> items_of(std::string_view list);

/// The value of a key in `key=value,key=value`, or "", and the list with a key set.
std::string attribute(const std::string& attributes, const std::string& key);
std::string with_attribute(const std::string& attributes, const std::string& key, const std::string& value);

}  // namespace l7
