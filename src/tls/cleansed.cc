#include "tls/cleansed.h"

#include <openssl/crypto.h>

#include <utility>

namespace l7::tls {

namespace {

/// The whole buffer: a moved-from text is short, but it may still hold what it was.
void cleanse(std::string& text) noexcept {
  text.resize(text.capacity());
  OPENSSL_cleanse(text.data(), text.size());
  text.clear();
}

}  // namespace

Cleansed::Cleansed(std::string&& text) noexcept : text_(std::move(text)) {
  // A short text was copied, not moved.
  cleanse(text);
}

Cleansed::Cleansed(Cleansed&& other) noexcept : Cleansed(std::move(other.text_)) {}

Cleansed& Cleansed::operator=(Cleansed&& other) noexcept {
  if (this != &other) {
    cleanse(text_);
    text_ = std::move(other.text_);
    cleanse(other.text_);
  }
  return *this;
}

Cleansed::~Cleansed() { cleanse(text_); }

}  // namespace l7::tls
