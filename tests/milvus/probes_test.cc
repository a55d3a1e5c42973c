#include "milvus/probes.h"

#include "catch.h"
#include "fixture.h"

namespace l7::milvus {
namespace {

using namespace fixture;

TEST_CASE("Probes that speak plaintext to the port of clients are found", "[probes]") {
  struct Case {
    const char* probe;
    bool plaintext;
  };
  const Case cases[] = {
      {"{grpc: {port: 19530}}", true},
      {"{grpc: {port: 9091}}", false},
      {"{httpGet: {port: 19530, path: /}}", true},
      {"{httpGet: {port: milvus, path: /}}", true},
      {"{httpGet: {port: milvus, path: /, scheme: HTTPS}}", false},
      {"{httpGet: {port: metrics, path: /healthz}}", false},
      {"{tcpSocket: {port: 19530}}", false},
      {"{exec: {command: [grpc_health_probe, '-addr=:19530']}}", true},
      {"{exec: {command: [grpc_health_probe, '-addr=:19530', -tls]}}", false},
      {"{exec: {command: [grpc_health_probe, '-addr=:9091']}}", false},
      {"{exec: {command: [sh, -c, 'curl -f http://localhost:19530/v1']}}", true},
      {"{exec: {command: [sh, -c, 'curl -kf https://localhost:19530/v1']}}", false},
      {"{exec: {command: [grpcurl, -plaintext, 'localhost:19530', list]}}", true},
      {"{exec: {command: [cat, /tmp/ready]}}", false},
  };
  for (const Case& c : cases) {
    for (const char* name : {"startupProbe", "readinessProbe", "livenessProbe"}) {
      INFO(name << c.probe);
      Value workload = proxy();
      workload.set(in_container({name}), yaml::read(c.probe));
      const std::vector<Finding> found = plaintext_probes(milvus(workload, service()));
      CHECK(found.size() == (c.plaintext ? 1 : 0));
      if (!found.empty()) CHECK(found.front().seen.find(name) != std::string::npos);
    }
  }
}

}  // namespace
}  // namespace l7::milvus
