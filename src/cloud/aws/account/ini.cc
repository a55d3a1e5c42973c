#include "cloud/aws/account/ini.h"

#include "model/error.h"
#include "model/text.h"

namespace l7::aws {
namespace {

constexpr std::string_view blanks = " \t\r";

class IniReader {
 public:
  void take(std::string_view line) {
    ++number_;
    const std::string_view text = trimmed(line, blanks);
    if (text.empty() || text[0] == '#' || text[0] == ';') return;
    const std::size_t indent = line.find_first_not_of(blanks);
    if (value_ && indent > indent_) {
      value_->append("\n").append(text);
    } else if (text[0] == '[') {
      open(text);
    } else {
      set(text);
      indent_ = indent;
    }
  }

  Sections sections;

 private:
  void open(std::string_view text) {
    const std::size_t end = text.find(']');
    if (end == std::string_view::npos) fail();
    section_ = &sections[std::string(trimmed(text.substr(1, end - 1), blanks))];
    value_ = nullptr;
  }

  void set(std::string_view text) {
    const std::size_t sign = text.find_first_of("=:");
    if (!section_ || sign == std::string_view::npos || sign == 0) fail();
    value_ = &(*section_)[lower(trimmed(text.substr(0, sign), blanks))];
    *value_ = trimmed(text.substr(sign + 1), blanks);
  }

  [[noreturn]] void fail() const {
    throw Error("line " + std::to_string(number_) + " is neither a section, nor a setting in one, nor a comment", "",
                "write [section] and key = value");
  }

  Section* section_ = nullptr;
  std::string* value_ = nullptr;
  std::size_t indent_ = 0;
  int number_ = 0;
};

}  // namespace

Sections parse_ini(std::string_view text) {
  static constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";
  if (text.starts_with(byte_order_mark)) text.remove_prefix(byte_order_mark.size());
  IniReader reader;
  for (const std::string_view line : lines_of(text)) reader.take(line);
  return std::move(reader.sections);
}

}  // namespace l7::aws
