#include "live/certificates.h"

#include "catch.h"
#include "kube/base64.h"
#include "live/snapshot.h"
#include "model/kinds.h"
#include "tls/certificate.h"
#include "yaml/read.h"

namespace l7::live {
namespace {

const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());

void put(Snapshot& snapshot, Value value) {
  ObjectRef ref = ref_of(value);
  snapshot.put({std::move(ref), std::move(value), ""});
}

void put_secret(Snapshot& snapshot, const std::string& name, std::string_view certificate, std::string_view key) {
  Value secret = yaml::read("{apiVersion: v1, kind: Secret, type: kubernetes.io/tls, metadata: {namespace: n}}");
  secret.set(Path{"metadata", "name"}, name);
  secret.set(Path{"data", "tls.crt"}, kube::encode_base64(certificate));
  secret.set(Path{"data", "tls.key"}, kube::encode_base64(key));
  put(snapshot, std::move(secret));
}

/// A Milvus behind an Ingress of GKE that serves db.example.com with the Secrets `a` and `b`.
Snapshot served(const std::string& annotations = "") {
  Snapshot snapshot;
  const auto put_text = [&](const std::string& text) { put(snapshot, yaml::read(text)); };
  put_text(
      "{apiVersion: apps/v1, kind: Deployment, metadata: {name: m, namespace: n}, spec: {template: {metadata: {labels: "
      "{app: m}}, spec: {containers: [{name: m, args: [milvus, run, proxy], ports: [{name: milvus, containerPort: "
      "19530}]}]}}}}");
  put_text(
      "{apiVersion: v1, kind: Service, metadata: {name: m, namespace: n}, spec: {selector: {app: m}, ports: [{name: "
      "milvus, port: 19530}]}}");
  put_text(
      "{apiVersion: networking.k8s.io/v1, kind: Ingress, metadata: {name: way, namespace: n, annotations: "
      "{kubernetes.io/ingress.class: gce" +
      annotations +
      "}}, spec: {tls: [{secretName: a}, {secretName: b}], rules: [{host: db.example.com, http: {paths: [{backend: "
      "{service: {name: m, port: {number: 19530}}}}]}}]}}");
  snapshot.note_complete(kinds::secret);
  return snapshot;
}

/// `ID where: seen` of each finding.
std::vector<std::string> faults(const Snapshot& snapshot, const char* cloud = "gcp") {
  Wishes wishes;
  wishes.cloud = cloud;
  std::vector<std::string> found;
  for (const Finding& finding : certificate_faults(cloud_for(wishes), *snapshot.observed({}, wishes), Plan(), now)) {
    found.push_back(std::string(finding.kind->id) + ' ' + finding.where + ": " + finding.seen);
  }
  return found;
}

using Faults = std::vector<std::string>;

}  // namespace

TEST_CASE("one of the balancer's certificates has to cover a host") {
  const tls::KeyPair right = tls::make_certificate({{"*.example.com"}});
  const tls::KeyPair other = tls::make_certificate({{"other.example.com"}});
  Snapshot snapshot = served();
  put_secret(snapshot, "a", other.certificate, other.key.view());
  put_secret(snapshot, "b", right.certificate, right.key.view());
  CHECK(faults(snapshot).empty());
  put_secret(snapshot, "b", other.certificate, other.key.view());
  CHECK(faults(snapshot) == Faults{"certificate-wrong-host Secret a, Secret b: db.example.com"});
  // ALBs take certificates from ACM only.
  CHECK(faults(snapshot, "aws").empty());

  Snapshot managed = served(", networking.gke.io/managed-certificates: c");
  put_secret(managed, "a", other.certificate, other.key.view());
  put_secret(managed, "b", other.certificate, other.key.view());
  CHECK(faults(managed).empty());
}

TEST_CASE("advice about a certificate is for whoever issued it") {
  const tls::KeyPair pair = tls::make_certificate({{"other.example.com"}});
  const tls::KeyPair issued = tls::make_certificate({{"other.example.com"}}, tls::make_authority("Corporate CA"));
  Wishes wishes;
  wishes.cloud = "gcp";
  const auto advice = [&](const Snapshot& snapshot) {
    const Observed observed = *snapshot.observed({}, wishes);
    return std::string(certificate_faults(cloud_for(wishes), observed, Plan(), now).front().fix());
  };
  Snapshot snapshot = served();
  put_secret(snapshot, "a", pair.certificate, pair.key.view());
  put_secret(snapshot, "b", pair.certificate, pair.key.view());
  CHECK_THAT(advice(snapshot), ContainsSubstring("cert create --renew"));
  put_secret(snapshot, "b", issued.certificate, issued.key.view());
  CHECK(advice(snapshot) == "have CN=Corporate CA, which issued them, make one with this name");

  // One that signs itself, and that cert-manager keeps.
  Value secret = snapshot.observed({}, wishes)->find(kinds::secret, "a")->value;
  secret.set(Path{"metadata", "name"}, "b");
  secret.set(Path{"metadata", "annotations", "cert-manager.io/certificate-name"}, "c");
  put(snapshot, secret);
  CHECK_THAT(advice(snapshot), ContainsSubstring("have cert-manager, "));
  Observed observed = *snapshot.observed({}, wishes);
  read_validity(observed, now);
  CHECK(observed.certificates["a"].issuer.empty());
  CHECK(observed.certificates["b"].issuer == "cert-manager");
}

TEST_CASE("a Secret that is missing or holds something else") {
  const tls::KeyPair pair = tls::make_certificate({{"other.example.com"}});
  const tls::KeyPair second = tls::make_certificate({{"db.example.com"}});
  Snapshot snapshot = served();
  put_secret(snapshot, "a", pair.certificate, pair.key.view());
  CHECK(faults(snapshot).empty());
  put_secret(snapshot, "b", second.certificate, pair.key.view());
  CHECK(faults(snapshot) == Faults{"certificate-key-mismatch Secret b: CN=db.example.com"});
  put_secret(snapshot, "b", "no PEM", pair.key.view());
  const Faults found = faults(snapshot);
  REQUIRE(found.size() == 1);
  CHECK(found.front().starts_with("certificate-unreadable Secret b: "));
  put_secret(snapshot, "b", "", "");
  CHECK(faults(snapshot).empty());
}

}  // namespace l7::live
