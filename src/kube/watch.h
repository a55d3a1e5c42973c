#pragma once

#include <chrono>
#include <deque>
#include <map>
#include <optional>
#include <random>
#include <set>
#include <string>

#include "kube/client.h"
#include "kube/lines.h"
#include "kube/paging.h"
#include "kube/session.h"

namespace l7::kube {

/// One list that is watched: read, then followed from there; read again when its version has expired, and after a
/// connection broke, followed on from the last version seen (client-go tools/cache/reflector.go). A watch that says
/// nothing for long is not relied on: the list is read again then, so that a change is seen all the same. What fails
/// soon after it began is tried again after pauses that grow. Outlived by its Session.
class ListWatch {
 public:
  ListWatch(Session& session, const Read& read);
  /// Goes on from a list that a listener knows.
  ListWatch(Session& session, const Listed& list);

  /// Moves on without waiting and adds what has happened. Throws ApiError for a refusal, and for a failed connection as
  /// long as the list was never read.
  void step(std::deque<WatchEvent>& events);

 private:
  using Clock = std::chrono::steady_clock;
  enum class Stage { list, watch };

  void begin();
  void hear();
  bool is_silent() const;
  void finish_page(std::deque<WatchEvent>& events);
  void take_error(const ApiError& error, std::deque<WatchEvent>& events);
  void finish_list(std::deque<WatchEvent>& events);
  void take_lines(std::deque<WatchEvent>& events);
  void take_event(const Value& event, std::deque<WatchEvent>& events);
  void finish_watch();
  void list_again();
  void expire();
  void try_later();
  void take_item(Value object, std::deque<WatchEvent>& events);

  Session* session_;
  Read read_;
  Stage stage_ = Stage::list;
  Paging paging_;
  std::optional<Exchange> exchange_;
  Lines lines_;
  std::string version_;
  /// Every object that a listener has heard of and not heard the end of, without its contents: so that a list that is
  /// read again tells what has changed.
  std::map<std::string, Value> known_;
  std::set<std::string> listed_;
  bool was_read_ = false;
  Clock::time_point began_;
  Clock::time_point not_before_;
  /// When the list was read last; long ago where somebody else has read it.
  Clock::time_point listed_at_;
  /// A watch from which nothing was heard until then is not relied on any longer.
  Clock::time_point silent_until_;
  std::chrono::milliseconds backoff_{0};
  std::minstd_rand random_{std::random_device{}()};
};

/// Client::watch.
void watch_all(Session& session, std::vector<ListWatch> watches, std::chrono::steady_clock::time_point deadline,
               const std::function<bool(const WatchEvent& event)>& visit, const std::function<bool()>& tick);

}  // namespace l7::kube
