#include "manifest/unrecognised.h"

#include <algorithm>
#include <string>
#include <utility>

#include "manifest/findings.h"
#include "manifest/scan.h"
#include "milvus/command.h"
#include "milvus/server.h"
#include "model/kinds.h"

namespace l7::manifest {
namespace {

/// The image of a container that may run Milvus without saying so; "" where there is none.
std::string silent_image(const Object& object) {
  const std::optional<Path> pod = milvus::pod_template_in(object.value);
  if (!pod) return "";
  for (const Value& container : object.value.find(*pod)->items_at({"spec", "containers"})) {
    const std::string& image = container.text_at({"image"});
    if (milvus::is_image_of_milvus(image) && milvus::role_of(container).empty()) return image;
  }
  return "";
}

bool has_port_of_milvus(const Value& service) {
  const std::string number = std::to_string(milvus::default_port);
  const std::vector<Value>& ports = service.items_at({"spec", "ports"});
  return std::any_of(ports.begin(), ports.end(), [&](const Value& port) {
    return port.text_at({"port"}) == number || port.text_at({"targetPort"}) == number;
  });
}

}  // namespace

std::vector<Finding> unrecognised(Stream& stream) {
  std::vector<Finding> findings;
  const auto filter = [](Role role, std::string_view text) {
    return contains(text, role == Role::service ? std::to_string(milvus::default_port) : "milvus");
  };
  stream.for_each({Role::workload, Role::service}, filter, [&](const Object& object, const Location& at) {
    std::string seen;
    if (const std::string image = silent_image(object); !image.empty()) {
      seen = to_string(object.ref) + " has the image " + image + " and a command that names no role of Milvus";
    } else if (is(object.ref, kinds::service) && has_port_of_milvus(object.value)) {
      seen = to_string(object.ref) + " has port " + std::to_string(milvus::default_port) +
             ", and no workload here is known to run Milvus";
    }
    if (!seen.empty()) findings.push_back({&not_recognised, stream.describe(at.document), std::move(seen)});
  });
  return findings;
}

}  // namespace l7::manifest
