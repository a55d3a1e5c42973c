#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "kube/credentials.h"
#include "tls/cleansed.h"

namespace l7::aws {

/// Credentials of AWS. No part of them is ever shown, the ID neither: it is half of a password.
struct Keys {
  std::string id;
  tls::Cleansed secret;
  /// Empty for long-term keys.
  tls::Cleansed session_token;
  /// Nothing for keys that stay.
  std::optional<std::chrono::sys_seconds> expires;
};

/// The keys when they can be used. `place` says where they came from. Throws Error when a part is missing or has
/// bytes in it that no header can hold, or when they have expired.
Keys usable(Keys keys, const std::string& place);

/// The keys in the JSON that credential processes and metadata services answer: AccessKeyId, SecretAccessKey,
/// Expiration (RFC 3339), and the session token under that name. Throws Error that shows nothing of it.
Keys keys_in_json(std::string_view json, const char* token_name, const std::string& place);

/// What a request to that service is signed with; `keys` must outlive it.
kube::Credential credential_of(const Keys& keys, const std::string& region, const std::string& service);

}  // namespace l7::aws
