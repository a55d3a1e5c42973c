#include "cloud/aws/account/xml.h"

#include "catch.h"

namespace l7::aws {

TEST_CASE("texts of elements") {
  const std::string xml = "<R xmlns=\"x\"><Token>a+/=</Token><M>&lt;a&gt; &amp;amp; &quot;b&apos;</M><E></E></R>";
  CHECK(xml_text(xml, "Token") == "a+/=");
  CHECK(xml_text(xml, "M") == "<a> &amp; \"b'");
  CHECK(xml_text(xml, "E").empty());
  CHECK(xml_text(xml, "Missing").empty());
}

TEST_CASE("what is cut off or holds other elements is no text") {
  CHECK(xml_text("<A>x", "A").empty());
  CHECK(xml_text("<A>x</", "A").empty());
  CHECK(xml_text("<A><B>x</B></A>", "A").empty());
}

}  // namespace l7::aws
