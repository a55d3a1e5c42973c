#pragma once

#include <string>
#include <string_view>

namespace l7::tls {

/// Whether the first certificate of a PEM text is signed with the key of another one's. False where either cannot be
/// read.
bool is_signed_by(std::string_view certificate_pem, std::string_view authority_pem);

/// Throws Error unless `cert create` made this certificate, as far as it tells: it signs itself, or the authority
/// beside it, if any, has signed it. One whose authority was ours and is gone may be renewed with a new one. A text
/// that is no certificate is nothing to lose.
void require_renewable(std::string_view certificate_pem, std::string_view authority_pem, bool new_authority,
                       const std::string& where);

}  // namespace l7::tls
