// What libcurl does wrong here, and how it is kept from that (seen on 7.88.1, on the wire;
// tests/e2e/acm_answers_test.py compares with botocore):
//
// - It takes the hash of CURLOPT_POSTFIELDS for the body's, also when the body is read by a function. A header with the
//   hash is believed instead, signed and sent.
// - `Expect:`, which takes that header out of a request, is signed as if it were sent. So it is left out; libcurl waits
//   for a 100 only before bodies of more than a megabyte, which no request here has.
// - It signs the User-Agent where that is a header of the caller's, and proxies change that one.
// - It sorts `accept-language` before `accept`. No name of a header here is the beginning of another one's.
// - A query is signed as it is written, unsorted and with whatever is escaped in it. There is none: all calls are POST.
// - Versions before 7.88 sign no headers but three, so that the session token that every temporary credential has is
//   not covered.
#include "kube/signature.h"

#include <openssl/evp.h>

#include <array>
#include <string_view>

#include "model/error.h"

namespace l7::kube {
namespace {

constexpr unsigned oldest_libcurl = 0x075800;

/// The option that also tells whether this libcurl was built with it.
void set_scope(CURL* easy, const SignatureKey& key) {
  const curl_version_info_data* version = curl_version_info(CURLVERSION_NOW);
  const std::string scope = "aws:amz:" + key.region + ':' + key.service;
  const bool old = version->version_num < oldest_libcurl;
  if (!old && curl_easy_setopt(easy, CURLOPT_AWS_SIGV4, scope.c_str()) == CURLE_OK) return;
  throw Error("libcurl " + std::string(version->version) + " cannot sign requests to AWS correctly", "",
              "install libcurl 7.88 or later; or import with aws acm import-certificate, and give --certificate-arn");
}

std::string sha256(std::string_view text) {
  static constexpr char hex[] = "0123456789abcdef";
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest;
  unsigned size = 0;
  if (EVP_Digest(text.data(), text.size(), digest.data(), &size, EVP_sha256(), nullptr) != 1) throw std::bad_alloc();
  std::string written;
  for (unsigned i = 0; i < size; ++i) written += {hex[digest[i] >> 4], hex[digest[i] & 15]};
  return written;
}

/// Takes the header with that beginning out of the list; its value, or "".
std::string taken_out(List& headers, std::string_view beginning) {
  List others;
  std::string value;
  for (const curl_slist* each = headers.get(); each; each = each->next) {
    const std::string_view line = each->data;
    if (line.starts_with(beginning)) {
      value = line.substr(beginning.size());
    } else {
      append(others, std::string(line));
    }
  }
  headers = std::move(others);
  return value;
}

}  // namespace

void sign(CURL* easy, List& headers, const std::string& body, const SignatureKey& key) {
  set_scope(easy, key);
  set(easy, CURLOPT_USERAGENT, taken_out(headers, "User-Agent: ").c_str());
  append(headers, "X-Amz-Content-Sha256: " + sha256(body));
  set(easy, CURLOPT_USERNAME, key.id.c_str());
  set(easy, CURLOPT_PASSWORD, key.secret.data());
}

}  // namespace l7::kube
