#include "cloud/options.h"

#include <algorithm>

#include "cloud/cloud.h"
#include "model/error.h"

namespace l7 {
namespace {

bool takes(const Cloud& cloud, const Option& option) {
  const auto same = [&](const Option* own) { return own->name == option.name; };
  return std::any_of(cloud.options().begin(), cloud.options().end(), same);
}

std::string_view instead_of(const Option& option, const Cloud& cloud) {
  for (const Substitute& substitute : cloud.substitutes()) {
    if (substitute.option == option.name) return substitute.fix;
  }
  return "leave it out";
}

}  // namespace

void check(const Wishes& wishes) {
  const Cloud& cloud = cloud_for(wishes);
  for (const Cloud* other : clouds()) {
    for (const Option* option : other->options()) {
      if (!wishes.options.has(*option) || takes(cloud, *option)) continue;
      throw UsageError(std::string(cloud.controller()) + " has no use for this option", option->flag(),
                       std::string(instead_of(*option, cloud)));
    }
  }
  cloud.check(wishes);
}

}  // namespace l7
