"""Plays GKE's Ingress, NEG and ManagedCertificate controllers (kubernetes/ingress-gce, gke-managed-certs)."""
import json

import milvus_pod
from cluster_state import annotations, digest, now, selects
from ingresses import Refusal, backends, service_port
from workloads import ready

FINALIZER = "networking.gke.io/ingress-finalizer-V2"
COMPONENT = "loadbalancer-controller"
CLASS = "kubernetes.io/ingress.class"
NEG_STATUS = "cloud.google.com/neg-status"
MANAGED = "networking.gke.io/managed-certificates"
FRONTEND = ("forwarding-rule", "target-proxy", "https-forwarding-rule", "https-target-proxy", "ssl-cert")
PRE_SHARED = "ingress.gcp.kubernetes.io/pre-shared-cert"
SYNC = "Error syncing to GCP: error running load balancer syncing routine: loadbalancer {name} does not exist: "
QUOTA = SYNC + "googleapi: Error 403: Quota 'BACKEND_SERVICES' exceeded. Limit: 5.0 globally., quotaExceeded"
NO_FRONTEND = SYNC + ("invalid configuration: both HTTP and HTTPS are disabled (kubernetes.io/ingress.allow-http is "
                      "false and there is no valid TLS configuration); your Ingress will not be able to serve any "
                      "traffic")
NO_SECRET = 'Error syncing to GCP: error initializing translator env: secrets "{name}" not found'


def decoded(obj, *keys):
    """The first of these annotations that is there, decoded; {} when it is no JSON object."""
    for key in keys:
        if key in annotations(obj):
            try:
                value = json.loads(annotations(obj)[key])
            except ValueError:
                return {}
            return value if isinstance(value, dict) else {}
    return {}


