#include "tls/cleansed.h"

#include <openssl/crypto.h>

#include <utility>

namespace l7::tls {

Cleansed::Cleansed(std::string_view text) : text_(text) {}

Cleansed::Cleansed(Cleansed&& other) noexcept : text_(std::move(other.text_)) {
  // A short text was copied, not moved.
  other.cleanse();
}

Cleansed& Cleansed::operator=(Cleansed&& other) noexcept {
  if (this != &other) {
    cleanse();
    text_ = std::move(other.text_);
    other.cleanse();
  }
  return *this;
}

Cleansed::~Cleansed() { cleanse(); }

void Cleansed::cleanse() noexcept {
  // Within capacity: a moved-from text is short, but its buffer may still hold it.
  text_.resize(text_.capacity());
  OPENSSL_cleanse(text_.data(), text_.size());
  text_.clear();
}

}  // namespace l7::tls
