#include "kube/token_file.h"

#include "kube/file.h"
#include "model/text.h"

namespace l7::kube {

std::string read_token(const std::string& file) {
  std::string token(trimmed(read_file(file), white_space));
  if (!token.empty()) return token;
  throw Error("read empty token from file \"" + file + '"', file, "write the token into the file");
}

}  // namespace l7::kube
