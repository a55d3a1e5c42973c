#include "live/node_ports.h"

#include "model/kinds.h"

namespace l7::live {

std::vector<Path> refused_node_ports(const kube::ApiError& refusal, const ObjectRef& object, const Value& wanted) {
  static constexpr int unprocessable = 422;
  std::vector<Path> refused;
  if (refusal.status != unprocessable || !is(object, kinds::service)) return refused;
  const auto look = [&](const Path& path) {
    const bool named = std::string_view(refusal.what()).find(to_string(path) + ": ") != std::string_view::npos;
    if (named && wanted.find(path)) refused.push_back(path);
  };
  look({"spec", "healthCheckNodePort"});
  const Value* ports = wanted.find(Path{"spec", "ports"});
  for (std::size_t i = 0; ports && i < ports->items().size(); ++i) look({"spec", "ports", i, "nodePort"});
  return refused;
}

}  // namespace l7::live
