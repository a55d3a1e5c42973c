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

const FindingKind not_recognised = {
    "milvus-not-recognised",
    Area::milvus,
    Severity::warning,
    "this looks like Milvus and is not known as such, so nothing is done",
    "A Milvus that answers clients is known by what a container runs: `milvus run proxy`, `milvus run standalone`, or "
    "`milvus run mixture -proxy`, as words or inside a shell's line.",
    "write the command out in the container's command or args; with --require-milvus this is an error"};

std::span<const FindingKind* const> finding_kinds() {
  static constexpr std::array all = {&unreadable_document, &not_recognised};
  return all;
}

}  // namespace l7::manifest
