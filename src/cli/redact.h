#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "model/plan.h"

/// Credentials taken out of what is shown. Plans do not change any but those in Secrets of their own, so nothing that
/// a reader has to judge is lost.
namespace l7::cli {

/// The text with the values of settings that are named like credentials (password, secretAccessKey, token..) replaced
/// by `***`: YAML, JSON, `KEY=value`.
std::string without_credentials(std::string_view text);

/// An object before and after a change, either of which may be null. A Secret's contents become `***`, told apart as
/// kubectl diff does (`*** (before)`) where they differ; in all objects settings named like credentials become `***`,
/// and what kubectl and the API server keep in metadata for themselves (last-applied-configuration, managedFields),
/// which repeats everything, goes.
std::pair<Value, Value> without_credentials(Value before, Value after);

/// A change as it may be shown: the contents of a Secret become `***`.
Change redacted(Change change);

}  // namespace l7::cli
