#include "kube/certificates.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <utility>
#include <vector>

#include "platform/environment.h"

namespace l7::kube {
namespace {

// crypto/x509/root_linux.go, and macOS's.
constexpr std::array bundles = {
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/ssl/ca-bundle.pem",
    "/etc/pki/tls/cacert.pem",
    "/etc/ssl/cert.pem",
};
constexpr std::array folders = {"/etc/ssl/certs", "/etc/pki/tls/certs"};

void append_file(std::string& pem, const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  pem.append(std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>());
  pem += '\n';
}

void append_folder(std::string& pem, const std::filesystem::path& folder) {
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(folder, error)) {
    if (entry.is_regular_file(error)) append_file(pem, entry.path());
  }
}

std::vector<std::string> authority_folders() {
  const std::string list = platform::environment_variable("SSL_CERT_DIR");
  if (list.empty()) return {folders.begin(), folders.end()};
  std::vector<std::string> parts;
  std::size_t begin = 0;
  while (begin <= list.size()) {
    const std::size_t end = std::min(list.find(platform::list_separator, begin), list.size());
    parts.push_back(list.substr(begin, end - begin));
    begin = end + 1;
  }
  return parts;
}

std::string system_bundle() {
  std::error_code error;
  for (const char* bundle : bundles) {
    if (std::filesystem::is_regular_file(bundle, error)) return bundle;
  }
  return "";
}

std::string authorities_from_environment() {
  const std::string file = platform::environment_variable("SSL_CERT_FILE");
  if (file.empty() && platform::environment_variable("SSL_CERT_DIR").empty()) return "";
  std::string pem;
  append_file(pem, file.empty() ? system_bundle() : file);
  for (const std::string& folder : authority_folders()) append_folder(pem, folder);
  return pem;
}

}  // namespace

Authorities system_authorities() {
  std::string pem = authorities_from_environment();
  if (!pem.empty()) return {std::move(pem), ""};
  return {"", system_bundle()};
}

}  // namespace l7::kube
