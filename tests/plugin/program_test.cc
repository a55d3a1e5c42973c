#include "program.h"

#include <cstdlib>

#include "captured.h"
#include "catch.h"
#include "folder.h"
#include "variable.h"

namespace l7::plugin {
namespace {

struct Ran {
  int code;
  std::string out, err;
};

Ran run(std::vector<const char*> words) {
  const Captured out(std::cout), err(std::cerr);
  const int code = run_program(words);
  return {code, out.text(), err.text()};
}

bool has(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

TEST_CASE("help and the version are results") {
  for (const char* word : {"--help", "-h", "help"}) {
    const Ran ran = run({word});
    CHECK(ran.code == 0);
    CHECK(has(ran.out, "Usage: kubectl milvus-l7 COMMAND [flags]"));
    CHECK(ran.err.empty());
  }
  CHECK(run({"--version"}).out == run({"version"}).out);
  const Ran verb = run({"cert", "inspect", "--help"});
  CHECK(verb.code == 0);
  CHECK(verb.out.starts_with("Usage: kubectl milvus-l7 cert inspect [NAME] [flags]\n"));
  CHECK(has(verb.out, "\nConnection, as for kubectl:\n"));
}

TEST_CASE("wrong usage exits with 2, says so on stderr alone, and names what is next to it") {
  const struct {
    std::vector<const char*> words;
    const char* said;
  } cases[] = {
      {{}, "Usage: kubectl milvus-l7"},
      {{"enabel"}, "did you mean enable?"},
      {{"cert"}, "Usage: kubectl milvus-l7 cert"},
      {{"cert", "crate"}, "there is no command 'cert crate'"},
      {{"completion"}, "for which shell?"},
      {{"version", "x"}, "version takes nothing"},
      {{"enable", "--hots=a"}, "did you mean --host?"},
      {{"enable", "--timeout=soon"}, "'soon' is not a duration"},
      {{"diff", "-o", "jsn"}, "did you mean json?"},
      {{"disable", "a", "b"}, "unexpected argument 'b'"},
      {{"status", "--", "a", "--watch"}, "unexpected argument '--watch'"},
      {{"check", "--explain", "gcp-no-such-thing"}, "gcp-no-such-thing"},
      {{"verify", "--port=0"}, "there is no such port"},
      {{"connect", "-l", "cobol"}, "cobol"},
      {{"cert", "create", "--key=dsa"}, "'dsa' is not a kind of key"},
      {{"cert", "inspect", "--endpoint=:1"}, "no host with a port"},
      {{"cert", "import", "--dry-run=x"}, "not a kind of dry run"},
  };
  for (const auto& [words, said] : cases) {
    INFO(said);
    const Ran ran = run(words);
    CHECK(ran.code == 2);
    CHECK(ran.out.empty());
    CHECK(has(ran.err, said));
  }
}

TEST_CASE("two dashes end the flags of the verbs that have none but --help, too") {
  CHECK(run({"version", "--"}).out == run({"version"}).out);
  CHECK(run({"completion", "--", "fish"}).out == run({"completion", "fish"}).out);
  CHECK(run({"completion", "fish", "-h"}).out == run({"completion", "--help"}).out);
  CHECK(has(run({"completion", "--", "--help"}).err, "there is no completion for '--help'"));
  CHECK(has(run({"version", "--hlp"}).err, "unknown flag --hlp"));
}

TEST_CASE("a failure has the exit code of its verb") {
  const Folder folder;
  const std::string kubeconfig = "--kubeconfig=" + (folder / "absent");
  for (const char* verb : {"enable", "disable", "status", "check", "verify", "connect"}) {
    INFO(verb);
    CHECK(run({verb, kubeconfig.c_str()}).code == 1);
    CHECK(run({verb, kubeconfig.c_str(), "--", "db"}).code == 1);
  }
  CHECK(run({"diff", kubeconfig.c_str()}).code == 2);
  CHECK(run({"cert", "inspect", "--file", (folder / "absent").c_str()}).code == 1);
}

TEST_CASE("check explains a finding without a cluster") {
  const Ran ran = run({"check", "--explain", "gcp-crd-missing", "--color=never"});
  CHECK(ran.code == 0);
  CHECK(has(ran.out, "gcp-crd-missing"));
}

TEST_CASE("completion never fails and never says anything but candidates") {
  const Variable kubeconfig("KUBECONFIG", "/dev/null");
  CHECK(run({"__complete", "sta"}).out.starts_with("status\t"));
  CHECK(run({"__complete", "cert", "insp"}).out.starts_with("inspect\t"));
  CHECK(run({"__complete", "status", "--", "-"}).out == ":4\n");
  CHECK(run({"__complete", "cert", "import", "--dry-run="}).out == "none\nclient\nserver\n:4\n");
  CHECK(run({"__complete", "nonsense", ""}).out == ":4\n");
  for (const std::vector<const char*>& words :
       {std::vector<const char*>{"__complete"}, {"__complete", "enable", "-"}}) {
    const Ran ran = run(words);
    CHECK(ran.code == 0);
    CHECK(ran.err.empty());
    CHECK(ran.out.ends_with(":4\n"));
  }
}

TEST_CASE("certificates in files, as text, JSON and YAML") {
  const Folder folder;
  const std::string target = folder / "made";
  const Ran made = run({"cert", "create", "--dir", target.c_str(), "--host=a.example.com", "--ip=192.0.2.1"});
  CHECK(made.code == 0);
  CHECK(made.out == target + "/tls.key written\n" + target + "/tls.crt written\n");
  CHECK(run({"cert", "create", "--dir", target.c_str(), "--host=a.example.com"}).code == 1);

  const std::string file = target + "/tls.crt";
  const Ran text = run({"cert", "inspect", "--file", file.c_str(), "--color=never"});
  CHECK(text.code == 0);
  CHECK(has(text.out, "a.example.com"));
  const Ran json = run({"cert", "inspect", "--file", file.c_str(), "-o", "json"});
  CHECK(has(json.out, "\"names\": [\n    \"a.example.com\",\n    \"192.0.2.1\"\n  ]"));
  CHECK(has(json.out, "\"keyMatches\": null"));
  const Ran yaml = run({"cert", "inspect", "--file", file.c_str(), "-oyaml"});
  CHECK(has(yaml.out, "names:\n"));
  CHECK(has(yaml.out, "keyMatches: null\n"));
}

}  // namespace
}  // namespace l7::plugin
