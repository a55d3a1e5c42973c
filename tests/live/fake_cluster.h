#pragma once

#include <functional>
#include <limits>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "fake_clock.h"
#include "fake_fields.h"
#include "kube/api.h"
#include "model/object.h"

namespace l7::live::fake {

inline constexpr int always = std::numeric_limits<int>::max();

/// A refusal as kube::Client throws it for this HTTP status; for 0, that no answer came.
kube::ApiError refusal(int status, const ObjectRef& object, std::string message = "");

/// One request as the API server got it.
struct Request {
  /// get, list, watch, create, apply, patch, delete, may.
  std::string verb;
  ObjectRef object;
  Value body;
  bool dry_run = false;
  /// HTTP's, of the answer that was sent; 0 for one that got lost.
  int status = 200;
};

/// An API server in memory, with everything else that writes to it played by the test.
///
/// It behaves as a real one does in what src/live depends on (Kubernetes API conventions and API concepts; the e2e
/// tests run the same code on a real one):
/// - every write that changes something gets the next resourceVersion, one number for all objects; one that changes
///   nothing gets none, and no event;
/// - a uid or resourceVersion in a patch, an apply or a deletion is a precondition: another one is a 409;
/// - `generation` grows with what is neither metadata nor status, for kinds that have it (no Service, no ConfigMap);
/// - a deletion waits for the finalizers: until the last is gone the object stays, with a deletionTimestamp;
/// - what is created must not be there: a 409;
/// - a dry run goes through the same checks and keeps nothing;
/// - the items of a list have apiVersion and kind, which kube::Client adds; a watch goes on from a list's version;
/// - a Service that is open outside gets node ports; annotations, labels and finalizers that are empty are
///   dropped.
/// Not played: schemas, defaults and validation, which tests ask for with refuse(); list items in managedFields
/// (fake_fields.h); field selectors; a kind's versions, of which each is a kind of its own.
class FakeCluster final : public kube::Api {
 public:
  explicit FakeCluster(FakeClock& clock) : clock_(clock) {}

  // What others do. They need no version.

  /// Makes an object, held by this manager as an update.
  void create(Value object, const std::string& manager = "somebody");
  void create_yaml(const std::string& text, const std::string& manager = "somebody");
  /// A server-side apply of somebody else.
  void apply_as(const std::string& manager, const Value& object);
  /// A merge patch, as YAML. Throws std::logic_error when there is no such object.
  void change(const std::string& kind, const std::string& name, const std::string& yaml);
  void erase(const std::string& kind, const std::string& name);

  /// The object as it is, or nullptr.
  const Value* find(const std::string& kind, const std::string& name) const;
  /// The text at a place of it, or "".
  std::string text(const std::string& kind, const std::string& name, const Path& path) const;
  /// All objects without what every write changes (resourceVersion, managedFields, generation).
  std::map<std::string, Value> contents() const;

  // What goes wrong. The next `times` requests of that verb and kind are meant; a dry run is one as well.

  /// They are answered with this status and not carried out.
  void refuse(const std::string& verb, const std::string& kind, int status, int times = 1,
              const std::string& message = "");
  /// One is carried out, and the answer is this status; 0: none comes.
  void lose_answer(const std::string& verb, const std::string& kind, int status = 0);
  /// Done right before one is carried out, so that what the client has read is old.
  void before(const std::string& verb, const std::string& kind, FakeClock::Action action, int times = 1);
  void after(const std::string& verb, const std::string& kind, FakeClock::Action action, int times = 1);
  /// Done after so many writes that were kept.
  void after_writes(int count, FakeClock::Action action) { after_writes_[count] = std::move(action); }
  /// The user may not read the kind; it is not served (its CRD is missing).
  void forbid(const std::string& kind) { forbidden_.insert(kind); }
  /// The user may read the kind in single namespaces alone.
  void forbid_everywhere(const std::string& kind) { forbidden_everywhere_.insert(kind); }
  void unserve(const std::string& kind) { unserved_.insert(kind); }
  /// The user may not do this.
  void deny(const std::string& verb, const std::string& kind) { denied_.emplace(verb, kind); }
  /// Reads show what is there now, until lag_no_more(), as those of a cache do that lags behind.
  void lag() { shown_ = objects_; }
  void lag_no_more() { shown_.reset(); }
  /// Lists leave these objects out; who asks by name gets them.
  void hide_in_lists(const std::string& kind) { hidden_.insert(kind); }
  /// The ends of runs that it was told, in their order.
  const std::vector<std::optional<std::chrono::steady_clock::time_point>>& ends() const { return ends_; }
  /// The next patches of the kind are answered with the object as it is, and not made; creations and
  /// deletions likewise.
  void pretend(const std::string& kind, int times = always) { pretended_[kind] = times; }
  /// A watch says nothing from now on.
  void be_silent() { silent_ = true; }

