#include "cli/checklist.h"

#include <set>
#include <sstream>

#include "catch.h"
#include "cli/json.h"
#include "model/error.h"

namespace l7::cli {
namespace {

const FindingKind cert = {"aws-no-certificate", Area::certificate, Severity::error,
                          "no certificate",     "It is needed.",   "make one"};
const FindingKind policy = {"gcp-network-policy", Area::access,    Severity::warning,
                            "a policy",           "It may block.", "allow the balancer"};
const FindingKind moves = {"milvus-rest-moves", Area::milvus,         Severity::note,
                           "REST moves",        "They cannot share.", "use the new port"};
const FindingKind document = {"unreadable-document", Area::milvus, Severity::warning,
                              "unreadable",          "It stays.",  "correct it"};

Checklist example() {
  return {{{&moves, "", "port 8080"},
           {&policy, "NetworkPolicy deny", "it selects the pods"},
           {&cert, "", "none for a.example"}},
          {Area::permissions}};
}

std::string printed(const Checklist& checklist, const Style& style) {
  std::ostringstream out;
  print_checklist(out, checklist, style);
  return out.str();
}

TEST_CASE("a checklist, group by group") {
  CHECK(printed(example(), {false, true, 0}) == R"(✓ Milvus
  i REST moves: port 8080 [milvus-rest-moves]
    fix: use the new port
! Access
  ! a policy: it selects the pods (NetworkPolicy deny) [gcp-network-policy]
    fix: allow the balancer
✓ Entry
✗ Certificate
  ✗ no certificate: none for a.example [aws-no-certificate]
    fix: make one
✓ Cloud
? Permissions (could not be checked)
✓ Ownership

1 error, 1 warning, 1 note
)");
}

TEST_CASE("a checklist without UTF-8, in a narrow terminal") {
  const std::string text = printed(example(), {false, false, 40});
  CHECK_THAT(text, ContainsSubstring("ok Milvus\n"));
  CHECK_THAT(text, ContainsSubstring("  !  a policy: it selects the pods\n"
                                     "     (NetworkPolicy deny)\n"
                                     "     [gcp-network-policy]\n"
                                     "     fix: allow the balancer\n"));
}

TEST_CASE("a checklist of nothing") {
  const std::string text = printed({}, {false, true, 0});
  CHECK(text == "✓ Milvus\n✓ Access\n✓ Entry\n✓ Certificate\n✓ Cloud\n✓ Permissions\n✓ Ownership\n\nNothing found.\n");
}

TEST_CASE("the worst comes first, and several are counted") {
  const FindingKind mild = {"gcp-a", Area::cloud, Severity::note, "mild", "", "f"};
  const FindingKind worse = {"gcp-b", Area::cloud, Severity::error, "worse", "", "f"};
  const std::string text = printed({{{&mild, "", "1"}, {&worse, "", "2"}, {&worse, "", "3"}}, {}}, {});
  CHECK(text.find("worse: 2") < text.find("worse: 3"));
  CHECK(text.find("worse: 3") < text.find("mild: 1"));
  CHECK(text.ends_with("\n2 errors, 1 note\n"));
}

TEST_CASE("a checklist for programs") {
  const Value value = to_value(example());
  std::string states;
  for (const Value& group : value.find("groups")->items()) {
    states += group.text_at({"group"}) + '=' + group.text_at({"state"}) + ' ';
  }
  CHECK(states == "milvus=note access=warning entry=ok certificate=error cloud=ok permissions=unchecked ownership=ok ");
  CHECK(value.text_at({"groups", std::size_t{1}, "findings", std::size_t{0}, "id"}) == "gcp-network-policy");
  CHECK(value.text_at({"errors"}) == "1");
  CHECK(value.text_at({"warnings"}) == "1");
  CHECK(value.text_at({"notes"}) == "1");
}

TEST_CASE("a finding about a certificate is listed under Certificate, whatever its ID says") {
  const FindingKind missing = {"gcp-managed-missing", Area::certificate, Severity::error, "it is missing", "", "f"};
  CHECK_THAT(printed({{{&missing, "", "a"}}, {}}, {false, true, 0}),
             ContainsSubstring("✗ Certificate\n  ✗ it is missing"));
}

TEST_CASE("IDs are explained") {
  const FindingKind* const kinds[] = {&cert, &document};
  std::ostringstream out;
  explain(out, "unreadable-document", kinds, {});
  CHECK(out.str() == "!  unreadable-document: unreadable\n  why: It stays.\n  fix: correct it\n");
  try {
    explain(out, "unreadible-document", kinds, {});
    FAIL("taken");
  } catch (const UsageError& error) {
    CHECK(std::string(error.what()) == "there is no finding 'unreadible-document'; did you mean unreadable-document?");
    CHECK(error.fix == "say one of: aws-no-certificate, unreadable-document");
  }
}

TEST_CASE("every known kind can be explained, and no two share an ID") {
  const std::vector<const FindingKind*> kinds = known_finding_kinds();
  std::set<std::string_view> ids;
  for (const FindingKind* kind : kinds) {
    CHECK(ids.insert(kind->id).second);
    std::ostringstream out;
    explain(out, kind->id, kinds, {});
    CHECK_THAT(out.str(), ContainsSubstring(std::string(kind->fix)));
  }
  CHECK(ids.contains("milvus-mutual-tls"));
  CHECK(ids.contains("other-cloud"));
  CHECK(ids.contains("gcp-unnamed-port"));
}

}  // namespace
}  // namespace l7::cli
