#include "cloud/aws/account/keys.h"

#include <algorithm>

#include "kube/json.h"
#include "kube/timestamp.h"
#include "model/error.h"

namespace l7::aws {
namespace {

bool is_printable(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c > 0x20 && c < 0x7f; });
}

}  // namespace

Keys usable(Keys keys, const std::string& place) {
  if (keys.id.empty() || keys.secret.view().empty()) {
    throw Error(std::string("the AWS credentials are incomplete: the ") +
                    (keys.id.empty() ? "access key ID" : "secret access key") + " is missing",
                place, "set both of them, or neither");
  }
  if (!is_printable(keys.id) || !is_printable(keys.secret.view()) || !is_printable(keys.session_token.view())) {
    throw Error("the AWS credentials have blanks, line ends or other stray bytes in them", place, "write them anew");
  }
  // In seconds: the clock's own nanoseconds end in 2262.
  const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
  if (keys.expires && *keys.expires <= now) {
    throw Error("the AWS credentials have expired", place, "log in again: aws sso login, or whatever made them");
  }
  return keys;
}

Keys keys_in_json(std::string_view json, const char* token_name, const std::string& place) {
  static constexpr auto fix = "see what answers there; it must be AccessKeyId, SecretAccessKey and the rest as JSON";
  Value answer;
  try {
    answer = kube::parse_json(json);
  } catch (const Error&) {
    throw Error("the answer with AWS credentials is no JSON", place, fix);
  }
  Keys keys;
  keys.id = answer.text_at({"AccessKeyId"});
  keys.secret = tls::Cleansed(std::string(answer.text_at({"SecretAccessKey"})));
  keys.session_token = tls::Cleansed(std::string(answer.text_at({token_name})));
  if (const std::string& expiration = answer.text_at({"Expiration"}); !expiration.empty()) {
    keys.expires = kube::parse_timestamp(expiration);
    if (!keys.expires) throw Error("the Expiration of the AWS credentials is no RFC 3339 time", place, fix);
  }
  return usable(std::move(keys), place);
}

kube::Credential credential_of(const Keys& keys, const std::string& region, const std::string& service) {
  kube::Credential credential;
  credential.signature = kube::SignatureKey{region, service, keys.id, keys.secret.view()};
  if (!keys.session_token.view().empty()) {
    credential.headers.emplace_back("X-Amz-Security-Token", keys.session_token.view());
  }
  return credential;
}

}  // namespace l7::aws
