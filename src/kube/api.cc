#include "kube/api.h"

namespace l7::kube {

Value Api::write(const Write& write, DryRun dry_run) {
  switch (write.how) {
    case Write::How::create: return create(write.value, dry_run);
    case Write::How::apply: return apply(write.value, dry_run);
    case Write::How::patch: return patch(write.object, write.value, dry_run);
    case Write::How::remove: remove(write.value, dry_run);
  }
  return {};
}

}  // namespace l7::kube
