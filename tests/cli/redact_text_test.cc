#include "cli/redact_text.h"

#include "catch.h"

namespace l7::cli {
namespace {

TEST_CASE("values of settings that are named like credentials are hidden in texts") {
  const std::pair<std::string, std::string> cases[] = {
      {"", ""},
      {"a: b", "a: b"},
      {"password: x", "password: ***"},
      {"minio:\n  secretAccessKey: a b # c\n  port: 9000\n", "minio:\n  secretAccessKey: ***\n  port: 9000\n"},
      {"  defaultRootPassword: \"a\\\"b\" # c", "  defaultRootPassword: *** # c"},
      {"token: 'it''s' # c", "token: *** # c"},
      {"MINIO_SECRET_KEY=abc", "MINIO_SECRET_KEY=***"},
      {"--sasl.password=abc", "--sasl.password=***"},
      {R"({"password":"a,b","user":"c"})", R"({"password":***,"user":"c"})"},
      {R"({\"password\":\"ab\"})", R"({\"password\":\***)"},
      {"password: |\n  one\n\n  two\nport: 1\n", "password: ***\nport: 1\n"},
      {"a:\n  token: >-\n    one\n  b: 1\n", "a:\n  token: ***\n  b: 1\n"},
      {"secretName: demo-tls", "secretName: demo-tls"},
      {"secret:\n  name: a\n", "secret:\n  name: a\n"},
      {"automountServiceAccountToken: false", "automountServiceAccountToken: false"},
      {"password: \"\"", "password: \"\""},
      {"password:", "password:"},
      {"password: \"open", "password: ***"},
      {"a = password: x = y", "a = password: ***"},
      {"password: one\n  two\nport: 1\n", "password: ***\nport: 1\n"},
      {"- password: one\n  port: 1\n", "- password: ***\n  port: 1\n"},
      {"- token: |\n    one\n  port: 1\n", "- token: ***\n  port: 1\n"},
      {"password:\n  one\nport: 1\n", "password:***\nport: 1\n"},
      {"tokens:\n  - one\n  - two\nport: 1\n", "tokens:***\nport: 1\n"},
      {"\"password\": one\n  two\nport: 1\n", "\"password\": ***\nport: 1\n"},
      {"secret: \"one\n  two\"\nport: 1\n", "secret: ***\nport: 1\n"},
      {"imagePullSecrets:\n  - name: registry\n", "imagePullSecrets:\n  - name: registry\n"},
      {"- name: DB_PASSWORD\n  value: x\n- name: PORT\n  value: 1\n",
       "- name: DB_PASSWORD\n  value: ***\n- name: PORT\n  value: 1\n"},
      {R"([{"name":"DB_PASSWORD","value":"x"},{"name":"PORT","value":"1"}])",
       R"([{"name":"DB_PASSWORD","value":***},{"name":"PORT","value":"1"}])"},
      {"dbUrl: mysql://root:x@h/db # c", "dbUrl: mysql://root:***@h/db # c"},
      {"dsn: 'root:x@tcp(h:3306)/db'", "dsn: 'root:***@tcp(h:3306)/db'"},
      {"Authorization: <masked>", "Authorization: <masked>"},
  };
  for (const auto& [text, wanted] : cases) CHECK(without_credentials(text) == wanted);
}

TEST_CASE("keys and logins are hidden whatever they are called") {
  const std::pair<std::string, std::string> cases[] = {
      {"", ""},
      {"https://h:443/a@b", "https://h:443/a@b"},
      {"https://u:p@h", "https://u:***@h"},
      {"https://u:p:q@r@h", "https://u:***@h"},
      {"https://ghp1@h", "https://***@h"},
      {"a://u:p@h,b://v:q@i", "a://u:***@h,b://v:***@i"},
      {"mysql://u:p/q@h", "mysql://u:***@h"},
      {"\"mongodb://u:p@h1,h2/x\"", "\"mongodb://u:***@h1,h2/x\""},
      {"Bearer eyJ0.a b", "Bearer *** b"},
      {"a Bearer token is missing", "a Bearer token is missing"},
      {"a\n-----BEGIN RSA PRIVATE KEY-----\nx\n-----END RSA PRIVATE KEY-----\nb", "a\n***\nb"},
      {"-----BEGIN PRIVATE KEY-----\nx", "***"},
      {"-----BEGIN CERTIFICATE-----\nx", "-----BEGIN CERTIFICATE-----\nx"},
      {"password: x", "password: x"},
  };
  for (const auto& [text, wanted] : cases) CHECK(without_keys_and_logins(text) == wanted);
}

}  // namespace
}  // namespace l7::cli
