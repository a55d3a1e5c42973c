#pragma once

#include <string>

#include "milvus/observed.h"
#include "model/health.h"

/// The parts of the way that are Kubernetes' own and alike in every cloud; and the names of all parts.
namespace l7::hops {

inline constexpr const char* address = "address";
inline constexpr const char* certificate = "certificate";
inline constexpr const char* backend = "backend";
inline constexpr const char* service = "service";
inline constexpr const char* pods = "pods";

/// A part that cannot be judged because objects of a kind could not be read, with what the API server said.
Hop unseen(const char* name, const std::string& kind, const milvus::Observed& observed);

/// The first three parts where there is no Ingress: the first says why and the others wait for it.
void without_ingress(const milvus::Observed& observed, Health& health);

/// Type, address and port of the Service. A layer 4 one is on the way too: it is ready, and says what it is.
Hop service_of(const milvus::Observed& observed);

/// Whether a pod is one of the server's, by its labels.
bool runs_milvus(const Value& pod, const milvus::Server& server);

/// The rollout of the workload as `kubectl rollout status` judges it, and what keeps its newest pods from running.
Hop pods_of(const milvus::Observed& observed);

}  // namespace l7::hops
