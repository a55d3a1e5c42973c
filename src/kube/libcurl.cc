// libcurl, loaded when it is first called. It brings some 35 libraries along, and to link them takes the dynamic linker
// longer than commands that talk to no cluster take in all; these also run where libcurl is missing.
//
// These are the functions of <curl/curl.h> by their own names, so that the rest of this room is the same where libcurl
// is linked. An executable does not export them, so that libcurl itself never calls them.
#ifdef MILVUS_L7_LIBCURL

#include <curl/curl.h>
#include <dlfcn.h>

#include <cstdarg>
#include <string>

#include "model/error.h"

#undef curl_easy_getinfo
#undef curl_easy_setopt
#undef curl_multi_setopt

// The options are enumerations by libcurl's own declaration, and arrive as every compiler here passes them.
#pragma GCC diagnostic ignored "-Wvarargs"

namespace {

void* checked(void* found) {
  if (found) return found;
  const char* why = dlerror();
  throw l7::Error(
      "libcurl cannot be loaded: " + std::string(why ? why : MILVUS_L7_LIBCURL), "",
      "install libcurl 7.81 or later (Debian and Ubuntu: apt install libcurl4; Fedora: dnf install libcurl)");
}

/// Function of libcurl by its name. Throws Error.
template <typename Function>
Function* find(const char* name) {
  // Never closed: it may have left functions of its own to be called at the end of the process.
  static void* const library = checked(dlopen(MILVUS_L7_LIBCURL, RTLD_LAZY | RTLD_LOCAL));
  return reinterpret_cast<Function*>(checked(dlsym(library, name)));
}

/// Passes a variadic argument on. The option's number says what it is.
template <typename Set, typename Handle, typename Option>
auto pass_on(Set* real, Handle* handle, Option option, std::va_list& arguments) {
  if (option < CURLOPTTYPE_OBJECTPOINT) return real(handle, option, va_arg(arguments, long));
  if (option >= CURLOPTTYPE_OFF_T && option < CURLOPTTYPE_BLOB) {
    return real(handle, option, va_arg(arguments, curl_off_t));
  }
  return real(handle, option, va_arg(arguments, void*));
}

template <typename Function>
struct FirstArgument;
template <typename Result, typename First, typename... Rest>
struct FirstArgument<Result(First, Rest...)> {
  using Type = First;
};

}  // namespace

CURLcode curl_global_init(long flags) {
  static auto* const real = find<decltype(curl_global_init)>(__func__);
  return real(flags);
}

curl_version_info_data* curl_version_info(CURLversion age) {
  static auto* const real = find<decltype(curl_version_info)>(__func__);
  return real(age);
}

void curl_free(void* text) {
  static auto* const real = find<decltype(curl_free)>(__func__);
  real(text);
}

curl_slist* curl_slist_append(curl_slist* list, const char* text) {
  static auto* const real = find<decltype(curl_slist_append)>(__func__);
  return real(list, text);
}

void curl_slist_free_all(curl_slist* list) {
  static auto* const real = find<decltype(curl_slist_free_all)>(__func__);
  real(list);
}

CURL* curl_easy_init() {
  static auto* const real = find<decltype(curl_easy_init)>(__func__);
  return real();
}

void curl_easy_cleanup(CURL* easy) {
  static auto* const real = find<decltype(curl_easy_cleanup)>(__func__);
  real(easy);
}

CURLcode curl_easy_perform(CURL* easy) {
  static auto* const real = find<decltype(curl_easy_perform)>(__func__);
  return real(easy);
}

CURLcode curl_easy_setopt(CURL* easy, CURLoption option, ...) {
  static auto* const real = find<decltype(curl_easy_setopt)>(__func__);
  std::va_list arguments;
  va_start(arguments, option);
  const CURLcode code = pass_on(real, easy, option, arguments);
  va_end(arguments);
  return code;
}

CURLcode curl_easy_getinfo(CURL* easy, CURLINFO info, ...) {
  static auto* const real = find<decltype(curl_easy_getinfo)>(__func__);
  std::va_list arguments;
  va_start(arguments, info);
  const CURLcode code = real(easy, info, va_arg(arguments, void*));
  va_end(arguments);
  return code;
}

const char* curl_easy_strerror(CURLcode code) {
  static auto* const real = find<decltype(curl_easy_strerror)>(__func__);
  return real(code);
}

CURLM* curl_multi_init() {
  static auto* const real = find<decltype(curl_multi_init)>(__func__);
  return real();
}

CURLMcode curl_multi_cleanup(CURLM* multi) {
  static auto* const real = find<decltype(curl_multi_cleanup)>(__func__);
  return real(multi);
}

CURLMcode curl_multi_setopt(CURLM* multi, CURLMoption option, ...) {
  static auto* const real = find<decltype(curl_multi_setopt)>(__func__);
  std::va_list arguments;
  va_start(arguments, option);
  const CURLMcode code = pass_on(real, multi, option, arguments);
  va_end(arguments);
  return code;
}

CURLMcode curl_multi_add_handle(CURLM* multi, CURL* easy) {
  static auto* const real = find<decltype(curl_multi_add_handle)>(__func__);
  return real(multi, easy);
}

CURLMcode curl_multi_remove_handle(CURLM* multi, CURL* easy) {
  static auto* const real = find<decltype(curl_multi_remove_handle)>(__func__);
  return real(multi, easy);
}

CURLMcode curl_multi_perform(CURLM* multi, int* running) {
  static auto* const real = find<decltype(curl_multi_perform)>(__func__);
  return real(multi, running);
}

CURLMcode curl_multi_poll(CURLM* multi, curl_waitfd extra[], unsigned int count, int timeout_ms, int* ready) {
  static auto* const real = find<decltype(curl_multi_poll)>(__func__);
  return real(multi, extra, count, timeout_ms, ready);
}

CURLMsg* curl_multi_info_read(CURLM* multi, int* left) {
  static auto* const real = find<decltype(curl_multi_info_read)>(__func__);
  return real(multi, left);
}

CURLU* curl_url() {
  static auto* const real = find<decltype(curl_url)>(__func__);
  return real();
}

void curl_url_cleanup(CURLU* url) {
  static auto* const real = find<decltype(curl_url_cleanup)>(__func__);
  real(url);
}

// Since libcurl 8.3 it is `const`.
CURLUcode curl_url_get(FirstArgument<decltype(curl_url_get)>::Type url, CURLUPart part, char** text,
                       unsigned int flags) {
  static auto* const real = find<decltype(curl_url_get)>(__func__);
  return real(url, part, text, flags);
}

CURLUcode curl_url_set(CURLU* url, CURLUPart part, const char* text, unsigned int flags) {
  static auto* const real = find<decltype(curl_url_set)>(__func__);
  return real(url, part, text, flags);
}

#endif
