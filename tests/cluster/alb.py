"""For tests: the real AWS Load Balancer Controller with its webhooks on an API server, with amazon.py for the cloud, and
questions to that. Everything listens on loopback and ends with the process that started it.

Nothing fetches the controller: MILVUS_L7_ALB_CONTROLLER is its program (v3.5.0), and MILVUS_L7_ALB_SOURCE its source, of
which the CRDs and the webhooks are taken."""
import base64
import contextlib
import json
import os
import pathlib
import subprocess

import yaml
from api import LOADER, Api
from aws import Aws
from glbc import HELD, Cloud as Bench, answers, end, free_port
from place import CLUSTER, need, until
from releases import ROOT

PROGRAM, SOURCE = "MILVUS_L7_ALB_CONTROLLER", "MILVUS_L7_ALB_SOURCE"
CLASS = "alb"
# Of the chart's webhooks these belong to what is off by default.
OFF = ("alb-target-control.", "vglobalaccelerator.", "quicid.")
SERVICES = ("EC2", "Elastic Load Balancing v2", "ACM", "WAFV2", "WAF Regional", "Shield", "STS", "Global Accelerator", "Route 53",
            "Resource Groups Tagging API")
PARAMETERS = {"apiGroup": "elbv2.k8s.aws", "kind": "IngressClassParams", "name": CLASS}
READY = {"status": {"conditions": [{"type": "Ready", "status": "True", "reason": "KubeletReady",
                                    "lastHeartbeatTime": "2026-01-01T00:00:00Z",
                                    "lastTransitionTime": "2026-01-01T00:00:00Z"}]}}


def given():
    """(program, source) as the environment names them, and else why there are none."""
    names = [os.environ.get(variable, "") for variable in (PROGRAM, SOURCE)]
    for variable, name, wanted in ((PROGRAM, names[0], "the controller's program"), (SOURCE, names[1] and
                                   names[1] + "/config/crd/bases", "the controller's source")):
        if not name or not pathlib.Path(name).exists():
            return None, f"{variable} does not name {wanted}, so there is nothing to test with"
    return tuple(pathlib.Path(name).resolve() for name in names), ""


class Amazon(Bench):
    """A client of amazon.py. What the account has are attributes: vpc, public, certificate .."""

    def __init__(self, said):
        super().__init__(said.pop("port"))
        self.__dict__.update(said)

    def state(self):
        return self.ask("GET", "/bench/state")

    def made_for(self, part):
        """What the controller has made for `namespace/name`, or a group."""
        return [one for kind in self.state().values() for one in kind if one["stack"] == part]

    def load_balancer(self, dns):
        """What answers at this name, or None."""
        now = self.state()
        found = next((b for b in now["balancers"] if b["dns"] == dns), None)
        if not found or not found["listeners"]:
            return None
        rules = [r for x in found["listeners"] for r in x["rules"] if r["groups"]]
        groups = {g["arn"]: g for g in now["groups"]}
        ranges = [g["ranges"] for g in now["security_groups"] if g["id"] in found["security_groups"] and g["ranges"]]
        return {**found, "ports": [f"{x['protocol']} {x['port']}" for x in found["listeners"]],
                "policy": found["listeners"][0]["policy"], "certificate": found["listeners"][0]["certificate"],
                "hosts": sorted(h for r in rules for h in r["hosts"]), "ranges": sorted(sum(ranges, [])),
                "idle": found["attributes"].get("idle_timeout.timeout_seconds"),
                "groups": [groups[g] for r in rules for g in r["groups"] if g in groups]}


@contextlib.contextmanager
def alb(kubeconfig, program, source, python, folder):
    """Gives Amazon. The logs are in the folder, and what the controller needs."""
    folder = pathlib.Path(folder)
    with contextlib.ExitStack() as stack:
        def run(name, command, **options):
            log = stack.enter_context(open(folder / f"{name}.log", "w"))
            process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, text=True,
                                       **options)
            stack.callback(end, process)
            return process
        cloud = run("amazon", [python, CLUSTER / "amazon.py"], env={"PATH": os.environ["PATH"], "HOME": str(folder),
                                                                   "AWS_EC2_METADATA_DISABLED": "true"})
        said = cloud.stdout.readline()
        need(said, "the cloud does not start: " + (folder / "amazon.log").read_text()[-1500:])
        amazon = Amazon(json.loads(said))
        api = Api(kubeconfig)
        install(api, kubeconfig, source, amazon)
        # As on GKE, the cloud's own controllers are left out.
        workloads = run("workloads", ["python3", CLUSTER / "controllers.py", kubeconfig, "--real-cloud"])
        need(workloads.stdout.readline() == "ready\n", "the played controllers do not start")
        hook, health = free_port(), free_port()
        pair(folder)
        run("controller", ["bash", "-c", HELD, "alb", program, *flags(kubeconfig, amazon, folder, hook, health)],
            env={"PATH": "/usr/bin:/bin", "AWS_ACCESS_KEY_ID": "controller", "AWS_SECRET_ACCESS_KEY": "none",
                 "AWS_REGION": "us-west-2", "AWS_EC2_METADATA_DISABLED": "true"})
        until(lambda: answers(health, "readyz"), lambda: "the controller does not start: " +
              (folder / "controller.log").read_text()[-1500:], 120)
        kubectl(kubeconfig, "apply", "-f", "-", objects=webhooks(source, hook, (folder / "tls.crt").read_bytes()))
        yield amazon


