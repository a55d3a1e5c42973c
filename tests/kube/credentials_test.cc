#include "kube/credentials.h"

#include <filesystem>

#include "catch.h"
#include "kube/exec_plugin.h"
#include "kube/kuberc.h"
#include "kube/timestamp.h"
#include "model/error.h"
#include "platform/descriptor.h"
#include "platform/process.h"
#include "platform/terminal.h"
#include "sandbox.h"

namespace l7::kube {
namespace {

const std::string v1 = "client.authentication.k8s.io/v1";
const std::string v1beta1 = "client.authentication.k8s.io/v1beta1";

std::string answer(const std::string& version, const std::string& status) {
  return R"({"kind":"ExecCredential","apiVersion":")" + version + R"(","spec":{},"status":{)" + status + "}}";
}

/// A script that counts its runs in the file `runs` and puts the count into its token.
std::string counting(const Sandbox& box, const std::string& expires) {
  return "echo run >> '" + box.path("runs") + "'\nn=$(wc -l < '" + box.path("runs") +
         "')\nprintf '{\"kind\":\"ExecCredential\",\"apiVersion\":\"" + v1beta1 +
         "\",\"status\":{\"expirationTimestamp\":\"" + expires + "\",\"token\":\"t%d\"}}' $n\n";
}

Connection with_plugin(const std::string& command, const std::string& version = v1, const std::string& mode = "Never") {
  Connection connection;
  ExecPlugin plugin;
  plugin.command = command;
  plugin.api_version = version;
  plugin.interactive_mode = mode;
  connection.exec = plugin;
  return connection;
}

std::string failure(const Connection& connection) {
  try {
    Credentials(connection).current();
  } catch (const Error& error) {
    CHECK_FALSE(error.fix.empty());
    return error.what();
  }
  return "";
}

std::string failure(const std::string& text) {
  try {
    parse_answer(text, v1);
  } catch (const Error& error) {
    return error.what();
  }
  return "";
}

std::string policy_failure(const std::string& kuberc) {
  try {
    parse_plugin_policy(kuberc, "/h/kuberc");
  } catch (const Error& error) {
    CHECK_THAT(error.where, ContainsSubstring("/h/kuberc"));
    return error.what();
  }
  return "";
}

std::string kuberc(const std::string& policy) {
  return "apiVersion: kubectl.config.k8s.io/v1beta1\nkind: Preference\n" + policy;
}

}  // namespace

TEST_CASE("fixed credentials become one header and cannot be renewed") {
  Connection token;
  token.token = "t";
  CHECK(Credentials(token).current().authorization == "Bearer t");
  CHECK_FALSE(Credentials(token).renew(0));
  Connection basic;
  basic.username = "admin";
  basic.password = "p:w d";
  CHECK(Credentials(basic).current().authorization == "Basic YWRtaW46cDp3IGQ=");
  CHECK(Credentials(Connection()).current() == Credential{});
}

TEST_CASE("a token that cannot stand in a header is refused and not shown") {
  Connection connection;
  connection.token = "secret\nX-Other: 1";
  CHECK_THROWS_WITH(Credentials(connection), ContainsSubstring("invalid header field value for \"Authorization\""));
  CHECK_THROWS_WITH(Credentials(connection), !ContainsSubstring("secret"));
  connection.token = "a b \t";
  CHECK(Credentials(connection).current().authorization == "Bearer a b");
}

TEST_CASE("a token file beats the token, and a 401 has it read again") {
  const Sandbox box;
  Connection connection;
  connection.token = "old";
  connection.token_file = box.write("token", "one\n");
  Credentials credentials(connection);
  CHECK(credentials.current().authorization == "Bearer one");
  box.write("token", "two\n");
  CHECK(credentials.current().authorization == "Bearer one");
  CHECK(credentials.renew(credentials.generation()));
  CHECK(credentials.current().authorization == "Bearer two");
  CHECK_FALSE(credentials.renew(credentials.generation()));
  std::filesystem::remove(box.path("token"));
  CHECK_FALSE(credentials.renew(credentials.generation()));
  CHECK(credentials.current().authorization == "Bearer two");
}

TEST_CASE("a token file that cannot be read leaves the token") {
  Connection connection;
  connection.token_file = "/none/token";
  CHECK_THAT(failure(connection), ContainsSubstring("open /none/token: no such file or directory"));
  connection.token = "t";
  CHECK(Credentials(connection).current().authorization == "Bearer t");
}

TEST_CASE("a plugin's token is kept until it expires, and a 401 runs the plugin again") {
  const Sandbox box;
  Credentials credentials(
      with_plugin(box.write_program("gke-gcloud-auth-plugin", counting(box, "9999-12-31T00:00:00Z")), v1beta1));
  CHECK(credentials.current().authorization == "Bearer t1");
  CHECK(credentials.current().authorization == "Bearer t1");
  const int refused = credentials.generation();
  CHECK(credentials.renew(refused));
  CHECK(credentials.current().authorization == "Bearer t2");
  // Whoever is refused for the same one has the new one already.
  CHECK(credentials.renew(refused));
  CHECK(credentials.current().authorization == "Bearer t2");
}

TEST_CASE("an expired token has the plugin run each time") {
  const Sandbox box;
  Credentials credentials(with_plugin(box.write_program("aws", counting(box, "2001-01-01T00:00:00Z")), v1beta1));
  CHECK(credentials.current().authorization == "Bearer t1");
  CHECK(credentials.current().authorization == "Bearer t2");
}

TEST_CASE("a plugin gets its arguments, its variables and the request") {
  Sandbox box;
  box.set("KEPT", "yes");
  box.set("CHANGED", "before");
  Connection connection = with_plugin(box.write_program(
      "aws", "printf '%s|' \"$@\" \"$KEPT\" \"$CHANGED\" > '" + box.path("seen") +
                 "'\nprintf '%s' \"$KUBERNETES_EXEC_INFO\" > '" + box.path("info") + "'\ncat > '" + box.path("stdin") +
                 "'\ncat <<'END'\n" + answer(v1, R"("token":"k8s-aws-v1.x")") + "\nEND\n"));
  connection.exec->args = {"eks", "get-token", "a b", ""};
  connection.exec->env = {{"CHANGED", "first"}, {"CHANGED", "after"}};
  connection.exec->cluster = Value::map({{"server", "https://h"}});
  CHECK(Credentials(connection).current().authorization == "Bearer k8s-aws-v1.x");
  CHECK(box.read("seen") == "eks|get-token|a b||yes|after|");
  CHECK(box.read("info") == R"({"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1",)"
                            R"("spec":{"cluster":{"server":"https://h"},"interactive":false}})");
  CHECK(box.read("stdin").empty());
}

TEST_CASE("a plugin's certificate comes with its key") {
  const Sandbox box;
  const Identity alice = make_identity();
  Value status = Value::map({{"clientCertificateData", alice.certificate}, {"clientKeyData", alice.key}});
  Value credential = Value::map({{"kind", "ExecCredential"}, {"apiVersion", v1}, {"status", status}});
  box.write("answer", to_json(credential));
  Credentials credentials(with_plugin(box.write_program("p", "cat '" + box.path("answer") + "'\n")));
  CHECK(credentials.current() == Credential{"", alice.certificate, alice.key});
}

TEST_CASE("a plugin that is not installed says so, with its hint and nothing a terminal would obey") {
  Connection connection = with_plugin("no-such-credential-helper");
  connection.exec->install_hint = "brew install \x1b[1mhelper\n\xc2\x9b";
  CHECK_THAT(failure(connection), ContainsSubstring("exec: executable no-such-credential-helper not found"));
  CHECK_THAT(failure(connection), ContainsSubstring("brew install U+001B[1mhelper\nU+009B"));
  CHECK_THAT(failure(with_plugin("/none/p")), ContainsSubstring("exec: executable /none/p not found"));
}

TEST_CASE("a plugin is found in PATH, but not in the working folder") {
  Sandbox box;
  box.write_program("bin/some-login", "echo '" + answer(v1, R"("token":"t")") + "'\n");
  box.set("PATH", ".::" + box.path("bin"));
  CHECK(platform::find_program("some-login") == box.path("bin/some-login"));
  box.set("PATH", ".:");
  const std::filesystem::path before = std::filesystem::current_path();
  std::filesystem::current_path(box.path("bin"));
  CHECK(platform::find_program("some-login").empty());
  std::filesystem::current_path(before);
}

TEST_CASE("a plugin that fails is told by its exit code") {
  const Sandbox box;
  CHECK(failure(with_plugin(box.write_program("p", "echo '{\"token\":\"secret\"}'; exit 7\n"))) ==
        "Unable to connect to the server: getting credentials: exec: executable " + box.path("p") +
            " failed with exit code 7");
  CHECK_THAT(failure(with_plugin(box.write_program("killed", "kill -9 $$\n"))),
             ContainsSubstring("failed with exit code -1"));
  const std::string nonsense = box.write_program("nonsense", "");
  box.write("nonsense", "neither a script nor a program");
  CHECK_THAT(failure(with_plugin(nonsense)), ContainsSubstring("exec: " + nonsense));
}

TEST_CASE("an answer that is none is refused and not shown") {
  const std::string frame = "Unable to connect to the server: getting credentials: ";
  CHECK_THAT(failure("secret"), ContainsSubstring("decoding stdout"));
  CHECK_THAT(failure("{secret"), ContainsSubstring("decoding stdout"));
  CHECK_THAT(failure("{secret"), !ContainsSubstring("secret"));
  CHECK_THAT(failure(""), ContainsSubstring("decoding stdout"));
  CHECK_THAT(failure(R"({"apiVersion":"v1","kind":"Secret"})"), ContainsSubstring("no kind \"Secret\" is registered"));
  CHECK(failure(answer(v1beta1, R"("token":"t")")) ==
        frame + "exec plugin is configured to use API version " + v1 + ", plugin returned version " + v1beta1);
  CHECK_THAT(failure(R"({"kind":"ExecCredential","status":{"token":"t"}})"),
             ContainsSubstring("exec plugin is configured to use API version"));
  CHECK(failure(R"({"kind":"ExecCredential","apiVersion":")" + v1 + "\"}") ==
        frame + "exec plugin didn't return a status field");
  CHECK(failure(answer(v1, "")) == frame + "exec plugin didn't return a token or cert/key pair");
  CHECK(failure(answer(v1, R"("clientKeyData":"k")")) ==
        frame + "exec plugin returned only certificate or key, not both");
  CHECK_THAT(failure(answer(v1, R"("clientKeyData":"k","clientCertificateData":"c")")),
             ContainsSubstring("failed parsing client key/certificate"));
  CHECK_THAT(failure(answer(v1, R"("token":12345678)")), ContainsSubstring("decoding stdout"));
  CHECK_THAT(failure(answer(v1, R"("token":12345678)")), !ContainsSubstring("1234"));
  CHECK_THAT(failure(answer(v1, R"("token":"t","expirationTimestamp":"soon")")), ContainsSubstring("decoding stdout"));
  CHECK_THAT(failure(answer(v1, R"("token":"t","expirationTimestamp":"")")), ContainsSubstring("decoding stdout"));
  CHECK_THAT(failure(answer(v1, R"("token":"t")") + "and more"), ContainsSubstring("decoding stdout"));
}

TEST_CASE("an answer is JSON however it is laid out, or YAML") {
  CHECK(parse_answer("{\n\t\"kind\": \"ExecCredential\",\n\t\"apiVersion\": \"" + v1 +
                         "\",\n\t\"status\": {\n\t\t\"token\": \"a/b\\/c\\u0041\"\n\t}\n}\n",
                     v1)
            .token == "a/b/cA");
  CHECK(parse_answer("kind: ExecCredential\napiVersion: " + v1 + "\nstatus: {token: t}\n", v1).token == "t");
}

TEST_CASE("a plugin that must talk to the user needs a terminal") {
  if (platform::is_terminal(platform::standard_input)) return;
  CHECK_THAT(failure(with_plugin("p", v1, "Always")), ContainsSubstring("standard input is not a terminal"));
}

TEST_CASE("times are RFC 3339") {
  using std::chrono::system_clock;
  CHECK(system_clock::to_time_t(*parse_timestamp("1970-01-02T00:00:01Z")) == 86401);
  CHECK(system_clock::to_time_t(*parse_timestamp("1970-01-01T02:00:00.123456+02:00")) == 0);
  CHECK(system_clock::to_time_t(*parse_timestamp("1969-12-31T22:30:00-01:30")) == 0);
  for (const char* text : {"", "1970-01-01", "1970-01-01T00:00:00", "1970-13-01T00:00:00Z", "1970-02-30T00:00:00Z",
                           "1970-01-01T00:00:00.Z", "1970-01-01T00:00:00Zx", "-970-01-01T00:00:00Z"}) {
    CHECK_FALSE(parse_timestamp(text));
  }
}

TEST_CASE("kuberc's policy is its first Preference's") {
  CHECK(parse_plugin_policy("", "f").type.empty());
  CHECK(parse_plugin_policy("---\nkind: Other\n---\n" + kuberc("credentialPluginPolicy: DenyAll\n") + "---\n" +
                                kuberc("credentialPluginPolicy: AllowAll\n"),
                            "f")
            .type == "DenyAll");
  const PluginPolicy policy =
      parse_plugin_policy(kuberc("credentialPluginPolicy: Allowlist\ncredentialPluginAllowlist: [{name: aws}]\n"), "f");
  CHECK(policy.allowlist == std::vector<std::string>{"aws"});
}

TEST_CASE("a policy that cannot be meant is refused rather than ignored") {
  CHECK_THAT(policy_failure(kuberc("credentialPluginPolicy: denyall")), ContainsSubstring("unknown plugin policy"));
  CHECK_THAT(policy_failure(kuberc("credentialPluginPolicy: Allowlist")),
             ContainsSubstring("allowlist is unspecified"));
  CHECK_THAT(policy_failure(kuberc("credentialPluginPolicy: Allowlist\ncredentialPluginAllowlist: []")),
             ContainsSubstring("allowlist is empty"));
  CHECK_THAT(policy_failure(kuberc("credentialPluginPolicy: Allowlist\ncredentialPluginAllowlist: [{name: ''}]")),
             ContainsSubstring("empty allowlist entry #1"));
  CHECK_THAT(policy_failure(kuberc("credentialPluginPolicy: Allowlist\ncredentialPluginAllowlist: [{name: /a/../b}]")),
             ContainsSubstring("non-normalized file path"));
  CHECK_THAT(policy_failure(kuberc("credentialPluginAllowlist: [{name: a}]")), ContainsSubstring("non-nil"));
  CHECK_THAT(policy_failure("kind: Other"), ContainsSubstring("no valid preferences found"));
  CHECK_THAT(policy_failure("a: ["), ContainsSubstring("kuberc: "));
}

TEST_CASE("only plugins that the policy allows run") {
  Sandbox box;
  const std::string path = box.write_program("bin/login", "");
  box.set("PATH", box.path("bin"));
  const auto allows = [](const PluginPolicy& policy, const std::string& command) {
    ExecPlugin plugin;
    plugin.command = command;
    try {
      enforce(policy, plugin);
    } catch (const Error& error) {
      CHECK_THAT(error.what(), ContainsSubstring("allowe") || ContainsSubstring("allowlist"));
      return false;
    }
    return true;
  };
  const auto list = [](const std::string& name) { return PluginPolicy{"Allowlist", std::vector{name}}; };
  CHECK(allows({}, "login"));
  CHECK(allows({"AllowAll", {}}, "login"));
  CHECK_FALSE(allows({"DenyAll", {}}, "login"));
  CHECK(allows(list("login"), "login"));
  CHECK(allows(list("login"), path));
  CHECK(allows(list(path), "login"));
  CHECK(allows(list(path), box.path("bin/../bin/login")));
  CHECK_FALSE(allows(list("/usr/bin/login"), "login"));
  CHECK_FALSE(allows(list("other"), path));
  CHECK_FALSE(allows(list("login"), box.write_program("elsewhere/login", "")));
}

TEST_CASE("kuberc is --kuberc's, KUBERC's or the home's, and may be turned off") {
  Sandbox box;
  CHECK(load_plugin_policy("").type.empty());
  box.write("home/.kube/kuberc", kuberc("credentialPluginPolicy: DenyAll"));
  CHECK(load_plugin_policy("").type == "DenyAll");
  CHECK(load_plugin_policy("off").type.empty());
  CHECK(load_plugin_policy(box.write("flag", kuberc("credentialPluginPolicy: AllowAll"))).type == "AllowAll");
  CHECK_THROWS_WITH(load_plugin_policy(box.path("none")), ContainsSubstring("no such file"));
  box.set("KUBECTL_KUBERC", "false");
  CHECK(load_plugin_policy("").type.empty());
  box.set("KUBECTL_KUBERC", "");
  box.set("KUBERC", box.path("flag"));
  CHECK(load_plugin_policy("").type == "AllowAll");
  box.set("KUBERC", "off");
  CHECK(load_plugin_policy("").type.empty());
  CHECK_THROWS_WITH(load_plugin_policy(box.path("flag")), ContainsSubstring("mutually exclusive"));
}

}  // namespace l7::kube
