#include "model/path.h"

#include "catch.h"

namespace l7 {
namespace {

TEST_CASE("Path prints as kubectl users write it", "[path]") {
  struct Case {
    Path path;
    const char* text;
  };
  const Case cases[] = {
      {{}, ""},
      {{"spec"}, "spec"},
      {{"spec", "type"}, "spec.type"},
      {{"spec", "ports", std::size_t{0}, "nodePort"}, "spec.ports[0].nodePort"},
      {{std::size_t{12}}, "[12]"},
      {{"a", std::size_t{0}, std::size_t{1}}, "a[0][1]"},
      {{"metadata", "annotations", "cloud.google.com/neg"}, "metadata.annotations[\"cloud.google.com/neg\"]"},
      {{"data", "user.yaml"}, "data[\"user.yaml\"]"},
      {{"user.yaml", "common"}, "[\"user.yaml\"].common"},
      {{"snake_case", "kebab-case", "Camel9"}, "snake_case.kebab-case.Camel9"},
      {{"a", ""}, "a[\"\"]"},
      {{"a", "with space"}, "a[\"with space\"]"},
      {{"a", "\xc3\xa4"}, "a[\"\xc3\xa4\"]"},
  };
  for (const Case& c : cases) CHECK(to_string(c.path) == c.text);
}

TEST_CASE("Step is an index or a key and never equal across", "[path]") {
  CHECK(Step(std::size_t{0}).is_index());
  CHECK_FALSE(Step("0").is_index());
  CHECK_FALSE(Step("0") == Step(std::size_t{0}));
  CHECK(Step("a") == Step(std::string("a")));
  CHECK_FALSE(Step(std::size_t{1}) == Step(std::size_t{2}));
}

}  // namespace
}  // namespace l7