def flags(kubeconfig, amazon, folder, hook, health):
    return [f"--kubeconfig={kubeconfig}", "--cluster-name=bench", "--aws-region=us-west-2", f"--aws-vpc-id={amazon.vpc}",
            "--enable-leader-election=false", "--metrics-bind-addr=127.0.0.1:0", f"--health-probe-bind-addr=127.0.0.1:{health}",
            f"--webhook-bind-port={hook}", f"--webhook-cert-dir={folder}", "--webhook-cert-file=tls.crt",
            "--webhook-key-file=tls.key", "--aws-max-retries=2",
            "--aws-api-endpoints=" + ",".join(f"{name}={amazon.server}" for name in SERVICES)]


def pair(folder):
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "30",
                    "-subj", "/CN=webhook", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", folder / "tls.key", "-out",
                    folder / "tls.crt"], check=True, capture_output=True)


def kubectl(kubeconfig, *args, objects=None):
    text = None if objects is None else json.dumps({"apiVersion": "v1", "kind": "List", "items": objects})
    subprocess.run([pathlib.Path(kubeconfig).parent / "kubectl", "--kubeconfig", kubeconfig, *args], input=text, check=True,
                   text=True, stdout=subprocess.DEVNULL, timeout=120)


def install(api, kubeconfig, source, amazon):
    """The controller's own CRDs in the place of the tests', and what a cluster of EKS has."""
    own = ("ingressclassparams.elbv2.k8s.aws", "targetgroupbindings.elbv2.k8s.aws")
    kubectl(kubeconfig, "delete", "crd", *own)
    kubectl(kubeconfig, "apply", "--server-side", "-f", source / "config/crd/bases")
    kubectl(kubeconfig, "wait", "--for=condition=Established", "crd", *own, "--timeout=60s")
    for obj in Aws.cluster_objects():
        if obj["kind"] == "Node":
            obj["metadata"]["name"] = "node-1"
            obj["spec"]["providerID"] = f"aws:///us-west-2a/{amazon.node}"
        elif obj["kind"] == "IngressClass":
            obj["spec"]["parameters"] = PARAMETERS
        elif obj["kind"] == "Deployment":
            # Where it does not run: its webhooks are at a URL, and whoever asks sees that it does.
            obj.pop("status")
        api.create(obj)
    api.patch("Node", None, "node-1", {"status": {**READY["status"], "addresses": [
        {"type": "InternalIP", "address": amazon.node_address}]}}, "status")
    kubectl(kubeconfig, "apply", "-f", "-", objects=[{"apiVersion": "elbv2.k8s.aws/v1beta1", "kind": "IngressClassParams",
                                                      "metadata": {"name": CLASS}}])


def webhooks(source, port, certificate):
    """As the chart has them, but at a URL."""
    folder, authority = source / "config/webhook", base64.b64encode(certificate).decode()
    found = [doc for doc in yaml.load_all((folder / "manifests.yaml").read_text(), LOADER) if doc]
    patches = {hook["name"]: hook for file in folder.glob("*patch.yaml")
               for doc in yaml.load_all(file.read_text(), LOADER) if doc for hook in doc["webhooks"]}
    for doc in found:
        doc["metadata"]["name"] = "aws-load-balancer-webhook"
        doc["webhooks"] = [{**hook, **patches.get(hook["name"], {})} for hook in doc["webhooks"]
                           if not hook["name"].startswith(OFF)]
        for hook in doc["webhooks"]:
            path = hook["clientConfig"]["service"]["path"]
            hook["clientConfig"] = {"url": f"https://127.0.0.1:{port}{path}", "caBundle": authority}
    return found


def tools():
    """The Python that has moto."""
    done = subprocess.run([ROOT / "scripts/get-aws-tools.sh"], check=True, stdout=subprocess.PIPE, text=True)
    return pathlib.Path(done.stdout.strip(), "bin/python")
