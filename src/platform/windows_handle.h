#pragma once

#include <windows.h>

#include <memory>

namespace l7::platform {

struct CloseHandleOf {
  using pointer = HANDLE;
  void operator()(HANDLE handle) const { ::CloseHandle(handle); }
};

/// Owns what CloseHandle closes.
using Handle = std::unique_ptr<void, CloseHandleOf>;

}  // namespace l7::platform
