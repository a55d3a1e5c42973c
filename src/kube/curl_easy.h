#pragma once

#include <curl/curl.h>

#include <memory>
#include <new>
#include <stdexcept>
#include <string>

#include "kube/certificates.h"

/// libcurl's easy handles and lists, with errors and owners.
namespace l7::kube {

template <typename Setting>
void set(CURL* easy, CURLoption option, Setting setting) {
  const CURLcode code = curl_easy_setopt(easy, option, setting);
  // A limit of ours, or a libcurl that was built without TLS or HTTP/2.
  if (code != CURLE_OK) throw std::logic_error(std::string("libcurl refuses an option: ") + curl_easy_strerror(code));
}

inline void set_blob(CURL* easy, CURLoption option, const std::string& pem) {
  curl_blob blob{const_cast<char*>(pem.data()), pem.size(), CURL_BLOB_COPY};
  set(easy, option, &blob);
}

/// Takes these authorities for a server's, and no others. Those of an https proxy are to be set by themselves.
inline void trust(CURL* easy, const Authorities& authorities) {
  if (!authorities.pem.empty()) {
    set(easy, CURLOPT_CAPATH, static_cast<char*>(nullptr));
    set_blob(easy, CURLOPT_CAINFO_BLOB, authorities.pem);
  } else if (!authorities.bundle.empty()) {
    set(easy, CURLOPT_CAINFO, authorities.bundle.c_str());
  } else {
    // Windows keeps them in a store, not in a file.
    set(easy, CURLOPT_SSL_OPTIONS, long{CURLSSLOPT_NATIVE_CA});
  }
}

struct FreeList {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using List = std::unique_ptr<curl_slist, FreeList>;

inline void append(List& list, const std::string& line) {
  curl_slist* longer = curl_slist_append(list.get(), line.c_str());
  if (!longer) throw std::bad_alloc();
  (void)list.release();
  list.reset(longer);
}

}  // namespace l7::kube
