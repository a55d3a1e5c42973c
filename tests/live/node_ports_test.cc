#include "live/node_ports.h"

#include "catch.h"
#include "yaml/read.h"

using namespace l7;

namespace {

kube::ApiError refusal(int status, const std::string& text) { return {text, "", "", status, "Invalid"}; }

}  // namespace

TEST_CASE("A refused node port is told from other refusals") {
  const Value service = yaml::read(
      "{kind: Service, spec: {type: NodePort, healthCheckNodePort: 30009, ports: [{port: 1, "
      "nodePort: 30001}, {port: 2, nodePort: 30002}, {port: 3}]}}");
  const std::string taken = ": Invalid value: 30002: provided port is already allocated";
  const auto refused = [&](int status, const std::string& text, const Value& object) {
    std::vector<std::string> paths;
    const ObjectRef ref = {"v1", object.text_at({"kind"}).empty() ? "Service" : object.text_at({"kind"}), "n", "x"};
    for (const Path& path : live::refused_node_ports(refusal(status, text), ref, object)) {
      paths.push_back(to_string(path));
    }
    return paths;
  };
  using Paths = std::vector<std::string>;
  CHECK(refused(422, "The Service \"x\" is invalid: spec.ports[1].nodePort" + taken, service) ==
        Paths{"spec.ports[1].nodePort"});
  CHECK(refused(422, "invalid:\n* spec.ports[0].nodePort" + taken + "\n* spec.ports[1].nodePort" + taken, service) ==
        Paths{"spec.ports[0].nodePort", "spec.ports[1].nodePort"});
  CHECK(refused(422, "invalid: spec.healthCheckNodePort" + taken, service) == Paths{"spec.healthCheckNodePort"});
  CHECK(refused(422, "invalid: spec.ports[2].nodePort" + taken, service).empty());
  CHECK(refused(422, "invalid: spec.ports[0].port: Invalid value: 0", service).empty());
  CHECK(refused(409, "invalid: spec.ports[1].nodePort" + taken, service).empty());
  CHECK(refused(422, "invalid: spec.ports[1].nodePort" + taken, yaml::read("{kind: Ingress}")).empty());
  const Value patch = yaml::read("{spec: {ports: [{port: 1}, {port: 2, nodePort: 30002}]}}");
  CHECK(refused(422, "invalid: spec.ports[1].nodePort" + taken, patch) == Paths{"spec.ports[1].nodePort"});
}
