#pragma once

#include <ostream>
#include <streambuf>
#include <string>

namespace l7::cli {

/// Passes text on to another buffer and makes visible what would act upon a terminal or turn a line around: control
/// characters but tabs and ends of lines, and bidirectional marks, as `\u001b` and `\u202e`, which JSON and YAML read
/// as what they were. The escapes that this room writes itself (style.h, progress.h) pass. Texts from a cluster are
/// made printable where they are shown (printable.h); this is for whoever forgets it.
class VisibleBuffer final : public std::streambuf {
 public:
  explicit VisibleBuffer(std::streambuf& to) : to_(to) {}

  /// Why the other buffer did not take everything (errno), when it first did not; 0 when it did.
  int failure() const { return failure_; }

 protected:
  int_type overflow(int_type c) override;
  std::streamsize xsputn(const char* text, std::streamsize size) override;
  int sync() override;

 private:
  bool pass_on();
  bool took(bool all);

  std::streambuf& to_;
  /// The beginning of a character or an escape whose rest is to come.
  std::string pending_;
  int failure_ = 0;
};

/// Why not everything that was written to a stream through such a buffer is where it should be (errno); 0 when it is.
/// Flushes it.
int write_failure(std::ostream& stream);

/// Lets everything that is written to a stream pass through such a buffer, as long as it lives.
class VisibleStream {
 public:
  explicit VisibleStream(std::ostream& stream);
  ~VisibleStream();
  VisibleStream(const VisibleStream&) = delete;
  VisibleStream& operator=(const VisibleStream&) = delete;

 private:
  std::ostream& stream_;
  std::streambuf* original_;
  VisibleBuffer buffer_;
};

}  // namespace l7::cli
