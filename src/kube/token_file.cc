#include "kube/token_file.h"

#include "kube/file.h"

namespace l7::kube {

std::string trimmed(const std::string& text) {
  constexpr auto space = " \t\n\v\f\r";
  const std::size_t begin = text.find_first_not_of(space);
  return begin == std::string::npos ? "" : text.substr(begin, text.find_last_not_of(space) - begin + 1);
}

std::string read_token(const std::string& file) {
  std::string token = trimmed(read_file(file));
  if (!token.empty()) return token;
  throw Error("read empty token from file \"" + file + '"', file, "write the token into the file");
}

}  // namespace l7::kube
