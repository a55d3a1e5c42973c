#pragma once

#include <memory>
#include <string>
#include <vector>

#include "cli/style.h"
#include "cluster_request.h"
#include "kube/client.h"
#include "model/target.h"
#include "model/wishes.h"

namespace l7::plugin {

/// A verb at work: the client that the connection flags make, and what it prints and logs with.
class Session {
 public:
  explicit Session(ClusterRequest request) : request_(std::move(request)) {}

  /// Which Milvus, with the namespace that the connection says where nothing else does. Throws Error as client() does.
  Target target();
  const Wishes& wishes() const { return request_.wishes; }
  cli::Style style(int fd) const { return cli::style_for(request_.color, fd); }
  const std::vector<std::string>& option_arguments() const { return request_.option_arguments; }

  /// Gets the lines that -v asks for.
  kube::Client::LogSink log() const;

  /// Resolves the kubeconfig when it is first needed. Throws Error.
  kube::Client& client();
  const std::string& name_space() { return client().connection().name_space; }

 private:
  ClusterRequest request_;
  std::unique_ptr<kube::Client> client_;
};

}  // namespace l7::plugin
