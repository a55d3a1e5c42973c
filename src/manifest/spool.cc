#include "manifest/spool.h"

#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <optional>

#ifdef __linux__
#include <fcntl.h>
#endif

#include "manifest/scan.h"
#include "model/error.h"

namespace l7::manifest {
namespace {

constexpr std::size_t memory_limit = 2 << 20;
constexpr std::size_t most_at_once = 1 << 20;
constexpr std::size_t window_size = 1 << 20;

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

void write_to_file(int file, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(file, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) spool_failed();
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
}

/// Has the kernel hand bytes from a pipe to a file or back, without a copy of ours: their number, or less than 0 with
/// errno set. Nothing where it cannot do that for these two.
std::optional<ssize_t> move_bytes([[maybe_unused]] int from, [[maybe_unused]] off_t* from_offset,
                                  [[maybe_unused]] int to, [[maybe_unused]] std::size_t most) {
#ifdef __linux__
  ssize_t moved = 0;
  do moved = ::splice(from, from_offset, to, nullptr, most, 0);
  while (moved < 0 && errno == EINTR);
  if (moved >= 0 || errno != EINVAL) return moved;
#endif
  return std::nullopt;
}

}  // namespace

std::size_t Spool::take(int fd) {
  if (!memory_) memory_ = std::make_unique_for_overwrite<char[]>(memory_limit);
  if (!file_ && size_ == memory_limit) move_to_file();
  const std::size_t got =
      file_ ? take_into_file(fd) : read_some(fd, memory_.get() + size_, std::min(most_at_once, memory_limit - size_));
  size_ += got;
  return got;
}

void Spool::move_to_file() {
  file_.reset(temporary_file());
  if (!file_) spool_failed();
  write_to_file(::fileno(file_.get()), {memory_.get(), size_});
}

std::size_t Spool::take_into_file(int fd) {
  const int file = ::fileno(file_.get());
  if (const auto moved = move_bytes(fd, nullptr, file, most_at_once)) {
    if (*moved < 0) spool_failed();
    return static_cast<std::size_t>(*moved);
  }
  const std::size_t got = read_some(fd, memory_.get(), most_at_once);
  write_to_file(file, {memory_.get(), got});
  return got;
}

Spool::Window::~Window() {
  if (bytes_) ::munmap(const_cast<char*>(bytes_), end_ - begin_);
}

std::string_view Spool::read(std::size_t begin, std::size_t end, Window& window) const {
  if (!file_) return {memory_.get() + begin, end - begin};
  if (begin == end) return {};
  if (begin < window.begin_ || end > window.end_) map(begin, end, window);
  return {window.bytes_ + (begin - window.begin_), end - begin};
}

void Spool::map(std::size_t begin, std::size_t end, Window& window) const {
  static const auto page = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
  if (window.bytes_) ::munmap(const_cast<char*>(window.bytes_), window.end_ - window.begin_);
  window.bytes_ = nullptr;
  window.begin_ = begin / page * page;
  window.end_ = std::max(end, std::min(size_, begin + window_size));
  void* bytes = ::mmap(nullptr, window.end_ - window.begin_, PROT_READ, MAP_SHARED, ::fileno(file_.get()),
                       static_cast<off_t>(window.begin_));
  if (bytes == MAP_FAILED) {
    window.end_ = window.begin_;
    spool_failed();
  }
  window.bytes_ = static_cast<const char*>(bytes);
}

std::size_t Spool::line_at(std::size_t offset) const {
  if (offset < counted_to_) counted_to_ = counted_ = 0;
  Window window;
  while (counted_to_ < offset) {
    const std::size_t end = std::min(offset, counted_to_ + window_size);
    counted_ += count_newlines(read(counted_to_, end, window));
    counted_to_ = end;
  }
  return counted_ + 1;
}

void Spool::send(int fd, std::size_t begin, std::size_t end) const {
  if (!file_) return write_all(fd, {memory_.get() + begin, end - begin});
  auto at = static_cast<off_t>(begin);
  while (static_cast<std::size_t>(at) < end) {
    const auto moved = move_bytes(::fileno(file_.get()), &at, fd, end - static_cast<std::size_t>(at));
    if (!moved || *moved == 0) break;
    if (*moved < 0) output_failed();
  }
  Window window;
  for (auto from = static_cast<std::size_t>(at); from < end;) {
    const std::size_t next = std::min(end, from + window_size);
    write_all(fd, read(from, next, window));
    from = next;
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
