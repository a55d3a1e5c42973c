#pragma once

#include <string>

#include "kube/curl_easy.h"
#include "kube/signature_key.h"

namespace l7::kube {

/// Lets libcurl sign a POST without a query, by AWS' Signature Version 4 (AWS General Reference, "Signing AWS API
/// requests"). `headers` are all that are sent; the signature covers them, and the body. Throws Error for a libcurl
/// whose signatures AWS refuses.
void sign(CURL* easy, List& headers, const std::string& body, const SignatureKey& key);

}  // namespace l7::kube
