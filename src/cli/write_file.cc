#include "cli/write_file.h"

#include <filesystem>
#include <random>
#include <system_error>

#include "model/error.h"

namespace l7::cli {
namespace {

void write_and_close(int fd, std::string_view text) {
  try {
    platform::write_all(fd, text);
  } catch (...) {
    try {
      platform::close_descriptor(fd);
    } catch (const std::system_error&) {
      // The first failure tells more.
    }
    throw;
  }
  platform::close_descriptor(fd);
}

/// The file behind a symbolic link, which renaming would otherwise replace; the name itself when there is none yet.
std::string resolved(const std::string& file) {
  std::error_code failure;
  const std::filesystem::path real = std::filesystem::canonical(file, failure);
  return failure ? file : real.string();
}

/// A name that no other run takes at the same time.
std::string beside(const std::string& file) {
  std::random_device random;
  return file + ".milvus-l7-" + std::to_string(random());
}

void replace(const std::string& target, std::string_view text, platform::Readers readers) {
  const std::string written = beside(target);
  const int fd = platform::create_file(written, readers);
  try {
    write_and_close(fd, text);
    std::filesystem::rename(written, target);
  } catch (...) {
    std::error_code ignored;
    std::filesystem::remove(written, ignored);
    throw;
  }
}

}  // namespace

void require_own(const std::string& file) {
  if (!platform::is_foreign(file)) return;
  throw Error("this is no regular file of yours, and may be somebody's way to read the key or to change another file",
              file, "remove it, or name a folder that is yours alone");
}

void write_file(const std::string& file, std::string_view text, platform::Readers readers) {
  if (readers == platform::Readers::owner) require_own(file);
  try {
    if (readers == platform::Readers::owner) {
      replace(file, text, readers);
    } else if (platform::is_special(file)) {
      write_and_close(platform::open_for_writing(file), text);
    } else {
      replace(resolved(file), text, readers);
    }
  } catch (const std::system_error& error) {
    throw Error("the file cannot be written: " + error.code().message(), file,
                "name a file in a folder that exists, may be written to and has room");
  }
}

}  // namespace l7::cli
