"""For tests: a namespace of one's own with controllers of a scenario, and questions about what is there."""
import contextlib
import itertools
import json
import pathlib
import subprocess
import sys
import time

from api import Api
from releases import Cluster, milvus_release

CLUSTER = pathlib.Path(__file__).resolve().parent
SERVER = "my-release-milvus"
# Ends what hangs: a busy machine may take its time.
SECONDS = 60


class Failure(Exception):
    pass


def need(condition, message):
    if not condition:
        raise Failure(message)


def until(question, what, seconds=SECONDS):
    """The first answer that is true."""
    end = time.monotonic() + seconds
    while not (answer := question()):
        need(time.monotonic() < end, f"not within {seconds} s: {what() if callable(what) else what}")
        time.sleep(0.02)
    return answer


class Place:
    """A namespace with controllers of a scenario."""

    numbers = itertools.count(1)

    def __init__(self, kubeconfig, name=None):
        number = next(Place.numbers)
        self.name = name or f"place-{number}"
        # Numbers of its own: one that the API server gives would be free, for another place to take, while a Service is
        # ClusterIP. It gives none of the first 128 before all others are taken. The fault matrix has the first 20.
        self.node_ports = (10020 + 2 * number, 10021 + 2 * number)
        self.api = Api(kubeconfig)
        self.api.create({"kind": "Namespace", "metadata": {"name": self.name, "labels": {
            "elbv2.k8s.aws/pod-readiness-gate-inject": "enabled"}}})
        self.cluster = Cluster(kubeconfig, self.name)

    def create(self, *objects):
        for obj in objects:
            obj["metadata"]["namespace"] = self.name
            self.api.create(obj)

    def milvus(self, kind="LoadBalancer", **options):
        """The objects of a release here."""
        ports = () if kind == "ClusterIP" else self.node_ports
        return milvus_release(self.name, kind=kind, node_ports=ports, **options)

    def release(self, **options):
        self.create(*self.milvus(**options))

    def get(self, kind, name=SERVER):
        return self.api.get(kind, self.name, name)

    def patch(self, kind, name=SERVER, **changes):
        return self.api.patch(kind, self.name, name, changes)

    def annotate(self, kind, notes):
        self.patch(kind, metadata={"annotations": notes})

    def notes(self, kind, name=SERVER):
        return self.get(kind, name)["metadata"].get("annotations") or {}

    def events(self):
        return {(e["type"], e["reason"], e["message"]) for e in self.api.list("Event", self.name)}

    def pods(self):
        """Milvus' own, the ones that clients reach."""
        return [p for p in self.api.list("Pod", self.name) if p["metadata"]["labels"].get("component") in
                ("proxy", "standalone")]

    def restart(self):
        """What `kubectl rollout restart` does; returns when it is complete."""
        self.patch("Deployment", SERVER + "-proxy", spec={"template": {"metadata": {"annotations": {
            "restarted": str(time.time())}}}})
        self.cluster.kubectl("rollout", "status", f"deployment/{SERVER}-proxy", f"--timeout={SECONDS}s")

    # What tells how it stands

    def address(self):
        found = self.get("Ingress").get("status", {}).get("loadBalancer", {}).get("ingress") or [{}]
        return found[0].get("ip") or found[0].get("hostname")

    def health(self):
        """Of the group that the Service's neg-status names."""
        group = json.loads(self.notes("Service").get("cloud.google.com/neg-status", "{}")).get(
            "network_endpoint_groups", {}).get("19530")
        return json.loads(self.notes("Ingress").get("ingress.kubernetes.io/backends", "{}")).get(group)

    def needs_health(self, wanted):
        until(lambda: self.health() == wanted, lambda: f"the backend is {self.health()} and not {wanted}")

    def needs_event(self, level, reason, word):
        until(lambda: any(e[:2] == (level, reason) and word in e[2] for e in self.events()),
              lambda: f"no {level} {reason} with {word}: {sorted(self.events())}")

    def needs_pods(self, count):
        def running():
            pods = self.pods()
            return len(pods) == count and all(
                c["status"] == "True" for p in pods for c in p.get("status", {}).get("conditions", [{"status": ""}]))
        until(running, f"{count} ready pods")

    def keeps(self, question, what, seconds=0.5):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            need(question(), what)
            time.sleep(0.05)

    def target(self):
        """(status, reason) of the target's condition on the pods."""
        found = {(c["status"], c.get("reason")) for p in self.pods() for c in p.get("status", {}).get("conditions", [])
                 if c["type"].startswith("target-health.elbv2.k8s.aws/")}
        return found.pop() if len(found) == 1 else None


@contextlib.contextmanager
def controllers(kubeconfig, cloud="gcp", scenario="success", *flags, namespace=None):
    command = [sys.executable, CLUSTER / "controllers.py", kubeconfig, "--cloud", cloud, "--scenario", scenario, *flags]
    if namespace:
        command += ["--namespace", namespace]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        need(process.stdout.readline() == "ready\n", "the controllers do not start")
        yield process
    finally:
        process.stdin.close()
        process.wait(5)
        process.stdout.close()


@contextlib.contextmanager
def place(kubeconfig, cloud="gcp", scenario="success", *flags):
    made = Place(kubeconfig)
    with controllers(kubeconfig, cloud, scenario, *flags, namespace=made.name):
        yield made
