#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace l7::aws {

/// A command line cut into words by the rules of POSIX shells for quotes and backslashes, and no others: nothing is
/// expanded. Nothing where a quote is not closed. credential_process is read like that (botocore, compat_shell_split).
std::optional<std::vector<std::string>> words_of(std::string_view line);

}  // namespace l7::aws
