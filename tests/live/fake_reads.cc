#include <algorithm>
#include <stdexcept>

#include "fake_cluster.h"

namespace l7::live::fake {
namespace {

bool is_selected(const Value& object, const std::string& selector) {
  for (std::size_t at = 0; at < selector.size();) {
    const std::size_t end = std::min(selector.find(',', at), selector.size());
    const std::string term = selector.substr(at, end - at);
    const std::size_t equals = term.find('=');
    const std::string& value = label(object, term.substr(0, equals));
    if (equals == std::string::npos ? value.empty() : value != term.substr(equals + 1)) return false;
    at = end + 1;
  }
  return true;
}

bool is_meant(const Value& object, const kube::Read& list) {
  if (!list.field_selector.empty()) throw std::logic_error("the fake cluster knows no field selectors");
  const ObjectRef ref = ref_of(object);
  return ref.api_version == list.api_version && ref.kind == list.kind && (list.name.empty() || ref.name == list.name) &&
         (list.name_space.empty() || ref.name_space == list.name_space) && is_selected(object, list.label_selector);
}

}  // namespace

std::vector<Value> FakeCluster::items(const kube::Read& list) const {
  std::vector<Value> found;
  for (const auto& [key, object] : shown_ ? *shown_ : objects_) {
    if (list.name.empty() && hidden_.contains(list.kind)) continue;
    if (is_meant(object, list)) found.push_back(object);
  }
  if (list.limit > 0 && found.size() > list.limit) found.resize(list.limit);
  return found;
}

Value FakeCluster::answer(const kube::Read& read) {
  const ObjectRef ref = {read.api_version, read.kind, read.name_space, read.name};
  return carry_out({read.name.empty() ? "list" : "get", ref, {}}, [&] {
    const bool everywhere = read.name_space.empty() && forbidden_everywhere_.contains(read.kind);
    if (everywhere || forbidden_.contains(read.kind)) throw refusal(403, ref, "you may not read " + read.kind);
    if (unserved_.contains(read.kind)) throw refusal(404, ref);
    std::vector<Value> found = items(read);
    if (!read.name.empty()) {
      if (found.empty()) throw refusal(404, ref);
      return found.front();
    }
    Value list = Value::map({{"items", Value::list(std::move(found))}});
    list.set(Path{"metadata", "resourceVersion"}, std::to_string(version_));
    return list;
  });
}

std::vector<kube::Answer> FakeCluster::read(const std::vector<kube::Read>& reads) {
  rounds_.push_back(reads.size());
  std::vector<kube::Answer> answers;
  bool answered = reads.empty();
  for (const kube::Read& one : reads) {
    kube::Answer& to = answers.emplace_back();
    try {
      to.value = answer(one);
      to.outcome = kube::Answer::Outcome::found;
    } catch (const kube::ApiError& error) {
      if (error.status == 404) {
        to.outcome = kube::Answer::Outcome::absent;
        to.named = !one.name.empty() && !unserved_.contains(one.kind);
      } else {
        to.error = error;
      }
    }
    answered = answered || !to.error || to.error->status != 0;
  }
  if (!answered) throw *answers.front().error;
  return answers;
}

void FakeCluster::for_each(const kube::Read& list, const std::function<void(Value item)>& visit) {
  const Value all = answer(list);
  for (const Value& item : all.find("items")->items()) visit(item);
}

void FakeCluster::watch(const std::vector<kube::Listed>& lists, std::chrono::steady_clock::time_point deadline,
                        const std::function<bool(const kube::WatchEvent& event)>& visit,
                        const std::function<bool()>& tick) {
  static constexpr std::chrono::milliseconds between_ticks{100};
  for (const kube::Listed& list : lists) {
    const kube::Read& read = list.read;
    requests_.push_back({"watch", {read.api_version, read.kind, read.name_space, read.name}, {}});
  }
  for (std::size_t seen = 0; clock_.now() < deadline; clock_.sleep(between_ticks)) {
    if (!tick()) return;
    for (; seen < events_.size() && !silent_; ++seen) {
      // A copy, since what is told of one may make others.
      const Event next = events_[seen];
      const bool wanted = std::any_of(lists.begin(), lists.end(), [&](const kube::Listed& list) {
        return next.version > std::stoi(list.resource_version) && is_meant(next.event.object, list.read);
      });
      if (wanted && !visit(next.event)) return;
    }
  }
}

}  // namespace l7::live::fake
