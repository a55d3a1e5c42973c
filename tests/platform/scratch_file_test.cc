#include "platform/scratch_file.h"

#include <stdlib.h>

#include <filesystem>
#include <string>
#include <system_error>

#include "catch.h"
#include "folder.h"
#include "variable.h"

namespace l7::platform {
namespace {

TEST_CASE("a scratch file gives back what was appended, from any place") {
  const std::string text(300'000, 'x');
  ScratchFile file;
  file.append(text);
  file.append("the end");
  const ScratchFile::View end = file.view(text.size(), text.size() + 7);
  CHECK(end.holds(text.size(), text.size() + 7));
  CHECK_FALSE(end.holds(text.size(), text.size() + 8));
  CHECK(end.bytes(text.size() + 4, text.size() + 7) == "end");
  ScratchFile::View moved = file.view(0, 5000);
  moved = file.view(299'990, 300'003);
  CHECK(moved.bytes(299'998, 300'003) == "xxthe");
}

TEST_CASE("a scratch file leaves nothing behind, and says when it cannot be made") {
  const Folder folder;
  const Variable temporary("TMPDIR", folder / "");
  {
    ScratchFile file;
    file.append("text");
    CHECK(std::filesystem::is_empty(folder / ""));
  }
  const Variable nowhere("TMPDIR", folder / "absent");
  CHECK_THROWS_AS(ScratchFile(), std::system_error);
}

}  // namespace
}  // namespace l7::platform
