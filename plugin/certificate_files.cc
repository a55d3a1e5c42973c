#include "certificate_files.h"

#include <filesystem>
#include <iostream>
#include <system_error>

#include "cli/write_file.h"
#include "kube/file.h"
#include "model/error.h"

namespace l7::plugin {

CertificateFiles::CertificateFiles(const std::string& folder, const std::string& name)
    : folder_(folder),
      certificate_((std::filesystem::path(folder) / (name + ".crt")).string()),
      key_((std::filesystem::path(folder) / (name + ".key")).string()) {}

bool CertificateFiles::there() const {
  std::error_code ignored;
  return std::filesystem::exists(certificate_, ignored) || std::filesystem::exists(key_, ignored);
}

tls::KeyPair CertificateFiles::read() const {
  for (const std::string& file : {certificate_, key_}) cli::require_own(file);
  return {kube::read_file(certificate_), tls::Cleansed(kube::read_file(key_))};
}

void CertificateFiles::write(const tls::KeyPair& pair) const {
  std::error_code failure;
  std::filesystem::create_directories(folder_, failure);
  if (failure) throw Error("the folder cannot be made: " + failure.message(), folder_, "name another one");
  cli::write_file(key_, pair.key.view(), platform::Readers::owner);
  cli::require_own(certificate_);
  cli::write_file(certificate_, pair.certificate);
  std::cout << key_ << " written\n" << certificate_ << " written\n";
}

}  // namespace l7::plugin
