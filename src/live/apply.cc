#include "live/apply.h"

#include <algorithm>
#include <stdexcept>

#include "live/node_ports.h"
#include "live/patch.h"

namespace l7::live {
namespace {

/// Whether a patch leaves a trace for certain. What it takes away may be back by a default, but for annotations.
bool must_show(const Value& patch) {
  if (!patch.is_map()) return !patch.is_null();
  return std::any_of(patch.members().begin(), patch.members().end(), [](const Value::Member& member) {
    return (member.first == "annotations" && !member.second.members().empty()) || must_show(member.second);
  });
}

}  // namespace

Executor::Executor(kube::Api& api, const Observed& observed, Recording recording, kube::DryRun dry_run,
                   Listener& listener, NewCertificates& certificates, Freshness* written)
    : api_(api),
      observed_(observed),
      recording_(recording),
      dry_run_(dry_run),
      listener_(listener),
      certificates_(certificates),
      written_(written) {}

void Executor::apply(const Plan& plan, std::span<const Phase> phases) {
  for (const ObjectChanges& todo : by_object(plan, phases)) carry_out(todo, plan);
}

void Executor::carry_out(const ObjectChanges& todo, const Plan& plan) {
  const Value nothing;
  const Value& now = todo.creates() || todo.deletes() ? nothing : there(todo.object);
  const std::optional<FirstWrite> first = first_write(todo, plan, now, recording_, certificates_);
  if (!first) return;
  if (recording_ == Recording::off && first->write.how == kube::Write::How::patch) {
    give_back(todo, now);
    return listener_.applied(todo.object, "changed");
  }
  Value answer = api_.write(first->write, dry_run_);
  if (first->record) require_record(todo.object, answer, *first->record);
  if (!todo.deletes()) note(now, answer);
  // What was not kept cannot be built on.
  if (first->record && dry_run_ == kube::DryRun::none) patched_.push_back(std::move(answer));
  listener_.applied(todo.object, todo.creates() ? "created" : todo.deletes() ? "deleted" : "changed");
}

void Executor::note(const Value& before, const Value& after) {
  if (written_ && dry_run_ == kube::DryRun::none) written_->note(before, after);
}

void Executor::give_back(const ObjectChanges& todo, const Value& now) {
  Value last = now;
  Value undone = undone_with_record(todo, now);
  if (!(undone == now)) {
    Value answer = patch_to(todo.object, now, std::move(undone));
    // What was not kept cannot be built on.
    if (dry_run_ != kube::DryRun::none) return;
    last = std::move(answer);
  }
  require_record(todo.object, api_.write(end_of_record(todo.object, last, now), dry_run_), "");
}

/// An entry that is open at another node port is better than none.
Value Executor::patch_to(const ObjectRef& object, const Value& now, Value wanted) {
  Value patch = merge_patch(now, wanted);
  const bool shows = must_show(patch);
  require_version(patch, now);
  try {
    Value answer = api_.patch(object, patch, dry_run_);
    // The record goes next, and with it the only way back.
    if (shows && answer == now) throw not_made(object);
    return answer;
  } catch (const kube::ApiError& refusal) {
    const std::vector<Path> refused = refused_node_ports(refusal, object, wanted);
    if (refused.empty()) throw;
    for (const Path& path : refused) {
      listener_.noted(to_string(object) + ": " + to_string(path) + " was " + wanted.text_at(path) +
                      ", which is not free any more; the API server chooses another");
      wanted.remove(path);
    }
  }
  return patch_to(object, now, std::move(wanted));
}

const Value& Executor::there(const ObjectRef& object) const {
  const auto newest =
      std::find_if(patched_.rbegin(), patched_.rend(), [&](const Value& patched) { return ref_of(patched) == object; });
  if (newest != patched_.rend()) return *newest;
  if (const Object* seen = observed_.find(object)) return seen->value;
  throw std::logic_error("a plan changes " + to_string(object) + ", which was not observed");
}

}  // namespace l7::live
