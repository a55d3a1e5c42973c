#include "kube/connection.h"

#include "catch.h"
#include "kube/in_cluster.h"
#include "kube/url.h"
#include "model/error.h"
#include "sandbox.h"

namespace l7::kube {
namespace {

/// A kubeconfig of one cluster and one user, in flow style.
std::string one(const std::string& cluster, const std::string& user, const std::string& context = "") {
  return "current-context: ctx\nclusters: [{name: c, cluster: {" + cluster + "}}]\nusers: [{name: u, user: {" + user +
         "}}]\ncontexts: [{name: ctx, context: {cluster: c, user: u" + context + "}}]\n";
}

Connection connect(const std::string& kubeconfig, ConnectionFlags flags = {}) {
  const Sandbox box;
  flags.kubeconfig = box.write("config", kubeconfig);
  return resolve(flags);
}

std::string failure(const std::string& kubeconfig, const ConnectionFlags& flags = {}) {
  try {
    connect(kubeconfig, flags);
  } catch (const Error& error) {
    CHECK_FALSE(error.where.empty());
    CHECK_FALSE(error.fix.empty());
    return error.what();
  }
  return "";
}

const std::string https = "server: 'https://h:1'";
const std::string plugin = "exec: {apiVersion: client.authentication.k8s.io/v1, command: login, interactiveMode: Never";

using Headers = std::vector<std::pair<std::string, std::string>>;

}  // namespace

TEST_CASE("a context leads to a server, a namespace and a user") {
  const Connection connection = connect(one(https, "token: t", ", namespace: team"));
  CHECK(connection.server == "https://h:1");
  CHECK(connection.name_space == "team");
  CHECK(connection.token == "t");
  CHECK_FALSE(connection.request_timeout);
}

TEST_CASE("flags replace what the context says") {
  ConnectionFlags flags;
  flags.server = "https://other/prefix/";
  flags.name_space = "n";
  flags.token = "flag";
  flags.request_timeout = "1m30s";
  const Connection connection = connect(one(https + ", tls-server-name: s", "token: t"), flags);
  CHECK(connection.server == "https://other/prefix");
  CHECK(connection.name_space == "n");
  CHECK(connection.token == "flag");
  CHECK(connection.request_timeout == std::chrono::seconds(90));
  CHECK(connection.tls_server_name.empty());
}

TEST_CASE("what does not exist is named") {
  const std::string config = one(https, "token: t");
  ConnectionFlags context, cluster, user;
  context.context = "nope";
  cluster.cluster = "nope";
  user.user = "nope";
  CHECK(failure(config, context) == "context was not found for specified context: nope");
  CHECK(failure(config, cluster) == "no server found for cluster \"nope\"");
  CHECK(failure(config, user) == "auth info \"nope\" does not exist");
}

TEST_CASE("without any configuration the server is kubectl's localhost:8080") {
  Sandbox box;
  CHECK(resolve({}).server == "http://localhost:8080");
  CHECK(resolve({}).name_space == "default");
  box.set("KUBERNETES_MASTER", "http://m:1");
  CHECK(resolve({}).server == "http://m:1");
}

TEST_CASE("only an explicit https server is given credentials and authorities") {
  for (const std::string server : {"h:1", "http://h:1", "127.0.0.1:1"}) {
    const Connection connection =
        connect(one("server: '" + server + "', certificate-authority-data: eA==", "token: t, as: carol"));
    CHECK(connection.server.starts_with("http://"));
    CHECK(connection.token.empty());
    CHECK(connection.ca.empty());
    CHECK(connection.impersonation == Headers{{"Impersonate-User", "carol"}});
  }
}

TEST_CASE("a server's query and trailing slashes are dropped, and its login is taken out") {
  CHECK(connect(one("server: 'https://h:1/a//x/../b//?x=y#z'", "")).server == "https://h:1/a/b");
  const Connection connection = connect(one("server: 'https://me:p%40w@h:1'", ""));
  CHECK(connection.server == "https://h:1");
  CHECK(connection.username == "me");
  CHECK(connection.password == "p@w");
}

TEST_CASE("a login in the URL comes before every other") {
  const Connection connection = connect(one("server: 'https://me@h:1'", "token: t"));
  CHECK(connection.username == "me");
  CHECK(connection.token.empty());
  CHECK(connect(one("server: 'http://me@h:1'", "")).username == "me");
}

TEST_CASE("what cannot stand in a header is not sent") {
  CHECK_THAT(failure(one(https, "as: \"a\\nImpersonate-Group: system:masters\"")),
             ContainsSubstring("invalid header field value for \"Impersonate-User\""));
}

TEST_CASE("a server that is no URL is refused") {
  CHECK_THAT(failure(one("server: h/path", "")), ContainsSubstring("host must be a URL or a host:port pair"));
  CHECK_THAT(failure(one("server: 'ftp://h'", "")), ContainsSubstring("unsupported protocol scheme \"ftp\""));
}

TEST_CASE("flags about authorities replace all that the cluster says of them") {
  const Sandbox box;
  const std::string pem = make_identity().certificate;
  const std::string config = one(https + ", insecure-skip-tls-verify: true", "token: t");
  ConnectionFlags authority, insecure;
  authority.certificate_authority = box.write("ca", pem);
  CHECK(connect(config, authority).ca == pem);
  CHECK_FALSE(connect(config, authority).insecure);
  insecure.insecure_skip_tls_verify = true;
  const std::string pinned = one(https + ", certificate-authority: '" + box.path("ca") + "'", "token: t");
  CHECK(connect(pinned).ca == pem);
  CHECK(connect(pinned, insecure).insecure);
  CHECK(connect(pinned, insecure).ca.empty());
  insecure.certificate_authority = box.path("ca");
  CHECK(failure(pinned, insecure) == "specifying a root certificates file with the insecure flag is not allowed");
}

TEST_CASE("authorities that are none are refused") {
  CHECK_THAT(failure(one(https + ", certificate-authority-data: eA==", "")),
             ContainsSubstring("unable to parse bytes as PEM block"));
  CHECK_THAT(failure(one(https + ", certificate-authority: none", "")),
             ContainsSubstring("unable to read certificate-authority"));
}

TEST_CASE("a client certificate comes with its key") {
  const Sandbox box;
  const Identity alice = make_identity();
  const Identity bob = make_identity();
  const auto user = [&](const Identity& certificate, const Identity& key) {
    return "client-certificate: '" + box.write("crt", certificate.certificate) + "', client-key: '" +
           box.write("key", key.key) + "'";
  };
  const Connection connection = connect(one(https, user(alice, alice)));
  CHECK(connection.client_certificate == alice.certificate);
  CHECK(connection.client_key == alice.key);
  CHECK(failure(one(https, user(alice, bob))) == "tls: private key does not match public key");
  CHECK_THAT(failure(one(https, "client-certificate-data: eA==, client-key-data: eA==")),
             ContainsSubstring("failed to find any PEM data"));
  CHECK_THAT(failure(one(https, "client-certificate-data: eA==")), ContainsSubstring("client-key must be specified"));
  CHECK_THAT(failure(one(https, user(alice, alice) + ", client-key-data: eA==")),
             ContainsSubstring("client-key-data and client-key are both specified for u"));
}

TEST_CASE("a token file beats nothing but is needed where there is no token") {
  const Sandbox box;
  const std::string file = "tokenFile: '" + box.write("token", " abc\n") + "'";
  CHECK(connect(one(https, file)).token == "abc");
  CHECK(connect(one(https, file)).token_file == box.path("token"));
  CHECK(connect(one(https, "token: t, tokenFile: /none")).token == "t");
  CHECK_THAT(failure(one(https, "tokenFile: /none/t")), ContainsSubstring("open /none/t: no such file or directory"));
}

TEST_CASE("two ways to log in are refused") {
  CHECK_THAT(failure(one(https, "token: t, username: u")),
             ContainsSubstring("more than one authentication method found for u"));
  ConnectionFlags flags;
  flags.token = "secret";
  CHECK_THAT(failure(one(https, "username: u, password: secret"), flags), !ContainsSubstring("secret"));
}

TEST_CASE("proxies are http, https or socks5, and their passwords are not shown") {
  CHECK(connect(one(https + ", proxy-url: 'socks5://p:1'", "")).proxy_url == "socks5://p:1");
  CHECK(failure(one(https + ", proxy-url: 'ftp://me:secret@p:1'", "")) ==
        "invalid 'proxy-url' \"ftp://p:1\" for cluster \"c\": unsupported scheme \"ftp\", must be http, https, or "
        "socks5");
  CHECK_THAT(failure(one(https + ", proxy-url: '127.0.0.1:1'", "")), ContainsSubstring("could not parse"));
}

TEST_CASE("impersonation: flags replace groups, add extras, and never split at commas") {
  const std::string config =
      one(https, "as: carol, as-uid: '7', as-groups: [a], as-user-extra: {k: [v], 'x/y z': [w]}");
  CHECK(connect(config).impersonation == Headers{{"Impersonate-User", "carol"},
                                                 {"Impersonate-Uid", "7"},
                                                 {"Impersonate-Group", "a"},
                                                 {"Impersonate-Extra-k", "v"},
                                                 {"Impersonate-Extra-x%2Fy%20z", "w"}});
  ConnectionFlags flags;
  flags.as = "dave";
  flags.as_groups = {"b,c"};
  flags.as_user_extra = {"k=1", "k=2"};
  CHECK(connect(config, flags).impersonation == Headers{{"Impersonate-User", "dave"},
                                                        {"Impersonate-Uid", "7"},
                                                        {"Impersonate-Group", "b,c"},
                                                        {"Impersonate-Extra-k", "1"},
                                                        {"Impersonate-Extra-k", "2"},
                                                        {"Impersonate-Extra-x%2Fy%20z", "w"}});
  CHECK(failure(one(https, "as-groups: [a]")) ==
        "requesting uid, groups or user-extra for u without impersonating a user");
}

TEST_CASE("a plugin is described to the transport only when nothing else logs in") {
  const Connection connection = connect(one(https, plugin + "}"));
  REQUIRE(connection.exec);
  CHECK(connection.exec->cluster.is_null());
  CHECK_FALSE(connect(one(https, "token: t, " + plugin + "}")).exec);
  CHECK_FALSE(connect(one(https, "username: me, " + plugin + "}")).exec);
  CHECK_FALSE(connect(one("server: 'http://h'", plugin + "}")).exec);
}

TEST_CASE("a plugin is told of the cluster when it asks for it") {
  const Connection connection = connect(
      one(https + ", insecure-skip-tls-verify: true, extensions: [{name: client.authentication.k8s.io/exec, extension: "
                  "{a: 0x10, b: [017, 1e3, .5, +7, .inf, 1_000, -0b11, 0.5, 1.]}}]",
          plugin + ", provideClusterInfo: true}"));
  REQUIRE(connection.exec);
  CHECK(
      to_json(connection.exec->cluster) ==
      R"({"server":"https://h:1","insecure-skip-tls-verify":true,"config":{"a":16,"b":[15,1e3,0.5,7,null,1000,-3,0.5,1]}})");
}

TEST_CASE("an incomplete plugin is refused even where it would not run") {
  const auto with = [](const std::string& exec) { return failure(one("server: 'http://h'", "exec: {" + exec + "}")); };
  const std::string v1 = "apiVersion: client.authentication.k8s.io/v1";
  CHECK_THAT(with(v1 + ", interactiveMode: Never"), ContainsSubstring("command must be specified for u"));
  CHECK_THAT(with("command: x, interactiveMode: Never"), ContainsSubstring("apiVersion must be specified for u"));
  CHECK_THAT(with(v1 + ", command: x"), ContainsSubstring("interactiveMode must be specified for u"));
  CHECK_THAT(with(v1 + ", command: x, interactiveMode: Maybe"), ContainsSubstring("invalid interactiveMode for u"));
  CHECK_THAT(failure(one(https,
                         "exec: {apiVersion: client.authentication.k8s.io/v1alpha1, command: x, "
                         "interactiveMode: Never}")),
             ContainsSubstring("invalid apiVersion \"client.authentication.k8s.io/v1alpha1\""));
}

TEST_CASE("logins that kubectl has lost are refused in its words, and a valid id-token is a token") {
  CHECK_THAT(failure(one(https, "auth-provider: {name: gcp}")),
             ContainsSubstring("The gcp auth plugin has been removed."));
  CHECK_THAT(failure(one(https, "auth-provider: {name: foo}")), ContainsSubstring("no Auth Provider found"));
  CHECK_THAT(failure(one(https, "auth-provider: {name: oidc}")), ContainsSubstring("Must provide idp-issuer-url"));
  const auto oidc = [](const std::string& token) {
    return one(https,
               "auth-provider: {name: oidc, config: {idp-issuer-url: i, client-id: c, id-token: " + token + "}}");
  };
  // {"exp":9999999999} and {"exp":1}
  CHECK(connect(oidc("e30.eyJleHAiOjk5OTk5OTk5OTl9.s")).token == "e30.eyJleHAiOjk5OTk5OTk5OTl9.s");
  CHECK_THAT(failure(oidc("e30.eyJleHAiOjF9.s")), ContainsSubstring("No valid id-token"));
  CHECK_THAT(failure(oidc("e30")), ContainsSubstring("not a valid JWT"));
}

TEST_CASE("a namespace is one segment of a path") {
  ConnectionFlags flags;
  flags.name_space = GENERATE("ns/foo", "..", "a%2f");
  CHECK_THAT(failure(one(https, ""), flags), ContainsSubstring("invalid namespace"));
}

TEST_CASE("time limits are seconds or Go's durations") {
  using std::chrono::milliseconds;
  ConnectionFlags flags;
  flags.request_timeout = "0";
  CHECK(connect(one(https, ""), flags).request_timeout == milliseconds(0));
  flags.request_timeout = "5";
  CHECK(connect(one(https, ""), flags).request_timeout == milliseconds(5000));
  flags.request_timeout = "-1s";
  CHECK(connect(one(https, ""), flags).request_timeout == milliseconds(0));
  flags.request_timeout = "1us";
  CHECK(connect(one(https, ""), flags).request_timeout == milliseconds(1));
  flags.request_timeout = "abc";
  CHECK_THAT(failure(one(https, ""), flags), ContainsSubstring("Invalid timeout value"));
}

TEST_CASE("URLs are taken apart as Go does") {
  CHECK(parse_url("HTTPS://u:p@[::1]:8/a?b#c")->host == "[::1]:8");
  CHECK(parse_url("localhost:8080")->scheme == "localhost");
  CHECK(parse_url("localhost:8080")->host.empty());
  for (const char* text : {"127.0.0.1:1", "http://h:port", "http://[::1", "http://a b", ":x", "http://h\n"}) {
    CHECK_FALSE(parse_url(text));
  }
  CHECK(without_user("http://me:pw@h/a@b") == "http://h/a@b");
}

TEST_CASE("a pod is known by its variables and its token") {
  Sandbox box;
  const InCluster pod(box.path("sa"));
  CHECK_FALSE(pod.is_possible());
  box.set("KUBERNETES_SERVICE_HOST", "fd00::1");
  box.set("KUBERNETES_SERVICE_PORT", "443");
  CHECK_FALSE(pod.is_possible());
  box.write("sa/token", "tok\n");
  CHECK(pod.is_possible());
  CHECK(pod.name_space().empty());
  box.write("sa/namespace", " mine\n");
  CHECK(pod.name_space() == "mine");
  box.set("POD_NAMESPACE", "pod");
  CHECK(pod.name_space() == "pod");
  CHECK(pod.connection().server == "https://[fd00::1]:443");
  CHECK(pod.connection().token == "tok");
  CHECK(pod.connection().ca.empty());
  const std::string pem = make_identity().certificate;
  box.write("sa/ca.crt", pem);
  CHECK(pod.connection().ca == pem);
}

}  // namespace l7::kube
