#include <array>
#include <string_view>
#include <vector>

#include "cloud/cloud.h"
#include "model/error.h"
#include "model/suggest.h"
#include "model/text.h"

namespace l7 {

namespace gcp {
const Cloud& cloud();
}
namespace aws {
const Cloud& cloud();
}

std::span<const Cloud* const> clouds() {
  static const std::array all = {&gcp::cloud(), &aws::cloud()};
  return all;
}

const Cloud& cloud_for(const Wishes& wishes) {
  std::vector<std::string_view> names;
  for (const Cloud* cloud : clouds()) {
    if (cloud->name() == wishes.cloud) return *cloud;
    names.push_back(cloud->name());
  }
  const std::string fix = "say one of: " + joined(names, ", ");
  if (wishes.cloud.empty()) throw UsageError("no cloud was named", "--cloud", fix);
  const std::string suggestion = did_you_mean(nearest(wishes.cloud, names));
  throw UsageError("there is no cloud '" + wishes.cloud + "'" + suggestion, "--cloud", fix);
}

std::vector<AnswerHint> answer_hints(const Cloud* cloud) {
  std::vector<AnswerHint> hints;
  for (const Cloud* each : clouds()) {
    if (cloud && each != cloud) continue;
    const std::span<const AnswerHint> own = each->answer_hints();
    hints.insert(hints.end(), own.begin(), own.end());
  }
  return hints;
}

GroupKind WatchedKind::group_kind() const {
  const std::size_t slash = api_version.find('/');
  return {api_version.substr(0, slash == api_version.npos ? 0 : slash), kind};
}

}  // namespace l7
