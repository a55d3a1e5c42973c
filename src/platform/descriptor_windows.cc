#include <fcntl.h>
#include <io.h>
// The first of its family, which the others need.
#include <windows.h>

#include <sddl.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <memory>
#include <system_error>

#include "platform/descriptor.h"
#include "platform/windows_handle.h"
#include "platform/windows_text.h"

namespace l7::platform {
namespace {

constexpr std::size_t most_at_once = 1 << 30;

/// Full access for the owner, the system and administrators, and nothing handed down from the folder (Security
/// Descriptor Definition Language).
constexpr const wchar_t* only_the_owner = L"D:P(A;;FA;;;OW)(A;;FA;;;SY)(A;;FA;;;BA)";

[[noreturn]] void fail() { throw std::system_error(errno, std::generic_category()); }

[[noreturn]] void fail_by(DWORD error) {
  switch (error) {
    case ERROR_FILE_NOT_FOUND:
    case ERROR_PATH_NOT_FOUND: errno = ENOENT; break;
    case ERROR_FILE_EXISTS: errno = EEXIST; break;
    case ERROR_ACCESS_DENIED:
    case ERROR_SHARING_VIOLATION: errno = EACCES; break;
    case ERROR_INVALID_NAME: errno = EINVAL; break;
    case ERROR_DISK_FULL: errno = ENOSPC; break;
    default: throw std::system_error(static_cast<int>(error), std::system_category());
  }
  fail();
}

struct Free {
  void operator()(void* memory) const { ::LocalFree(memory); }
};

int opened(const std::string& path, DWORD how, SECURITY_ATTRIBUTES* security) {
  const HANDLE file =
      ::CreateFileW(wide(path).c_str(), GENERIC_WRITE, FILE_SHARE_READ, security, how, FILE_ATTRIBUTE_NORMAL, nullptr);
  if (file == INVALID_HANDLE_VALUE) fail_by(::GetLastError());
  const int fd = ::_open_osfhandle(reinterpret_cast<std::intptr_t>(file), _O_BINARY);
  if (fd < 0) {
    ::CloseHandle(file);
    fail();
  }
  return fd;
}

}  // namespace

std::size_t read_some(int fd, char* buffer, std::size_t size) {
  const int got = ::_read(fd, buffer, static_cast<unsigned>(std::min(size, most_at_once)));
  if (got < 0) fail();
  return static_cast<std::size_t>(got);
}

void write_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const int written = ::_write(fd, bytes.data(), static_cast<unsigned>(std::min(bytes.size(), most_at_once)));
    if (written <= 0) fail();
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
}

int create_file(const std::string& path, Readers readers) {
  if (readers == Readers::everyone) return opened(path, CREATE_NEW, nullptr);
  PSECURITY_DESCRIPTOR descriptor = nullptr;
  if (!::ConvertStringSecurityDescriptorToSecurityDescriptorW(only_the_owner, SDDL_REVISION_1, &descriptor, nullptr)) {
    fail_by(::GetLastError());
  }
  const std::unique_ptr<void, Free> owner(descriptor);
  SECURITY_ATTRIBUTES security = {sizeof security, descriptor, FALSE};
  return opened(path, CREATE_NEW, &security);
}

bool is_special(const std::string& path) {
  constexpr DWORD shared = FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE;
  const HANDLE found =
      ::CreateFileW(wide(path).c_str(), 0, shared, nullptr, OPEN_EXISTING, FILE_FLAG_BACKUP_SEMANTICS, nullptr);
  if (found == INVALID_HANDLE_VALUE) return false;
  const Handle there(found);
  BY_HANDLE_FILE_INFORMATION file;
  return ::GetFileType(there.get()) != FILE_TYPE_DISK || !::GetFileInformationByHandle(there.get(), &file) ||
         (file.dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY) != 0;
}

bool is_foreign(const std::string& path) { return is_special(path); }

int open_for_writing(const std::string& path) { return opened(path, OPEN_EXISTING, nullptr); }

void close_descriptor(int fd) {
  if (::_close(fd) != 0) fail();
}

}  // namespace l7::platform
