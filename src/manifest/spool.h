#pragma once

#include <cstddef>
#include <memory>
#include <string_view>

#include "platform/scratch_file.h"

namespace l7::manifest {

/// Holds a stream until its end is known to be good: in memory, or in an unnamed temporary file once it grows beyond
/// two megabytes. So nothing reaches stdout too early and memory stays bounded, whatever comes.
///
/// Every function throws Error when the file cannot be made, written or read (disk full, $TMPDIR not writable).
class Spool {
 public:
  /// Takes what a file descriptor has next, up to a megabyte; the number of bytes, 0 at the end. Throws Error when it
  /// cannot be read.
  std::size_t take(int fd);
  std::size_t size() const { return size_; }

  /// The part of the file that is in memory, when there is a file.
  class Window {
    friend class Spool;
    platform::ScratchFile::View view_;
  };
  /// The bytes of [begin, end). They live until the window is used again or the spool changes. Reading in order with
  /// one window is cheapest.
  std::string_view read(std::size_t begin, std::size_t end, Window& window) const;

  /// The number, from 1, of the line that the offset is in. Cheap when offsets rise.
  std::size_t line_at(std::size_t offset) const;

  /// Writes [begin, end) to a file descriptor. Throws Error when it is closed or full.
  void send(int fd, std::size_t begin, std::size_t end) const;

 private:
  void move_to_file();
  std::size_t take_into_file(int fd);

  std::unique_ptr<char[]> memory_;
  std::unique_ptr<platform::ScratchFile> file_;
  std::size_t size_ = 0;
  /// Where line_at() stopped counting, and what it had counted.
  mutable std::size_t counted_to_ = 0;
  mutable std::size_t counted_ = 0;
};

/// Reads from a file descriptor into the buffer; the bytes read, 0 at the end. Throws Error.
std::size_t read_some(int fd, char* buffer, std::size_t size);

/// Writes all of it. Throws Error when the descriptor is closed or its device is full.
void write_all(int fd, std::string_view bytes);

}  // namespace l7::manifest
