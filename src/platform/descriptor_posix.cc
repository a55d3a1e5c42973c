#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "platform/descriptor.h"

namespace l7::platform {
namespace {

[[noreturn]] void fail() { throw std::system_error(errno, std::generic_category()); }

int opened(int fd) {
  if (fd < 0) fail();
  return fd;
}

}  // namespace

std::size_t read_some(int fd, char* buffer, std::size_t size) {
  for (;;) {
    const ssize_t got = ::read(fd, buffer, size);
    if (got >= 0) return static_cast<std::size_t>(got);
    if (errno != EINTR) fail();
  }
}

void write_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(fd, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) fail();
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
}

int create_file(const std::string& path, Readers readers) {
  const mode_t mode = readers == Readers::owner ? 0600 : 0666;
  return opened(::open(path.c_str(), O_WRONLY | O_CLOEXEC | O_CREAT | O_EXCL, mode));
}

bool is_special(const std::string& path) {
  struct stat status;
  return ::stat(path.c_str(), &status) == 0 && !S_ISREG(status.st_mode);
}

bool is_foreign(const std::string& path) {
  struct stat status;
  return ::lstat(path.c_str(), &status) == 0 && (!S_ISREG(status.st_mode) || status.st_uid != ::geteuid());
}

int open_for_writing(const std::string& path) { return opened(::open(path.c_str(), O_WRONLY | O_CLOEXEC)); }

void close_descriptor(int fd) {
  if (::close(fd) != 0) fail();
}

}  // namespace l7::platform
