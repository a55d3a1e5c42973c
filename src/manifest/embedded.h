#pragma once

#include <set>
#include <string>

#include "milvus/observed.h"
#include "model/options.h"

/// The documents inside objects: Milvus keeps its settings as YAML in a ConfigMap, the clouds theirs as JSON in
/// annotations.
namespace l7::manifest {

/// Takes the ConfigMap and the settings in it into `observed.config`. Throws Error when Milvus could not read them
/// either.
void read_config(milvus::Observed& observed, const Object& config_map);

/// Takes the JSON of the Service's annotations into `observed.service_json`.
void read_service_json(milvus::Observed& observed);

/// Names under which an object may matter: those a plan would give its own, and those the Service's settings mention.
std::set<std::string> names_of_interest(const milvus::Observed& observed, const Options& options);

}  // namespace l7::manifest
