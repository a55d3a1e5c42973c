#include "manifest/spool.h"

#include <algorithm>
#include <system_error>

#include "manifest/scan.h"
#include "model/error.h"
#include "platform/descriptor.h"

namespace l7::manifest {
namespace {

constexpr std::size_t memory_limit = 2 << 20;
constexpr std::size_t most_at_once = 1 << 20;
constexpr std::size_t window_size = 1 << 20;

[[noreturn]] void output_failed(const std::system_error& error) {
  throw Error("the result could not be written: " + error.code().message(), "standard output",
              "see that the reader stays open and its disk has room");
}

[[noreturn]] void spool_failed(const std::system_error& error) {
  throw Error("the stream is larger than memory may hold, and a temporary file failed: " + error.code().message(),
              "temporary file", "make room, or point TMPDIR at a folder that can be written");
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
  try {
    file_ = std::make_unique<platform::ScratchFile>();
    file_->append({memory_.get(), size_});
  } catch (const std::system_error& error) {
    spool_failed(error);
  }
}

std::size_t Spool::take_into_file(int fd) {
  try {
    if (const std::optional<std::size_t> moved = file_->append_from(fd, most_at_once)) return *moved;
    const std::size_t got = read_some(fd, memory_.get(), most_at_once);
    file_->append({memory_.get(), got});
    return got;
  } catch (const std::system_error& error) {
    spool_failed(error);
  }
}

std::string_view Spool::read(std::size_t begin, std::size_t end, Window& window) const {
  if (!file_) return {memory_.get() + begin, end - begin};
  if (begin == end) return {};
  if (!window.view_.holds(begin, end)) {
    window.view_ = {};
    try {
      window.view_ = file_->view(begin, std::max(end, std::min(size_, begin + window_size)));
    } catch (const std::system_error& error) {
      spool_failed(error);
    }
  }
  return window.view_.bytes(begin, end);
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
  while (begin < end) {
    try {
      const std::optional<std::size_t> moved = file_->move_to(fd, begin, end);
      if (!moved || *moved == 0) break;
      begin += *moved;
    } catch (const std::system_error& error) {
      output_failed(error);
    }
  }
  Window window;
  while (begin < end) {
    const std::size_t next = std::min(end, begin + window_size);
    write_all(fd, read(begin, next, window));
    begin = next;
  }
}

std::size_t read_some(int fd, char* buffer, std::size_t size) {
  try {
    return platform::read_some(fd, buffer, size);
  } catch (const std::system_error& error) {
    throw Error("the stream could not be read: " + error.code().message(), "standard input",
                "pipe a chart's output into the program");
  }
}

void write_all(int fd, std::string_view bytes) {
  try {
    platform::write_all(fd, bytes);
  } catch (const std::system_error& error) {
    output_failed(error);
  }
}

}  // namespace l7::manifest
