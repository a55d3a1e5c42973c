#include "model/object.h"

#include "catch.h"

namespace l7 {
namespace {

TEST_CASE("ObjectRef prints with the namespace when there is one", "[object]") {
  CHECK(to_string(ObjectRef{"v1", "Service", "vectors", "demo"}) == "Service vectors/demo");
  CHECK(to_string(ObjectRef{"v1", "Service", "", "demo"}) == "Service demo");
}

TEST_CASE("ObjectRef is made of an object's own fields", "[object]") {
  const Value object = Value::map({{"apiVersion", "apps/v1"},
                                   {"kind", "Deployment"},
                                   {"metadata", Value::map({{"name", "demo"}, {"namespace", "vectors"}})}});
  CHECK(ref_of(object) == ObjectRef{"apps/v1", "Deployment", "vectors", "demo"});
  CHECK(ref_of(Value()) == ObjectRef{"", "", "", ""});
}

TEST_CASE("A namespace that is not given may be any", "[object]") {
  struct Case {
    const char* a;
    const char* b;
    bool same;
  };
  for (const Case& c : {Case{"x", "x", true}, {"x", "y", false}, {"", "x", true}, {"x", "", true}, {"", "", true}}) {
    CHECK(same_namespace({"v1", "A", c.a, "n"}, {"v1", "B", c.b, "m"}) == c.same);
  }
}

TEST_CASE("A label or annotation that is not there reads as empty", "[object]") {
  const Value object = Value::map({{"metadata", Value::map({{"labels", Value::map({{"a.b/c", "label"}})},
                                                            {"annotations", Value::map({{"a.b/c", "annotation"}})}})}});
  CHECK(label(object, "a.b/c") == "label");
  CHECK(annotation(object, "a.b/c") == "annotation");
  CHECK(label(object, "a").empty());
  CHECK(annotation(Value::map({{"metadata", Value::map({{"annotations", Value()}})}}), "a").empty());
}

}  // namespace
}  // namespace l7
