#include "cli/names.h"

#include <string>

#include "catch.h"

namespace l7::cli {
namespace {

const std::string label63(63, 'a');
const std::string name253 = label63 + '.' + label63 + '.' + label63 + '.' + std::string(61, 'b');

struct Names {
  const char* what;
  bool (*holds)(std::string_view);
  std::vector<std::string> accepted;
  std::vector<std::string> refused;
};

const Names all_names[] = {
    {"object name",
     is_object_name,
     {"a", "0", "milvus-tls", "a.b-c.d0", std::string(64, 'a'), name253},
     {"", "-a", "a-", "A", "a_b", "a b", ".a", "a.", "a..b", "a/b", "*.a", "a\n", name253 + 'b', "\xc3\xa4"}},
    {"host",
     is_host,
     {"milvus.example.com", "localhost", "*.example.com", "*.com", "a-b.c", "0.example.com", "1.2.3", label63 + ".com",
      name253},
     {"", "*", "*.", "a.*.com", "*a.com", "**.com", "not a host", "under_score.example.com", "-a.example.com",
      "Milvus.example.com", "https://milvus.example.com", "milvus.example.com:443", "milvus.example.com.", "10.0.0.1",
      "::1", label63 + "a.com", name253 + 'b', "*." + name253}},
    {"CIDR",
     is_cidr,
     {"10.0.0.0/8", "0.0.0.0/0", "192.0.2.7/32", "2001:db8::/32", "::/0", "::1/128", "::ffff:192.0.2.0/120"},
     {"",
      "/",
      "10.0.0.0",
      "10.0.0.0/",
      "10.0.0.0/33",
      "10.0.0/8",
      "10.0.0.256/8",
      "010.0.0.0/8",
      "10.0.0.0/08",
      "10.0.0.0/+8",
      "10.0.0.0/-1",
      "10.0.0.0/8 ",
      " 10.0.0.0/8",
      "10.0.0.0/8/8",
      "10.0.0.0/a",
      "2001:db8::/129",
      "2001:db8:::/32",
      "fe80::%eth0/64",
      "example.com/8",
      "10.0.0.0/99999999999"}},
    {"annotation key",
     is_annotation_key,
     {"a", "A-b_c.d", "example.com/name", "Example.com/Name", "alb.ingress.kubernetes.io/actions.x", label63,
      "a.b/" + label63},
     {"", "/a", "a/", "a/b/c", "-a", "a-", "a b", "a=b", "exa_mple.com/a", "example..com/a", label63 + 'a',
      "a.b/" + label63 + 'a'}},
    {"plain text",
     is_plain_text,
     {"a", "my group", "arn:aws:acm:x", "\xc3\xa4"},
     {"", " ", " a", "a ", "a\nb", "a\tb", "\x1b[31m", "a\x7f"}},
};

TEST_CASE("names are accepted and refused") {
  for (const Names& names : all_names) {
    for (const std::string& text : names.accepted) {
      INFO(names.what << " '" << text << "'");
      CHECK(names.holds(text));
    }
    for (const std::string& text : names.refused) {
      INFO(names.what << " '" << text << "'");
      CHECK_FALSE(names.holds(text));
    }
  }
}

TEST_CASE("a NUL inside a name is refused") {
  CHECK_FALSE(is_cidr(std::string_view("10.0.0.0\0x/8", 12)));
  CHECK_FALSE(is_object_name(std::string_view("a\0b", 3)));
}

}  // namespace
}  // namespace l7::cli
