#include "platform/process.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <string_view>
#include <system_error>

#include "platform/environment.h"

extern char** environ;

namespace l7::platform {
namespace {

void check(int reason, const std::string& step) {
  if (reason != 0) throw std::system_error(reason, std::generic_category(), step);
}

class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  ~Descriptor() { close(); }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;

  int get() const { return fd_; }
  void close() {
    if (fd_ >= 0) ::close(fd_);
    fd_ = -1;
  }

 private:
  int fd_;
};

/// What the child does between being made and becoming the program.
class Preparation {
 public:
  Preparation(bool interactive, int output) {
    check(posix_spawn_file_actions_init(&actions_), "posix_spawn_file_actions_init");
    if (!interactive) {
      check(posix_spawn_file_actions_addopen(&actions_, STDIN_FILENO, "/dev/null", O_RDONLY, 0), "/dev/null");
    }
    check(posix_spawn_file_actions_adddup2(&actions_, output, STDOUT_FILENO), "stdout");
    check(posix_spawnattr_init(&attributes_), "posix_spawnattr_init");
    // Ignored signals would be inherited, and many programs rely on them.
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGPIPE);
    sigaddset(&signals, SIGXFSZ);
    check(posix_spawnattr_setsigdefault(&attributes_, &signals), "SIGPIPE");
    check(posix_spawnattr_setflags(&attributes_, POSIX_SPAWN_SETSIGDEF), "SIGPIPE");
  }
  ~Preparation() {
    posix_spawnattr_destroy(&attributes_);
    posix_spawn_file_actions_destroy(&actions_);
  }
  Preparation(const Preparation&) = delete;
  Preparation& operator=(const Preparation&) = delete;

  const posix_spawn_file_actions_t* actions() const { return &actions_; }
  const posix_spawnattr_t* attributes() const { return &attributes_; }

 private:
  posix_spawn_file_actions_t actions_;
  posix_spawnattr_t attributes_;
};

std::vector<std::string> merged_environment(const Command& command) {
  std::vector<std::string> merged;
  const auto set = [&merged](std::string_view name, std::string entry) {
    const std::string head = std::string(name) + '=';
    std::erase_if(merged, [&](const std::string& other) { return other.starts_with(head); });
    merged.push_back(std::move(entry));
  };
  for (char** entry = environ; *entry != nullptr; ++entry) merged.emplace_back(*entry);
  for (const auto& [name, value] : command.environment) set(name, name + '=' + value);
  return merged;
}

std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  pointers.reserve(texts.size() + 1);
  for (std::string& text : texts) pointers.push_back(text.data());
  pointers.push_back(nullptr);
  return pointers;
}

std::string read_all(int fd) {
  std::string text;
  std::array<char, 4096> part;
  while (true) {
    const ssize_t length = ::read(fd, part.data(), part.size());
    if (length == 0 || (length < 0 && errno != EINTR)) return text;
    if (length > 0) text.append(part.data(), static_cast<std::size_t>(length));
  }
}

int exit_code_of(pid_t child) {
  int status = 0;
  while (::waitpid(child, &status, 0) < 0) {
    if (errno != EINTR) return -1;
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

bool is_executable(const std::string& path) {
  struct stat status;
  return ::stat(path.c_str(), &status) == 0 && S_ISREG(status.st_mode) && ::access(path.c_str(), X_OK) == 0;
}

}  // namespace

Outcome run(const Command& command) {
  std::array<int, 2> ends;
  if (::pipe(ends.data()) != 0) check(errno, "pipe");
  const Descriptor output(ends[0]);
  Descriptor input(ends[1]);
  // macOS has no pipe2. Nothing else of this program starts processes at the same time.
  for (const int end : ends) ::fcntl(end, F_SETFD, FD_CLOEXEC);

  std::vector<std::string> arguments = {command.program};
  arguments.insert(arguments.end(), command.arguments.begin(), command.arguments.end());
  std::vector<std::string> environment = merged_environment(command);
  const Preparation preparation(command.interactive, input.get());
  pid_t child = 0;
  check(::posix_spawn(&child, command.program.c_str(), preparation.actions(), preparation.attributes(),
                      pointers(arguments).data(), pointers(environment).data()),
        command.program);
  input.close();
  Outcome outcome;
  outcome.output = read_all(output.get());
  outcome.exit_code = exit_code_of(child);
  return outcome;
}

std::string find_program(const std::string& name) {
  if (name.find('/') != std::string::npos) return is_executable(name) ? name : "";
  const std::string path = environment_variable("PATH");
  std::string_view folders = path;
  while (!folders.empty()) {
    const std::size_t end = std::min(folders.find(list_separator), folders.size());
    std::string file = std::string(folders.substr(0, end)) + '/' + name;
    // What lies in the working folder must not be run by accident (Go's exec.ErrDot).
    if (folders.starts_with('/') && is_executable(file)) return file;
    folders.remove_prefix(std::min(end + 1, folders.size()));
  }
  return "";
}

}  // namespace l7::platform
