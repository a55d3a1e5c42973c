#pragma once

#include <string>
#include <vector>

#include "milvus/observed.h"
#include "model/object.h"

namespace l7::live {

/// A place that no longer stands as a live run left it.
struct Drift {
  ObjectRef object;
  std::string place;
};

/// All of them, in the objects of one Milvus. Throws Error when a record cannot be read.
std::vector<Drift> drift_of(const milvus::Observed& observed);

/// Whether any of the objects carries a record of a live run's changes.
bool is_changed_live(const milvus::Observed& observed);

}  // namespace l7::live
