"""For tests: `kubectl milvus-l7` in a place, and whether everything is there again as it was."""
import contextlib
import json
import os
import pathlib
import re
import subprocess
import time

from api import ApiError
from place import Place, controllers, need, until
from releases import ARN, HOST, ROOT

PROGRAM = pathlib.Path(os.environ.get("PLUGIN", ROOT / "build/release/kubectl-milvus_l7"))
FLAGS = {"gcp": ["--cloud", "gcp"], "aws": ["--cloud", "aws", "--certificate-arn", ARN, "--host", HOST]}
KINDS = ("BackendConfig", "ConfigMap", "Deployment", "FrontendConfig", "Ingress", "ManagedCertificate", "Secret",
         "Service", "StatefulSet")
OWNER = "milvus-l7/service"
# What the API server and the controllers say on their own behalf.
SERVERS = ("managedFields", "resourceVersion", "generation", "finalizers")
CONTROLLERS = re.compile(r"ingress\.kubernetes\.io/|cloud\.google\.com/neg-status|ingress\.gcp\.kubernetes\.io/"
                         r"pre-shared-cert|deployment\.kubernetes\.io/revision")
WRITE = re.compile(r"^(POST|PUT|PATCH|DELETE) \S+", re.M)
QUESTION = "/selfsubjectaccessreviews"
SECONDS = 60


class Done:
    """How a run ended."""

    def __init__(self, code, out, err):
        self.code, self.out, self.err = code, out, err

    def needs(self, code, *words):
        need(self.code == code, f"exit {self.code} and not {code}: {self.out[-300:]} {self.err[-700:]}")
        self.says(*words)
        return self

    def says(self, *words):
        for word in words:
            need(word in self.err, f"stderr does not say {word!r}: {self.err[-900:]}")
        return self

    def prints(self, *words):
        for word in words:
            need(word in self.out, f"stdout does not say {word!r}: {self.out[-900:]}")
        return self

    def writes(self):
        """The requests of a run with -v6 that change something, dry runs of the server too."""
        return [found[0] for found in WRITE.finditer(self.err) if QUESTION not in found[0]]


class PluginPlace(Place):
    """A namespace in which the plugin is run."""

    # After which a run hangs: longer than the --timeout that it is given.
    seconds = 3 * SECONDS

    def __init__(self, kubeconfig, cloud, name=None):
        super().__init__(kubeconfig, name)
        self.kubeconfig, self.cloud = str(kubeconfig), cloud

    def command(self, verb, *args, user="admin"):
        if verb == "enable" and not any(arg.startswith("--verify") for arg in args):
            # Nobody listens at the addresses that the stand-ins for the controllers give.
            args += ("--verify=false",)
        return [PROGRAM, *verb.split(), "--kubeconfig", self.kubeconfig, "--context", user, "-n", self.name, *args]

    @staticmethod
    def environment():
        return {k: v for k, v in os.environ.items() if not k.startswith("MILVUS_L7_") and k != "KUBECONFIG"}

    def run(self, verb, *args, user="admin"):
        done = subprocess.run(self.command(verb, *args, user=user), capture_output=True, text=True,
                              timeout=self.seconds, stdin=subprocess.DEVNULL, env=self.environment())
        return Done(done.returncode, done.stdout, done.stderr)

    def begin(self, verb, *args):
        """The same without waiting for its end."""
        return subprocess.Popen(self.command(verb, *args), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                                stdin=subprocess.DEVNULL, env=self.environment())

    def enable(self, *args, timeout="60s"):
        return self.run("enable", "--yes", "--timeout", timeout, *FLAGS[self.cloud], *args)

    def disable(self, *args, timeout="60s"):
        """Once the controllers have come to rest: an update of the Service that loses against theirs leaves its node
        ports allocated in kube-apiserver 1.35 until that repairs itself, minutes later, and it gets others."""
        self.rests()
        return self.run("disable", "--yes", "--timeout", timeout, *args)

    def rests(self, seconds=0.3):
        """Waits until nobody has written the Service for so long."""
        def version():
            service = self.get("Service")
            return service and service["metadata"]["resourceVersion"]

        def same():
            before = version()
            time.sleep(seconds)
            return version() == before
        until(same, "the Service keeps changing")

    # What is there

    def objects(self):
        found = []
        for kind in KINDS:
            try:
                found += self.api.list(kind, self.name)
            except ApiError as e:
                # A kind that this cluster does not serve.
                if e.status != 404:
                    raise
        return found

    def state(self):
        """{kind/name: JSON} of what somebody decided, who is neither the API server nor a controller."""
        return {f"{o['kind']}/{o['metadata']['name']}": decided(o) for o in self.objects()}

    def versions(self):
        return {f"{o['kind']}/{o['metadata']['name']}": o["metadata"]["resourceVersion"] for o in self.objects()}

    def needs_state(self, before):
        now = self.state()
        differences = sorted(before.keys() ^ now.keys())
        differences += [f"{name}: {parts(before[name], now[name])}" for name in before
                        if name in now and now[name] != before[name]]
        need(not differences, "not as it was: " + "; ".join(differences))
        ours = [f"{o['kind']}/{o['metadata']['name']}" for o in self.objects()
                if OWNER in (o["metadata"].get("labels") or {})]
        need(not ours, f"left behind: {ours}")

    def drop_failed_pods(self):
        """As if they had been tried again, which the played kubelet does not."""
        for pod in self.pods():
            if not all(c["ready"] for c in pod["status"].get("containerStatuses", [])):
                self.api.delete("Pod", self.name, pod["metadata"]["name"])

    def service_type(self):
        return self.get("Service")["spec"]["type"]

    def address(self):
        """Of the balancer, when there is one."""
        for ingress in self.api.list("Ingress", self.name):
            for entry in ingress["status"]["loadBalancer"].get("ingress", []):
                return entry.get("ip") or entry["hostname"]
        return None

    def settled(self, count=1):
        """Waits until the release runs, and returns the state then."""
        self.needs_pods(count)
        if self.service_type() == "LoadBalancer":
            until(lambda: self.get("Service")["status"]["loadBalancer"].get("ingress"), "a layer 4 address")
        return self.state()


def decided(obj):
    obj = {k: v for k, v in obj.items() if k != "status"}
    metadata = {k: v for k, v in obj["metadata"].items() if k not in SERVERS}
    notes = {k: v for k, v in metadata.pop("annotations", {}).items() if not CONTROLLERS.match(k)}
    obj["metadata"] = {**metadata, **({"annotations": notes} if notes else {})}
    return json.dumps(obj, sort_keys=True)


def parts(old, new):
    """Where two texts part."""
    start = max(0, len(os.path.commonprefix([old, new])) - 40)
    return f"{old[start:start + 160]} | {new[start:start + 160]}"


@contextlib.contextmanager
def plugin_place(kubeconfig, cloud="gcp", scenario="success", *flags):
    there = PluginPlace(kubeconfig, cloud)
    with controllers(kubeconfig, cloud, scenario, *flags, namespace=there.name):
        yield there


@contextlib.contextmanager
def released(kubeconfig, cloud="gcp", scenario="success", **options):
    """A place with a release that runs: (place, its state)."""
    with plugin_place(kubeconfig, cloud, scenario) as there:
        there.cluster.apply(there.milvus(only_server=True, **options))
        yield there, there.settled()
