#pragma once

#include <cstddef>
#include <string>
#include <string_view>

/// File descriptors, which Windows' C library has too. Functions throw std::system_error (std::generic_category) unless
/// they say otherwise.
namespace l7::platform {

constexpr int standard_input = 0;
constexpr int standard_output = 1;
constexpr int standard_error = 2;

/// Reads into the buffer; the bytes read, 0 at the end.
std::size_t read_some(int fd, char* buffer, std::size_t size);

/// Writes all of it.
void write_all(int fd, std::string_view bytes);

/// Who may read a new file.
enum class Readers {
  everyone,  ///< as the folder, or the umask, has it
  owner      ///< the user alone; on Windows, administrators and the system as well
};

/// Makes a file that is not there yet, for writing.
int create_file(const std::string& path, Readers readers);

/// Whether there is something of that name which is no file on a disk: a pipe, a device, a folder.
bool is_special(const std::string& path);

/// Whether there is something of that name that is no regular file of the user's own: also a symbolic link, whatever it
/// leads to. On Windows, where links take rights of their own, whether it is special.
bool is_foreign(const std::string& path);

/// Opens what is there, such as a pipe or a device, for writing.
int open_for_writing(const std::string& path);

void close_descriptor(int fd);

}  // namespace l7::platform
