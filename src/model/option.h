#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace l7 {

/// What the value of an option looks like.
enum class Form {
  text,         ///< a name that only a cloud can judge
  object_name,  ///< of a Kubernetes object
  tls_secret,   ///< the same, of a Secret that holds a certificate
  cidr,         ///< a range of IP addresses
};

/// A text that may be said to be none: an empty one takes off what is there, and without a text it stays.
struct Clearable {
  std::optional<std::string> text;

  bool names_one() const { return text && !text->empty(); }
  friend bool operator==(const Clearable&, const Clearable&) = default;
};

/// A text, a text that may be left out after the flag, one that may be empty, a list, or a switch.
using OptionValue = std::variant<std::string, std::optional<std::string>, Clearable, std::vector<std::string>, bool>;

/// The row of an option that some clouds take and others do not. Its name is what its value is kept by.
struct Option {
  std::string_view name;   ///< of the flag, without dashes
  std::string_view value;  ///< how help calls the value
  std::string_view help;
  Form form = Form::text;
  /// The value when nothing was said.
  OptionValue (*unset)() = nullptr;

  std::string flag() const { return "--" + std::string(name); }
};

/// The row of an option whose value is of this type.
template <typename Type>
struct OptionOf : Option {
  constexpr OptionOf(std::string_view called, std::string_view takes, std::string_view about, Form looks = Form::text)
      : Option{called, takes, about, looks, [] { return OptionValue(Type()); }} {}
};

using TextOption = OptionOf<std::string>;
using MaybeOption = OptionOf<std::optional<std::string>>;
using ClearableOption = OptionOf<Clearable>;
using ListOption = OptionOf<std::vector<std::string>>;
using SwitchOption = OptionOf<bool>;

/// What was said for such options.
class OptionValues {
 public:
  template <typename Type>
  const Type& operator[](const OptionOf<Type>& option) const {
    static const Type unset{};
    const auto found = values_.find(option.name);
    return found == values_.end() ? unset : std::get<Type>(found->second);
  }

  template <typename Type>
  Type& operator[](const OptionOf<Type>& option) {
    return std::get<Type>(place_of(option));
  }

  /// Where the value is kept, as long as this object lives; one that is not said when nothing was.
  OptionValue& place_of(const Option& option) { return values_.try_emplace(option.name, option.unset()).first->second; }

  /// Whether anything was said for it.
  bool has(const Option& option) const {
    const auto found = values_.find(option.name);
    return found != values_.end() && found->second != option.unset();
  }

 private:
  std::map<std::string_view, OptionValue> values_;
};

}  // namespace l7