class Gke:
    @staticmethod
    def cluster_objects():
        return [{"kind": "Node", "spec": {"providerID": "gce://example-project/us-central1-a/gke-node-1"}, "metadata": {
            "name": "gke-node-1", "labels": {"topology.kubernetes.io/region": "us-central1",
                                             "cloud.google.com/gke-nodepool": "default-pool"}}}]

    def __init__(self, state, scenario, address=None):
        self.state, self.scenario, self.fixed_address = state, scenario, address
        self.tries = {}

    def reconcile(self, namespace):
        ingresses = [i for i in self.state.all("Ingress", namespace) if self.is_ours(i)]
        for ingress in ingresses:
            if ingress["metadata"].get("deletionTimestamp"):
                self.clean_up(ingress)
            else:
                self.ingress(ingress)
        alive = [i for i in ingresses if not i["metadata"].get("deletionTimestamp")]
        self.drop_negs(namespace, {name for i in alive for name, _ in backends(i)})
        for certificate in self.state.all("ManagedCertificate", namespace):
            self.managed_certificate(certificate, alive)

    @staticmethod
    def is_ours(ingress):
        """spec.ingressClassName says nothing to GKE but that the Ingress is for somebody else."""
        name = annotations(ingress).get(CLASS, "")
        return name in ("gce", "gce-internal") or (not name and not ingress["spec"].get("ingressClassName"))

    def clean_up(self, ingress):
        if self.scenario != "deletion-stuck" and self.state.due(ingress, "clean-up", self.state.delay or 0.2):
            self.state.drop_finalizer(ingress, FINALIZER)

    def ingress(self, ingress):
        state = self.state
        ingress = state.add_finalizer(ingress, FINALIZER)
        # Each update of the Ingress is announced; a change of anything else is not.
        if state.is_new(ingress, "sync"):
            state.repeat(ingress, "Normal", "Sync", "Scheduled for sync", COMPONENT)
            self.tries.pop(ingress["metadata"]["uid"], None)
        if not state.due(ingress, "translate"):
            return
        try:
            negs = self.translate(ingress)
            frontend = self.frontend(ingress)
            if self.scenario == "sync-error":
                raise Refusal("Sync", QUOTA.format(name=self.name(ingress)))
        except Refusal as refusal:
            self.refuse(ingress, *refusal.args)
            return
        # A recovery is not announced.
        self.tries.pop(ingress["metadata"]["uid"], None)
        if self.scenario == "no-address" or not state.due(ingress, "address"):
            return
        address = self.fixed_address or self.address(ingress)
        # The address first, and in a second patch what the backends are.
        ingress = state.patch(ingress, {"status": {"loadBalancer": {"ingress": [{"ip": address}]}}}, "status")
        state.tell(ingress, "Normal", "IPChanged", f"IP is now {address}", COMPONENT, "address")
        healthy = {n: self.health(ingress, *backend) for n, backend in negs.items()}
        # The balancer's default backend is there, and healthy, whatever becomes of ours.
        healthy[f"k8s1-{self.name(ingress)}-kube-system-default-http-backend-80"] = "HEALTHY"
        prefix = "ingress.kubernetes.io/"
        made = {key: f"k8s2-{short}-{self.name(ingress)}" for key, short in {**frontend, "url-map": "um"}.items()}
        gone = {key: None for key in FRONTEND if key not in made}
        written = {"backends": json.dumps(healthy), **made, **gone}
        state.patch(ingress, {"metadata": {"annotations": {prefix + k: v for k, v in written.items()}}})

    def refuse(self, ingress, reason, message):
        """Complains, and again at growing distances."""
        uid = ingress["metadata"]["uid"]
        tried, last = self.tries.get(uid, (0, None))
        if last != message:
            tried = 0
        elif not self.state.due(ingress, f"try {tried} of {message}", 0.2 * 2 ** tried):
            return
        self.tries[uid] = (tried + 1, message)
        following = f"try {tried + 1} of {message}"
        self.state.again(ingress, following)
        self.state.due(ingress, following, 0.2 * 2 ** (tried + 1))
        self.state.repeat(ingress, "Warning", reason, message, COMPONENT)

    @staticmethod
    def address(ingress):
        number = int(digest(ingress["metadata"]["uid"], 2), 16)
        return f"10.128.1.{number}" if annotations(ingress).get(CLASS) == "gce-internal" else f"203.0.113.{number}"

    @staticmethod
    def name(obj):
        return f"{digest(obj['metadata']['uid'], 8)}-{obj['metadata']['namespace']}-{obj['metadata']['name']}"

    # -- what it refuses

    def translate(self, ingress):
        """{NEG: (Service, port, BackendConfig or None)}"""
        namespace, found = ingress["metadata"]["namespace"], {}
        for name, wanted in backends(ingress):
            where = f"{namespace}/{name}"
            service = self.state.get("Service", namespace, name)
            if not service:
                raise invalid(f'could not find service "{where}"')
            port = service_port(service, wanted)
            if not port or self.scenario == "translate-error":
                raise invalid(f'could not find port "{shown(wanted)}" in service "{where}"')
            negs = decoded(service, "cloud.google.com/neg")
            if not negs.get("ingress") and service["spec"].get("type", "ClusterIP") == "ClusterIP":
                raise invalid(f'service "{where}" is type "ClusterIP", expected "NodePort" or "LoadBalancer" when not '
                              "using NEGs")
            group = self.neg(service, port) if negs.get("ingress") else f"k8s1-{self.name(service)}-{port['nodePort']}"
            found[group] = (service, port, self.backend_config(service, port))
        return found

    def backend_config(self, service, port):
        names = decoded(service, "cloud.google.com/backend-config", "beta.cloud.google.com/backend-config")
        by_port = names.get("ports", {})
        name = by_port.get(port.get("name")) or by_port.get(str(port["port"])) or names.get("default")
        if not name:
            return None
        namespace = service["metadata"]["namespace"]
        there = self.state.get("BackendConfig", namespace, name)
        if not there:
            raise Refusal("Translate", f'Translation failed: invalid ingress spec: error getting BackendConfig for port "{port["port"]}" on '
                          f'service "{namespace}/{service["metadata"]["name"]}", err: no BackendConfig for service '
                          "port exists.")
        return there

    def frontend(self, ingress):
        """What is made for clients: {annotation: short name}."""
        notes, namespace = annotations(ingress), ingress["metadata"]["namespace"]
        secrets = [t["secretName"] for t in ingress["spec"].get("tls") or [] if t.get("secretName")]
        # Of a managed certificate the controller knows only what Google's writes here, a moment later.
        certified = bool(notes.get(PRE_SHARED))
        for name in secrets:
            if not self.state.get("Secret", namespace, name):
                raise Refusal("Sync", NO_SECRET.format(name=name))
            certified = True
        made = {"https-forwarding-rule": "fs", "https-target-proxy": "ts", "ssl-cert": "cr"} if certified else {}
        if notes.get("kubernetes.io/ingress.allow-http", "true").lower() != "false":
            return {**made, "forwarding-rule": "fr", "target-proxy": "tp"}
        if not made:
            raise Refusal("Sync", NO_FRONTEND.format(name=self.name(ingress)))
        return made

    # -- backends

    def neg(self, service, port):
        """The network endpoint group of a Service's port; made when it is not there yet."""
        metadata = service["metadata"]
        group = f"k8s1-{digest(metadata['uid'], 8)}-{metadata['namespace']}-{metadata['name']}-{port['port']}"
        status = {"network_endpoint_groups": {str(port["port"]): group}, "zones": ["us-central1-a"]}
        there = decoded(service, NEG_STATUS).get("network_endpoint_groups", {})
        if there.get(str(port["port"])) != group:
            status["network_endpoint_groups"] = {**there, **status["network_endpoint_groups"]}
            self.state.patch(service, {"metadata": {"annotations": {NEG_STATUS: json.dumps(status)}}})
            for reason, message in (("Create", f'Created NEG "{group}" for {metadata["namespace"]}/{metadata["name"]}'),
                                    ("Attach", f'Attach 1 network endpoint(s) (NEG "{group}" in zone "us-central1-a")')):
                self.state.tell(service, "Normal", reason, message, "neg-controller", reason)
        if not self.state.get("ServiceNetworkEndpointGroup", metadata["namespace"], group):
            self.state.create({"kind": "ServiceNetworkEndpointGroup", "spec": {}, "metadata": {
                "name": group, "namespace": metadata["namespace"], "labels": {
                    "networking.gke.io/managed-by": "neg-controller",
                    "networking.gke.io/service-name": metadata["name"],
                    "networking.gke.io/service-port": str(port["port"])}},
                "status": {"lastSyncTime": now(), "networkEndpointGroups": [{
                    "id": digest(group), "networkEndpointType": "GCE_VM_IP_PORT", "state": "ACTIVE"}]}})
        return group

    def drop_negs(self, namespace, used):
        for service in self.state.all("Service", namespace):
            wanted = decoded(service, "cloud.google.com/neg").get("ingress") and service["metadata"]["name"] in used
            if NEG_STATUS in annotations(service) and not wanted:
                self.state.patch(service, {"metadata": {"annotations": {NEG_STATUS: None}}})
        services = {s["metadata"]["name"] for s in self.state.all("Service", namespace)
                    if NEG_STATUS in annotations(s)}
        for group in self.state.all("ServiceNetworkEndpointGroup", namespace):
            if group["metadata"]["labels"]["networking.gke.io/service-name"] not in services:
                self.state.delete(group)

    def health(self, ingress, service, port, backend_config):
        if not self.state.due(ingress, "health"):
            return "Unknown"
        if self.scenario == "unhealthy":
            return "UNHEALTHY"
        protocols = decoded(service, "service.alpha.kubernetes.io/app-protocols", "cloud.google.com/app-protocols")
        if protocols.get(port.get("name")) != "HTTP2":
            return "UNHEALTHY"
        check = (backend_config or {}).get("spec", {}).get("healthCheck", {})
        pods = [p for p in self.state.all("Pod", service["metadata"]["namespace"])
                if selects(service["spec"].get("selector"), p) and ready(p)]
        return "HEALTHY" if any(answers(p, check) for p in pods) else "UNHEALTHY"

    # -- certificates

    def managed_certificate(self, certificate, ingresses):
        name = certificate["metadata"]["name"]
        users = [i for i in ingresses if name in [n.strip() for n in annotations(i).get(MANAGED, "").split(",")]]
        if not users or not self.state.due(certificate, "issue", 0):
            return
        google = f"mcrt-{certificate['metadata']['uid']}"
        for ingress in users:
            names = [n for n in annotations(ingress).get(PRE_SHARED, "").split(",") if n]
            if google not in names:
                self.state.patch(ingress, {"metadata": {"annotations": {PRE_SHARED: ",".join(names + [google])}}})
        served = any(i.get("status", {}).get("loadBalancer", {}).get("ingress") for i in users)
        whole = domain = "Provisioning"
        if self.scenario == "cert-failed-not-visible" and served:
            domain = "FailedNotVisible"
        elif self.scenario != "cert-provisioning" and served and self.state.due(certificate, "visible"):
            whole = domain = "Active"
        expiry = {"expireTime": "2036-01-01T00:00:00Z"} if whole == "Active" else {}
        self.state.patch(certificate, {"status": {
            "certificateName": google, "certificateStatus": whole, **expiry,
            "domainStatus": [{"domain": d, "status": domain} for d in certificate["spec"].get("domains", [])]}})


def shown(port):
    """A ServiceBackendPort as Go prints it."""
    return f"&ServiceBackendPort{{Name:{port.get('name', '')},Number:{port.get('number', 0)},}}"


def invalid(message):
    return Refusal("Translate", "Translation failed: invalid ingress spec: " + message)


def answers(pod, check):
    """Whether a Milvus pod speaks TLS and answers this health check; a pod that is no Milvus answers any."""
    if milvus_pod.STARTED_WITH not in annotations(pod):
        return True
    started = json.loads(annotations(pod)[milvus_pod.STARTED_WITH])
    return started["tlsMode"] == 1 and check.get("type") == "HTTP" and check.get("requestPath") == "/healthz" and (
        check.get("port") == started["healthPort"])
