#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "milvus/milvus.h"
#include "model/finding.h"
#include "yaml/read.h"

/// Small Milvus objects for the tests of this folder, and what a program would observe of them.
namespace l7::milvus::fixture {

inline const char* const proxy_yaml = R"(
apiVersion: apps/v1
kind: Deployment
metadata: {name: demo-milvus-proxy, namespace: vectors}
spec:
  template:
    metadata:
      labels: {app.kubernetes.io/instance: demo, app.kubernetes.io/name: milvus, component: proxy}
    spec:
      containers:
        - name: proxy
          image: milvusdb/milvus:v2.6.15
          args: [/milvus/tools/run-helm.sh, milvus, run, proxy]
          env: []
          ports:
            - {name: milvus, containerPort: 19530}
            - {name: metrics, containerPort: 9091}
          volumeMounts:
            - {name: milvus-config, mountPath: /milvus/configs/user.yaml, subPath: user.yaml, readOnly: true}
      volumes:
        - {name: milvus-config, configMap: {name: demo-milvus}}
)";

inline const char* const service_yaml = R"(
apiVersion: v1
kind: Service
metadata:
  name: demo-milvus
  namespace: vectors
  labels: {app.kubernetes.io/instance: demo}
spec:
  type: LoadBalancer
  selector: {app.kubernetes.io/instance: demo, component: proxy}
  ports:
    - {name: milvus, port: 19530, targetPort: milvus}
    - {name: metrics, port: 9091, targetPort: metrics}
)";

inline const Path first_container = {"spec", "template", "spec", "containers", std::size_t{0}};

/// A place in the Milvus container of a workload.
inline Path in_container(const Path& rest) {
  Path path = first_container;
  path.insert(path.end(), rest.begin(), rest.end());
  return path;
}

inline Value proxy() { return yaml::read(proxy_yaml); }
inline Value service() { return yaml::read(service_yaml); }

/// An environment variable with a value; without one it comes from a Secret.
inline Value variable(const std::string& name, const char* value) {
  if (value) return Value::map({{"name", name}, {"value", value}});
  return Value::map({{"name", name}, {"valueFrom", yaml::read("secretKeyRef: {name: s, key: k}")}});
}

using Variables = std::vector<std::pair<std::string, const char*>>;

/// The workload with this environment.
inline Value proxy_with(const Variables& environment) {
  std::vector<Value> variables;
  for (const auto& [name, value] : environment) variables.push_back(variable(name, value));
  Value workload = proxy();
  workload.set(in_container({"env"}), Value::list(std::move(variables)));
  return workload;
}

inline Milvus milvus(const Value& workload, const Value& in_front) {
  Milvus found;
  found.server = server_in(workload).value();
  found.service = {ref_of(in_front), in_front, ""};
  found.port_index = port_to(in_front, found.server).value();
  return found;
}

/// A proxy whose ConfigMap holds this user.yaml.
inline Milvus configured(const std::string& user_yaml, const Variables& environment = {},
                         const std::string& default_yaml = "") {
  Milvus found = milvus(proxy_with(environment), service());
  const Value map = Value::map({{"apiVersion", "v1"},
                                {"kind", "ConfigMap"},
                                {"metadata", Value::map({{"name", "demo-milvus"}, {"namespace", "vectors"}})},
                                {"data", Value::map({{"default.yaml", default_yaml}, {"user.yaml", user_yaml}})}});
  found.config = {
      Presence::present, {ref_of(map), map, ""}, Settings(yaml::read(default_yaml)), Settings(yaml::read(user_yaml))};
  return found;
}

inline std::vector<std::string> ids(const std::vector<Finding>& findings) {
  std::vector<std::string> found;
  for (const Finding& finding : findings) found.emplace_back(finding.kind->id);
  return found;
}

}  // namespace l7::milvus::fixture
