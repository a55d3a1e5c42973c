#include "live/endpoint.h"

#include "catch.h"
#include "kube/base64.h"
#include "live/snapshot.h"
#include "model/error.h"
#include "model/kinds.h"
#include "tls/certificate.h"
#include "yaml/read.h"

namespace l7::live {
namespace {

void put(Snapshot& snapshot, const std::string& text) {
  Value value = yaml::read(text);
  ObjectRef ref = ref_of(value);
  snapshot.put({std::move(ref), std::move(value), ""});
}

/// A release behind GKE's balancer with the Secret `pair`; `rules` are the Ingress's.
Snapshot behind_gke(const std::string& rules) {
  Snapshot snapshot;
  put(snapshot,
      "{apiVersion: apps/v1, kind: Deployment, metadata: {name: m, namespace: a}, spec: {template: {metadata: {labels: "
      "{app: m}}, spec: {containers: [{name: m, args: [milvus, run, proxy], ports: [{name: milvus, containerPort: "
      "19530}]}]}}}}");
  put(snapshot,
      "{apiVersion: v1, kind: Service, metadata: {name: m, namespace: a}, spec: {selector: {app: m}, ports: [{name: "
      "milvus, port: 19530}]}}");
  put(snapshot,
      "{apiVersion: networking.k8s.io/v1, kind: Ingress, metadata: {name: m-l7, namespace: a, labels: "
      "{milvus-l7/service: m}, annotations: {kubernetes.io/ingress.class: gce}}, spec: {tls: [{secretName: pair}], "
      "defaultBackend: {service: {name: m, port: {number: 19530}}}, rules: " +
          rules + "}, status: {loadBalancer: {ingress: [{ip: 203.0.113.7}]}}}");
  return snapshot;
}

void put_secret(Snapshot& snapshot, const std::string& certificate, const std::string& authority = "") {
  put(snapshot,
      "{apiVersion: v1, kind: Secret, type: kubernetes.io/tls, metadata: {name: pair, namespace: a}, data: "
      "{tls.crt: \"" +
          kube::encode_base64(certificate) + "\", ca.crt: \"" + kube::encode_base64(authority) + "\"}}");
}

Endpoint entry(const Snapshot& snapshot, std::vector<std::string> hosts = {}) {
  Wishes wishes;
  wishes.cloud = "gcp";
  wishes.hosts = std::move(hosts);
  return endpoint_of(snapshot.observed({}, wishes).value(), cloud_for(wishes), wishes);
}

TEST_CASE("clients ask for --host, or the Ingress's host, or a name of the certificate") {
  Snapshot snapshot = behind_gke("[{host: '*.example.com'}, {host: a.example.com}]");
  put_secret(snapshot, tls::make_certificate({{"*.b.example.com", "b.example.com"}}).certificate);
  CHECK(entry(snapshot).host == "a.example.com");
  CHECK(entry(snapshot).address == "203.0.113.7");
  CHECK(entry(snapshot).cloud->name() == "gcp");
  CHECK(entry(snapshot, {"c.example.com"}).host == "c.example.com");
  Snapshot other = behind_gke("[{host: '*.example.com'}]");
  CHECK(entry(other).host.empty());
  put_secret(other, tls::make_certificate({{"*.b.example.com", "b.example.com"}}).certificate);
  CHECK(entry(other).host == "b.example.com");
}

TEST_CASE("clients trust the authority, or a certificate that signs itself, or need nothing") {
  Snapshot snapshot = behind_gke("[]");
  CHECK(entry(snapshot).trusted.empty());
  const tls::KeyPair own = tls::make_certificate({{"a.example.com"}});
  put_secret(snapshot, own.certificate);
  CHECK(entry(snapshot).trusted == own.certificate);
  put_secret(snapshot, own.certificate, "an authority");
  CHECK(entry(snapshot).trusted == "an authority");
}

TEST_CASE("a Secret that may not be read is not taken for one that is not needed") {
  Snapshot snapshot = behind_gke("[]");
  snapshot.note_complete(kinds::secret);
  CHECK(entry(snapshot).unread_secret.empty());
  Snapshot blind = behind_gke("[]");
  blind.note_unread(kinds::secret, "forbidden");
  CHECK(entry(blind).unread_secret == "pair");
  put_secret(blind, tls::make_certificate({{"a.example.com"}}).certificate);
  CHECK(entry(blind).unread_secret.empty());
}

TEST_CASE("a certificate that nobody can read tells nothing") {
  Snapshot snapshot = behind_gke("[]");
  put_secret(snapshot, "no certificate");
  CHECK(entry(snapshot).host.empty());
  CHECK(entry(snapshot).trusted.empty());
  CHECK(entry(snapshot).address == "203.0.113.7");
  CHECK(entry(snapshot).cloud->name() == "gcp");
}

}  // namespace
}  // namespace l7::live
