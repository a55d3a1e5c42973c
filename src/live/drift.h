#pragma once

#include <string>
#include <vector>

#include "model/finding.h"
#include "model/object.h"
#include "observe/observed.h"

namespace l7::live {

/// A place that no longer stands as a live run left it.
struct Drift {
  ObjectRef object;
  std::string place;
};

/// An object whose record cannot be read, or the text that it is about.
struct BrokenRecord {
  ObjectRef object;
  std::string why;
};

/// What the records of a live run in the objects of one Milvus come to.
struct Drifts {
  std::vector<Drift> places;
  std::vector<BrokenRecord> broken;
};

Drifts drift_of(const Observed& observed);

/// Findings about it, for `check`: an error where a record is broken, since neither enable nor disable can go on.
std::vector<Finding> findings_in(const Drifts& drifts);
extern const FindingKind cluster_drift;
extern const FindingKind record_broken;

/// Whether any of the objects carries a record of a live run's changes.
bool is_changed_live(const Observed& observed);

}  // namespace l7::live
