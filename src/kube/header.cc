#include "kube/header.h"

#include <algorithm>

#include "model/error.h"

namespace l7::kube {

void check_header(const std::string& name, const std::string& value) {
  const bool has_control =
      std::any_of(value.begin(), value.end(), [](unsigned char c) { return (c < 0x20 && c != '\t') || c == 0x7f; });
  if (!has_control) return;
  throw Error("Unable to connect to the server: net/http: invalid header field value for \"" + name + '"', name,
              "see whether the kubeconfig, or the file with the token, has a line end or other stray bytes in it");
}

}  // namespace l7::kube
