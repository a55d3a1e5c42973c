#include "platform/time_limit.h"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <exception>

#include "platform/descriptor.h"

namespace l7::platform {
namespace {

/// Everything that the new process does.
[[noreturn]] void work_apart(const std::function<std::string()>& work, int output) {
  // A session of its own has no terminal that a program could ask at.
  ::setsid();
  const int nothing = ::open("/dev/null", O_RDWR);
  for (const int fd : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) ::dup2(nothing, fd);
  try {
    write_all(output, work());
    ::_exit(0);
  } catch (const std::exception&) {
    ::_exit(1);
  }
}

/// Nothing unless the text has ended by the deadline.
std::string read_until(int fd, std::chrono::steady_clock::time_point deadline) {
  using namespace std::chrono;
  std::string text;
  std::array<char, 4096> part;
  for (;;) {
    const auto left = ceil<milliseconds>(deadline - steady_clock::now());
    pollfd readable = {fd, POLLIN, 0};
    const int ready = left.count() > 0 ? ::poll(&readable, 1, static_cast<int>(left.count())) : 0;
    if (ready < 0 && errno == EINTR) continue;
    if (ready <= 0) return "";
    const ssize_t length = ::read(fd, part.data(), part.size());
    if (length == 0) return text;
    if (length > 0) text.append(part.data(), static_cast<std::size_t>(length));
  }
}

}  // namespace

std::string output_until(std::chrono::steady_clock::time_point deadline, const std::function<std::string()>& work) {
  std::array<int, 2> ends;
  if (::pipe(ends.data()) != 0) return "";
  // What the work starts must not keep the pipe open.
  for (const int end : ends) ::fcntl(end, F_SETFD, FD_CLOEXEC);
  const pid_t worker = ::fork();
  if (worker == 0) work_apart(work, ends[1]);
  ::close(ends[1]);
  std::string text = worker < 0 ? "" : read_until(ends[0], deadline);
  ::close(ends[0]);
  if (worker < 0) return "";
  // It is not waited for: what is stuck in the kernel ends late, and this program is about to.
  ::kill(worker, SIGKILL);
  return text;
}

}  // namespace l7::platform
