#include <windows.h>

#include <algorithm>
#include <array>
#include <string>

#include "platform/scratch_file.h"
#include "platform/windows_text.h"

namespace l7::platform {
namespace {

constexpr std::size_t most_at_once = 1 << 30;

HANDLE handle(std::intptr_t file) { return reinterpret_cast<HANDLE>(file); }

std::intptr_t new_file() {
  std::array<wchar_t, MAX_PATH + 1> folder;
  std::array<wchar_t, MAX_PATH + 1> name;
  if (::GetTempPathW(folder.size(), folder.data()) == 0) throw_last_error("the folder for temporary files");
  if (::GetTempFileNameW(folder.data(), L"ml7", 0, name.data()) == 0) throw_last_error(narrow(folder.data()).c_str());
  // Shared with nobody.
  const HANDLE file = ::CreateFileW(name.data(), GENERIC_READ | GENERIC_WRITE, 0, nullptr, CREATE_ALWAYS,
                                    FILE_ATTRIBUTE_TEMPORARY | FILE_FLAG_DELETE_ON_CLOSE, nullptr);
  if (file == INVALID_HANDLE_VALUE) throw_last_error(narrow(name.data()).c_str());
  return reinterpret_cast<std::intptr_t>(file);
}

}  // namespace

ScratchFile::ScratchFile() : file_(new_file()) {}

ScratchFile::~ScratchFile() { ::CloseHandle(handle(file_)); }

void ScratchFile::append(std::string_view bytes) {
  LARGE_INTEGER end = {};
  if (!::SetFilePointerEx(handle(file_), end, nullptr, FILE_END)) throw_last_error("append");
  while (!bytes.empty()) {
    DWORD written = 0;
    const auto part = static_cast<DWORD>(std::min(bytes.size(), most_at_once));
    if (!::WriteFile(handle(file_), bytes.data(), part, &written, nullptr)) throw_last_error("append");
    bytes.remove_prefix(written);
  }
}

std::optional<std::size_t> ScratchFile::append_from(int, std::size_t) { return std::nullopt; }

std::optional<std::size_t> ScratchFile::move_to(int, std::size_t, std::size_t) const { return std::nullopt; }

// A copy: what is mapped need not agree with what WriteFile has written.
ScratchFile::View ScratchFile::view(std::size_t begin, std::size_t end) const {
  View view;
  view.begin_ = begin;
  view.end_ = end;
  view.bytes_ = static_cast<char*>(::VirtualAlloc(nullptr, end - begin, MEM_RESERVE | MEM_COMMIT, PAGE_READWRITE));
  if (!view.bytes_) throw_last_error("memory");
  for (std::size_t at = begin; at < end;) {
    OVERLAPPED place = {};
    place.Offset = static_cast<DWORD>(at);
    place.OffsetHigh = static_cast<DWORD>(at >> 32);
    const auto part = static_cast<DWORD>(std::min(end - at, most_at_once));
    DWORD got = 0;
    if (!::ReadFile(handle(file_), view.bytes_ + (at - begin), part, &got, &place)) throw_last_error("read");
    at += got;
  }
  return view;
}

ScratchFile::View::~View() {
  if (bytes_) ::VirtualFree(bytes_, 0, MEM_RELEASE);
}

}  // namespace l7::platform
