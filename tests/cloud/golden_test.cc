// Whole plans for small rendered releases, compared word for word: see golden.h.
// After a change that is meant, UPDATE_GOLDEN=1 writes expected.txt anew; read the difference before you keep it.

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <sstream>

#include "catch.h"
#include "cloud/fixture.h"
#include "cloud/golden.h"
#include "cloud/written.h"
#include "manifest/observe.h"
#include "manifest/rewrite.h"
#include "model/error.h"

namespace l7 {
namespace {

namespace fs = std::filesystem;

struct Close {
  void operator()(std::FILE* file) const { std::fclose(file); }
};
using File = std::unique_ptr<std::FILE, Close>;

std::string text_in(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

std::string indented(const std::string& text) {
  std::string out;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) out += "    | " + line + '\n';
  return out;
}

std::string shown(const std::optional<Value>& value) { return value ? to_json(*value) : "nothing"; }

std::string text_of(const Change& change) {
  std::string out;
  if (change.creates()) {
    out = "+ " + to_string(change.object) + '\n' + indented(yaml::emit(*change.after));
  } else {
    out = to_string(change.object) + "\n    " + to_string(change.path);
    if (!change.inner.empty()) out += " > " + to_string(change.inner);
    out += "\n    " + shown(change.before) + " -> " + shown(change.after) + '\n';
  }
  return out + "    " + std::string(to_string(change.phase)) + ": " + change.why + "\n\n";
}

std::string text_of(const Finding& finding) {
  return std::string(to_string(finding.kind->severity)) + ' ' + std::string(finding.kind->id) +
         "\n    where: " + finding.where + "\n    seen: " + finding.seen + "\n\n";
}

/// A release read from a stream, and its plan.
struct Planned {
  manifest::Stream stream;
  std::vector<manifest::StreamPlan> plans;

  const Plan& plan() const { return plans.front().plan; }
};

std::unique_ptr<Planned> plan_for(const std::string& text, const golden::Asked& asked) {
  const File file(std::tmpfile());
  std::fwrite(text.data(), 1, text.size(), file.get());
  std::rewind(file.get());
  auto planned = std::make_unique<Planned>();
  planned->stream.read(fileno(file.get()));
  for (manifest::StreamObservation& observation : manifest::observe(planned->stream, {asked.target}, asked.wishes)) {
    Plan plan = cloud_for(asked.wishes).plan(observation.observed, asked.wishes);
    planned->plans.push_back({std::move(observation), std::move(plan)});
  }
  REQUIRE(planned->plans.size() == 1);
  return planned;
}

std::string rewritten(const Planned& planned) {
  const File file(std::tmpfile());
  manifest::Rewritten(planned.stream, planned.plans).write(fileno(file.get()));
  std::rewind(file.get());
  std::string text;
  char buffer[4096];
  while (const std::size_t got = std::fread(buffer, 1, sizeof buffer, file.get())) text.append(buffer, got);
  return text;
}

std::string text_of(const Plan& plan) {
  std::string out;
  for (const Change& change : plan.changes) out += text_of(change);
  for (const Finding& finding : plan.findings) out += text_of(finding);
  return out + (plan.refused() ? "refused\n" : "accepted\n");
}

void check_case(const fs::path& folder) {
  INFO(folder.parent_path().filename().string() << '/' << folder.filename().string());
  const golden::Asked asked = golden::asked_in(folder);
  const std::unique_ptr<Planned> planned = plan_for(text_in(folder / "input.yaml"), asked);
  const std::string text = text_of(planned->plan());
  if (std::getenv("UPDATE_GOLDEN")) std::ofstream(folder / "expected.txt", std::ios::binary) << text;
  CHECK(text == text_in(folder / "expected.txt"));
  for (const Change& change : planned->plan().changes) {
    INFO(to_string(change.object) << ' ' << to_string(change.path));
    CHECK((change.creates() || is_written_by_plans(change.object, change.path)));
  }
  if (planned->plan().refused()) return;
  const std::unique_ptr<Planned> again = plan_for(rewritten(*planned), asked);
  CHECK(fixture::lines(again->plan()) == fixture::Lines{});
}

TEST_CASE("Plans are what they were", "[golden]") {
  for (const Cloud* cloud : clouds()) {
    const std::vector<fs::path> folders = golden::folders_of(*cloud);
    CHECK_FALSE(folders.empty());
    for (const fs::path& folder : folders) check_case(folder);
  }
}

}  // namespace
}  // namespace l7
