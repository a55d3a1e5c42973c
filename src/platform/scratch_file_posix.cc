#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <string>
#include <system_error>

#include "platform/descriptor.h"
#include "platform/environment.h"
#include "platform/scratch_file.h"

namespace l7::platform {
namespace {

[[noreturn]] void fail() { throw std::system_error(errno, std::generic_category()); }

int unnamed_file() {
  const std::string given = environment_variable("TMPDIR");
  const std::string folder = given.empty() ? "/tmp" : given;
#ifdef O_TMPFILE
  if (const int fd = ::open(folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600); fd >= 0) return fd;
#endif
  std::string name = folder + "/milvus-l7-XXXXXX";
  const int fd = ::mkstemp(name.data());
  if (fd < 0) fail();
  ::unlink(name.c_str());
  ::fcntl(fd, F_SETFD, FD_CLOEXEC);
  return fd;
}

/// Nothing where the kernel cannot do that for these two.
std::optional<std::size_t> splice_bytes([[maybe_unused]] int from, [[maybe_unused]] off_t* from_offset,
                                        [[maybe_unused]] int to, [[maybe_unused]] std::size_t most) {
#ifdef __linux__
  ssize_t moved = 0;
  do moved = ::splice(from, from_offset, to, nullptr, most, 0);
  while (moved < 0 && errno == EINTR);
  if (moved >= 0) return static_cast<std::size_t>(moved);
  if (errno != EINVAL) fail();
#endif
  return std::nullopt;
}

}  // namespace

ScratchFile::ScratchFile() : file_(unnamed_file()) {}

ScratchFile::~ScratchFile() { ::close(static_cast<int>(file_)); }

void ScratchFile::append(std::string_view bytes) { write_all(static_cast<int>(file_), bytes); }

std::optional<std::size_t> ScratchFile::append_from(int fd, std::size_t most) {
  return splice_bytes(fd, nullptr, static_cast<int>(file_), most);
}

std::optional<std::size_t> ScratchFile::move_to(int fd, std::size_t begin, std::size_t end) const {
  auto at = static_cast<off_t>(begin);
  return splice_bytes(static_cast<int>(file_), &at, fd, end - begin);
}

ScratchFile::View ScratchFile::view(std::size_t begin, std::size_t end) const {
  static const auto page = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
  View view;
  view.begin_ = begin / page * page;
  view.end_ = end;
  void* bytes = ::mmap(nullptr, view.end_ - view.begin_, PROT_READ, MAP_SHARED, static_cast<int>(file_),
                       static_cast<off_t>(view.begin_));
  if (bytes == MAP_FAILED) fail();
  view.bytes_ = static_cast<char*>(bytes);
  return view;
}

ScratchFile::View::~View() {
  if (bytes_) ::munmap(bytes_, end_ - begin_);
}

}  // namespace l7::platform
