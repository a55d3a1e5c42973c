#pragma once

#include <utility>

#include "model/plan.h"

/// Credentials taken out of what is shown (see redact_text.h for those in texts). Plans do not change any but those in
/// Secrets of their own, so nothing that a reader has to judge is lost.
namespace l7::cli {

/// An object before and after a change, either of which may be null. A Secret's contents become `***`, told apart as
/// kubectl diff does (`*** (before)`) where they differ; in all objects settings named like credentials become `***`,
/// and what kubectl, the API server and enable keep in metadata for themselves, which repeats everything, goes.
std::pair<Value, Value> without_credentials(Value before, Value after);

/// A change as it may be shown: the same of its values. Of texts of several lines (user.yaml) that differ it keeps the
/// lines that do.
Change redacted(Change change);

/// What was seen, without credentials in it.
Finding redacted(Finding finding);

}  // namespace l7::cli
