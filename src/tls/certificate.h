#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "tls/cleansed.h"

namespace l7::tls {

enum class KeyType { p256, rsa };

/// What a certificate is asked for.
struct CertificateRequest {
  /// DNS names, `*.` before them or not, and IP addresses; at least one. The first one is the subject too.
  std::vector<std::string> names;
  KeyType key = KeyType::p256;
  /// 2048 to 8192; for RSA only.
  int rsa_bits = 2048;
  /// From now on. Browsers and Apple's systems take no server certificate of more than 398 days.
  int days = 397;
};

struct KeyPair {
  /// PEM, X.509 v3.
  std::string certificate;
  /// PEM, PKCS #8 without a passphrase, as a Secret of type kubernetes.io/tls takes it.
  Cleansed key;
};

/// A new key and a self-signed certificate for a TLS server with it (RFC 5280): signed with SHA-256, serial number of
/// 128 random bits, valid from five minutes before `now`, since clocks differ. A client trusts it when it is given the
/// certificate itself.
/// Throws UsageError for names, bits or days that no certificate can have; Error when OpenSSL fails.
KeyPair make_certificate(const CertificateRequest& request,
                         std::chrono::system_clock::time_point now = std::chrono::system_clock::now());

/// The same, signed by an authority, whose certificate follows in the text: a client trusts it, and all that come after
/// it, when it is given the authority's certificate. It ends with the authority at the latest. Throws Error also for an
/// authority that is none or has expired.
KeyPair make_certificate(const CertificateRequest& request, const KeyPair& authority,
                         std::chrono::system_clock::time_point now = std::chrono::system_clock::now());

/// A certificate authority for server certificates, with a P-256 key, for ten years.
KeyPair make_authority(const std::string& name,
                       std::chrono::system_clock::time_point now = std::chrono::system_clock::now());

}  // namespace l7::tls
