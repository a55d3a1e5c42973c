#pragma once

#include <vector>

#include "manifest/stream.h"
#include "model/finding.h"

namespace l7::manifest {

/// What in a stream without a Milvus looks like one: containers with its image whose command says nothing of a role,
/// and Services for its port.
std::vector<Finding> unrecognised(Stream& stream);

}  // namespace l7::manifest
