#pragma once

#include <cstddef>
#include <cstdio>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace l7::manifest {

/// Holds a stream until its end is known to be good: the first megabytes in memory, the whole in an unnamed temporary
/// file once it grows beyond them. So nothing reaches stdout too early and memory stays bounded, whatever comes.
///
/// Every function throws Error when the file cannot be made, written or read (disk full, $TMPDIR not writable).
class Spool {
 public:
  void append(std::string_view bytes);
  std::size_t size() const { return size_; }

  /// The bytes of [begin, end). They live until `buffer` or the spool changes.
  std::string_view read(std::size_t begin, std::size_t end, std::string& buffer) const;

  /// A part of the stream that reading in order goes through.
  struct Window {
    std::size_t begin = 0;
    std::size_t end = 0;
    std::string bytes;
  };
  /// The same, for many small parts in rising order: what follows is read along with a part.
  std::string_view read_near(std::size_t begin, std::size_t end, Window& window) const;

  /// The number, from 1, of the line that the offset is in.
  std::size_t line_at(std::size_t offset) const;

  /// Writes [begin, end) to a file descriptor. Throws Error when it is closed or full.
  void send(int fd, std::size_t begin, std::size_t end) const;

 private:
  struct Mark {
    std::size_t offset;
    std::size_t lines;
  };
  struct Close {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };

  void move_to_file();
  void write_to_file(std::string_view bytes);
  void read_file(std::size_t offset, char* to, std::size_t size) const;

  std::string memory_;
  std::unique_ptr<std::FILE, Close> file_;
  std::size_t size_ = 0;
  std::size_t lines_ = 0;
  std::vector<Mark> marks_;
};

/// Reads from a file descriptor into the buffer; the bytes read, 0 at the end. Throws Error.
std::size_t read_some(int fd, char* buffer, std::size_t size);

/// Writes all of it. Throws Error when the descriptor is closed or its device is full.
void write_all(int fd, std::string_view bytes);

}  // namespace l7::manifest
