#pragma once

#include <string>
#include <string_view>

namespace l7::cli {

/// What stands in place of a credential.
inline constexpr std::string_view hidden = "***";

/// Whether a setting or variable of this name holds a credential: `MINIO_SECRET_KEY`, `sasl.password`; not
/// `secretName`, which names an object.
bool names_credential(std::string_view key);

/// The text without what is a credential whatever its name is: private keys, what follows `Bearer`, and passwords
/// within URLs and the like (`mysql://root:PASSWORD@db`).
std::string without_keys_and_logins(std::string_view text);

/// The same, and the values of settings that are named like credentials (password, secretAccessKey, token..) replaced
/// by `***`, also over several lines: YAML, JSON, `KEY=value`, and `name: KEY` before `value: ..`.
std::string without_credentials(std::string_view text);

}  // namespace l7::cli
