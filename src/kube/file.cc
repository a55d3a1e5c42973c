#include "kube/file.h"

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>

#include "model/text.h"

namespace l7::kube {
namespace {

/// The system's words begin with a capital letter, Go's do not.
std::string words_for(int reason) {
  std::string words = std::strerror(reason);
  if (!words.empty()) words[0] = lower(words[0]);
  return words;
}

struct Close {
  void operator()(std::FILE* file) const { std::fclose(file); }
};

std::string contents(std::FILE* file, const std::string& path) {
  std::string text;
  std::array<char, 16384> part;
  while (const std::size_t length = std::fread(part.data(), 1, part.size(), file)) text.append(part.data(), length);
  if (std::ferror(file) != 0) throw FileError("read", path, errno);
  return text;
}

}  // namespace

FileError::FileError(const std::string& step, const std::string& path, int reason)
    : Error(step + ' ' + path + ": " + words_for(reason), path, "name a file that is there and may be read") {}

std::optional<std::string> read_file_if_there(const std::string& path) {
  const std::unique_ptr<std::FILE, Close> file(std::fopen(path.c_str(), "rb"));
  if (file) return contents(file.get(), path);
  if (errno != ENOENT) throw FileError("open", path, errno);
  return std::nullopt;
}

std::string read_file(const std::string& path) {
  std::optional<std::string> text = read_file_if_there(path);
  if (!text) throw FileError("open", path, ENOENT);
  return std::move(*text);
}

}  // namespace l7::kube
