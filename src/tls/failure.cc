#include "tls/failure.h"

#include <openssl/err.h>

#include "model/error.h"

namespace l7::tls {

void fail(const std::string& what, const std::string& fix) {
  const unsigned long code = ERR_peek_last_error();
  const char* reason = code == 0 ? nullptr : ERR_reason_error_string(code);
  ERR_clear_error();
  throw Error(what + (reason ? std::string(": ") + reason : ""), "", fix);
}

void require(bool success, const std::string& what) {
  if (success) return;
  fail("OpenSSL cannot " + what, "look at its configuration (OPENSSL_CONF), or make the certificate with openssl req");
}

}  // namespace l7::tls
