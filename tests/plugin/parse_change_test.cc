// What each verb that changes something makes of its command line.

#include "cert.h"
#include "cert_import.h"
#include "command_line.h"
#include "disable.h"
#include "enable.h"

namespace l7::plugin {
namespace {

using namespace std::chrono;

/// The flags of the verbs that change a cluster.
template <typename Request>
void check_live(cli::Parsed<Request> (*parse)(Arguments)) {
  const auto live = [&](const Words& words) { return read(parse, words).live; };
  CHECK(live({}).wait);
  CHECK_FALSE(live({}).yes);
  CHECK_FALSE(live({}).is_dry_run());
  CHECK(live({}).timeout == minutes(15));
  CHECK(live({}).run_settings().dry_run == kube::DryRun::none);

  CHECK_FALSE(live({"--wait=false"}).run_settings().wait);
  CHECK(live({"-y"}).yes);
  for (const auto& [text, length] : std::vector<std::pair<const char*, milliseconds>>{{"1.5h", minutes(90)},
                                                                                      {"300ms", milliseconds(300)},
                                                                                      {"1h30m", minutes(90)},
                                                                                      {"90s", seconds(90)},
                                                                                      {"15", seconds(15)}}) {
    CHECK(live({"--timeout", text}).run_settings().timeout == length);
  }
  CHECK(refusal(parse, {"--timeout=soon"}) == "--timeout: 'soon' is not a duration");
  CHECK(refusal(parse, {"--timeout", "-3s"}) == "--timeout: '-3s' is not a duration");

  CHECK(live({"--dry-run=client"}).sends_nothing());
  CHECK(live({"--dry-run", "server"}).run_settings().dry_run == kube::DryRun::server);
  CHECK(live({"--dry-run=server"}).is_dry_run());
  CHECK_FALSE(live({"--dry-run=server"}).sends_nothing());
  CHECK_FALSE(live({"--dry-run=none"}).is_dry_run());
  CHECK(refusal(parse, {"--dry-run=maybe"}) == "--dry-run: 'maybe' is not a kind of dry run");
  CHECK(completed(parse, {"--dry-run="}) == "none client server");
}

TEST_CASE("enable's command line") {
  check_common(parse_enable);
  check_format(parse_enable, cli::Format::table);
  check_live(parse_enable);
  const EnableRequest none = read(parse_enable, {});
  CHECK_FALSE(none.keep_l4);
  CHECK(none.verify);
  CHECK_FALSE(none.acm.import_certificate);
  const EnableRequest all = read(parse_enable, {"--keep-l4", "--verify=false", "--import-certificate", "--region=r",
                                                "--profile", "p", "--cloud=aws", "--host=a.b"});
  CHECK(all.keep_l4);
  CHECK_FALSE(all.verify);
  CHECK(all.acm.import_certificate);
  CHECK(all.acm.aws.region == "r");
  CHECK(all.acm.aws.profile == "p");
  CHECK(refusal(parse_enable, {"--import-certificate", "--cloud=gcp"}) ==
        "--import-certificate: only AWS' balancers take their certificates from ACM");
  CHECK(refusal(parse_enable, {"--import-certificate", "--certificate-arn=x"}) ==
        "--import-certificate: --import-certificate and --certificate-arn name two certificates");
}

TEST_CASE("disable's command line") {
  check_common(parse_disable);
  check_format(parse_disable, cli::Format::table);
  check_live(parse_disable);
}

TEST_CASE("cert create's command line") {
  check_common(parse_cert_create);
  const CertCreateRequest none = read(parse_cert_create, {});
  CHECK(none.key == "p256");
  CHECK_FALSE(none.days);
  CHECK_FALSE(none.with_ca);
  CHECK_FALSE(none.renew);
  CHECK(none.folder.empty());
  CHECK_FALSE(none.is_dry_run());
  const CertCreateRequest all = read(parse_cert_create, {"--ip", "192.0.2.1,192.0.2.2", "--key=rsa-3072", "--days=30",
                                                         "--with-ca", "--renew", "--dir", "d", "--dry-run=client"});
  CHECK(all.addresses == std::vector<std::string>{"192.0.2.1", "192.0.2.2"});
  CHECK(all.key == "rsa-3072");
  CHECK(all.days == 30);
  CHECK(all.with_ca);
  CHECK(all.renew);
  CHECK(all.folder == "d");
  CHECK(all.is_dry_run());
  CHECK_FALSE(read(parse_cert_create, {"--dry-run=none"}).is_dry_run());
  CHECK(refusal(parse_cert_create, {"--key=dsa"}) == "--key: 'dsa' is not a kind of key");
  CHECK(completed(parse_cert_create, {"--key", "p"}) == "p256");
}

TEST_CASE("cert inspect's command line") {
  check_common(parse_cert_inspect);
  check_format(parse_cert_inspect, cli::Format::table);
  CHECK(read(parse_cert_inspect, {"--file=a", "--key-file=b"}).file == "a");
  CHECK(read(parse_cert_inspect, {"--file=a", "--key-file=b"}).key_file == "b");
  const struct {
    const char* endpoint;
    const char* host;
    int port;
  } endpoints[] = {{"a.b", "a.b", 443},
                   {"a.b:8443", "a.b", 8443},
                   {"2001:db8::7", "2001:db8::7", 443},
                   {"[2001:db8::7]:8443", "2001:db8::7", 8443},
                   {"[2001:db8::7]", "2001:db8::7", 443}};
  for (const auto& [endpoint, host, port] : endpoints) {
    const CertInspectRequest request = read(parse_cert_inspect, {"--endpoint", endpoint});
    CHECK(request.host == host);
    CHECK(request.port == port);
  }
  CHECK(refusal(parse_cert_inspect, {"--endpoint=a.b:x"}) == "--endpoint: 'a.b:x' is no host with a port");
  CHECK(refusal(parse_cert_inspect, {"--endpoint=:443"}) == "--endpoint: ':443' is no host with a port");
  CHECK(refusal(parse_cert_inspect, {"--file=a", "--endpoint=b"}) == "--file and --endpoint name two certificates");
  CHECK(refusal(parse_cert_inspect, {"--key-file=a"}) == "--key-file: --key-file needs --file");
}

TEST_CASE("cert import's command line") {
  check_common(parse_cert_import);
  check_format(parse_cert_import, cli::Format::table);
  CHECK_FALSE(read(parse_cert_import, {}).dry_run);
  const CertImportRequest bare = read(parse_cert_import, {"--dry-run", "client"});
  CHECK(bare.dry_run);
  CHECK(bare.cluster.target.release == "client");
  for (const char* word : {"--dry-run", "--dry-run=", "--dry-run=client", "--dry-run=server"}) {
    CHECK(read(parse_cert_import, {word}).dry_run);
  }
  CHECK_FALSE(read(parse_cert_import, {"--dry-run=none"}).dry_run);
  CHECK_FALSE(read(parse_cert_import, {"--dry-run=false"}).dry_run);
  CHECK(refusal(parse_cert_import, {"--dry-run=x"}) == "--dry-run: 'x' is not a kind of dry run");
  const CertImportRequest all =
      read(parse_cert_import, {"--file", "a", "--key-file", "b", "--region", "r", "--profile=p"});
  CHECK(all.file == "a");
  CHECK(all.key_file == "b");
  CHECK(all.aws.region == "r");
  CHECK(all.aws.profile == "p");
  CHECK(refusal(parse_cert_import, {"--file=a"}) == "--key-file: a certificate is imported with its key");
  CHECK(refusal(parse_cert_import, {"--key-file=a"}) == "--file: a certificate is imported with its key");
  CHECK(refusal(parse_cert_import, {"--file=a", "--key-file=b", "--tls-secret=c"}) ==
        "--file and --tls-secret name two certificates");
  CHECK(completed(parse_cert_import, {"--dry-run", ""}) == "a-release");
  CHECK(completed(parse_cert_import, {"--dry-run=c"}) == "client");
}

}  // namespace
}  // namespace l7::plugin
