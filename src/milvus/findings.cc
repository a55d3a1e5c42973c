#include "milvus/findings.h"

#include <array>

namespace l7::milvus {

const FindingKind mutual_tls = {
    "milvus-mutual-tls",
    Area::milvus,
    Severity::error,
    "Milvus demands client certificates",
    "With tlsMode 2 Milvus accepts only clients that show a certificate, and no cloud's layer 7 balancer shows one to "
    "its "
    "backends. Turning 2 into 1 would silently drop a protection somebody chose.",
    "set common.security.tlsMode to 1 or 0 yourself if clients may do without certificates, then run this again"};

const FindingKind tls_variable = {
    "milvus-tls-variable",
    Area::milvus,
    Severity::error,
    "an environment variable decides tlsMode",
    "Milvus takes its environment before its files, so what is written into user.yaml would have no effect.",
    "set the variable to a plain \"1\", or remove it from the workload (chart value: extraEnv)"};

const FindingKind http_port_variable = {
    "milvus-http-port-variable",
    Area::milvus,
    Severity::error,
    "an environment variable keeps REST on the gRPC port",
    "From 2.4.13 on a proxy that speaks TLS stops when REST and gRPC share a port, and the environment goes before "
    "user.yaml.",
    "set the variable to a port of its own such as 8080, or remove it from the workload"};

const FindingKind config_not_seen = {
    "milvus-config-not-seen",
    Area::milvus,
    Severity::error,
    "the ConfigMap of Milvus is not here",
    "Milvus must be told to speak TLS, and the ConfigMap that holds its settings is not among the objects "
    "(chart value customConfigMap, or a ConfigMap managed elsewhere).",
    "put common.security.tlsMode: 1 and proxy.http.port: 8080 into it where it is managed, or let the chart make it"};

const FindingKind no_user_yaml = {
    "milvus-no-user-yaml",
    Area::milvus,
    Severity::error,
    "there is no file in which Milvus can be told to speak TLS",
    "Settings of one's own stand in user.yaml. Charts up to 3.3.1 mount milvus.yaml as the whole configuration, for a "
    "Milvus that has no tlsMode; manifests written by hand often mount nothing.",
    "set the variables COMMON_SECURITY_TLSMODE=1 and PROXY_HTTP_PORT=8080 on the workload, which count before any "
    "file; "
    "of an old chart upgrade to 4.2.0 or later first"};

const FindingKind settings_in_secret = {"milvus-settings-in-secret",
                                        Area::milvus,
                                        Severity::error,
                                        "the settings of Milvus are in a Secret, which is neither read nor changed",
                                        "Milvus must be told to speak TLS, and what a Secret holds stays unseen.",
                                        "set the variables COMMON_SECURITY_TLSMODE=1 and PROXY_HTTP_PORT=8080 on the "
                                        "workload, which count before any file"};

const FindingKind environment_unknown = {
    "milvus-environment-unknown",
    Area::milvus,
    Severity::warning,
    "variables come from an object that is not read",
    "Milvus takes its environment before its files, so a COMMON_SECURITY_TLSMODE or PROXY_HTTP_PORT in there decides.",
    "see that it sets neither, or the same; kubectl exec POD -- env shows what a pod has"};

const FindingKind settings_apart = {
    "milvus-settings-apart",
    Area::milvus,
    Severity::error,
    "a Service leads to several workloads of Milvus that keep their settings apart",
    "All of them must speak TLS, and only those with the same settings object are changed together.",
    "let all of them mount the same ConfigMap, or give each a Service of its own"};

namespace {
constexpr std::string_view immutable_title = "the settings of Milvus cannot be changed: their object is immutable";
constexpr std::string_view immutable_fix =
    "give the workload another ConfigMap with common.security.tlsMode: 1 and proxy.http.port: 8080, or "
    "recreate this one without immutable: true";
constexpr std::string_view paused_title = "the rollout of Milvus is paused";
constexpr std::string_view paused_fix =
    "kubectl rollout resume deployment/NAME, or take spec.paused out of the workload";
}  // namespace

const FindingKind immutable_config = {"milvus-config-immutable",
                                      Area::milvus,
                                      Severity::error,
                                      immutable_title,
                                      "The API server refuses every change of it.",
                                      immutable_fix};

const FindingKind immutable_config_in_stream = {"milvus-config-immutable-here",
                                                Area::milvus,
                                                Severity::warning,
                                                immutable_title,
                                                "An upgrade of a release that has it already is refused.",
                                                immutable_fix};

const FindingKind not_restarted = {
    "milvus-not-restarted",
    Area::milvus,
    Severity::error,
    "nothing restarts Milvus when its settings change",
    "Milvus reads its settings when it starts, and the pods of such a workload stay as they are when its template "
    "changes; the balancer would speak TLS to a Milvus that does not.",
    "run Milvus in a Deployment or StatefulSet with rolling updates"};

const FindingKind paused = {"milvus-paused",
                            Area::milvus,
                            Severity::error,
                            paused_title,
                            "Milvus reads tlsMode at its start, and a paused workload starts no new pods.",
                            paused_fix};

const FindingKind paused_in_stream = {"milvus-paused-here",
                                      Area::milvus,
                                      Severity::warning,
                                      paused_title,
                                      "Milvus reads tlsMode at its start, and a paused workload starts no new pods.",
                                      paused_fix};

const FindingKind operator_owned = {
    "milvus-operator",
    Area::ownership,
    Severity::error,
    "the Milvus operator owns this release",
    "The operator makes the Service and the configuration from its Milvus object and puts back what others change.",
    "set serviceType, serviceAnnotations, ingress and spec.config in the Milvus object itself"};

const FindingKind public_key = {
    "milvus-public-key",
    Area::certificate,
    Severity::warning,
    "Milvus will use the certificate of its image",
    "Its private key is public (milvus-io/milvus, configs/cert). The balancer does not verify it, so traffic flows, "
    "but "
    "whoever can listen between balancer and pod can read it.",
    "mount a certificate of your own and set tls.serverPemPath and tls.serverKeyPath in user.yaml"};

const FindingKind plaintext_client = {
    "milvus-plaintext-client",
    Area::milvus,
    Severity::warning,
    "a client in the cluster speaks plaintext",
    "Milvus has one listener: once it speaks TLS, clients that do not will fail.",
    "give it the new address and TLS (Attu: MILVUS_URL=https://HOST:443), or stop it"};

const FindingKind restart_is_outage = {
    "milvus-restart",
    Area::milvus,
    Severity::warning,
    "loading the settings stops Milvus for a moment",
    "tlsMode is read at start only, and this workload replaces its single pod (strategy Recreate).",
    "choose the time; nothing to do otherwise"};

const FindingKind rest_moves = {
    "milvus-rest-moves",
    Area::milvus,
    Severity::note,
    "REST gets a port of its own",
    "gRPC and REST cannot share a port under TLS. REST clients of the Service's port fail from then on.",
    "reach REST at the pod's new port (HTTPS), or add a Service port for it"};

const FindingKind shared_port = {"milvus-shared-port",
                                 Area::milvus,
                                 Severity::error,
                                 "Milvus does not start: it speaks TLS while REST shares its gRPC port",
                                 "From 2.4.13 on the proxy stops at its start: proxy server(http) and external grpc "
                                 "server share the same port.",
                                 "set proxy.http.port to 8080, as kubectl milvus-l7 enable does"};

const FindingKind rest_gone = {"milvus-rest-gone",
                               Area::milvus,
                               Severity::warning,
                               "REST is gone: Milvus speaks TLS while REST shares its gRPC port",
                               "Before 2.4.13 the proxy starts all the same and answers gRPC only; 2.4.13 will not.",
                               "set proxy.http.port to 8080, as kubectl milvus-l7 enable does"};

const FindingKind plaintext_probe = {
    "milvus-plaintext-probe",
    Area::milvus,
    Severity::error,
    "a probe speaks plaintext to the port that will speak TLS",
    "Once Milvus speaks TLS the probe fails, and Kubernetes restarts the pods for ever or takes them out of the "
    "Service.",
    "probe /healthz on port 9091 by HTTP, as the chart does, or connect only: tcpSocket"};

const FindingKind plaintext_entry = {
    "milvus-plaintext-entry",
    Area::access,
    Severity::warning,
    "another way in stops when Milvus speaks TLS",
    "What stands there speaks plaintext to Milvus, as far as can be seen, and answers 502 or 503 from then on.",
    "remove it, or have it speak TLS: nginx.ingress.kubernetes.io/backend-protocol: GRPCS, a DestinationRule with tls, "
    "a "
    "BackendTLSPolicy, or what its controller has for that"};

const FindingKind shared_settings = {
    "milvus-settings-shared",
    Area::milvus,
    Severity::warning,
    "another Milvus reads the same settings",
    "It speaks TLS, too, from its next restart on, and its clients do not expect that.",
    "give it settings of its own, or enable it as well"};

const FindingKind other_entry = {
    "milvus-other-entry",
    Area::access,
    Severity::warning,
    "there is another way in",
    "It goes around the balancer, its TLS, WAF and access rules, and changes nothing here closes it.",
    "remove it, or keep it knowingly"};

const FindingKind metrics_exposed = {
    "milvus-metrics-exposed",
    Area::access,
    Severity::warning,
    "the metrics port can be reached from outside",
    "Port 9091 serves pprof, /expr, the log level and a stop trigger without authentication.",
    "take it out of whatever exposes it; scrape it inside the cluster"};

std::span<const FindingKind* const> finding_kinds() {
  static constexpr std::array all = {&immutable_config,   &immutable_config_in_stream,
                                     &not_restarted,      &paused,
                                     &paused_in_stream,   &mutual_tls,
                                     &tls_variable,       &http_port_variable,
                                     &config_not_seen,    &no_user_yaml,
                                     &settings_in_secret, &environment_unknown,
                                     &settings_apart,     &operator_owned,
                                     &public_key,         &plaintext_client,
                                     &restart_is_outage,  &rest_moves,
                                     &shared_port,        &rest_gone,
                                     &plaintext_probe,    &plaintext_entry,
                                     &shared_settings,    &other_entry,
                                     &metrics_exposed};
  return all;
}

}  // namespace l7::milvus
