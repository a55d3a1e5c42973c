#pragma once

#include <memory>
#include <vector>

#include "acm_import.h"
#include "certificate_import.h"
#include "live/snapshot.h"
#include "session.h"

namespace l7::plugin {

/// enable's --import-certificate, and which account.
struct AcmFlags {
  bool import_certificate = false;
  AwsFlags aws;
};

std::vector<cli::Flag> acm_flags(AcmFlags& flags);

/// Throws UsageError when the flags go with another cloud, or beside another certificate.
void check(const AcmFlags& flags, const Wishes& wishes);

/// The import of the Secret's certificate into ACM, or of the one that a plan is going to make there; nothing when the
/// flags do not ask for it. Looks at ACM and sends nothing there. `session` must outlive it. Throws Error; UsageError
/// when the cluster is another cloud's.
std::unique_ptr<CertificateImport> open_import(const AcmFlags& flags, Session& session, const live::Snapshot& snapshot);

}  // namespace l7::plugin
