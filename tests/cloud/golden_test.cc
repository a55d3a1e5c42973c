// Whole plans for small rendered releases, compared word for word. A case is a folder tests/golden/<cloud>/<case>:
// input.yaml as a chart renders it, options.yaml with flags (without their dashes) if there are any, and expected.txt.
// After a change that is meant, UPDATE_GOLDEN=1 writes expected.txt anew; read the difference before you keep it.

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <memory>
#include <sstream>

#include "catch.h"
#include "cloud/fixture.h"
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

std::vector<std::string> texts(const Value& value) {
  std::vector<std::string> found;
  for (const Value& item : value.items()) found.push_back(item.text());
  return found;
}

void set_option(Options& options, const std::string& flag, const Value& value) {
  using Setter = std::function<void(Options&, const Value&)>;
  static const std::map<std::string, Setter> setters = {
      {"release", [](Options& o, const Value& v) { o.release = v.text(); }},
      {"host", [](Options& o, const Value& v) { o.hosts = texts(v); }},
      {"tls-secret", [](Options& o, const Value& v) { o.tls_secret = v.text(); }},
      {"managed-certificate", [](Options& o, const Value& v) { o.managed_certificate = v.text(); }},
      {"pre-shared-cert", [](Options& o, const Value& v) { o.pre_shared_cert = v.text(); }},
      {"static-ip", [](Options& o, const Value& v) { o.static_ip = v.text(); }},
      {"certificate-arn", [](Options& o, const Value& v) { o.certificate_arn = v.text(); }},
      {"internal", [](Options& o, const Value& v) { o.internal = v.is_true(); }},
      {"ingress-name", [](Options& o, const Value& v) { o.ingress_name = v.text(); }},
      {"request-timeout-sec", [](Options& o, const Value& v) { o.request_timeout_sec = v.as_int(0); }},
      {"security-policy", [](Options& o, const Value& v) { o.security_policy = v.text(); }},
      {"ssl-policy", [](Options& o, const Value& v) { o.ssl_policy = v.text(); }},
      {"waf-acl", [](Options& o, const Value& v) { o.waf_acl = v.text(); }},
      {"inbound-cidrs", [](Options& o, const Value& v) { o.inbound_cidrs = texts(v); }},
      {"subnets", [](Options& o, const Value& v) { o.subnets = texts(v); }},
      {"security-groups", [](Options& o, const Value& v) { o.security_groups = texts(v); }},
      {"group", [](Options& o, const Value& v) { o.group = v.text(); }},
      {"annotate",
       [](Options& o, const Value& v) {
         for (const auto& [key, text] : v.members()) o.annotations.emplace_back(key, text.text());
       }},
  };
  setters.at(flag)(options, value);
}

Options options_in(const fs::path& folder) {
  Options options = fixture::options_for(folder.parent_path().filename().string());
  const Value flags = yaml::read(text_in(folder / "options.yaml"));
  for (const auto& [flag, value] : flags.members()) set_option(options, flag, value);
  return options;
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
  std::optional<manifest::Sight> sight;
  Plan plan;
};

std::unique_ptr<Planned> plan_for(const std::string& text, const Options& options) {
  const File file(std::tmpfile());
  std::fwrite(text.data(), 1, text.size(), file.get());
  std::rewind(file.get());
  auto planned = std::make_unique<Planned>();
  planned->stream.read(fileno(file.get()));
  planned->sight = manifest::observe(planned->stream, options);
  planned->plan = cloud_for(options).plan(planned->sight.value().observed, options);
  return planned;
}

std::string rewritten(const Planned& planned) {
  const File file(std::tmpfile());
  manifest::Rewritten(planned.stream, *planned.sight, planned.plan).write(fileno(file.get()));
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
  const Options options = options_in(folder);
  REQUIRE_NOTHROW(cloud_for(options).check(options));
  const std::unique_ptr<Planned> planned = plan_for(text_in(folder / "input.yaml"), options);
  const std::string text = text_of(planned->plan);
  if (std::getenv("UPDATE_GOLDEN")) std::ofstream(folder / "expected.txt", std::ios::binary) << text;
  CHECK(text == text_in(folder / "expected.txt"));
  if (planned->plan.refused()) return;
  const std::unique_ptr<Planned> again = plan_for(rewritten(*planned), options);
  CHECK(fixture::lines(again->plan) == fixture::Lines{});
}

TEST_CASE("Plans are what they were", "[golden]") {
  const fs::path golden = fs::path(SOURCE_DIR) / "tests" / "golden";
  for (const Cloud* cloud : clouds()) {
    std::vector<fs::path> folders;
    for (const auto& entry : fs::directory_iterator(golden / cloud->name())) folders.push_back(entry.path());
    std::sort(folders.begin(), folders.end());
    CHECK(folders.size() >= 8);
    for (const fs::path& folder : folders) check_case(folder);
  }
}

}  // namespace
}  // namespace l7
