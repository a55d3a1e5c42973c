#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "cloud/aws/account/acm.h"
#include "tls/certificate.h"

namespace l7::aws {

/// A certificate for ACM: its own text and what follows it apart, and its key. Throws Error for one that ACM does not
/// take, with the reason and what to do: nothing was sent. `place` says where the certificate is.
Material material_of(const tls::KeyPair& pair, const std::string& place, std::chrono::sys_seconds now);

/// The ARN of the imported certificate that has all of these tags, or "". Throws Error that lists them when there are
/// several.
std::string find_by_tags(Acm& acm, const Tags& tags);

enum class ImportKind {
  there,       ///< ACM has this very certificate
  reimported,  ///< under the ARN of one that was there
  imported,    ///< a new one
};

/// What an import comes to, or came to.
struct Import {
  ImportKind kind;
  /// Empty before a new one is made.
  std::string arn;
};

/// What importing would do: `arn` is the certificate to replace, "" for none. Throws Error when it was not imported.
Import planned_import(Acm& acm, const Material& material, const std::string& arn);

/// Does it. A new certificate gets the tags. One that was there gets them when it has none of these keys, so that it is
/// found by them from then on.
Import carry_out(Acm& acm, const Import& planned, const Material& material, const Tags& tags);

}  // namespace l7::aws
