#include "finding_kinds.h"

#include <span>

#include "cli/checklist.h"
#include "live/preflight.h"
#include "manifest/findings.h"
#include "tls/faults.h"

namespace l7::plugin {

std::vector<const FindingKind*> finding_kinds() {
  std::vector<const FindingKind*> all = cli::known_finding_kinds();
  for (const auto kinds : {live::finding_kinds(), tls::finding_kinds(), manifest::finding_kinds()}) {
    all.insert(all.end(), kinds.begin(), kinds.end());
  }
  return all;
}

}  // namespace l7::plugin
