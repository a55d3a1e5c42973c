#pragma once

#include "model/value.h"

namespace l7::live {

/// A kubernetes.io/tls Secret without data gets a self-signed certificate for the names in its annotation
/// `milvus-l7/certificate-names`; every other object stays as it is. Throws Error when OpenSSL fails.
Value with_certificate(Value object);

}  // namespace l7::live
