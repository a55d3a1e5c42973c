#include "platform/ip_address.h"

#include "catch.h"

namespace l7::platform {
namespace {

TEST_CASE("addresses are read and written") {
  CHECK(parse_ipv4("203.0.113.7") == Ipv4{203, 0, 113, 7});
  const std::optional<Ipv6> six = parse_ipv6("2001:db8::7");
  REQUIRE(six);
  CHECK(ip_text(*six) == "2001:db8::7");
  CHECK(ip_text(Ipv4{10, 0, 0, 1}) == "10.0.0.1");
}

TEST_CASE("what is no address is none") {
  for (const char* text : {"", "1.2.3", "1.2.3.256", "::1", "host", "1.2.3.4 "}) CHECK_FALSE(parse_ipv4(text));
  for (const char* text : {"", "1.2.3.4", ":::", "fe80::1%eth0", "12345::"}) CHECK_FALSE(parse_ipv6(text));
  CHECK_FALSE(parse_ipv4(std::string("1.2.3.4\0x", 9)));
  CHECK(ip_text({}).empty());
}

}  // namespace
}  // namespace l7::platform
