#pragma once

#include "kube/client.h"
#include "live/snapshot.h"

namespace l7::live {

/// Reads every Milvus that the user may see, in all namespaces, and the objects that lead to it: page by page, and of
/// each page only what counts is kept. Throws kube::ApiError when Services or workloads cannot be listed.
Snapshot overview(kube::Client& client);

}  // namespace l7::live
