#include <algorithm>
#include <string>

#include "catch.h"
#include "manifest/documents.h"

using l7::manifest::guess_kind;
using l7::manifest::KindGuess;
using l7::manifest::source_comment;

TEST_CASE("the kind is told without parsing, or is left to the parser") {
  struct Case {
    const char* text;
    bool clear;
    const char* kind;
  };
  const Case cases[] = {
      {"apiVersion: v1\nkind: Service\n", true, "Service"},
      {"---\n# Source: a\napiVersion: v1\nkind:   Service  # note\nspec: {}\n", true, "Service"},
      {"kind: \"ConfigMap\"\ndata: {}\n", true, "ConfigMap"},
      {"kind: 'ConfigMap'\r\ndata: {}\r\n", true, "ConfigMap"},
      {"\xef\xbb\xbfkind: Service\n", true, "Service"},
      {"rules:\n- kind: x\nkind: Role\n", true, "Role"},
      {"# only a comment about its kind\n", false, ""},
      {"# nothing\n", true, ""},
      {"", true, ""},
      // Defect: Kubernetes reads no further than a first value that is no map at column 0.
      {"# c\n  kind: A\nkind: Service\n", false, ""},
      {"- a\nkind: Service\n", false, ""},
      {"word # c\nkind: Service\n", false, ""},
      {"# c\n\n--- # m\nkind: Service\n", false, ""},
      {"{\"kind\": \"Service\"}\n", false, ""},
      {"--- {kind: Service}\n", false, ""},
      {"  kind: Service\n  spec: {}\n", false, ""},
      {"kind: Service\nkind: ConfigMap\n", false, ""},
      {"kind: Service\n\"kind\": ConfigMap\n", false, ""},
      {"kind: Service\n? kind\n: ConfigMap\n", false, ""},
      {"kind: Service\n<<: *other\n", false, ""},
      {"kind: \"Serv\\x69ce\"\n", false, ""},
      {"a: 1\n\"k\\x69nd\": Service\n", false, ""},
      {"kind: &a Service\n", false, ""},
      {"kind: |\n  Service\n", false, ""},
      {"kind:\n  Service\n", false, ""},
      {"data:\n  x: |\n    kind: Service\nkind: ConfigMap\n", true, "ConfigMap"},
      {"text: \"first\nkind: Service\nlast\"\nkind: ConfigMap\n", false, ""},
  };
  for (const Case& c : cases) {
    INFO(c.text);
    const KindGuess seen = guess_kind(c.text);
    CHECK(seen.clear == c.clear);
    CHECK(seen.kind == c.kind);
  }
}

TEST_CASE("a line ending that only Kubernetes knows may hide another kind") {
  CHECK_FALSE(guess_kind("kind: Service\nx: y\rkind: ConfigMap\n").clear);
  CHECK_FALSE(guess_kind("kind: Service\nx: y\xc2\x85kind: ConfigMap\n").clear);
  CHECK_FALSE(guess_kind("kind: Service\nx: y\xe2\x80\xa8kind: ConfigMap\n").clear);
}

TEST_CASE("the count of lines holds at every length and place") {
  for (std::size_t size = 0; size < 200; ++size) {
    const std::string filler(size, 'x');
    INFO(size);
    CHECK(guess_kind("kind: Service\na: " + filler + "\n").kind == "Service");
    CHECK_FALSE(guess_kind("kind: Service\na: " + filler + "\nkind: Pod\n").clear);
    CHECK_FALSE(guess_kind("kind: Service\na: " + filler + "\n\"kind\": Pod").clear);
  }
  std::string many = "kind: Service\n";
  for (int i = 0; i < 10000; ++i) many += "kb: 1\n";
  CHECK_FALSE(guess_kind(many).clear);
}

TEST_CASE("Helm's source comment is found above a document only") {
  CHECK(source_comment("---\n# Source: a/b.yaml\nkind: x\n") == "a/b.yaml");
  CHECK(source_comment("---\r\n# Source: a/b.yaml\r\nkind: x\r\n") == "a/b.yaml");
  CHECK(source_comment("# other\n\n# Source: c\n") == "c");
  CHECK(source_comment("kind: x\n# Source: a/b.yaml\n").empty());
}

TEST_CASE("scans agree with plain loops at every length and place") {
  using namespace l7::manifest;
  for (std::size_t size = 0; size < 80; ++size) {
    for (std::size_t place = 0; place < size; ++place) {
      std::string text(size, 'x');
      text.replace(place, std::min<std::size_t>(4, size - place), std::string("\n---").substr(0, size - place));
      text[size / 2] = '\n';
      INFO(size << ' ' << place);
      CHECK(count_newlines(text) == static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n')));
      CHECK(find_text(text, "\n---") == text.find("\n---"));
      CHECK(find_text(text, "-", place) == text.find("-", place));
      CHECK(find_text(text, "\n--", place) == text.find("\n--", place));
    }
  }
}
