#include "cli/flags.h"
#include "cloud/aws/options.h"
#include "cloud/gcp/options.h"

#include "catch.h"
#include "cli/help.h"
#include "command_line.h"

namespace l7::cli {
namespace {

TEST_CASE("what is on the command line and has no meaning is refused") {
  const struct {
    std::vector<std::string> arguments;
    std::string what, where;
  } wrong[] = {
      {{"--hots", "a.b"}, "unknown flag --hots; did you mean --host?", ""},
      {{"--hots=a.b"}, "unknown flag --hots; did you mean --host?", ""},
      {{"release", "--clod=gcp"}, "unknown flag --clod; did you mean --cloud?", ""},
      {{"--no-such-thing"}, "unknown flag --no-such-thing", ""},
      {{"-x"}, "unknown flag -x", ""},
      {{"--cloud", "gcp", "release"}, "unexpected argument 'release'", ""},
      {{""}, "unexpected argument ''", ""},
      {{"--cloud"}, "the flag needs a value", "--cloud"},
      {{"--cloud", "gcp", "-o"}, "the flag needs a value", "-o"},
  };
  for (const auto& [arguments, what, where] : wrong) {
    INFO(what);
    const auto error = refusal(arguments);
    REQUIRE(error);
    CHECK(error->what() == what);
    CHECK(error->where == where);
  }
}

TEST_CASE("repeatable flags add up in order") {
  const Wishes wishes = wishes_of({"--host", "c.d", "--annotate", "b=1", "--host=a.b,e.f", "--annotate=a="});
  CHECK(wishes.hosts == std::vector<std::string>{"c.d", "a.b", "e.f"});
  CHECK(wishes.annotations == Pairs{{"b", "1"}, {"a", ""}});
}

TEST_CASE("a verbatim list keeps commas, spaces and what comes twice") {
  std::vector<std::string> groups;
  FlagSet flags({}, {{"as-group", "NAME", "", "", Verbatim{&groups}}});
  flags.parse(std::vector{"--as-group=dev,ops", "--as-group", " a ", "--as-group=dev,ops"});
  flags.read();
  CHECK(groups == std::vector<std::string>{"dev,ops", " a ", "dev,ops"});
}

TEST_CASE("a flag whose value may be left out takes one by '=' only") {
  CHECK(wishes_of({"--cloud=gcp", "--host=a.b", "--managed-certificate"}).options[gcp::managed_certificate] == "");
  CHECK(wishes_of({"--managed-certificate", "--cloud=gcp", "--host=a.b"}).options[gcp::managed_certificate] == "");
  CHECK(wishes_of({"--managed-certificate=true"}).options[gcp::managed_certificate] == "");
  CHECK(wishes_of({"--managed-certificate=cert"}).options[gcp::managed_certificate] == "cert");
  CHECK(wishes_of({"--managed-certificate="}).options[gcp::managed_certificate] == "");
  CHECK(refusal({"--managed-certificate={}"})->what() == std::string("'{}' is not a Kubernetes name"));
  CHECK(refusal({"--managed-certificate", "cert"})->what() == std::string("unexpected argument 'cert'"));
  CHECK_FALSE(wishes_of({"--managed-certificate=false"}).options[gcp::managed_certificate]);
  CHECK_FALSE(wishes_of({}).options[gcp::managed_certificate]);
}

TEST_CASE("a switch takes a value after '=' only") {
  CHECK(wishes_of({"--internal"}).internal == true);
  CHECK(wishes_of({"--internal=1"}).internal == true);
  CHECK(wishes_of({"--internal=True"}).internal == true);
  CHECK(wishes_of({"--internal=false"}).internal == false);
  CHECK(refusal({"--internal", "false"}));
  const Variable variable("MILVUS_L7_INTERNAL", "true");
  CHECK(wishes_of({}).internal == true);
  CHECK(wishes_of({"--internal=false"}).internal == false);
}

TEST_CASE("a duration is Go's, or seconds, and never negative") {
  using namespace std::chrono;
  const auto read = [](const char* text) {
    milliseconds limit{7};
    FlagSet flags({}, {{"timeout", "DURATION", "", "", &limit}});
    flags.parse(std::vector{"--timeout", text});
    flags.read();
    return limit;
  };
  CHECK(read("1.5h") == minutes(90));
  CHECK(read("300ms") == milliseconds(300));
  CHECK(read("2m30s") == seconds(150));
  CHECK(read("15") == seconds(15));
  CHECK(read("0") == seconds(0));
  CHECK(read("1us") == milliseconds(1));
  CHECK(read("2540400h") == hours(24 * 24));
  for (const char* text : {"soon", "5x", "-3s", "", "1.5"}) {
    try {
      read(text);
      FAIL(text);
    } catch (const UsageError& error) {
      CHECK(error.what() == "'" + std::string(text) + "' is not a duration");
      CHECK(error.where == "--timeout");
      CHECK(error.fix == "write it as 90s, 1.5h, 300ms or 2m30s; a bare number is seconds");
    }
  }
}

TEST_CASE("an empty value takes off what is there, where a flag says so") {
  CHECK_FALSE(wishes_of({}).options[gcp::security_policy].text);
  CHECK(wishes_of({"--cloud=gcp", "--security-policy="}).options[gcp::security_policy].text == "");
  CHECK(wishes_of({"--cloud=gcp", "--security-policy", ""}).options[gcp::security_policy].text == "");
  CHECK(wishes_of({"--cloud=gcp", "--security-policy", "armor"}).options[gcp::security_policy].text == "armor");
  CHECK(refusal({"--cloud=gcp", "--security-policy=a b"}));
  CHECK(refusal({"--cloud=aws", "--security-policy="})->where == "--security-policy");
}

TEST_CASE("a value may look like a flag") { CHECK(wishes_of({"--group", "--host"}).options[aws::group] == "--host"); }

TEST_CASE("the one-letter form") {
  for (const std::vector<std::string>& arguments :
       {std::vector<std::string>{"-o", "json"}, {"-ojson"}, {"--output=json"}}) {
    CommandLine command;
    command.read(arguments);
    CHECK(command.output == "json");
  }
}

TEST_CASE("the one-letter form takes a value after a sign, too, as for kubectl") {
  std::string name_space;
  bool all = false;
  const auto read = [&](const std::vector<const char*>& arguments) {
    FlagSet flags({}, {{"namespace", "NAME", "", "", &name_space, nullptr, 'n'},
                       {"all-namespaces", "", "", "", &all, nullptr, 'A'}});
    flags.parse(arguments);
    flags.read();
    return name_space;
  };
  CHECK(read({"-n=a=b"}) == "a=b");
  CHECK(read({"-n", "c"}) == "c");
  CHECK(read({"-nd"}) == "d");
  CHECK_FALSE(all);
  read({"-A=true"});
  CHECK(all);
}

TEST_CASE("lists come whole from one place") {
  const Folder folder;
  const std::string file = folder.file("l7.yaml", "host: [a.b, c.d]\n");
  CHECK(wishes_of({"--config", file}).hosts.size() == 2);
  CHECK(wishes_of({"--config", file, "--host", "e.f"}).hosts == std::vector<std::string>{"e.f"});
}

TEST_CASE("the environment") {
  SECTION("an empty variable counts as unset") {
    const Variable variable("MILVUS_L7_GROUP", "");
    CHECK(wishes_of({}).options[aws::group].empty());
  }
  SECTION("unknown variables and those of a program's own flags are left alone") {
    const Variable unknown("MILVUS_L7_CACHE", "x");
    const Variable own("MILVUS_L7_REPORT_FILE", "x");
    CommandLine command;
    command.read({});
    CHECK(command.report_file.empty());
  }
  SECTION("annotations stand on lines of their own") {
    const Variable variable("MILVUS_L7_ANNOTATE", "a=1,2\n\nb=3\n");
    CHECK(wishes_of({}).annotations == Pairs{{"a", "1,2"}, {"b", "3"}});
  }
  SECTION("it may name the file") {
    const Folder folder;
    const Variable variable("MILVUS_L7_CONFIG", folder.file("l7.yaml", "group: g\n"));
    CHECK(wishes_of({}).options[aws::group] == "g");
  }
}

TEST_CASE("what the file may hold") {
  const Folder folder;
  const auto in_file = [&](const std::string& text) { return wishes_of({"--config", folder.file("l7.yaml", text)}); };
  CHECK(in_file("").cloud.empty());
  CHECK(in_file("host:\n  - a.b\n  - c.d,e.f\n").hosts == std::vector<std::string>{"a.b", "c.d", "e.f"});
  CHECK(in_file("annotate:\n  b: 1\n  a: x=y\n  c: true\n").annotations ==
        Pairs{{"b", "1"}, {"a", "x=y"}, {"c", "true"}});
  CHECK(in_file("annotate: [a=1, b=2]\n").annotations == Pairs{{"a", "1"}, {"b", "2"}});
  CHECK(in_file("internal: yes\n").internal == true);
  CHECK(in_file("internal: false\n").internal == false);
  CHECK(in_file("request-timeout-sec: 60\n").request_timeout_sec == 60);
  CHECK(in_file("managed-certificate: true\n").options[gcp::managed_certificate] == "");
}

TEST_CASE("what the file may not hold") {
  const Folder folder;
  const std::string file = folder / "l7.yaml";
  const struct {
    std::string text, what, where;
  } wrong[] = {
      {"clod: gcp\n", "unknown flag 'clod'; did you mean cloud?", file},
      {"zzzzzz: 1\n", "unknown flag 'zzzzzz'", file},
      {"config: other.yaml\n", "unknown flag 'config'", file},
      {"report-file: x\n", "unknown flag 'report-file'", file},
      {"- cloud\n", "the file holds no map", file},
      {"cloud\n", "the file holds no map", file},
      {"cloud: [gcp]\n", "[\"gcp\"] is not a text", file + ": cloud"},
      {"cloud:\n", "null is not a text", file + ": cloud"},
      {"cloud: ''\n", "'' is not a name", file + ": cloud"},
      {"host: {a: b}\n", "{\"a\":\"b\"} is not a text", file + ": host"},
      {"host: [[a.b]]\n", "[\"a.b\"] is not a text", file + ": host"},
      {"annotate: {a: [1]}\n", "[1] is not a text", file + ": annotate"},
      {"annotate: {a=b: c}\n", "a key cannot hold '=': a=b", file + ": annotate"},
      {"internal: 2\n", "'2' is neither true nor false", file + ": internal"},
  };
  for (const auto& [text, what, where] : wrong) {
    INFO(text);
    const auto error = refusal({"--config", folder.file("l7.yaml", text)});
    REQUIRE(error);
    CHECK(error->what() == what);
    CHECK(error->where == where);
    CHECK_FALSE(error->fix.empty());
  }
}

TEST_CASE("a file that cannot be read is named") {
  const Folder folder;
  CHECK(refusal({"--config", folder / "absent.yaml"})->where == folder / "absent.yaml");
  CHECK(refusal({"--config", folder / ""})->where == folder / "");
  CHECK(refusal({"--config", folder.file("broken.yaml", "cloud: gcp\nhost: [\n")})->where.find("broken.yaml, line ") !=
        std::string::npos);
  CHECK(refusal({"--config", folder.file("long.yaml", std::string(2 << 20, '#'))})->where == folder / "long.yaml");
}

TEST_CASE("one name may stand anywhere, and after -- whatever it looks like") {
  const auto name_in = [](const std::vector<const char*>& arguments) {
    Target target;
    Wishes wishes;
    FlagSet flags(shared_flags(target, wishes), {});
    std::string name;
    flags.parse(arguments, &name);
    flags.read();
    return name + (wishes.options[gcp::managed_certificate] ? " managed" : "") +
           (wishes.cloud.empty() ? "" : " " + wishes.cloud);
  };
  CHECK(name_in({"db"}) == "db");
  CHECK(name_in({"db", "--cloud", "gcp"}) == "db gcp");
  CHECK(name_in({"--cloud", "gcp", "db"}) == "db gcp");
  CHECK(name_in({"--cloud", "gcp", "--", "db"}) == "db gcp");
  CHECK(name_in({"--cloud", "gcp", "--managed-certificate", "--", "db"}) == "db managed gcp");
  CHECK(name_in({"--managed-certificate", "db"}) == "db managed");
  CHECK(name_in({"--", "--cloud"}) == "--cloud");
  CHECK(name_in({"--", "--"}) == "--");
  CHECK(name_in({"db", "--"}) == "db");
  CHECK(name_in({"--"}).empty());
  CHECK(name_in({"-"}) == "-");
  CHECK_THROWS_WITH(name_in({"a", "--", "b"}), "unexpected argument 'b'");
  CHECK_THROWS_WITH(name_in({"--", "a", "--cloud"}), "unexpected argument '--cloud'");
  CHECK_THROWS_WITH(name_in({"-5"}), "unknown flag -5");
}

TEST_CASE("without a name -- may only come last") {
  CHECK_FALSE(refusal({"--"}));
  CHECK_FALSE(refusal({"--cloud", "gcp", "--host=a.b", "--"}));
  CHECK(refusal({"--", "db"})->what() == std::string("unexpected argument 'db'"));
  CHECK(refusal({"--", "--internal"})->what() == std::string("unexpected argument '--internal'"));
}

TEST_CASE("help stands in columns under headings") {
  bool yes = false;
  std::string text;
  std::optional<std::string> maybe;
  const std::vector<Flag> flags = {{"name", "NAME", "First", "a name", &text},
                                   {"help", "", "Second", "print this", &yes, nullptr, 'h'},
                                   {"certificate", "NAME", "First", "one or another", &maybe}};
  CHECK(help_text(flags) ==
        "\nFirst:\n"
        "      --name NAME           a name\n"
        "      --certificate[=NAME]  one or another\n"
        "\nSecond:\n"
        "  -h, --help                print this\n");
}

TEST_CASE("Help is printed, or read by whoever makes documentation of it", "[help]") {
  bool wait = false;
  const Flag flags[] = {{"wait", "", "Run", "wait for it", &wait, nullptr, 'w'}};
  const Help help = {"program verb", "[NAME]", "Does it.\n", flags, 1, "That is all.\n"};
  CHECK(help_text(help) ==
        "Usage: program verb [NAME]\n\nDoes it.\n\nRun:\n  -w, --wait  wait for it\n\nThat is all.\n");

  std::string read;
  give_help_to([&](const Help& given) { read = std::string(given.command) + ' ' + usage_of(given.flags.front()); });
  CHECK(help_text(help).empty());
  give_help_to({});
  CHECK(read == "program verb --wait");
}

}  // namespace
}  // namespace l7::cli
