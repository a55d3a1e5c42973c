// Any bytes as one or two kubeconfigs, parted by a line `%%`: a connection that a client can use, or an Error with
// words. A list of files is as good as the first of them that names a thing.

#include <stdlib.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "../folder.h"
#include "check.h"
#include "kube/client.h"
#include "kube/kubeconfig.h"
#include "model/error.h"

namespace {

using namespace l7;

constexpr std::string_view separator = "\n%%\n";

/// A folder of this process: its two kubeconfigs, and nothing else that could be read.
class Home : public Folder {
 public:
  Home() {
    ::setenv("HOME", path().c_str(), 1);
    ::unsetenv("KUBERNETES_SERVICE_HOST");
  }
};

std::optional<kube::Kubeconfig> parse(std::string_view text, const std::string& file) {
  try {
    return kube::parse_kubeconfig(text, file);
  } catch (const Error& error) {
    check(std::string_view(error.what()).find(file) != std::string_view::npos, "an error names the file");
    return std::nullopt;
  }
}

void check_connection(const kube::Connection& connection) {
  check(connection.server.starts_with("http://") || connection.server.starts_with("https://"), "a server is a URL");
  check(!connection.server.ends_with('/'), "a server ends without a slash");
  check(!connection.name_space.empty(), "there is a namespace");
  check(connection.client_certificate.empty() == connection.client_key.empty(), "a certificate comes with its key");
  check(connection.token.empty() || connection.username.empty(), "there is one way to log in");
  try {
    const kube::Client client(connection);
  } catch (const Error& error) {
    check(*error.what() != '\0', "an error has words");
  }
}

void check_merged(const kube::Kubeconfig& first, const kube::Kubeconfig& second, const kube::Kubeconfig& merged) {
  check(merged.current_context == (first.current_context.empty() ? second : first).current_context,
        "the first file that names a context wins");
  for (const auto& [name, cluster] : merged.clusters) {
    const auto in_first = first.clusters.find(name);
    const auto& expected = in_first == first.clusters.end() ? second.clusters.at(name) : in_first->second;
    check(cluster.server == expected.server && cluster.authority_data == expected.authority_data,
          "a cluster comes whole from the first file that names it");
  }
  for (const auto& [name, user] : merged.users) {
    const auto in_first = first.users.find(name);
    const auto& expected = in_first == first.users.end() ? second.users.at(name) : in_first->second;
    check(user.token == expected.token && user.username == expected.username,
          "a user comes whole from the first file that names it");
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const Home folder;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const std::size_t end = text.find(separator);
  const std::string_view texts[] = {text.substr(0, end),
                                    end == std::string_view::npos ? "" : text.substr(end + separator.size())};
  const std::string files[] = {folder.file("first", texts[0]), folder.file("second", texts[1])};
  ::setenv("KUBECONFIG", (files[0] + ':' + files[1]).c_str(), 1);
  const auto first = parse(texts[0], files[0]);
  const auto second = parse(texts[1], files[1]);
  try {
    const kube::Kubeconfig merged = kube::load_kubeconfig("");
    check(first && second, "what cannot be read alone cannot be read with another");
    check_merged(*first, *second, merged);
    check_connection(kube::resolve({}));
  } catch (const Error& error) {
    check(*error.what() != '\0', "an error has words");
  }
  return 0;
}
