#pragma once

#include <string>

#include "model/value.h"

namespace l7::milvus {

/// What a container runs of Milvus, by its command and arguments: as single words, or inside a shell's line. "proxy" or
/// "standalone" where clients are answered, the name of another role where they are not, and "" where it runs none.
/// The entrypoint of some images is the program itself, so that the arguments are `run proxy` alone.
/// Source: milvus cmd/milvus/run.go and roles.go (`milvus run ROLE`; `mixture` has a flag for each role).
std::string role_of(const Value& container);

/// Whether clients connect to a server of this role.
bool answers_clients(const std::string& role);

/// Whether the image is one of Milvus itself, from any registry: `milvusdb/milvus`, `registry.example.com/milvus`.
/// Other programs for Milvus have longer names.
bool is_image_of_milvus(const std::string& image);

}  // namespace l7::milvus
