#include "tls/chain.h"

#include "tls/pem.h"

namespace l7::tls {

std::vector<std::string> chain_of(std::string_view pem) {
  std::vector<std::string> chain;
  for (const Certificate& certificate : read_certificates(pem)) chain.push_back(pem_of(*certificate));
  return chain;
}

}  // namespace l7::tls
