#include "cli/visible_stream.h"

#include <algorithm>
#include <cerrno>
#include <string_view>

#include "cli/printable.h"
#include "cli/progress.h"
#include "cli/style.h"
#include "model/text.h"

namespace l7::cli {
namespace {

constexpr std::string_view own[] = {code::bold,   code::dim,  code::red,   code::green,
                                    code::yellow, code::cyan, code::plain, erase_line};

/// How long the escape of ours is with which the text begins; 0 for none.
std::size_t own_escape(std::string_view text) {
  for (const std::string_view escape : own) {
    if (text.starts_with(escape)) return escape.size();
  }
  return 0;
}

/// Whether more of it may make an escape of ours, or a character.
bool is_beginning(std::string_view text) {
  if (text.empty()) return false;
  if (std::any_of(std::begin(own), std::end(own), [&](std::string_view escape) { return escape.starts_with(text); })) {
    return true;
  }
  const auto first = static_cast<unsigned char>(text.front());
  const std::size_t length = first >= 0xf5 ? 1 : first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc2 ? 2 : 1;
  return text.size() < length &&
         std::all_of(text.begin() + 1, text.end(), [](char c) { return continues_character(c); });
}

}  // namespace

bool VisibleBuffer::pass_on() {
  std::string out;
  std::string_view text = pending_;
  while (!text.empty()) {
    std::size_t length = own_escape(text);
    if (length == 0 && is_beginning(text)) break;
    if (length > 0 || text.front() == '\n' || text.front() == '\t') {
      length = std::max<std::size_t>(length, 1);
      out += text.substr(0, length);
    } else {
      length = std::max<std::size_t>(character_length(text), 1);
      out += visible(text.substr(0, length));
    }
    text.remove_prefix(length);
  }
  pending_ = std::string(text);
  const auto size = static_cast<std::streamsize>(out.size());
  return took(to_.sputn(out.data(), size) == size);
}

bool VisibleBuffer::took(bool all) {
  if (!all && failure_ == 0) failure_ = errno == 0 ? EIO : errno;
  return all;
}

VisibleBuffer::int_type VisibleBuffer::overflow(int_type c) {
  if (traits_type::eq_int_type(c, traits_type::eof())) return traits_type::not_eof(c);
  pending_ += traits_type::to_char_type(c);
  return pass_on() ? c : traits_type::eof();
}

std::streamsize VisibleBuffer::xsputn(const char* text, std::streamsize size) {
  pending_.append(text, static_cast<std::size_t>(size));
  return pass_on() ? size : 0;
}

/// Half a character may be followed by its other half, as may half an escape.
int VisibleBuffer::sync() { return took(to_.pubsync() == 0) ? 0 : -1; }

int write_failure(std::ostream& stream) {
  stream.flush();
  const auto* buffer = dynamic_cast<const VisibleBuffer*>(stream.rdbuf());
  if (buffer && buffer->failure() != 0) return buffer->failure();
  return stream ? 0 : EIO;
}

VisibleStream::VisibleStream(std::ostream& stream)
    : stream_(stream), original_(stream.rdbuf()), buffer_(*stream.rdbuf()) {
  stream_.rdbuf(&buffer_);
}

VisibleStream::~VisibleStream() {
  // rdbuf() makes a stream good that was not.
  const std::ios::iostate state = stream_.rdstate();
  stream_.rdbuf(original_);
  stream_.clear(state);
}

}  // namespace l7::cli
