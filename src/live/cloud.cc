#include "live/cloud.h"

#include <set>

#include "model/error.h"
#include "model/kinds.h"
#include "model/text.h"

namespace l7::live {
namespace {

std::string seen_in(const std::vector<Object>& objects, const GroupKind& kind, const Path& path,
                    const KnownKinds& known) {
  if (known.is_unread(kind)) return "could not be read (" + known.why_unread(kind) + ')';
  std::set<std::string> texts;
  for (const Object& object : objects) {
    const std::string& text = object.value.text_at(path);
    // Of a provider ID such as `cloud://project/zone/name` only the beginning tells anything.
    if (!text.empty()) texts.insert(text.substr(0, text.find("://")));
  }
  return texts.empty() ? "none" : joined(texts, ", ");
}

}  // namespace

const Cloud& cloud_of(const std::vector<Object>& nodes, const std::vector<Object>& ingress_classes,
                      const KnownKinds& known) {
  const Cloud* found = nullptr;
  bool several = false;
  std::string names;
  for (const Cloud* cloud : clouds()) {
    names += (names.empty() ? "" : " or ") + ("--cloud " + std::string(cloud->name()));
    if (!cloud->runs(nodes, ingress_classes)) continue;
    several = several || found;
    found = cloud;
  }
  if (found && !several) return *found;
  throw Error(several ? "the cluster's nodes and IngressClasses name several clouds"
                      : "the cluster does not tell which cloud it runs in",
              "nodes: " + seen_in(nodes, kinds::node, {"spec", "providerID"}, known) +
                  "; IngressClasses: " + seen_in(ingress_classes, kinds::ingress_class, {"spec", "controller"}, known),
              "say which: " + names);
}

}  // namespace l7::live
