#pragma once

#include <string>
#include <string_view>

namespace l7::tls {

/// A text that is overwritten before its memory is given back, such as a private key. It cannot be copied by accident.
class Cleansed {
 public:
  Cleansed() = default;
  /// Takes it over, and leaves nothing of it behind.
  explicit Cleansed(std::string&& text) noexcept;
  Cleansed(Cleansed&& other) noexcept;
  Cleansed& operator=(Cleansed&& other) noexcept;
  ~Cleansed();

  std::string_view view() const { return text_; }

 private:
  std::string text_;
};

}  // namespace l7::tls
