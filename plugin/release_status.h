#pragma once

#include <vector>

#include "cli/release_status.h"
#include "live/snapshot.h"
#include "model/wishes.h"

namespace l7::plugin {

/// What `status` says of one Milvus. The cloud is the one that the options name, or that the cluster or the Milvus's
/// own Ingress tells; without any, there is no way to be judged.
cli::ReleaseStatus status_of(const live::Snapshot& snapshot, const milvus::Milvus& milvus, const Wishes& wishes);

/// The same for each Milvus, and for each Service that is gone while objects of ours are left.
std::vector<cli::ReleaseStatus> statuses_of(const live::Snapshot& snapshot, const Wishes& wishes);

}  // namespace l7::plugin
