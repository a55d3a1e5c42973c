#pragma once

#include <span>
#include <string>
#include <vector>

#include "kube/api.h"
#include "live/listener.h"
#include "live/write.h"
#include "model/plan.h"
#include "observe/observed.h"

namespace l7::live {

/// Carries out the changes of some phases of a plan, in the plan's order and each object in one request, so that a run
/// that is cut off leaves every object either as it was or as it shall be.
///
/// What the plan creates is created, and never forced over what is there by now. Objects of ours are applied whole by
/// server-side apply; in those of others only what changes is patched, for this very version of the object, and the
/// record of it goes along (live/undo.h). Undoing takes a second request: only when everything is back the record goes,
/// and with it the name of the one who has changed the fields, which the object's owner would take for a conflict. A
/// Secret for a certificate gets one that is made here. Throws kube::ApiError; of status 409 when an object has changed
/// since it was observed: then observe and plan again.
class Executor {
 public:
  /// What is written is noted in `written`, where one is given.
  Executor(kube::Api& api, const Observed& observed, Recording recording, kube::DryRun dry_run, Listener& listener,
           NewCertificates& certificates, Freshness* written = nullptr);

  /// Later phases of the same plan go on from what earlier ones left.
  void apply(const Plan& plan, std::span<const Phase> phases);

 private:
  void carry_out(const ObjectChanges& todo, const Plan& plan);
  void give_back(const ObjectChanges& todo, const Value& now);
  Value patch_to(const ObjectRef& object, const Value& now, Value wanted);
  void note(const Value& before, const Value& after);
  const Value& there(const ObjectRef& object) const;

  kube::Api& api_;
  const Observed& observed_;
  /// What this run has patched, as it is since then.
  std::vector<Value> patched_;
  Recording recording_;
  kube::DryRun dry_run_;
  Listener& listener_;
  NewCertificates& certificates_;
  Freshness* written_;
};

}  // namespace l7::live
