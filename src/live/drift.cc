#include "live/drift.h"

#include "live/undo.h"
#include "model/error.h"

namespace l7::live {
namespace {

std::vector<const Object*> recorded(const Observed& observed) {
  std::vector<const Object*> found;
  observed.each([&](const Object& object) {
    if (has_undo_record(object.value)) found.push_back(&object);
  });
  return found;
}

}  // namespace

const FindingKind cluster_drift = {
    "cluster-drift",
    Area::ownership,
    Severity::warning,
    "what enable wrote no longer stands",
    "Helm 3 and GitOps controllers put their own manifests back, and then the balancer loses its backends.",
    "run enable again, then make it permanent with the post-renderer (enable prints the command)"};

const FindingKind record_broken = {
    "undo-record-broken",
    Area::ownership,
    Severity::error,
    "the record of what enable changed cannot be read",
    "Somebody has written to the annotation milvus-l7/undo, or to what it is about. Neither enable nor disable goes on "
    "from there, and disable takes back nothing that enable could not have changed.",
    "put the object right by hand and remove the annotation"};

Drifts drift_of(const Observed& observed) {
  Drifts drifts;
  for (const Object* object : recorded(observed)) {
    try {
      for (std::string& place : drifted(object->value)) drifts.places.push_back({object->ref, std::move(place)});
    } catch (const Error& error) {
      drifts.broken.push_back({object->ref, error.what()});
    }
  }
  return drifts;
}

std::vector<Finding> findings_in(const Drifts& drifts) {
  std::vector<Finding> findings;
  for (const Drift& one : drifts.places) findings.push_back({&cluster_drift, to_string(one.object), one.place});
  for (const BrokenRecord& one : drifts.broken) findings.push_back({&record_broken, to_string(one.object), one.why});
  return findings;
}

bool is_changed_live(const Observed& observed) { return !recorded(observed).empty(); }

}  // namespace l7::live
