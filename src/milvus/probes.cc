#include "milvus/probes.h"

#include <algorithm>
#include <string>

#include "milvus/findings.h"
#include "model/text.h"

namespace l7::milvus {
namespace {

/// Whether a program of a probe speaks plaintext to this port, as far as its words tell.
bool speaks_plaintext(const Value& command, int port) {
  const std::string line = joined(command.items(), " ", [](const Value& word) { return word.text(); });
  const std::string number = std::to_string(port);
  if (line.find(':' + number) == std::string::npos) return false;
  const bool grpc = line.find("grpc_health_probe") != std::string::npos && line.find("-tls") == std::string::npos;
  return grpc || line.find("http://") != std::string::npos ||
         (line.find("grpcurl") != std::string::npos && line.find("-plaintext") != std::string::npos);
}

/// How a probe speaks plaintext to Milvus; "" where it does not.
std::string plaintext_way(const Value& probe, const Server& server, int port) {
  const auto is_port = [&](const Value* target) { return target && server.port_number(*target, 0) == port; };
  if (is_port(probe.find(Path{"grpc", "port"}))) return "grpc";
  const bool https = probe.text_at({"httpGet", "scheme"}) == "HTTPS";
  if (!https && is_port(probe.find(Path{"httpGet", "port"}))) return "httpGet";
  const Value* command = probe.find(Path{"exec", "command"});
  return command && speaks_plaintext(*command, port) ? "exec" : "";
}

void judge(const Server& server, int port, std::vector<Finding>& findings) {
  const Value* pod = server.workload.value.find(server.pod);
  if (!pod) return;
  for (const Value& container : pod->items_at({"spec", "containers"})) {
    for (const char* name : {"startupProbe", "readinessProbe", "livenessProbe"}) {
      const Value* probe = container.find(name);
      const std::string way = probe ? plaintext_way(*probe, server, port) : "";
      if (way.empty()) continue;
      findings.push_back({&plaintext_probe, server.workload.origin,
                          to_string(server.workload.ref) + ": " + name + " of container " +
                              container.text_at({"name"}) + " (" + way + ") on port " + std::to_string(port)});
    }
  }
}

}  // namespace

std::vector<Finding> plaintext_probes(const Milvus& milvus) {
  std::vector<Finding> findings;
  judge(milvus.server, milvus.container_port(), findings);
  for (const Server& other : milvus.others) judge(other, milvus.container_port(), findings);
  return findings;
}

}  // namespace l7::milvus
