#include "postrender/request.h"

#include "catch.h"
#include "cli/completion.h"
#include "cloud/gcp/options.h"
#include "folder.h"
#include "variable.h"

namespace l7 {
namespace {

using Catch::Matchers::Contains;
using Words = std::vector<const char*>;

PostRenderRequest read(const Words& words) {
  const PostRenderCommand command = parse_post_render(words);
  if (const auto* wrong = std::get_if<WrongUsage>(&command)) FAIL(wrong->error.what());
  REQUIRE(std::holds_alternative<PostRenderRequest>(command));
  return std::get<PostRenderRequest>(command);
}

WrongUsage wrong(const Words& words) {
  const PostRenderCommand command = parse_post_render(words);
  REQUIRE(std::holds_alternative<WrongUsage>(command));
  return std::get<WrongUsage>(command);
}

TEST_CASE("the post-renderer's command line") {
  const PostRenderRequest none = read({});
  CHECK(none.wishes.cloud.empty());
  CHECK(none.report_file.empty());
  CHECK_FALSE(none.require_milvus);
  CHECK_FALSE(none.quiet);
  CHECK_FALSE(none.diff);
  CHECK(none.color == "auto");
  CHECK(none.fail_on == "error");

  const PostRenderRequest all =
      read({"--cloud", "gcp", "--host=a.b", "--managed-certificate", "--report-file", "r", "--require-milvus",
            "--fail-on=warning", "--quiet", "--diff", "--color=never", "--"});
  CHECK(all.wishes.cloud == "gcp");
  CHECK(all.wishes.hosts == std::vector<std::string>{"a.b"});
  CHECK(all.wishes.options[gcp::managed_certificate] == "");
  CHECK(all.report_file == "r");
  CHECK(all.require_milvus);
  CHECK(all.fail_on == "warning");
  CHECK(wrong({"--fail-on=note"}).error.where == "--fail-on");
  CHECK(all.quiet);
  CHECK(all.diff);
  CHECK(all.color == "never");
}

TEST_CASE("several releases may be named, with their namespaces") {
  const PostRenderRequest request = read({"--release", "a", "--release=vectors/b-milvus,c"});
  REQUIRE(request.targets.size() == 3);
  CHECK(request.targets[0].name_space.empty());
  CHECK(request.targets[0].release == "a");
  CHECK(request.targets[1].name_space == "vectors");
  CHECK(request.targets[1].release == "b-milvus");
  CHECK(request.targets[2].release == "c");
  CHECK(read({}).targets.empty());
  for (const char* name : {"a/", "/a", "a/b/c", "A", "a//b"}) {
    INFO(name);
    CHECK(wrong({"--release", name}).error.where == "--release");
  }
}

TEST_CASE("what names one thing is refused for several releases") {
  CHECK_THAT(wrong({"--release=a,b", "--host=x.y"}).error.what(), Contains("--host is for one release"));
  CHECK_THAT(wrong({"--release=a,b", "--ingress-name=x"}).error.what(), Contains("--ingress-name is for one release"));
  CHECK(read({"--release=a,b", "--internal"}).targets.size() == 2);
}

TEST_CASE("options also come from the environment and from a file") {
  const Folder folder;
  const std::string file = folder.file("l7.yaml", "host: a.b\nmanaged-certificate: cert\n");
  const Variable variable("MILVUS_L7_CLOUD", "gcp");
  const PostRenderRequest request = read({"--config", file.c_str()});
  CHECK(request.wishes.cloud == "gcp");
  CHECK(request.wishes.hosts == std::vector<std::string>{"a.b"});
  CHECK(request.wishes.options[gcp::managed_certificate] == "cert");
}

TEST_CASE("the post-renderer takes no name") {
  for (const Words& words : {Words{"db"}, {"--", "db"}, {"--managed-certificate", "db"}}) {
    CHECK(wrong(words).error.what() == std::string("unexpected argument 'db'"));
  }
}

TEST_CASE("a command line that cannot be meant keeps what its report needs") {
  const WrongUsage unknown = wrong({"--cloud=gcp", "--report-file", "r", "--hots=a"});
  CHECK(unknown.error.what() == std::string("unknown flag --hots; did you mean --host?"));
  CHECK(unknown.report_file == "r");
  const WrongUsage value = wrong({"--report-file=r", "--cloud=gcp", "--host", "A"});
  CHECK(value.error.where == "--host");
  CHECK(value.report_file == "r");
  CHECK(value.cloud == "gcp");
  CHECK(wrong({"--cloud"}).error.where == "--cloud");
  CHECK(wrong({"--cloud"}).report_file.empty());
}

TEST_CASE("help, the version and completion are asked for instead") {
  CHECK(std::holds_alternative<VersionRequest>(parse_post_render(Words{"--version"})));
  for (const char* word : {"--help", "-h"}) {
    const PostRenderCommand command = parse_post_render(Words{word, "--version"});
    REQUIRE(std::holds_alternative<cli::Instead>(command));
    const auto& help = std::get<cli::HelpRequest>(std::get<cli::Instead>(command));
    CHECK(help.flags.size() > help.shared);
    CHECK(help.flags[help.shared].name == "report-file");
  }
  const Words words = {"__complete", "--cloud=gcp", "--col"};
  const PostRenderCommand command = parse_post_render(words);
  REQUIRE(std::holds_alternative<cli::Instead>(command));
  const auto& request = std::get<cli::CompletionRequest>(std::get<cli::Instead>(command));
  const auto found = cli::completion(request.flags, cli::Source::nowhere, request.words, nullptr);
  REQUIRE(found.candidates.size() == 1);
  CHECK(found.candidates.front().word == "--color");
}

}  // namespace
}  // namespace l7
