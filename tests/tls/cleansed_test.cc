#include "tls/cleansed.h"

#include <string>
#include <utility>

#include "catch.h"

namespace l7::tls {
namespace {

/// What the text's own buffer holds, past its end too.
std::string buffer_of(std::string& text) {
  text.resize(text.capacity());
  return text;
}

}  // namespace

TEST_CASE("what was a secret's text holds nothing of it") {
  for (const std::string secret : {"short", "a text that is too long for the string's own room"}) {
    std::string text = secret;
    Cleansed first(std::move(text));
    CHECK(first.view() == secret);
    CHECK(buffer_of(text).find(secret) == std::string::npos);

    Cleansed second(std::move(first));
    CHECK(second.view() == secret);
    CHECK(first.view().empty());

    Cleansed third(std::string("another"));
    third = std::move(second);
    CHECK(third.view() == secret);
    CHECK(second.view().empty());
  }
}

}  // namespace l7::tls
