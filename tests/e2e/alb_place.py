"""For alb_test.py: a namespace with a Milvus, what the real AWS Load Balancer Controller has built for it, and what the
product says."""
import contextlib
import json
import os
import pathlib
import subprocess
import sys

import yaml

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/cluster"))

from alb import CLASS  # noqa: E402
from api import LOADER, ApiError  # noqa: E402
from place import SERVER, need, until  # noqa: E402
from plugin import PluginPlace  # noqa: E402
from releases import HOST  # noqa: E402

POSTRENDER = os.environ.get("POSTRENDER", ROOT / "build/release/milvus-l7-postrender")
L7 = SERVER + "-l7"
ALB = "alb.ingress.kubernetes.io/"
ATTRIBUTES = ALB + "load-balancer-attributes"
POLICY = "ELBSecurityPolicy-TLS13-1-2-2021-06"
CHECK = "HTTP traffic-port /AWS.ALB/healthcheck {'GrpcCode': '12'}"
COLUMNS = ("listener", "target group", "health check", "idle", "scheme", "certificate")


class AlbPlace(PluginPlace):
    seconds = 300
    ingress = L7

    def __init__(self, kubeconfig, amazon, name=None):
        super().__init__(kubeconfig, "aws", name)
        self.amazon, self.row = amazon, None

    def flags(self, *hosts):
        return ["--certificate-arn", self.amazon.certificate, *sum((["--host", h] for h in hosts or (HOST,)), [])]

    def install(self, **options):
        """Returns the state."""
        self.cluster.apply(self.milvus(only_server=True, **options))
        return self.settled()

    def running(self, *flags):
        """A load balancer that runs; returns the state from before it."""
        before = self.install()
        self.enable(*flags).needs(0)
        self.built()
        return before

    def enable(self, *args, timeout="60s", base=None):
        base = self.flags() if base is None else base
        return self.run("enable", "--yes", "--timeout", timeout, "--cloud", "aws", *base, *args)

    def rests(self, seconds=1.5):
        """The real controller takes its time between two writes of a Service."""
        super().rests(seconds)

    def status(self):
        return self.run("status", "--cloud", "aws").needs(0).out

    def check(self, *args, base=None):
        return self.run("check", "--cloud", "aws", *(self.flags() if base is None else base), *args)

    def sound(self):
        """The product says that all is well."""
        def said():
            text = self.status()
            return text.count("✓") == 5 and "✗" not in text and "…" not in text and self.address() in text
        until(said, lambda: f"status says: {self.status()[-900:]}", 30)
        self.check().needs(0)

    def needs_failure(self, *words, seconds=40):
        until(lambda: "✗" in (said := self.status()) and all(word in said for word in words),
              lambda: f"status does not say {words}: {self.status()[-900:]}", seconds)

    def refused(self, *words, flags=(), base=None):
        """Before anything is written; check says the same."""
        versions = self.versions()
        self.enable(*flags, base=base).needs(1, "nothing was changed", *words)
        need(self.versions() == versions, "something was written")
        self.check(*flags, base=base).needs(1).prints(*words)

    def fails(self, *words, flags=(), base=None, timeout="8s"):
        """enable begins, waits for what does not come, and leaves the old entry; it and status say why."""
        done = self.enable(*flags, base=base, timeout=timeout).needs(1, *words)
        self.needs_failure(*words)
        need(self.service_type() == "LoadBalancer", "the old entry is closed")
        return done

    def rule(self, action, name=None, **what):
        """It holds for calls that are about this namespace, as long as the context does."""
        part = f"k8s-{self.name.replace('-', '')[:8]}-" if name is None else name
        return self.amazon.rule(action=action, name=part, **what)

    def pods_again(self):
        """Others in the place of those there are, with what the controller's webhook gives them now."""
        for pod in self.pods():
            self.api.delete("Pod", self.name, pod["metadata"]["name"])

    # What the controller did

    def built(self, **wanted):
        """Waits until the load balancer at the Ingress' address is like this; that is the scenario's row then."""
        wanted = {"ports": ["HTTPS 443"], "policy": POLICY, "idle": "600", "scheme": "internal",
                  "certificate": self.amazon.certificate, "hosts": [HOST], **wanted}
        group = {"protocol": "HTTP", "version": "GRPC", "type": "ip", "check": CHECK,
                 "algorithm": "least_outstanding_requests"}
        pods = [f"{p['status']['podIP']}:19530" for p in self.pods()]

        def right():
            there = self.seen()
            groups = [g for g in there["groups"] if g["targets"] == pods] if there else []
            return there and all(there[k] == v for k, v in wanted.items()) and len(groups) == 1 and all(
                groups[0][k] == v for k, v in group.items())
        until(right, lambda: f"the controller built {self.seen()} and not {wanted}, {pods}; it says {self.warnings()}", 60)
        there = self.seen()
        made = there["groups"][0]
        self.row = [*there["ports"], f"{made['protocol']} {made['version']} {made['type']}", made["check"], there["idle"] + " s",
                    there["scheme"], there["certificate"].partition("/")[2][:8]]
        return there

    def seen(self):
        return self.amazon.load_balancer(self.address())

    def warnings(self):
        return sorted(f"{reason}: {message}" for level, reason, message in self.events() if level == "Warning")

    def ours(self):
        return self.amazon.made_for(f"{self.name}/{self.ingress}")

    # The end

    def removed(self, before):
        """Disables, and waits until nothing of the Ingress is left in the cloud."""
        self.disable().needs(0)
        self.needs_state(before)
        self.nothing_left()

    def nothing_left(self):
        until(lambda: not self.ours(), lambda: f"left in the cloud: {self.ours()}")

    def leave(self):
        """The controller takes the Service's own load balancer away too."""
        for kind, name in (("Ingress", self.ingress), ("Service", SERVER)):
            with contextlib.suppress(ApiError):
                self.api.delete(kind, self.name, name)
        # With parameters of the class it might count as a member of somebody's group.
        until(lambda: not self.get("Ingress", self.ingress), f"the Ingress of {self.name} stays")


@contextlib.contextmanager
def parameters(api, **spec):
    """The class says this of every Ingress as long as the context lasts."""
    def say(value):
        api.request("PATCH", f"/apis/elbv2.k8s.aws/v1beta1/ingressclassparams/{CLASS}",
                    [{"op": "add", "path": "/spec", "value": value}], "application/json-patch+json")
    say(spec)
    try:
        yield
    finally:
        say({})


def postrendered(objects, *flags):
    """The objects that the post-renderer makes of these."""
    stream = "---\n".join(json.dumps(o) + "\n" for o in objects)
    done = subprocess.run([POSTRENDER, "--cloud", "aws", *flags], input=stream, capture_output=True, text=True, timeout=60)
    need(done.returncode == 0, done.stderr)
    return [obj for obj in yaml.load_all(done.stdout, LOADER) if obj]
