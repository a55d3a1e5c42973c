#pragma once

#include <chrono>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace l7 {

/// What a certificate says. Texts come from its maker and may hold any character.
struct CertificateFacts {
  /// RFC 2253, `CN=milvus.example.com`; empty for none.
  std::string subject;
  std::string issuer;
  /// DNS names and IP addresses of the subject's alternative names, in their order.
  std::vector<std::string> names;
  /// In seconds, because nanoseconds end in 2262 and the published guides' certificates do not.
  std::chrono::sys_seconds not_before;
  std::chrono::sys_seconds not_after;
  /// 3 for X.509 v3, the only one that can hold names.
  int version = 0;
  /// "RSA", "EC", "ED25519"..
  std::string key_type;
  int key_bits = 0;
  /// Whether it is signed with its own key.
  bool self_signed = false;
  /// SHA-256 of the DER form, as `openssl x509 -fingerprint -sha256` writes it: AB:CD:..
  std::string fingerprint;
  /// Certificates in the text: 1, and more with a chain.
  int chain_length = 0;
  /// Whether the key is the certificate's; nothing when none was given.
  std::optional<bool> key_matches;
};

/// How the authorities begin that `cert create` makes: `CA of NAME`.
inline constexpr std::string_view own_authority = "CA of ";

/// Who has to renew it: its issuer, unless it signs itself or an authority that looks like one of ours signed it; then
/// `cert create` can, and this is "".
std::string foreign_issuer(const CertificateFacts& facts);

/// What one who is shown the certificate makes of it.
struct Verdict {
  std::string_view who;
  /// Empty when the certificate is taken.
  std::string objection;
};

/// That it is over or not begun, or "".
std::string time_objection(const CertificateFacts& facts, std::chrono::sys_seconds now);
/// That the key is another's, or "".
std::string pair_objection(const CertificateFacts& facts);

bool is_rsa(const CertificateFacts& facts, int least, int most);
bool is_curve(const CertificateFacts& facts, std::initializer_list<int> bits);
/// `RSA of 2048 bits`
std::string key_name(const CertificateFacts& facts);

}  // namespace l7
