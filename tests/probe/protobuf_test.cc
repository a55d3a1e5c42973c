#include "probe/protobuf.h"

#include "catch.h"
#include "model/error.h"

namespace l7::probe::protobuf {
namespace {

std::string bytes(std::initializer_list<unsigned> values) {
  std::string text;
  for (const unsigned value : values) text += static_cast<char>(value);
  return text;
}

}  // namespace

TEST_CASE("fields of every wire type are read, and unknown ones passed over") {
  const std::string message = bytes({0x08, 0x96, 0x01}) + field(2, "v2.6.15") + bytes({0x1d, 1, 0, 0, 0}) +
                              bytes({0x21, 2, 0, 0, 0, 0, 0, 0, 0}) + bytes({0xf8, 0x07, 1});
  std::vector<unsigned> ids;
  read(message, [&](const Field& one) { ids.push_back(one.id); });
  CHECK(ids == std::vector<unsigned>{1, 2, 3, 4, 127});
  CHECK(number_of(message, 1) == 150);
  CHECK(bytes_of(message, 2) == "v2.6.15");
  CHECK(number_of(message, 3) == 1);
  CHECK(number_of(message, 4) == 2);
  CHECK(number_of(message, 9) == 0);
  CHECK(bytes_of(message, 9).empty());
  CHECK(bytes_of("", 1).empty());
}

TEST_CASE("the last of several fields counts") { CHECK(bytes_of(field(2, "a") + field(2, "b"), 2) == "b"); }

TEST_CASE("long fields come back") {
  const std::string text(300, 'x');
  CHECK(bytes_of(field(1, field(2, text)), 1) == field(2, text));
}

TEST_CASE("what is no message is refused") {
  for (const std::string& message :
       {bytes({0x0a}), bytes({0x0a, 5, 'a'}), bytes({0x08}), bytes({0x08, 0xff}), bytes({0x09, 1, 2}), bytes({0x00, 1}),
        bytes({0x0b}), std::string("<html>"), bytes({0x0a, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01}),
        std::string(12, '\xff')}) {
    CHECK_THROWS_AS(read(message, [](const Field&) {}), Error);
  }
}

}  // namespace l7::probe::protobuf
