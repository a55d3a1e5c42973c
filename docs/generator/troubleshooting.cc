#include <algorithm>
#include <vector>

#include "cli/checklist.h"
#include "cloud/cloud.h"
#include "finding_kinds.h"
#include "markdown.h"
#include "probe/answer_failure.h"

namespace l7::docs {
namespace {

constexpr std::string_view intro =
    "# Troubleshooting\n\n"
    "Whatever `check`, `enable`, `diff`, `cert inspect` and the post-renderer find has an ID, which stands in brackets "
    "behind the finding:\n\n"
    "```text\n"
    "! Milvus will use the certificate of its image: no tls.serverPemPath is set (ConfigMap my-release-milvus)\n"
    "  [milvus-public-key]\n"
    "  fix: ..\n"
    "```\n\n"
    "The same as below is printed by `kubectl milvus-l7 check --explain ID`. An **error** refuses the whole plan, with "
    "nothing written; a **warning** will hurt somebody; a **note** is worth knowing. The headings are those of "
    "`check`.\n";

constexpr std::string_view verify_intro =
    "\n## What verify says\n\n"
    "`kubectl milvus-l7 verify` goes a client's way step by step: DNS, TCP, TLS, certificate, HTTP/2, then Milvus' own "
    "calls GetVersion, CheckHealth and Connect. The first step that fails says why. When something else than Milvus "
    "answers a call, its status tells what it is.\n\n";

constexpr std::string_view verify_end =
    "\nMilvus that asks for a login counts as reached: gRPC status 16, or 2 with `auth check failure` from older "
    "ones.\n";

std::vector<const FindingKind*> kinds_of(Area area) {
  std::vector<const FindingKind*> kinds = plugin::finding_kinds();
  std::erase_if(kinds, [&](const FindingKind* kind) { return kind->area != area; });
  std::sort(kinds.begin(), kinds.end(), [](const FindingKind* a, const FindingKind* b) { return a->id < b->id; });
  return kinds;
}

std::string index() {
  std::string text;
  for (const AreaName& area : area_names()) {
    text.append("\n**").append(area.title).append("**:");
    const char* separator = " ";
    for (const FindingKind* kind : kinds_of(area.area)) {
      text.append(separator).append("[" + std::string(kind->id) + "](#" + anchor(kind->id) + ")");
      separator = ",\n";
    }
    text += '\n';
  }
  return text;
}

std::string section(const FindingKind& kind) {
  return "\n### " + std::string(kind.id) + "\n\n" + std::string(to_string(kind.severity)) + ": **" +
         escaped(kind.title) + "**\n\n" + escaped(kind.why) + "\n\nFix: " + escaped(kind.fix) + ".\n";
}

std::string table(std::string_view heading, const std::vector<probe::Meaning>& meanings) {
  std::string text = "| " + std::string(heading) + " | what it means | what to do |\n|---|---|---|\n";
  for (const probe::Meaning& meaning : meanings) {
    text +=
        "| " + std::to_string(meaning.code) + " | " + escaped(meaning.failure) + " | " + escaped(meaning.fix) + " |\n";
  }
  return text;
}

}  // namespace

std::string troubleshooting_page() {
  std::string page = std::string(generated) + std::string(intro) + index();
  for (const AreaName& area : area_names()) {
    page.append("\n## ").append(area.title).append("\n");
    for (const FindingKind* kind : kinds_of(area.area)) page += section(*kind);
  }
  return page + std::string(verify_intro) + table("HTTP status", probe::http_meanings(answer_hints(nullptr))) + '\n' +
         table("gRPC status", probe::grpc_meanings()) + std::string(verify_end);
}

}  // namespace l7::docs
