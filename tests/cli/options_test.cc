#include "cloud/aws/options.h"
#include "cli/options.h"
#include "cloud/gcp/options.h"

#include <algorithm>
#include <set>

#include "catch.h"
#include "cloud/cloud.h"
#include "command_line.h"

namespace l7::cli {
namespace {

const std::string arn = "arn:aws:acm:eu-central-1:123456789012:certificate/0a1b2c3d";
const std::string acl = "arn:aws:wafv2:eu-central-1:123456789012:regional/webacl/x/0a1b";

std::string joined(const std::vector<std::string>& items) {
  std::string out;
  for (const std::string& item : items) out += item + ';';
  return out;
}

std::string joined(const Pairs& pairs) {
  std::string out;
  for (const auto& [key, value] : pairs) out += key + '=' + value + ';';
  return out;
}

/// A flag with a value it takes, and the field that shall then hold `stored`.
struct Case {
  std::string name;
  std::string cloud;
  std::string value;
  std::string variable;
  std::string stored;
  std::string (*field)(const Asked&);
};

const Case cases[] = {
    {"cloud", "gcp", "gcp", "MILVUS_L7_CLOUD", "gcp", [](const Asked& o) { return o.wishes.cloud; }},
    {"release", "gcp", "demo", "MILVUS_L7_RELEASE", "demo", [](const Asked& o) { return o.target.release; }},
    {"host", "gcp", "a.example.com,*.b.example.com", "MILVUS_L7_HOST", "a.example.com;*.b.example.com;",
     [](const Asked& o) { return joined(o.wishes.hosts); }},
    {"internal", "aws", "true", "MILVUS_L7_INTERNAL", "yes",
     [](const Asked& o) { return std::string(o.wishes.internal == true ? "yes" : "no"); }},
    {"ingress-name", "gcp", "edge", "MILVUS_L7_INGRESS_NAME", "edge",
     [](const Asked& o) { return o.wishes.ingress_name; }},
    {"request-timeout-sec", "aws", "900", "MILVUS_L7_REQUEST_TIMEOUT_SEC", "900",
     [](const Asked& o) { return std::to_string(o.wishes.request_timeout_sec.value_or(0)); }},
    {"ssl-policy", "gcp", "modern", "MILVUS_L7_SSL_POLICY", "modern",
     [](const Asked& o) { return o.wishes.ssl_policy; }},
    {"annotate", "gcp", "example.com/a=b=c,d", "MILVUS_L7_ANNOTATE", "example.com/a=b=c,d;",
     [](const Asked& o) { return joined(o.wishes.annotations); }},
    {"tls-secret", "gcp", "milvus-tls", "MILVUS_L7_TLS_SECRET", "milvus-tls",
     [](const Asked& o) { return o.wishes.options[tls_secret]; }},
    {"managed-certificate", "gcp", "cert", "MILVUS_L7_MANAGED_CERTIFICATE", "cert",
     [](const Asked& o) { return o.wishes.options[gcp::managed_certificate].value_or("nothing"); }},
    {"pre-shared-cert", "gcp", "cert", "MILVUS_L7_PRE_SHARED_CERT", "cert",
     [](const Asked& o) { return o.wishes.options[gcp::pre_shared_certificate]; }},
    {"static-ip", "gcp", "address", "MILVUS_L7_STATIC_IP", "address",
     [](const Asked& o) { return o.wishes.options[gcp::static_ip]; }},
    {"security-policy", "gcp", "armor", "MILVUS_L7_SECURITY_POLICY", "armor",
     [](const Asked& o) { return o.wishes.options[gcp::security_policy].text.value_or("nothing"); }},
    {"certificate-arn", "aws", arn, "MILVUS_L7_CERTIFICATE_ARN", arn,
     [](const Asked& o) { return o.wishes.options[aws::certificate_arn]; }},
    {"waf-acl", "aws", acl, "MILVUS_L7_WAF_ACL", acl, [](const Asked& o) { return o.wishes.options[aws::waf_acl]; }},
    {"inbound-cidrs", "aws", "10.0.0.0/8, 2001:db8::/32", "MILVUS_L7_INBOUND_CIDRS", "10.0.0.0/8;2001:db8::/32;",
     [](const Asked& o) { return joined(o.wishes.options[inbound_cidrs]); }},
    {"subnets", "aws", "subnet-1,my subnet", "MILVUS_L7_SUBNETS", "subnet-1;my subnet;",
     [](const Asked& o) { return joined(o.wishes.options[aws::subnets]); }},
    {"security-groups", "aws", "sg-1,sg-2", "MILVUS_L7_SECURITY_GROUPS", "sg-1;sg-2;",
     [](const Asked& o) { return joined(o.wishes.options[aws::security_groups]); }},
    {"group", "aws", "shared", "MILVUS_L7_GROUP", "shared",
     [](const Asked& o) { return o.wishes.options[aws::group]; }},
};

/// What else the cloud needs to take the flag.
std::vector<std::string> with_needs(const Case& row, std::vector<std::string> arguments) {
  if (row.name != "cloud") arguments.insert(arguments.end(), {"--cloud", row.cloud});
  if (row.name == "managed-certificate") arguments.insert(arguments.end(), {"--host", "a.example.com"});
  return arguments;
}

TEST_CASE("the cases below are all the flags of every cloud") {
  Target target;
  Wishes wishes;
  std::set<std::string> table, common, tested;
  for (const Flag& flag : shared_flags(target, wishes)) {
    CHECK(table.insert(std::string(flag.name)).second);
    CHECK_FALSE(flag.help.empty());
    if (flag.group == common_flags) common.emplace(flag.name);
  }
  for (const Case& row : cases) tested.insert(row.name);
  CHECK(std::includes(table.begin(), table.end(), tested.begin(), tested.end()));
  CHECK(std::includes(tested.begin(), tested.end(), common.begin(), common.end()));
}

TEST_CASE("each flag is given as an argument, in the environment or in the file") {
  const Folder folder;
  for (const Case& row : cases) {
    INFO(row.name);
    const std::string flag = "--" + row.name;
    CHECK(row.field(asked_for(with_needs(row, {flag + '=' + row.value}))) == row.stored);
    const bool by_sign_only = row.name == "internal" || row.name == "managed-certificate";
    if (!by_sign_only) CHECK(row.field(asked_for(with_needs(row, {flag, row.value}))) == row.stored);
    {
      const Variable variable(row.variable, row.value);
      CHECK(row.field(asked_for(with_needs(row, {}))) == row.stored);
    }
    const std::string file = folder.file("l7.yaml", row.name + ": '" + row.value + "'\n");
    CHECK(row.field(asked_for(with_needs(row, {"--config", file}))) == row.stored);
  }
}

TEST_CASE("an argument wins over the environment, and that over the file") {
  const Folder folder;
  for (const Case& row : cases) {
    if (row.name == "internal" || row.name == "cloud") continue;
    INFO(row.name);
    const std::string low = row.name == "request-timeout-sec" ? "5"
                            : row.name == "annotate"          ? "low=1"
                                                              : "not valid, here";
    const std::string file = folder.file("l7.yaml", row.name + ": '" + low + "'\n");
    {
      const Variable variable(row.variable, row.value);
      CHECK(row.field(asked_for(with_needs(row, {"--config", file}))) == row.stored);
    }
    const Variable variable(row.variable, low);
    CHECK(row.field(asked_for(with_needs(row, {"--" + row.name + '=' + row.value}))) == row.stored);
  }
}

TEST_CASE("each cloud refuses the flags that others alone take, by their names") {
  for (const Cloud* cloud : clouds()) {
    for (const Cloud* other : clouds()) {
      const auto own = cloud->options();
      for (const Option* option : other->options()) {
        if (std::find(own.begin(), own.end(), option) != own.end()) continue;
        INFO(cloud->name() << ' ' << option->name);
        const std::string value = option->form == Form::cidr ? "10.0.0.0/8" : "name";
        const auto error = refusal({"--cloud", std::string(cloud->name()), option->flag() + '=' + value});
        REQUIRE(error);
        CHECK(error->where == option->flag());
        CHECK(error->what() == std::string(cloud->controller()) + " has no use for this option");
        CHECK_FALSE(error->fix.empty());
      }
    }
  }
}

TEST_CASE("the flags of some clouds stand below the names of these") {
  CHECK(heading_of(gcp::static_ip) == "Google Cloud (--cloud gcp)");
  CHECK(heading_of(aws::group) == "AWS (--cloud aws)");
}

TEST_CASE("values that cannot be meant are refused, with the place that says them") {
  const struct {
    std::vector<std::string> arguments;
    std::string where, what;
  } wrong[] = {
      {{"--host", "not a host"}, "--host", "'not a host' is not a host name"},
      {{"--host", ""}, "--host", "'' is not a host name"},
      {{"--host="}, "--host", "'' is not a host name"},
      {{"--host=", "--internal"}, "--host", "'' is not a host name"},
      {{"--host", "a.example.com,"}, "--host", "'' is not a host name"},
      {{"--host", "a.b", "--host", "c.d,a.b"}, "--host", "'a.b' is given twice"},
      {{"--cloud", ""}, "--cloud", "'' is not a name"},
      {{"--cloud", "gpc"}, "--cloud", "there is no cloud 'gpc'; did you mean gcp?"},
      {{"--cloud", "azure"}, "--cloud", "there is no cloud 'azure'"},
      {{"--cloud", "gcp", "--cloud", "aws"}, "--cloud", "the flag is given more than once: gcp, aws"},
      {{"--internal", "--internal"}, "--internal", "the flag is given more than once"},
      {{"--internal=maybe"}, "--internal", "'maybe' is neither true nor false"},
      {{"--release", "A"}, "--release", "'A' is not a Kubernetes name"},
      {{"--ingress-name", "a_b"}, "--ingress-name", "'a_b' is not a Kubernetes name"},
      {{"--tls-secret", "a/b"}, "--tls-secret", "'a/b' is not a Kubernetes name"},
      {{"--managed-certificate=A"}, "--managed-certificate", "'A' is not a Kubernetes name"},
      {{"--request-timeout-sec", "1h"}, "--request-timeout-sec", "'1h' is not a number"},
      {{"--request-timeout-sec", "99999999999"}, "--request-timeout-sec", "'99999999999' is not a number"},
      {{"--request-timeout-sec", "+5"}, "--request-timeout-sec", "'+5' is not a number"},
      {{"--cloud=gcp", "--request-timeout-sec", "-5"},
       "--request-timeout-sec",
       "the timeout must be at least one second"},
      {{"--inbound-cidrs", "10.0.0.0"}, "--inbound-cidrs", "'10.0.0.0' is not a CIDR range"},
      {{"--annotate", "a"}, "--annotate", "'a' has no '='"},
      {{"--annotate", "a b=c"}, "--annotate", "'a b' is not a key of an annotation"},
      {{"--annotate", "a=b", "--annotate", "a=c"}, "--annotate", "'a' is given twice"},
      {{"--group", ""}, "--group", "'' is not a name"},
      {{"--cloud", "aws", "--certificate-arn", "milvus"},
       "--certificate-arn",
       "this is no ARN of an ACM certificate: milvus"},
      {{"--cloud", "gcp", "--managed-certificate"},
       "--managed-certificate",
       "a Google-managed certificate needs a domain"},
      {{"--config", ""}, "--config", "'' is not a file name"},
  };
  for (const auto& [arguments, where, what] : wrong) {
    INFO(what);
    const auto error = refusal(arguments);
    REQUIRE(error);
    CHECK(error->what() == what);
    CHECK(error->where == where);
    CHECK_FALSE(error->fix.empty());
  }
}

TEST_CASE("a wrong value is said where it came from") {
  const Folder folder;
  const std::string file = folder.file("l7.yaml", "tls-secret: milvus\nhost: Upper.example.com\n");
  CHECK(refusal({"--cloud", "aws", "--config", file, "--host", "a.b"})->where == file + ": tls-secret");
  CHECK(refusal({"--cloud", "gcp", "--config", file})->where == file + ": host");
  const Variable cloud("MILVUS_L7_CLOUD", "azure");
  CHECK(refusal({})->where == "MILVUS_L7_CLOUD");
}

TEST_CASE("without a cloud everything else is still checked") {
  CHECK_FALSE(refusal({}));
  CHECK(wishes_of({"--host", "a.b"}).cloud.empty());
  CHECK(refusal({"--host", "A.b"}));
}

}  // namespace
}  // namespace l7::cli
