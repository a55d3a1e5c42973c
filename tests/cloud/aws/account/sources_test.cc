#include "cloud/aws/account/sources.h"

#include "model/error.h"
#include "surroundings.h"

namespace l7::aws {
namespace {

const std::string secret = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";

std::string keys(const std::string& section, const std::string& id) {
  return '[' + section + "]\naws_access_key_id = " + id + "\naws_secret_access_key = " + secret + '\n';
}

}  // namespace

TEST_CASE("profiles of both files") {
  Nowhere nowhere;
  nowhere.set("AWS_CONFIG_FILE", nowhere.write("config", keys("profile a", "Aconfig") + "region = r\n" +
                                                             "[profile \"b c\"]\nregion = q\n[sso-session s]\nx = y\n" +
                                                             "[default]\n[profilex]\n"));
  nowhere.set("AWS_SHARED_CREDENTIALS_FILE", nowhere.write("credentials", keys("a", "Acredentials")));
  const Profiles profiles = Profiles::load();
  CHECK(profiles.names() == std::vector<std::string>{"a", "b c", "default"});
  CHECK(setting(profiles.merged("a"), "aws_access_key_id") == "Acredentials");
  CHECK(setting(profiles.merged("a"), "region") == "r");
  CHECK(setting(profiles.in_config("a"), "aws_access_key_id") == "Aconfig");
  CHECK(profiles.merged("none").empty());
}

TEST_CASE("the environment comes first, and a flag before it") {
  Nowhere nowhere;
  nowhere.set("AWS_SHARED_CREDENTIALS_FILE", nowhere.write("credentials", keys("a", "IDfile")));
  nowhere.set("AWS_PROFILE", "a");
  CHECK(find_keys(lookup_context("", {})).id == "IDfile");
  nowhere.set("AWS_ACCESS_KEY_ID", "IDvariable");
  nowhere.set("AWS_SECRET_ACCESS_KEY", secret);
  CHECK(find_keys(lookup_context("", {})).id == "IDvariable");
  CHECK(find_keys(lookup_context("a", {})).id == "IDfile");
}

TEST_CASE("keys of the two files are not mixed") {
  Nowhere nowhere;
  nowhere.set("AWS_CONFIG_FILE", nowhere.write("config", "[default]\naws_session_token = other\n"));
  nowhere.set("AWS_SHARED_CREDENTIALS_FILE", nowhere.write("credentials", keys("default", "ID")));
  CHECK(find_keys(lookup_context("", {})).session_token.view().empty());
}

TEST_CASE("where was looked") {
  const Nowhere nowhere;
  try {
    find_keys(lookup_context("", {}));
    FAIL("there are none");
  } catch (const Error& error) {
    const std::string what = error.what();
    for (const char* place : {"environment", "web identity", "credentials file", "credential_process", "config file",
                              "container", "instance metadata", "AWS_ACCESS_KEY_ID is not set"}) {
      CHECK(what.find(place) != std::string::npos);
    }
    CHECK_FALSE(error.fix.empty());
  }
  CHECK_THROWS_AS(lookup_context("missing", {}), Error);
}

TEST_CASE("keys that cannot be used") {
  const auto with = [](const char* id, const std::string& text, const char* token) {
    Keys made;
    made.id = id;
    made.secret = tls::Cleansed(std::string(text));
    made.session_token = tls::Cleansed(token);
    return made;
  };
  CHECK_NOTHROW(usable(with("a", "b", ""), ""));
  CHECK_THROWS_AS(usable(with("a", "", ""), ""), Error);
  CHECK_THROWS_AS(usable(with("", "b", ""), ""), Error);
  CHECK_THROWS_AS(usable(with("a", "b", "c\r\nd"), ""), Error);
  Keys expired = with("a", "b", "");
  expired.expires = std::chrono::sys_seconds(std::chrono::seconds(1));
  CHECK_THROWS_AS(usable(std::move(expired), ""), Error);
  // Beyond what nanoseconds can hold.
  CHECK_NOTHROW(
      keys_in_json(R"({"AccessKeyId":"a","SecretAccessKey":"b","Expiration":"2999-01-01T00:00:00Z"})", "Token", ""));
}

TEST_CASE("only the AWS CLI can sign in") {
  CHECK(sign_in_of({{"region", "x"}, {"role_arn", "y"}}).empty());
  CHECK_FALSE(sign_in_of({{"sso_session", "x"}}).empty());
  CHECK_FALSE(sign_in_of({{"sso_start_url", "x"}}).empty());
  CHECK_FALSE(sign_in_of({{"login_session", "x"}}).empty());
  CHECK_FALSE(sign_in_of({{"role_arn", "x"}, {"mfa_serial", "y"}}).empty());
}

TEST_CASE("a request is signed for its service") {
  Keys made;
  made.id = "ID";
  made.secret = tls::Cleansed("s");
  made.session_token = tls::Cleansed("t");
  const kube::Credential credential = credential_of(made, "eu-west-1", "acm");
  REQUIRE(credential.signature);
  CHECK(*credential.signature == kube::SignatureKey{"eu-west-1", "acm", "ID", "s"});
  CHECK(credential.headers == std::vector<std::pair<std::string, std::string>>{{"X-Amz-Security-Token", "t"}});
}

}  // namespace l7::aws