  // What was asked.

  const std::vector<Request>& requests() const { return requests_; }
  /// The writes, `patch Service demo`, each that was refused or lost with its status: `patch Service demo: 409`. A dry
  /// run ends in `(dry run)`.
  std::vector<std::string> writes() const;
  void forget_requests() { requests_.clear(), rounds_.clear(); }
  /// How many reads went out together, for each read().
  const std::vector<std::size_t>& rounds() const { return rounds_; }

  std::vector<kube::Answer> read(const std::vector<kube::Read>& reads) override;
  void for_each(const kube::Read& list, const std::function<void(Value item)>& visit) override;
  void watch(const std::vector<kube::Listed>& lists, std::chrono::steady_clock::time_point deadline,
             const std::function<bool(const kube::WatchEvent& event)>& visit,
             const std::function<bool()>& tick) override;
  Value create(const Value& object, kube::DryRun dry_run) override;
  Value apply(const Value& object, kube::DryRun dry_run) override;
  Value patch(const ObjectRef& object, const Value& merge_patch, kube::DryRun dry_run) override;
  void remove(const Value& object, kube::DryRun dry_run) override;
  void end_at(std::optional<std::chrono::steady_clock::time_point> moment) override { ends_.push_back(moment); }
  kube::Trials try_out(const std::vector<kube::Right>& rights, const std::vector<kube::Write>& writes) override;

 private:
  /// Group, kind, namespace and name.
  using Key = std::tuple<std::string, std::string, std::string, std::string>;
  struct Script {
    enum class Kind { refuse, lose, before, after } kind;
    std::string verb;
    std::string object_kind;
    int times;
    int status = 0;
    std::string message = {};
    FakeClock::Action action = {};
  };
  struct Event {
    int version;
    kube::WatchEvent event;
  };

  static Key key_of(const ObjectRef& ref);
  static bool takes(Script& script, const Request& request);
  void act(Script::Kind kind, const Request& request);
  const Script* next(Script::Kind kind, const Request& request);
  Value carry_out(Request request, const std::function<Value()>& work);
  kube::Answer tried(const kube::Write& write);
  Value answer(const kube::Read& read);
  std::vector<Value> items(const kube::Read& list) const;
  void check_version(const ObjectRef& object, const Value& uid_and_version) const;
  Value keep(const ObjectRef& ref, Value object, bool dry_run);
  bool pretends(const std::string& kind);
  void give_node_ports(Value& service);
  Value& there(const std::string& kind, const std::string& name);

  FakeClock& clock_;
  std::map<Key, Value> objects_;
  std::vector<Event> events_;
  std::vector<Script> scripts_;
  std::map<int, FakeClock::Action> after_writes_;
  std::set<std::string> forbidden_;
  std::set<std::string> forbidden_everywhere_;
  std::set<std::string> unserved_;
  std::set<std::pair<std::string, std::string>> denied_;
  std::vector<Request> requests_;
  std::vector<std::size_t> rounds_;
  int version_ = 100;
  int made_ = 0;
  int next_port_ = 31000;
  int kept_ = 0;
  bool silent_ = false;
  std::optional<std::map<Key, Value>> shown_;
  std::set<std::string> hidden_;
  std::map<std::string, int> pretended_;
  std::vector<std::optional<std::chrono::steady_clock::time_point>> ends_;
};

}  // namespace l7::live::fake
