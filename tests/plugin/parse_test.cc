// What each verb that looks makes of its command line.

#include "check.h"
#include "command_line.h"
#include "connect.h"
#include "diff.h"
#include "status.h"
#include "verify.h"

namespace l7::plugin {
namespace {

using namespace std::chrono;

TEST_CASE("diff's command line") {
  check_common(parse_diff);
  check_format(parse_diff, cli::Format::table);
  CHECK_FALSE(read(parse_diff, {}).keep_l4);
  CHECK(read(parse_diff, {"--keep-l4", "db"}).keep_l4);
  CHECK(read(parse_diff, {"--keep-l4", "db"}).cluster.target.release == "db");
}

TEST_CASE("status' command line") {
  check_common(parse_status);
  check_format(parse_status, std::optional<cli::Format>());
  CHECK(read(parse_status, {"-o", "table"}).format == cli::Format::table);
  CHECK_FALSE(read(parse_status, {}).all_namespaces);
  CHECK_FALSE(read(parse_status, {}).watch);
  CHECK(read(parse_status, {"-A"}).all_namespaces);
  CHECK(read(parse_status, {"--all-namespaces=false", "-w"}).watch);
  CHECK_FALSE(read(parse_status, {"--all-namespaces=false", "-w"}).all_namespaces);
  const StatusRequest both = read(parse_status, {"-An", "x", "db"});
  CHECK(both.all_namespaces);
  CHECK(both.cluster.connection.name_space == "x");
  CHECK(both.cluster.target.release == "db");
  CHECK(completed(parse_status, {"-Ao", "j"}) == "json");
}

TEST_CASE("check's command line") {
  check_common(parse_check);
  check_format(parse_check, cli::Format::table);
  CHECK(read(parse_check, {"--explain", "gcp-no-host"}).explain == "gcp-no-host");
  CHECK_FALSE(completed(parse_check, {"--explain", "gcp-"}).empty());
}

TEST_CASE("connect's command line") {
  check_common(parse_connect);
  check_format(parse_connect, cli::Format::table);
  const ConnectRequest none = read(parse_connect, {});
  CHECK(none.language == "python");
  CHECK(none.write_ca.empty());
  CHECK_FALSE(none.way.port);
  const ConnectRequest all = read(parse_connect, {"-l", "go", "--write-ca=ca.crt", "--address", "192.0.2.1",
                                                  "--port=8443", "--ca", "trust.pem", "--host", "a.b"});
  CHECK(all.language == "go");
  CHECK(all.write_ca == "ca.crt");
  CHECK(all.way.address == "192.0.2.1");
  CHECK(all.way.port == 8443);
  CHECK(all.way.ca == "trust.pem");
  CHECK(all.cluster.wishes.hosts == std::vector<std::string>{"a.b"});
  CHECK(refusal(parse_connect, {"-l", "pyton"}).find("did you mean python?") != std::string::npos);
  CHECK(refusal(parse_connect, {"--ca", "\xff"}) == "--ca: the path is no UTF-8");
  CHECK(refusal(parse_connect, {"--port", "0"}) == "--port: there is no such port");
  CHECK(refusal(parse_connect, {"--port", "x"}) == "--port: 'x' is not a number");
  CHECK(refusal(parse_connect, {"--host", "*.a.b"}) == "--host: a wildcard is no name to ask for");
  CHECK(completed(parse_connect, {"-lp"}) == "-lpython");
}

TEST_CASE("verify's command line") {
  check_common(parse_verify);
  check_format(parse_verify, cli::Format::table);
  const VerifyRequest none = read(parse_verify, {});
  CHECK(none.timeout == seconds(10));
  CHECK(none.interval == seconds(1));
  CHECK_FALSE(none.count);
  CHECK(none.token.empty());
  const struct {
    const char* text;
    milliseconds length;
  } durations[] = {{"1.5s", milliseconds(1500)}, {"800ms", milliseconds(800)}, {"0.02h", seconds(72)},
                   {"15", seconds(15)},          {"2m30s", seconds(150)},      {"0", seconds(0)}};
  for (const auto& [text, length] : durations) {
    CHECK(read(parse_verify, {"--timeout", text}).timeout == length);
    CHECK(read(parse_verify, {"--interval", text}).interval == length);
  }
  for (const char* text : {"soon", "5x", "-3s"}) {
    CHECK(refusal(parse_verify, {"--timeout", text}) == "--timeout: '" + std::string(text) + "' is not a duration");
    CHECK(refusal(parse_verify, {"--interval", text}) == "--interval: '" + std::string(text) + "' is not a duration");
  }
  CHECK(read(parse_verify, {"--count=3"}).count == 3);
  CHECK(read(parse_verify, {"--milvus-token", "a:b"}).token == "a:b");
  const VerifyRequest login = read(parse_verify, {"--milvus-user", "root", "--milvus-password=-x"});
  CHECK(login.user == "root");
  CHECK(login.password == "-x");
  CHECK(refusal(parse_verify, {"--milvus-user=a", "--milvus-token=b"}) ==
        "--milvus-token and --milvus-user are two logins");
  CHECK(refusal(parse_verify, {"--port=70000"}) == "--port: there is no such port");
}

}  // namespace
}  // namespace l7::plugin
