#include "platform/scratch_file.h"

#include <utility>

namespace l7::platform {

ScratchFile::View::View(View&& other) noexcept
    : bytes_(std::exchange(other.bytes_, nullptr)), begin_(other.begin_), end_(other.end_) {}

ScratchFile::View& ScratchFile::View::operator=(View&& other) noexcept {
  std::swap(bytes_, other.bytes_);
  std::swap(begin_, other.begin_);
  std::swap(end_, other.end_);
  return *this;
}

}  // namespace l7::platform
