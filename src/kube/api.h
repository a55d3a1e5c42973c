#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "model/error.h"
#include "model/object.h"
#include "model/value.h"
#include "model/version.h"

namespace l7::kube {

/// The manager that server-side apply and managedFields know this program by.
inline constexpr std::string_view field_manager = l7::field_manager;

/// An API server's refusal, or none at all: `status` is HTTP's, 0 when no answer came; `reason` is Kubernetes'
/// ("Conflict", "Forbidden", ..). what() is worded as kubectl words it.
class ApiError : public Error {
 public:
  ApiError(const std::string& what, std::string place, std::string remedy, int http_status, std::string word)
      : Error(what, std::move(place), std::move(remedy)), status(http_status), reason(std::move(word)) {
    // kubectl's own exception is the 401.
    if (reason != "Unauthorized") heading = "";
  }

  int status;
  std::string reason;
};

/// A read of one object, or of a list when `name` is empty. An empty namespace is every one, or that of a kind that has
/// none.
struct Read {
  std::string api_version;
  std::string kind;
  std::string name_space;
  std::string name;
  std::string label_selector;
  std::string field_selector;
  /// Of a list, only the first so many; 0 for all.
  std::size_t limit = 0;
  /// Of a list, nothing of the objects but their metadata: of Secrets no more than that is to leave the API server.
  bool only_metadata = false;
};

/// What a read came to. Only a 404 is absence: for a list it means that the API server does not serve the kind.
struct Answer {
  enum class Outcome { found, absent, failed } outcome = Outcome::failed;
  /// The object; for a list, a map with `metadata` and `items`.
  Value value;
  std::optional<ApiError> error;
  /// Of one object's absence: the API server has named this very object, so that it is not the kind that is missing.
  bool named = false;
};

/// A list that has been read, without what its objects hold.
struct Listed {
  /// `list` is what the read came to (Answer::value).
  Listed(Read what, const Value& list);

  Read read;
  std::string resource_version;
  std::vector<Value> objects;
};

enum class DryRun { none, server };

/// A change of an object, as one request makes it: see the functions of Api.
struct Write {
  enum class How { create, apply, patch, remove } how;
  ObjectRef object;
  /// The object; for a patch, what is merged into it.
  Value value;
};

/// What a user may do or not: a verb of the API server's on an object, or on a kind where `name` is empty.
struct Right {
  std::string verb;
  Read object;
};

/// What the API server says beforehand, in the order of the questions.
struct Trials {
  /// Nothing where it does not say.
  std::vector<std::optional<bool>> rights;
  /// The objects as they would be, or the refusals; of a deletion nothing.
  std::vector<Answer> writes;
};

/// A change that a watch saw: ADDED, MODIFIED, DELETED.
struct WatchEvent {
  std::string type;
  Value object;
};

/// The Kubernetes API as a live run uses it. The real one is Client (kube/client.h); tests have one in memory. Every
/// function throws ApiError for a refusal and for an answer that did not come; after a write of status 0 or 5xx the
/// change may have been made.
class Api {
 public:
  virtual ~Api() = default;

  /// All reads at once; the answers in the order of the reads. Throws only when no answer came for anything.
  virtual std::vector<Answer> read(const std::vector<Read>& reads) = 0;
  /// A list item by item, for lists that must not be held in memory.
  virtual void for_each(const Read& list, const std::function<void(Value item)>& visit) = 0;
  /// Watches lists that have been read, from there on, so that nothing is missed in between: events until `visit`
  /// returns false or the deadline has passed. `tick` is called at least every 200 ms and may end the watch by
  /// returning false.
  virtual void watch(const std::vector<Listed>& lists, std::chrono::steady_clock::time_point deadline,
                     const std::function<bool(const WatchEvent& event)>& visit, const std::function<bool()>& tick) = 0;

  /// Makes an object of ours that is not there; a Conflict (409) when it is. It is held as what was applied.
  virtual Value create(const Value& object, DryRun dry_run) = 0;
  /// Server-side apply of an object of ours; takes over fields that others hold. Returns the object as it is then.
  virtual Value apply(const Value& object, DryRun dry_run) = 0;
  /// A JSON merge patch. The caller puts uid and resourceVersion into it, so that a stale one is a Conflict.
  virtual Value patch(const ObjectRef& object, const Value& merge_patch, DryRun dry_run) = 0;
  /// Deletes this very version of an object (uid and resourceVersion are preconditions); a 404 counts as done.
  virtual void remove(const Value& object, DryRun dry_run) = 0;

  /// What the change says, by one of these; nothing for a deletion.
  Value write(const Write& write, DryRun dry_run);

  /// The end of a run: no request but a watch lasts longer, and none begins after it, so that an API server that hangs
  /// does not hold the run up. Nothing for no end.
  virtual void end_at(std::optional<std::chrono::steady_clock::time_point> moment) = 0;

  /// Asks all at once whether the user may do this, and for a dry run of these changes. Throws when no answer came for
  /// one, and for a 401.
  virtual Trials try_out(const std::vector<Right>& rights, const std::vector<Write>& writes) = 0;
};

}  // namespace l7::kube
