#include <fcntl.h>
#include <io.h>
#include <windows.h>

#include <cstdlib>
#include <exception>
#include <future>
#include <iostream>
#include <thread>

#include "platform/descriptor.h"
#include "platform/time_limit.h"

namespace l7::platform {
namespace {

/// No terminal that a program could ask at, nor a line for it to write into.
void leave_console() {
  const int nothing = ::_open("NUL", _O_RDWR);
  for (const int fd : {standard_input, standard_error}) ::_dup2(nothing, fd);
  ::SetStdHandle(STD_INPUT_HANDLE, reinterpret_cast<HANDLE>(::_get_osfhandle(standard_input)));
  ::SetStdHandle(STD_ERROR_HANDLE, reinterpret_cast<HANDLE>(::_get_osfhandle(standard_error)));
}

/// What is stuck must find all that it uses in its place until the very end.
void end_at_once() {
  std::cout.flush();
  std::_Exit(0);
}

}  // namespace

std::string output_until(std::chrono::steady_clock::time_point deadline, const std::function<std::string()>& work) {
  leave_console();
  std::packaged_task<std::string()> task(work);
  std::future<std::string> result = task.get_future();
  std::thread(std::move(task)).detach();
  if (result.wait_until(deadline) != std::future_status::ready) {
    // The functions of atexit run from the last to the first.
    std::atexit(end_at_once);
    return "";
  }
  try {
    return result.get();
  } catch (const std::exception&) {
    return "";
  }
}

}  // namespace l7::platform
