#include "fake_fields.h"

#include "catch.h"
#include "yaml/read.h"

namespace l7::live::fake {
namespace {

TEST_CASE("A merge patch is carried out as RFC 7386 has it", "[fake]") {
  struct Case {
    const char* object;
    const char* patch;
    const char* result;
  };
  const Case cases[] = {{"{a: b}", "{a: c}", "{a: c}"},
                        {"{a: b}", "{b: c}", "{a: b, b: c}"},
                        {"{a: b}", "{a: null}", "{}"},
                        {"{a: [b]}", "{a: c}", "{a: c}"},
                        {"{a: {b: c}}", "{a: {b: d, c: null}}", "{a: {b: d}}"},
                        {"{a: [{b: c}]}", "{a: [1]}", "{a: [1]}"},
                        {"{}", "{a: {bb: {ccc: null}}}", "{a: {bb: {}}}"}};
  for (const Case& c : cases) {
    CHECK(merge_patched(yaml::read(c.object), yaml::read(c.patch)) == yaml::read(c.result));
  }
}

}  // namespace
}  // namespace l7::live::fake
