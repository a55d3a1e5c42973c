#pragma once

#include <string>

namespace l7::tls {

/// Throws Error: what was tried and OpenSSL's own reason, taken off its queue. `fix` says what to do.
[[noreturn]] void fail(const std::string& what, const std::string& fix);

/// The same where OpenSSL refuses something that it takes on a working machine.
void require(bool success, const std::string& what);

}  // namespace l7::tls
