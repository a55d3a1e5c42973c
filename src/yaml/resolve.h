#pragma once

#include <string_view>

#include "model/value.h"
#include "yaml/tree.h"

namespace l7::yaml {

/// The value of a tree as Kubernetes resolves it (sigs.k8s.io/yaml on go-yaml v2: YAML 1.1). `text` is what the tree
/// was parsed from, for line numbers. Throws ReadError for aliases that would grow beyond any Kubernetes object.
Value resolve(const Node& root, std::string_view text);

/// Whether a plain scalar of this text is a string, and not null, a boolean or a number.
bool is_plain_string(std::string_view text);

}  // namespace l7::yaml
