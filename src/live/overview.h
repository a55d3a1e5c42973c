#pragma once

#include "kube/api.h"
#include "live/snapshot.h"

namespace l7::live {

/// Reads every Milvus that the user may see, in all namespaces, and the objects that lead to it: page by page, and of
/// each page only what counts is kept. Throws kube::ApiError when Services or workloads cannot be listed.
Snapshot overview(kube::Api& api);

}  // namespace l7::live
