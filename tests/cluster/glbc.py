"""For tests: the real ingress controller of GKE on an API server, with compute.py for the cloud, and questions to that.
Everything listens on loopback and ends with the process that started it."""
import contextlib
import json
import pathlib
import socket
import subprocess
import sys
import urllib.error
import urllib.request

from api import Api
from compute_store import NEEDS, PROJECT, REGION, ZONES, collection_of, name_of, path_of, values_at
from place import CLUSTER, need, until
from releases import ROOT

# Past the proxy that the environment may name.
DIRECT = urllib.request.build_opener(urllib.request.ProxyHandler({}))
PROGRAM = ROOT / "scripts/get-glbc.sh"
# Ends glbc when nobody holds the other end of stdin any more, for which it has no flag of its own.
HELD = '"$@" </dev/null & child=$!; read -r _; kill -KILL "$child"; wait "$child"'
# As on a GKE cluster: what it deletes, and how it names what it makes. --neg-gc-period is 2 minutes there.
FLAGS = ("--running-in-cluster=false", "--leader-elect=false", "--enable-finalizer-add", "--enable-finalizer-remove",
         "--enable-v2-frontend-namer", "--gke-cluster-name=bench", "--cluster-uid=abcdef0123456789",
         "--gate-l4-by-lock=false", "--gce-operation-poll-interval=50ms", "--neg-gc-period=2s", "--kube-client-qps=50",
         "--kube-client-burst=100", "--logtostderr", "--v=3")
CONFIG = f"""[global]
project-id = {PROJECT}
local-zone = {ZONES[0]}
network-name = default
subnetwork-name = default
node-tags = gke-node
node-instance-prefix = node
regional = true
"""
# The default backend's Service is there on every cluster. Pods' addresses have to be the node's (see workloads.py).
OBJECTS = (
    {"kind": "Node", "spec": {"providerID": f"gce://{PROJECT}/{ZONES[0]}/node-1", "podCIDR": "10.8.0.0/16",
                              "podCIDRs": ["10.8.0.0/16"]},
     "metadata": {"name": "node-1", "labels": {
         "kubernetes.io/hostname": "node-1", "topology.kubernetes.io/region": REGION,
         "topology.kubernetes.io/zone": ZONES[0], "cloud.google.com/gke-nodepool": "default-pool"}}},
    {"kind": "Service", "metadata": {"name": "default-http-backend", "namespace": "kube-system"}, "spec": {
        "type": "NodePort", "selector": {"k8s-app": "glbc"}, "ports": [{"name": "http", "port": 80,
                                                                        "targetPort": 8080}]}},
)
READY = {"status": {"addresses": [{"type": "InternalIP", "address": "10.128.0.2"}], "conditions": [
    {"type": "Ready", "status": "True", "reason": "KubeletReady", "lastHeartbeatTime": "2026-01-01T00:00:00Z",
     "lastTransitionTime": "2026-01-01T00:00:00Z"}]}}


class Cloud:
    """A client of compute.py."""

    def __init__(self, port):
        self.server = f"http://127.0.0.1:{port}"

    def ask(self, method, path, body=None):
        request = urllib.request.Request(self.server + path, None if body is None else json.dumps(body).encode(),
                                         {"Content-Type": "application/json"}, method=method)
        try:
            with DIRECT.open(request, timeout=60) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as e:
            raise RuntimeError(f"{method} {path}: {e.code} {e.read().decode()}") from e

    def make(self, collection, name, scope="global", **body):
        """As gcloud does; returns the resource."""
        folder = f"/compute/v1/projects/{PROJECT}/{scope}/{collection}"
        self.ask("POST", folder, {"name": name, **body})
        return self.ask("GET", f"{folder}/{name}")

    def resources(self, part=""):
        """{path: resource} of those with this in their names."""
        return {p: r for p, r in self.ask("GET", "/bench/resources").items() if part in name_of(p)}

    @contextlib.contextmanager
    def rule(self, **rule):
        """It holds as long as the context does, or until the function that it gives is called."""
        path = "/bench/rules/" + self.ask("POST", "/bench/rules", rule)["id"]
        try:
            yield lambda: self.ask("DELETE", path)
        finally:
            self.ask("DELETE", path)

    def load_balancer(self, address):
        """What answers at this address: its ports and certificates, and how it reaches what is no default backend. None
        when nothing does."""
        there = self.resources()

        def at(*links):
            return there.get(path_of(links[0]), {}) if links and links[0] else {}
        rules = [r for p, r in there.items() if collection_of(p) == "forwardingRules" and r["IPAddress"] == address]
        proxies = [at(r["target"]) for r in rules]
        if not rules:
            return None
        urls = at(proxies[0].get("urlMap"))
        used = {path_of(link) for field in NEEDS["urlMaps"] for link in values_at(urls, field)}
        services = [there[p] for p in used if "kube-system/default-http" not in there[p].get("description", "")]
        service = services[0] if len(services) == 1 else {}
        check = at(*service.get("healthChecks", []))
        http = check.get("httpHealthCheck", {})
        return {"ports": sorted(r["portRange"].split("-")[0] for r in rules), "protocol": service.get("protocol"),
                "check": f"{check.get('type')} {http.get('requestPath')} {http.get('port')}",
                "timeout": service.get("timeoutSec"),
                "hosts": sorted(h for r in urls.get("hostRules", []) for h in r["hosts"]),
                "certificates": [name_of(c) for p in proxies for c in p.get("sslCertificates", [])],
                "ssl_policy": "".join(name_of(p.get("sslPolicy", "")) for p in proxies),
                "security_policy": name_of(service.get("securityPolicy", ""))}


@contextlib.contextmanager
def glbc(kubeconfig, program, folder):
    """Gives the Cloud. The logs are in the folder."""
    api, folder = Api(kubeconfig), pathlib.Path(folder)
    for obj in OBJECTS:
        api.create(obj)
    api.patch("Node", None, "node-1", READY, "status")
    with contextlib.ExitStack() as stack:
        def run(name, command, **options):
            log = stack.enter_context(open(folder / f"{name}.log", "w"))
            process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, text=True,
                                       **options)
            stack.callback(end, process)
            return process
        compute = run("compute", [sys.executable, CLUSTER / "compute.py"])
        port = int(compute.stdout.readline())
        workloads = run("workloads", [sys.executable, CLUSTER / "controllers.py", kubeconfig, "--real-cloud"])
        config = folder / "gce.conf"
        endpoint = f"http://127.0.0.1:{port}/compute/v1/"
        config.write_text(CONFIG + f"api-endpoint = {endpoint}\n")
        page = free_port()
        run("glbc", ["bash", "-c", HELD, "glbc", program, *FLAGS, f"--kubeconfig={kubeconfig}",
                     f"--config-file-path={config}", f"--override-compute-api-endpoint={endpoint}",
                     f"--healthz-port={page}"], env={"PATH": "/usr/bin:/bin", "GCE_METADATA_HOST": f"127.0.0.1:{port}"})
        need(workloads.stdout.readline() == "ready\n", "the played controllers do not start")
        until(lambda: answers(page, "healthz"), lambda: "glbc does not start: " + (folder / "glbc.log").read_text()[-1500:], 180)
        yield Cloud(port)


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def answers(port, page):
    """Whether a controller says on its page that it works."""
    try:
        with DIRECT.open(f"http://127.0.0.1:{port}/{page}", timeout=5) as answer:
            return answer.status == 200
    except OSError:
        return False


def end(process):
    process.stdin.close()
    process.stdout.close()
    process.wait(30)
