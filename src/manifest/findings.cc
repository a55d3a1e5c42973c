#include "manifest/findings.h"

#include <array>

namespace l7::manifest {

const FindingKind unreadable_document = {
    "unreadable-document",
    Area::milvus,
    Severity::warning,
    "a document could not be read and was passed on as it is",
    "Milvus was found without it. If it holds another way into Milvus, that stays.",
    "correct it; kubectl apply --dry-run=client -f FILE says what Kubernetes makes of it"};

std::span<const FindingKind* const> finding_kinds() {
  static constexpr std::array all = {&unreadable_document};
  return all;
}

}  // namespace l7::manifest
