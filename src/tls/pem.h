#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "tls/cleansed.h"
#include "tls/handles.h"

/// PEM texts to and from OpenSSL's objects. For the files of this room only.
namespace l7::tls {

/// All certificates of a text, in its order. Throws Error when there is none.
std::vector<Certificate> read_certificates(std::string_view pem);

/// Throws Error for what is no private key, and for one that wants a passphrase: nobody is ever asked for one.
Key read_key(std::string_view pem);

std::string pem_of(const X509& certificate);
/// PKCS #8 without a passphrase.
Cleansed pem_of(const EVP_PKEY& key);

}  // namespace l7::tls
