#include "connect/program.h"

#include <algorithm>
#include <iterator>
#include <vector>

#include "connect/programs.h"
#include "model/error.h"
#include "model/suggest.h"
#include "model/text.h"

namespace l7::connect {
namespace {

constexpr Language all[] = {
    {"python", python_program}, {"go", go_program},     {"java", java_program},
    {"node", node_program},     {"curl", curl_program},
};

}  // namespace

std::string Way::authority() const {
  return (host.find(':') == host.npos ? host : '[' + host + ']') + ':' + std::to_string(port);
}

std::span<const Language> languages() { return all; }

const Language& language_called(std::string_view name) {
  const auto* found =
      std::find_if(std::begin(all), std::end(all), [&](const Language& language) { return language.name == name; });
  if (found != std::end(all)) return *found;
  std::vector<std::string_view> names;
  std::transform(std::begin(all), std::end(all), std::back_inserter(names),
                 [](const Language& language) { return language.name; });
  const std::string_view meant = nearest(name, names);
  throw UsageError("there is no program in '" + std::string(name) + "'" + did_you_mean(meant), "--language",
                   "say one of " + joined(names, ", "));
}

}  // namespace l7::connect
