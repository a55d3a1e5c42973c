#include "cli/assign.h"

#include <algorithm>
#include <charconv>
#include <chrono>

#include "model/duration.h"
#include "model/error.h"
#include "model/text.h"

namespace l7::cli {
namespace {

void obey(const Rule* rule, const std::string& text, const std::string& where) {
  if (rule && !rule->holds(text)) {
    throw UsageError("'" + text + "' is not " + std::string(rule->name), where, std::string(rule->fix));
  }
}

[[noreturn]] void refuse_twice(const std::string& text, const std::string& where) {
  throw UsageError("'" + text + "' is given twice", where, "give it once");
}

/// Reads the texts given for one flag as what its target takes.
struct ValueReader {
  const Flag& flag;
  const Given& given;

  const std::string& only() const {
    if (given.values.size() == 1) return given.values.front();
    const std::string all = joined(given.values, ", ");
    throw UsageError("the flag is given more than once" + (all.empty() ? "" : ": " + all), given.where, "give it once");
  }

  void operator()(bool* target) const {
    const std::string text = lower(only());
    const bool yes = text.empty() || text == "true" || text == "1";
    if (!yes && text != "false" && text != "0") {
      throw UsageError("'" + only() + "' is neither true nor false", given.where, "write true or false");
    }
    *target = yes;
  }

  void operator()(std::optional<bool>* target) const {
    bool value = false;
    (*this)(&value);
    *target = value;
  }

  void operator()(std::string* target) const {
    obey(flag.rule, only(), given.where);
    *target = only();
  }

  void operator()(std::optional<int>* target) const {
    const std::string& text = only();
    int number = 0;
    const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || stop != text.data() + text.size()) {
      throw UsageError("'" + text + "' is not a number", given.where, "write a whole number");
    }
    *target = number;
  }

  void operator()(std::chrono::milliseconds* target) const {
    // As many milliseconds as poll(2) takes, nearly: a limit beyond that is none.
    static constexpr std::chrono::hours longest{24 * 24};
    const std::optional<std::chrono::nanoseconds> length = parse_duration(only());
    if (!length || length->count() < 0) {
      throw UsageError("'" + only() + "' is not a duration", given.where,
                       "write it as 90s, 1.5h, 300ms or 2m30s; a bare number is seconds");
    }
    *target = std::chrono::ceil<std::chrono::milliseconds>(std::min<std::chrono::nanoseconds>(*length, longest));
  }

  void operator()(std::optional<std::string>* target) const {
    const std::string& text = only();
    if (text == "false") {
      target->reset();
    } else if (text.empty() || text == "true") {
      *target = "";
    } else {
      obey(flag.rule, text, given.where);
      *target = text;
    }
  }

  void operator()(Clearable* target) const {
    if (!only().empty()) obey(flag.rule, only(), given.where);
    target->text = only();
  }

  void operator()(std::vector<std::string>* target) const {
    target->clear();
    for (const std::string& value : given.values) {
      std::string_view rest = value;
      for (;;) {
        const std::size_t comma = rest.find(',');
        add_item(*target, std::string(trimmed(rest.substr(0, comma), " ")));
        if (comma == std::string_view::npos) break;
        rest.remove_prefix(comma + 1);
      }
    }
  }

  void add_item(std::vector<std::string>& items, std::string item) const {
    obey(flag.rule, item, given.where);
    if (std::find(items.begin(), items.end(), item) != items.end()) refuse_twice(item, given.where);
    items.push_back(std::move(item));
  }

  void operator()(Verbatim target) const {
    for (const std::string& value : given.values) obey(flag.rule, value, given.where);
    *target.items = given.values;
  }

  void operator()(Pairs* target) const {
    target->clear();
    for (const std::string& text : given.values) {
      const std::size_t equals = text.find('=');
      if (equals == std::string::npos) throw UsageError("'" + text + "' has no '='", given.where, "write KEY=VALUE");
      std::string key = text.substr(0, equals);
      obey(flag.rule, key, given.where);
      if (std::any_of(target->begin(), target->end(), [&](const auto& pair) { return pair.first == key; })) {
        refuse_twice(key, given.where);
      }
      target->emplace_back(std::move(key), text.substr(equals + 1));
    }
  }
};

}  // namespace

void assign(const Flag& flag, const Given& given) { std::visit(ValueReader{flag, given}, flag.target); }

}  // namespace l7::cli
