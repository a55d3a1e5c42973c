#pragma once

#include <cstddef>

#include "cloud/cloud.h"

namespace l7 {

/// The entry that a plan uses.
struct EntryChoice {
  /// Nothing where one has to be made.
  const Entry* used = nullptr;
  /// How many could be used; with several a plan has to be refused.
  std::size_t candidates = 0;
  /// One that sends traffic to Milvus and to others as well, so that it is left as it is; nullptr for none.
  const Entry* shared = nullptr;
  /// Whether it is the one that --ingress-name asks for, which is refused.
  bool shared_is_asked_for = false;
  /// Whether `used` is one that we made for another cloud, which is refused.
  bool of_another_cloud = false;
};

/// Ours, or else the single one of this cloud that already sends traffic to Milvus alone (a release that was exposed by
/// hand keeps its address). --ingress-name chooses among several.
EntryChoice entry_for(const Observed& observed, const Wishes& wishes, const Cloud& cloud);

}  // namespace l7
