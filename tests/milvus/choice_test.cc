#include "milvus/milvus.h"

#include "catch.h"
#include "fixture.h"
#include "model/error.h"

namespace l7::milvus {
namespace {

using namespace fixture;

/// A Milvus of which only the names matter.
Milvus called(const char* service_name, const char* release) {
  Value in_front = service();
  in_front.set(Path{"metadata", "name"}, service_name);
  in_front.set({"metadata", "labels", "app.kubernetes.io/instance"}, release);
  in_front.set(Path{"spec", "selector"}, yaml::read("{component: proxy}"));
  return milvus(proxy(), in_front);
}

TEST_CASE("A Milvus is chosen by Service then stem then release", "[detect]") {
  const std::vector<Milvus> found = {called("a-milvus", "a"), called("vectors", "b"), called("c", "a-milvus"),
                                     called("d-milvus", "d"), called("d", "x")};
  struct Case {
    const char* release;
    const char* service;
  };
  const Case cases[] = {
      {"a-milvus", "a-milvus"},  // the Service, though a release has that name too
      {"a", "a-milvus"},         // Service without -milvus
      {"b", "vectors"},          // release
      {"x", "d"},
      {"d", "d"},  // the Service d before d-milvus
      {"d-milvus", "d-milvus"},
  };
  for (const Case& c : cases) {
    INFO(c.release);
    CHECK(choose(found, {"", c.release}).service.ref.name == c.service);
  }
}

TEST_CASE("The only Milvus needs no name", "[detect]") {
  const std::vector<Milvus> found = {called("a-milvus", "a")};
  CHECK(choose(found, {}).service.ref.name == "a-milvus");
}

TEST_CASE("A namespace chooses between Services that are called alike", "[detect]") {
  std::vector<Milvus> found = {called("a", "r"), called("a", "r"), called("b", "r")};
  found[1].service.ref.name_space = "other";
  found[2].service.ref.name_space = "";
  CHECK(&choose(found, {"other", "a"}) == &found[1]);
  CHECK(&choose(found, {"vectors", "a"}) == &found[0]);
  // Helm says the namespace later.
  CHECK(&choose(found, {"other", "b"}) == &found[2]);
  CHECK_THROWS_AS(choose(found, {"third", "a"}), Error);
  try {
    choose(found, {"", "a"});
    FAIL("chosen");
  } catch (const Error& error) {
    CHECK(error.fix == "name the one you mean: --release NAMESPACE/NAME");
  }
}

TEST_CASE("A choice that is none says what there is", "[detect]") {
  const std::vector<Milvus> two = {called("a", "r"), called("b", "r")};
  struct Case {
    const char* release;
    const char* what;
    const char* fix;
  };
  const Case cases[] = {
      {"", "several Milvus Services: Service vectors/a, Service vectors/b",
       "name the one you mean: --release NAME, with the Service's name"},
      {"r", "several Milvus Services of release r: Service vectors/a, Service vectors/b",
       "name the one you mean: --release NAME, with the Service's name"},
      {"z", "no Milvus is called 'z'", "take one of these for --release: Service vectors/a, Service vectors/b"},
  };
  for (const Case& c : cases) {
    INFO(c.release);
    try {
      choose(two, {"", c.release});
      FAIL("chosen");
    } catch (const Error& error) {
      CHECK(error.what() == std::string(c.what));
      CHECK(error.fix == c.fix);
    }
  }
}

}  // namespace
}  // namespace l7::milvus
