#pragma once

#include <span>
#include <string_view>

namespace l7 {

/// The post-renderer: manifests from standard input, rewritten, to standard output. `program` is what the user called
/// (for help), `arguments` come after it. Reports every failure itself and returns the exit code: 0, 1 for an error or
/// a refusal with nothing written, 2 for wrong usage.
int post_render(std::string_view program, std::span<const char* const> arguments);

}  // namespace l7
