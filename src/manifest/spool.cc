#include "manifest/spool.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>

#ifdef __linux__
#include <fcntl.h>
#endif

#include "manifest/scan.h"
#include "model/error.h"

namespace l7::manifest {
namespace {

constexpr std::size_t memory_limit = 2 << 20;
constexpr std::size_t mark_distance = 256 << 10;
constexpr std::size_t window_size = 128 << 10;

std::string reason() { return std::strerror(errno); }

[[noreturn]] void output_failed() {
  throw Error("the result could not be written: " + reason(), "standard output",
              "see that the reader stays open and its disk has room");
}

[[noreturn]] void spool_failed() {
  throw Error("the stream is larger than memory may hold, and a temporary file failed: " + reason(), "temporary file",
              "make room, or point TMPDIR at a folder that can be written");
}

/// A file without a name: it is gone when the program is, however that ends.
std::FILE* temporary_file() {
#if defined(__linux__) && defined(O_TMPFILE)
  const char* folder = std::getenv("TMPDIR");
  const int fd = ::open(folder && *folder ? folder : "/tmp", O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
  if (fd >= 0) return ::fdopen(fd, "w+b");
#endif
  return std::tmpfile();
}

}  // namespace

void Spool::append(std::string_view bytes) {
  if (marks_.empty() || size_ - marks_.back().offset >= mark_distance) marks_.push_back({size_, lines_});
  lines_ += count_newlines(bytes);
  if (!file_ && size_ + bytes.size() > memory_limit) move_to_file();
  if (file_) {
    write_to_file(bytes);
  } else {
    memory_.append(bytes);
  }
  size_ += bytes.size();
}

void Spool::move_to_file() {
  file_.reset(temporary_file());
  if (!file_) spool_failed();
  write_to_file(memory_);
  memory_ = {};
}

void Spool::write_to_file(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(::fileno(file_.get()), bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) spool_failed();
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
}

std::string_view Spool::read(std::size_t begin, std::size_t end, std::string& buffer) const {
  const std::size_t size = end - begin;
  if (!file_) return std::string_view(memory_).substr(begin, size);
  // Never shrunk: growing again would fill it with zeros first.
  if (buffer.size() < size) buffer.resize(size);
  read_file(begin, buffer.data(), size);
  return std::string_view(buffer).substr(0, size);
}

std::string_view Spool::read_near(std::size_t begin, std::size_t end, Window& window) const {
  if (!file_) return std::string_view(memory_).substr(begin, end - begin);
  if (begin < window.begin || end > window.end) {
    window.begin = begin;
    window.end = std::max(end, std::min(size_, begin + window_size));
    read(window.begin, window.end, window.bytes);
  }
  return std::string_view(window.bytes).substr(begin - window.begin, end - begin);
}

void Spool::read_file(std::size_t offset, char* to, std::size_t size) const {
  for (std::size_t done = 0; done < size;) {
    const ssize_t got = ::pread(::fileno(file_.get()), to + done, size - done, static_cast<off_t>(offset + done));
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) spool_failed();
    done += static_cast<std::size_t>(got);
  }
}

std::size_t Spool::line_at(std::size_t offset) const {
  const auto after = std::upper_bound(marks_.begin(), marks_.end(), offset,
                                      [](std::size_t value, const Mark& mark) { return value < mark.offset; });
  const Mark mark = after == marks_.begin() ? Mark{0, 0} : *(after - 1);
  std::string buffer;
  const std::string_view part = read(mark.offset, std::min(offset, size_), buffer);
  return mark.lines + count_newlines(part) + 1;
}

void Spool::send(int fd, std::size_t begin, std::size_t end) const {
  if (!file_) return write_all(fd, std::string_view(memory_).substr(begin, end - begin));
  auto at = static_cast<off_t>(begin);
#ifdef __linux__
  // Hands pages of the file to a pipe without copying them; anything else than a pipe is written as usual.
  while (static_cast<std::size_t>(at) < end) {
    const ssize_t sent = ::splice(::fileno(file_.get()), &at, fd, nullptr, end - static_cast<std::size_t>(at), 0);
    if (sent < 0 && errno == EINTR) continue;
    if (sent < 0 && errno != EINVAL) output_failed();
    if (sent <= 0) break;
  }
#endif
  std::string buffer;
  while (static_cast<std::size_t>(at) < end) {
    const std::size_t next = std::min(end, static_cast<std::size_t>(at) + mark_distance);
    write_all(fd, read(static_cast<std::size_t>(at), next, buffer));
    at = static_cast<off_t>(next);
  }
}

std::size_t read_some(int fd, char* buffer, std::size_t size) {
  for (;;) {
    const ssize_t got = ::read(fd, buffer, size);
    if (got >= 0) return static_cast<std::size_t>(got);
    if (errno != EINTR) {
      throw Error("the stream could not be read: " + reason(), "standard input",
                  "pipe a chart's output into the program");
    }
  }
}

void write_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(fd, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) output_failed();
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
}

}  // namespace l7::manifest
