#pragma once

#include <string>

#include "model/health.h"
#include "observe/observed.h"

/// The parts of the way that are Kubernetes' own and alike in every cloud.
namespace l7::hops {

/// A part that cannot be judged because objects of a kind could not be read, with what the API server said.
Hop unseen(const char* name, const GroupKind& kind, const Observed& observed);

/// The first three parts where there is no entry: the first says why and the others wait for it.
void without_entry(const Observed& observed, const EntryApi& api, Health& health);

/// Type, address and port of the Service. A layer 4 one is on the way too: it is ready, and says what it is.
Hop service_of(const Observed& observed);

/// Whether a pod is one of the server's, by its labels.
bool runs_milvus(const Value& pod, const milvus::Server& server);

/// The rollout of the workload as `kubectl rollout status` judges it, and what keeps its newest pods from running.
Hop pods_of(const Observed& observed);

}  // namespace l7::hops
