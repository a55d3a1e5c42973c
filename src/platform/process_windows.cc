#include <io.h>
#include <windows.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <map>
#include <string_view>
#include <system_error>

#include "platform/descriptor.h"
#include "platform/environment.h"
#include "platform/process.h"
#include "platform/windows_handle.h"
#include "platform/windows_text.h"

namespace l7::platform {
namespace {

/// The names of variables and files are the same in any case of letters.
bool same(std::wstring_view a, std::wstring_view b) {
  return ::CompareStringOrdinal(a.data(), static_cast<int>(a.size()), b.data(), static_cast<int>(b.size()), TRUE) ==
         CSTR_EQUAL;
}

struct Before {
  bool operator()(const std::wstring& a, const std::wstring& b) const {
    return ::CompareStringOrdinal(a.c_str(), static_cast<int>(a.size()), b.c_str(), static_cast<int>(b.size()), TRUE) ==
           CSTR_LESS_THAN;
  }
};

/// What CreateProcess takes: sorted `NAME=VALUE`, each with a NUL behind it, and one more.
std::wstring environment_block(const Command& command) {
  std::map<std::wstring, std::wstring, Before> variables;
  wchar_t* const all = ::GetEnvironmentStringsW();
  for (const wchar_t* entry = all; entry && *entry; entry += std::wstring_view(entry).size() + 1) {
    const std::wstring_view text(entry);
    // `=C:=C:\folder`, the working folders of drives, begins with the sign.
    const std::size_t sign = text.find(L'=', 1);
    if (sign != std::wstring_view::npos) variables[std::wstring(text.substr(0, sign))] = text.substr(sign + 1);
  }
  ::FreeEnvironmentStringsW(all);
  for (const auto& [name, value] : command.environment) variables[wide(name)] = wide(value);
  std::wstring block;
  for (const auto& [name, value] : variables) block += name + L'=' + value + L'\0';
  return block + L'\0';
}

/// An argument as programs take it apart again (CommandLineToArgvW): backslashes are doubled before a quote alone.
std::string in_quotes(std::string_view argument) {
  std::string text = "\"";
  std::size_t backslashes = 0;
  for (const char c : argument) {
    if (c == '"') text.append(backslashes + 1, '\\');
    backslashes = c == '\\' ? backslashes + 1 : 0;
    text += c;
  }
  return text.append(backslashes, '\\') + '"';
}

bool is_batch_file(const std::string& program) {
  const std::wstring ending = std::filesystem::path(wide(program)).extension().wstring();
  return same(ending, L".bat") || same(ending, L".cmd");
}

std::wstring command_line(const Command& command) {
  const bool batch = is_batch_file(command.program);
  std::string line = in_quotes(command.program);
  for (const std::string& argument : command.arguments) {
    // cmd.exe knows no way to keep these from being read.
    if (batch && argument.find_first_of("\"%\r\n") != std::string::npos) {
      throw std::system_error(std::make_error_code(std::errc::invalid_argument), command.program);
    }
    line += ' ' + in_quotes(argument);
  }
  return wide(line);
}

struct Pipe {
  Handle output;
  Handle input;
};

Pipe make_pipe() {
  HANDLE output = nullptr;
  HANDLE input = nullptr;
  if (!::CreatePipe(&output, &input, nullptr, 0)) throw_last_error("pipe");
  return {Handle(output), Handle(input)};
}

/// What a stream of the program is to be, as a handle that it inherits.
Handle inheritable(HANDLE handle) {
  HANDLE copy = nullptr;
  const HANDLE self = ::GetCurrentProcess();
  if (!::DuplicateHandle(self, handle, self, &copy, 0, TRUE, DUPLICATE_SAME_ACCESS)) throw_last_error("a stream");
  return Handle(copy);
}

Handle nothing() {
  SECURITY_ATTRIBUTES inherited = {sizeof inherited, nullptr, TRUE};
  const HANDLE handle = ::CreateFileW(L"NUL", GENERIC_READ | GENERIC_WRITE, FILE_SHARE_READ | FILE_SHARE_WRITE,
                                      &inherited, OPEN_EXISTING, 0, nullptr);
  if (handle == INVALID_HANDLE_VALUE) throw_last_error("NUL");
  return Handle(handle);
}

Handle own_stream(DWORD which) {
  const HANDLE handle = ::GetStdHandle(which);
  return handle && handle != INVALID_HANDLE_VALUE ? inheritable(handle) : nothing();
}

/// The three streams, and a list of them: no other handle of this process gets into the program.
class Streams {
 public:
  Streams(bool interactive, HANDLE output)
      : handles_{interactive ? own_stream(STD_INPUT_HANDLE) : nothing(), inheritable(output),
                 own_stream(STD_ERROR_HANDLE)},
        list_{handles_[0].get(), handles_[1].get(), handles_[2].get()} {
    SIZE_T size = 0;
    ::InitializeProcThreadAttributeList(nullptr, 1, 0, &size);
    attributes_.resize(size);
    if (!::InitializeProcThreadAttributeList(attributes(), 1, 0, &size) ||
        !::UpdateProcThreadAttribute(attributes(), 0, PROC_THREAD_ATTRIBUTE_HANDLE_LIST, list_.data(), sizeof list_,
                                     nullptr, nullptr)) {
      throw_last_error("a list of handles");
    }
    startup_.StartupInfo.cb = sizeof startup_;
    startup_.StartupInfo.dwFlags = STARTF_USESTDHANDLES;
    startup_.StartupInfo.hStdInput = list_[0];
    startup_.StartupInfo.hStdOutput = list_[1];
    startup_.StartupInfo.hStdError = list_[2];
    startup_.lpAttributeList = attributes();
  }
  ~Streams() { ::DeleteProcThreadAttributeList(attributes()); }
  Streams(const Streams&) = delete;
  Streams& operator=(const Streams&) = delete;

