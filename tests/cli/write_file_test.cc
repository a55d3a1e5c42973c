#include "cli/write_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>

#include "catch.h"
#include "command_line.h"
#include "model/error.h"

namespace l7::cli {
namespace {

std::size_t files_in(const Folder& folder) {
  std::size_t count = 0;
  for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator(folder / "")) ++count;
  return count;
}

TEST_CASE("a file is written, and written anew") {
  const Folder folder;
  const std::string file = folder / "report.json";
  for (const std::string& text :
       {std::string("first, and long"), std::string("second"), std::string(1 << 20, 'x'), std::string()}) {
    write_file(file, text);
    CHECK(contents_of(file) == text);
    CHECK(files_in(folder) == 1);
  }
}

TEST_CASE("a symbolic link stays one") {
  const Folder folder;
  std::filesystem::create_symlink(folder.file("real.json", "old"), folder / "link.json");
  write_file(folder / "link.json", "new");
  CHECK(std::filesystem::is_symlink(folder / "link.json"));
  CHECK(contents_of(folder / "real.json") == "new");
}

TEST_CASE("a pipe is written to and not replaced") {
  const Folder folder;
  const std::string pipe = folder / "pipe";
  REQUIRE(::mkfifo(pipe.c_str(), 0600) == 0);
  const int reader = ::open(pipe.c_str(), O_RDONLY | O_NONBLOCK);
  REQUIRE(reader >= 0);
  write_file(pipe, "text");
  std::array<char, 16> got{};
  CHECK(::read(reader, got.data(), got.size()) == 4);
  CHECK(std::string(got.data()) == "text");
  CHECK(std::filesystem::is_fifo(pipe));
  ::close(reader);
}

TEST_CASE("a key goes to a regular file of one's own alone") {
  const Folder folder;
  const auto refused = [](const std::string& file) {
    try {
      write_file(file, "key", platform::Readers::owner);
    } catch (const Error& error) {
      return error.where == file;
    }
    return false;
  };
  const std::string real = folder.file("real", "old");
  std::filesystem::create_symlink(real, folder / "link");
  std::filesystem::create_symlink(folder / "nowhere", folder / "dangling");
  REQUIRE(::mkfifo((folder / "pipe").c_str(), 0600) == 0);
  CHECK(refused(folder / "link"));
  CHECK(refused(folder / "dangling"));
  CHECK(refused(folder / "pipe"));
  CHECK(contents_of(real) == "old");
  CHECK(files_in(folder) == 4);

  write_file(real, "key", platform::Readers::owner);
  CHECK(contents_of(real) == "key");
  CHECK(std::filesystem::status(real).permissions() ==
        (std::filesystem::perms::owner_read | std::filesystem::perms::owner_write));
  if (::geteuid() != 0) return;
  REQUIRE(::chown(real.c_str(), 1, 1) == 0);
  CHECK(refused(real));
}

TEST_CASE("what cannot be written is an error that names the file, and leaves nothing behind") {
  const Folder folder;
  std::filesystem::create_directory(folder / "taken");
  for (const std::string& file : {folder / "absent/report.json", folder / "taken", std::string("/dev/full")}) {
    INFO(file);
    if (file == "/dev/full" && !std::filesystem::exists(file)) continue;
    try {
      write_file(file, "text");
      FAIL("it was written");
    } catch (const Error& error) {
      CHECK(error.where == file);
      CHECK(std::string(error.what()).starts_with("the file cannot be written: "));
      CHECK_FALSE(error.fix.empty());
    }
  }
  CHECK(files_in(folder) == 1);
}

}  // namespace
}  // namespace l7::cli
