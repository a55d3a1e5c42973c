#pragma once

#include "entry/entry.h"

namespace l7 {

/// Ingress of networking.k8s.io/v1. Of the versions before it (networking.k8s.io/v1beta1, extensions/v1beta1), which
/// name backends in other fields, it reads objects too.
const EntryApi& ingress_api();

}  // namespace l7
