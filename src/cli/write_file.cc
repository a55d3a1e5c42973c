#include "cli/write_file.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>

#include "model/error.h"

namespace l7::cli {
namespace {

[[noreturn]] void fail(const std::string& file, int reason) {
  throw Error(std::string("the file cannot be written: ") + std::strerror(reason), file,
              "name a file in a folder that exists, may be written to and has room");
}

/// 0, or the errno of what failed.
int write_and_close(int fd, std::string_view text) {
  int reason = 0;
  while (!text.empty() && reason == 0) {
    const ssize_t written = ::write(fd, text.data(), text.size());
    if (written >= 0) {
      text.remove_prefix(static_cast<std::size_t>(written));
    } else if (errno != EINTR) {
      reason = errno;
    }
  }
  if (::close(fd) != 0 && reason == 0) reason = errno;
  return reason;
}

bool is_special(const std::string& file) {
  struct stat status;
  return ::stat(file.c_str(), &status) == 0 && !S_ISREG(status.st_mode);
}

/// The file behind a symbolic link, which renaming would otherwise replace; the name itself when there is none yet.
std::string resolved(const std::string& file) {
  const std::unique_ptr<char, decltype(&std::free)> real(::realpath(file.c_str(), nullptr), &std::free);
  return real ? std::string(real.get()) : file;
}

}  // namespace

void write_file(const std::string& file, std::string_view text, Readers readers) {
  const bool special = is_special(file);
  const std::string target = special ? file : resolved(file);
  const std::string written = special ? file : target + ".milvus-l7-" + std::to_string(::getpid());
  const mode_t mode = readers == Readers::owner ? 0600 : 0666;
  const int fd = ::open(written.c_str(), O_WRONLY | O_CLOEXEC | (special ? 0 : O_CREAT | O_EXCL), mode);
  if (fd < 0) fail(file, errno);
  int reason = write_and_close(fd, text);
  if (special) {
    if (reason != 0) fail(file, reason);
    return;
  }
  if (reason == 0 && std::rename(written.c_str(), target.c_str()) != 0) reason = errno;
  if (reason == 0) return;
  ::unlink(written.c_str());
  fail(file, reason);
}

}  // namespace l7::cli
