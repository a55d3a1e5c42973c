#pragma once

#include <unistd.h>

#include <cstdio>
#include <optional>
#include <string>
#include <vector>

#include "cloud/cloud.h"
#include "manifest/observe.h"
#include "manifest/rewrite.h"
#include "manifest/stream.h"
#include "model/error.h"

namespace l7 {

/// A file without a name, read and written like a pipe.
class Channel {
 public:
  explicit Channel(const std::string& content = "") {
    manifest::write_all(fd(), content);
    ::lseek(fd(), 0, SEEK_SET);
  }
  ~Channel() { std::fclose(file_); }
  Channel(const Channel&) = delete;
  Channel& operator=(const Channel&) = delete;

  int fd() const { return ::fileno(file_); }

  std::string content() const {
    ::lseek(fd(), 0, SEEK_SET);
    std::string text;
    char buffer[4096];
    while (const std::size_t got = manifest::read_some(fd(), buffer, sizeof buffer)) text.append(buffer, got);
    return text;
  }

 private:
  std::FILE* file_ = std::tmpfile();
};

struct Outcome {
  std::string out;
  Plan plan;
  bool found_milvus = false;
};

inline Wishes options_for(const std::string& cloud) {
  Wishes wishes;
  wishes.cloud = cloud;
  return wishes;
}

/// What the post-renderer does with a stream. Throws what it throws; a refused plan leaves `out` empty.
inline Outcome rewrite(const std::string& input, const Wishes& wishes, const std::vector<Target>& targets = {}) {
  const Channel in(input);
  const Channel out;
  manifest::Stream stream;
  stream.read(in.fd());
  Outcome outcome;
  const std::vector<manifest::StreamObservation> observations = manifest::observe(stream, targets, wishes);
  outcome.found_milvus = !observations.empty();
  if (observations.empty()) {
    stream.spool().send(out.fd(), 0, stream.spool().size());
  } else {
    std::vector<manifest::StreamPlan> plans;
    for (const manifest::StreamObservation& observation : observations) {
      Plan plan = cloud_for(wishes).plan(observation.observed, wishes);
      for (const Change& change : plan.changes) outcome.plan.changes.push_back(change);
      for (const Finding& finding : plan.findings) outcome.plan.findings.push_back(finding);
      for (const Finding& finding : observation.findings) outcome.plan.findings.push_back(finding);
      plans.push_back({observation, std::move(plan)});
    }
    if (outcome.plan.refused()) return outcome;
    manifest::Rewritten(stream, plans).write(out.fd());
  }
  outcome.out = out.content();
  return outcome;
}

inline bool has_finding(const Plan& plan, std::string_view id) {
  for (const Finding& finding : plan.findings) {
    if (finding.kind->id == id) return true;
  }
  return false;
}

inline constexpr const char* service_yaml = R"(---
# Source: milvus/templates/service.yaml
apiVersion: v1
kind: Service
metadata:
  name: db-milvus
  namespace: vectors
  labels:
    app.kubernetes.io/managed-by: Helm
spec:
  type: LoadBalancer
  loadBalancerSourceRanges:
    - 0.0.0.0/0
  ports:
    - name: milvus
      port: 19530
      targetPort: milvus
      nodePort: 30530
    - name: metrics
      port: 9091
      targetPort: metrics
  selector:
    app.kubernetes.io/name: milvus
    component: "proxy"
)";

inline constexpr const char* config_yaml = R"(---
# Source: milvus/templates/configmap.yaml
apiVersion: v1
kind: ConfigMap
metadata:
  name: db-milvus
  namespace: vectors
data:
  default.yaml: |+
    proxy:
      port: 19530

  user.yaml: |-
    # tlsMode: 1 would be set here
    common:
      security:
        authorizationEnabled: true   # keep
)";

inline constexpr const char* workload_yaml = R"(---
# Source: milvus/templates/proxy-deployment.yaml
apiVersion: apps/v1
kind: Deployment
metadata:
  name: db-milvus-proxy
  namespace: vectors
spec:
  template:
    metadata:
      labels:
        app.kubernetes.io/name: milvus
        component: "proxy"
      annotations:
        checksum/config: abc
    spec:
      containers:
      - name: proxy
        image: "milvusdb/milvus:v2.6.15"
        args: [ "milvus", "run", "proxy" ]
        ports:
        - name: milvus
          containerPort: 19530
        volumeMounts:
        - name: milvus-config
          mountPath: /milvus/configs/user.yaml
          subPath: user.yaml
      volumes:
      - name: milvus-config
        configMap:
          name: db-milvus
)";

inline constexpr const char* other_yaml = R"(---
# Source: milvus/charts/etcd/templates/svc.yaml
apiVersion: v1
kind: Service
metadata:
  name: db-etcd
spec:
  type: LoadBalancer
  ports:
  - port: 2379
  selector:
    app.kubernetes.io/name: etcd
)";

inline std::string release() { return std::string(other_yaml) + config_yaml + service_yaml + workload_yaml; }

}  // namespace l7
