#pragma once

#include "catch.h"
#include "kube/sandbox.h"

namespace l7::aws {

/// An environment that knows nothing of AWS but what the test sets.
class Nowhere : public kube::Sandbox {
 public:
  Nowhere() {
    for (const char* name :
         {"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_PROFILE", "AWS_DEFAULT_PROFILE",
          "AWS_REGION", "AWS_DEFAULT_REGION", "AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE", "AWS_ENDPOINT_URL",
          "AWS_ENDPOINT_URL_ACM", "AWS_ENDPOINT_URL_STS", "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS",
          "AWS_WEB_IDENTITY_TOKEN_FILE", "AWS_ROLE_ARN", "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
          "AWS_CONTAINER_CREDENTIALS_FULL_URI", "AWS_CA_BUNDLE"}) {
      set(name, "");
    }
    set("AWS_EC2_METADATA_DISABLED", "true");
  }
};

}  // namespace l7::aws