  STARTUPINFOW* startup() { return &startup_.StartupInfo; }

 private:
  LPPROC_THREAD_ATTRIBUTE_LIST attributes() {
    return reinterpret_cast<LPPROC_THREAD_ATTRIBUTE_LIST>(attributes_.data());
  }

  std::array<Handle, 3> handles_;
  std::array<HANDLE, 3> list_;
  std::string attributes_;
  STARTUPINFOEXW startup_ = {};
};

Handle start(const Command& command, HANDLE output) {
  Streams streams(command.interactive, output);
  std::wstring line = command_line(command);
  std::wstring environment = environment_block(command);
  PROCESS_INFORMATION made = {};
  if (!::CreateProcessW(wide(command.program).c_str(), line.data(), nullptr, nullptr, TRUE,
                        CREATE_UNICODE_ENVIRONMENT | EXTENDED_STARTUPINFO_PRESENT, environment.data(), nullptr,
                        streams.startup(), &made)) {
    throw_last_error(command.program.c_str());
  }
  const Handle thread(made.hThread);
  return Handle(made.hProcess);
}

std::string read_all(HANDLE output) {
  std::string text;
  std::array<char, 4096> part;
  DWORD length = 0;
  while (::ReadFile(output, part.data(), part.size(), &length, nullptr) && length > 0) text.append(part.data(), length);
  return text;
}

bool is_file(const std::string& path) {
  const DWORD attributes = ::GetFileAttributesW(wide(path).c_str());
  return attributes != INVALID_FILE_ATTRIBUTES && (attributes & FILE_ATTRIBUTE_DIRECTORY) == 0;
}

std::vector<std::string> entries(const std::string& list) {
  std::vector<std::string> parts;
  for (std::size_t begin = 0; begin < list.size();) {
    const std::size_t end = std::min(list.find(list_separator, begin), list.size());
    if (end > begin) parts.push_back(list.substr(begin, end - begin));
    begin = end + 1;
  }
  return parts;
}

/// The file itself, if it has an ending, or the first that is there with one of PATHEXT.
std::string executable(const std::string& file) {
  if (std::filesystem::path(wide(file)).has_extension() && is_file(file)) return file;
  const std::string given = environment_variable("PATHEXT");
  for (const std::string& ending : entries(given.empty() ? ".com;.exe;.bat;.cmd" : given)) {
    if (is_file(file + ending)) return file + ending;
  }
  return "";
}

}  // namespace

Outcome run(const Command& command) {
  Pipe pipe = make_pipe();
  const Handle process = start(command, pipe.input.get());
  pipe.input.reset();
  Outcome outcome;
  outcome.output = read_all(pipe.output.get());
  ::WaitForSingleObject(process.get(), INFINITE);
  DWORD code = 0;
  outcome.exit_code = ::GetExitCodeProcess(process.get(), &code) ? static_cast<int>(code) : -1;
  return outcome;
}

std::string find_program(const std::string& name) {
  if (name.find_first_of("/\\:") != std::string::npos) return executable(name);
  for (const std::string& folder : entries(environment_variable("PATH"))) {
    // What lies in the working folder must not be run by accident (Go's exec.ErrDot).
    if (!std::filesystem::path(wide(folder)).is_absolute()) continue;
    std::string found = executable((std::filesystem::path(wide(folder)) / wide(name)).string());
    if (!found.empty()) return found;
  }
  return "";
}

}  // namespace l7::platform
