#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace l7::platform {

/// A file for what memory is not to hold. It has no name, or none that anybody could open, and is gone when the program
/// is, however that ends. It lies in TMPDIR, on Windows in TMP. Every function throws std::system_error.
class ScratchFile {
 public:
  ScratchFile();
  ~ScratchFile();
  ScratchFile(const ScratchFile&) = delete;
  ScratchFile& operator=(const ScratchFile&) = delete;

  void append(std::string_view bytes);

  /// Has the system move what a pipe has next, without a copy of ours: the number of bytes, at most `most`, 0 at the
  /// pipe's end. Nothing where it cannot do that.
  std::optional<std::size_t> append_from(int fd, std::size_t most);

  /// The same from [begin, end) of the file into a pipe; some of it may be left over.
  std::optional<std::size_t> move_to(int fd, std::size_t begin, std::size_t end) const;

  /// A part of the file in memory.
  class View {
   public:
    View() = default;
    View(View&& other) noexcept;
    View& operator=(View&& other) noexcept;
    ~View();

    bool holds(std::size_t begin, std::size_t end) const { return bytes_ && begin >= begin_ && end <= end_; }
    /// The view has to hold them.
    std::string_view bytes(std::size_t begin, std::size_t end) const {
      return {bytes_ + (begin - begin_), end - begin};
    }

   private:
    friend class ScratchFile;
    char* bytes_ = nullptr;
    std::size_t begin_ = 0;
    std::size_t end_ = 0;
  };
  /// A view that holds [begin, end), which is not empty and lies in the file.
  View view(std::size_t begin, std::size_t end) const;

 private:
  std::intptr_t file_;  ///< a descriptor, on Windows a HANDLE
};

}  // namespace l7::platform
