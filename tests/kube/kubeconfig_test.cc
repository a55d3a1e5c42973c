#include "kube/kubeconfig.h"

#include "catch.h"
#include "kube/base64.h"
#include "model/error.h"
#include "sandbox.h"

namespace l7::kube {
namespace {

std::string kubeconfig(const std::string& user) {
  return "apiVersion: v1\nkind: Config\nusers:\n- name: u\n  user:\n" + user;
}

std::string error_of(const std::string& text) {
  try {
    parse_kubeconfig(text, "/k/config");
  } catch (const Error& error) {
    return error.what();
  }
  return "";
}

}  // namespace

TEST_CASE("a kubeconfig is read with the types of its fields") {
  const Kubeconfig config = parse_kubeconfig(R"(
apiVersion: v1
kind: Config
current-context: ctx
unknown: 1
clusters:
- name: c
  cluster:
    server: https://h:6443
    insecure-skip-tls-verify: yes
    certificate-authority: pki/ca.crt
    certificate-authority-data: aGVsbG8=
    extensions:
    - name: client.authentication.k8s.io/exec
      extension: {audience: a}
users:
- name: u
  user:
    tokenFile: ../token
    as-groups: [a, "b,c"]
    as-user-extra: {k: [v, w]}
    exec: {command: ./bin/login, apiVersion: client.authentication.k8s.io/v1beta1, env: [{name: A, value: B}]}
contexts:
- name: ctx
  context: {cluster: c, user: u, namespace: team}
)",
                                             "/home/k/config");
  CHECK(config.current_context == "ctx");
  const Cluster& cluster = config.clusters.at("c");
  CHECK(cluster.insecure);
  CHECK(cluster.authority == "/home/k/pki/ca.crt");
  CHECK(cluster.authority_data == "hello");
  CHECK(to_json(cluster.plugin_config) == R"({"audience":"a"})");
  const User& user = config.users.at("u");
  CHECK(user.token_file == "/home/token");
  CHECK(user.as_groups == std::vector<std::string>{"a", "b,c"});
  CHECK(user.as_user_extra.at("k") == std::vector<std::string>{"v", "w"});
  REQUIRE(user.exec);
  CHECK(user.exec->command == "/home/k/bin/login");
  CHECK(user.exec->interactive_mode == "IfAvailable");
  CHECK(config.contexts.at("ctx").name_space == "team");
}

TEST_CASE("a bare plugin command is left to PATH, and ~ is a folder like any other") {
  const Kubeconfig config =
      parse_kubeconfig(kubeconfig("    {client-key: ~/k, exec: {command: aws}}"), "/home/k/config");
  CHECK(config.users.at("u").exec->command == "aws");
  CHECK(config.users.at("u").client_key == "/home/k/~/k");
}

TEST_CASE("JSON, a byte order mark, CRLF, anchors and nothing at all are a kubeconfig") {
  const std::string text =
      GENERATE(as<std::string>(), R"({"current-context":"x"})",
               "\xef\xbb\xbf"
               "current-context: x\n",
               "apiVersion: v1\r\nkind: Config\r\ncurrent-context: x\r\n", "a: &a x\ncurrent-context: *a\n");
  CHECK(parse_kubeconfig(text, "f").current_context == "x");
  CHECK(parse_kubeconfig(GENERATE("", "# nothing\n", "clusters: null\nusers: []\n"), "f").clusters.empty());
}

TEST_CASE("a value of the wrong type is refused with the file and the field, and not shown") {
  const std::string user = GENERATE(as<std::string>(), "    token: 12345678", "    token: yes", "    as-groups: secret",
                                    "    client-key-data: '!!secret'", "    [secret]");
  const std::string what = error_of(kubeconfig(user));
  CHECK_THAT(what, ContainsSubstring("error loading config file \"/k/config\": users[0].user"));
  CHECK_THAT(what, !ContainsSubstring("1234"));
  CHECK_THAT(what, !ContainsSubstring("secret"));
}

TEST_CASE("names that stand twice, and other kinds, are refused") {
  CHECK_THAT(error_of("users: [{name: u}, {name: u}]"), ContainsSubstring("duplicate name \"u\""));
  CHECK_THAT(error_of("kind: Pod"), ContainsSubstring("no kind \"Pod\" is registered for version \"v1\""));
  CHECK_THAT(error_of("apiVersion: v2"), ContainsSubstring("no kind \"Config\" is registered for version \"v2\""));
  CHECK_THAT(error_of("a: [\n"), ContainsSubstring("error loading config file \"/k/config\": yaml: line"));
  CHECK_THAT(error_of("just text"), ContainsSubstring("as a map"));
}

TEST_CASE("of KUBECONFIG's files the first to name something wins, and those that are not there are skipped") {
  const Sandbox box;
  Sandbox environment;
  const std::string first =
      box.write("a/config", "users: [{name: u, user: {token: first}}, {name: v, user: {tokenFile: t}}]");
  const std::string second =
      box.write("b/config", "current-context: x\nusers: [{name: u, user: {username: lost}}, {name: w}]");
  environment.set("KUBECONFIG", ":" + box.path("none") + ":" + first + ":" + second + ":" + first);
  const Kubeconfig config = load_kubeconfig("");
  CHECK(config.current_context == "x");
  CHECK(config.users.size() == 3);
  CHECK(config.users.at("u").token == "first");
  CHECK(config.users.at("u").username.empty());
  CHECK(config.users.at("v").token_file == box.path("a/t"));
}

TEST_CASE("the flag beats KUBECONFIG, which beats ~/.kube/config") {
  Sandbox box;
  box.write("home/.kube/config", "current-context: home");
  CHECK(load_kubeconfig("").current_context == "home");
  box.set("KUBECONFIG", box.write("env", "current-context: env"));
  CHECK(load_kubeconfig("").current_context == "env");
  CHECK(load_kubeconfig(box.write("flag", "current-context: flag")).current_context == "flag");
  CHECK_THROWS_WITH(load_kubeconfig(box.path("none")),
                    ContainsSubstring("stat " + box.path("none") + ": no such file or directory"));
  CHECK_THROWS_WITH(load_kubeconfig(box.path("home")), ContainsSubstring("is a directory"));
}

TEST_CASE("one bad file among KUBECONFIG's fails them all") {
  Sandbox box;
  box.set("KUBECONFIG", box.write("good", "current-context: x") + ":" + box.write("bad", "users: 1"));
  CHECK_THROWS_WITH(load_kubeconfig(""), ContainsSubstring(box.path("bad")));
}

TEST_CASE("base64 is read as Go reads it") {
  for (const std::string text : {"", "a", "ab", "abc", "abcd", "\xff\xfe"}) {
    CHECK(decode_base64(encode_base64(text)) == text);
  }
  CHECK(decode_base64("aGVs\r\nbG8=\n") == "hello");
  CHECK(decode_base64url("-_8") == "\xfb\xff");
  for (const char* text : {"a", "aGVsbG8", "aGVsbG8==", "aGV sbG8=", "=", "aGVsbG8=a", "-_8="}) {
    CHECK_THROWS_WITH(decode_base64(text), ContainsSubstring("illegal base64 data at input byte"));
  }
}

}  // namespace l7::kube
