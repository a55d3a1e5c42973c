"""For glbc_test.py: a namespace with a Milvus, what the real controller of GKE has built for it, and what it says."""
import base64
import contextlib
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time

import yaml

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/cluster"))

from api import LOADER  # noqa: E402
from place import SERVER, Failure, need, until  # noqa: E402
from plugin import PluginPlace  # noqa: E402
from releases import HOST  # noqa: E402

POSTRENDER = os.environ.get("POSTRENDER", ROOT / "build/release/milvus-l7-postrender")
L7 = SERVER + "-l7"
COLUMNS = ("protocol", "check", "timeout", "certificate", "address")
PRE_SHARED = "ingress.gcp.kubernetes.io/pre-shared-cert"


class GlbcPlace(PluginPlace):
    seconds = 300
    ingress = L7

    def __init__(self, kubeconfig, google, name=None):
        super().__init__(kubeconfig, "gcp", name)
        self.google, self.row = google, None
        self.owed = []

    def install(self, **options):
        """Returns the state."""
        self.cluster.apply(self.milvus(only_server=True, **options))
        return self.settled()

    def running(self):
        """A load balancer that runs; returns the state from before it."""
        before = self.install()
        self.enable("--host", HOST).needs(0)
        self.built()
        return before

    def enable(self, *args, timeout="150s"):
        return self.run("enable", "--yes", "--timeout", timeout, "--cloud", "gcp", *args)

    def begin_enable(self, *args, timeout="150s"):
        return self.begin("enable", "--yes", "--timeout", timeout, "--cloud", "gcp", *args)

    def status(self):
        return self.run("status", "--cloud", "gcp").needs(0).out

    def check(self):
        return self.run("check", "--cloud", "gcp")

    def sound(self):
        """The product says that all is well, at once."""
        said = self.status()
        need(is_ready(said) and self.address() in said, f"status says: {said[-900:]}")
        # check's dry run loses against a write of the controller's in between.
        self.controller_rests(2)
        self.check().needs(0)

    def needs_ready(self, seconds=30):
        """Soon: the controller's word has to reach the API server first."""
        until(lambda: is_ready(self.status()), lambda: f"status says: {self.status()[-900:]}", seconds)

    def owes_ready(self):
        """The failure is over, and the product says so."""
        try:
            self.needs_ready()
        except Failure as e:
            self.owed.append(f"a failure that is over stays: {e}")

    def needs_failure(self, *words):
        until(lambda: "✗" in (said := self.status()) and all(word in said for word in words),
              lambda: f"status does not say {words}: {self.status()[-900:]}", 40)

    def owes(self, right, message):
        """What fails the scenario at its end: the rest of it is of interest all the same."""
        if not right:
            self.owed.append(message)

    def reserve(self, collection, name, scope="global", **body):
        """Makes it in the cloud, by a name of this place."""
        return self.google.make(collection, f"{self.name}-{name}", scope, **body)

    # What the controller did

    def ours(self):
        """The controller puts the namespace into every name."""
        return self.google.resources(f"-{self.name}-")

    def built(self, certificate="of the Secret", ports=("443",), timeout=3600, **wanted):
        """Waits until the load balancer at the Ingress's address is like this; that is the scenario's row then."""
        wanted = {"protocol": "HTTP2", "check": "HTTP /healthz 9091", "timeout": timeout, "ports": list(ports),
                  **wanted}

        def right():
            there = self.seen()
            return there and there["certificate"] == certificate and all(there[k] == v for k, v in wanted.items())
        until(right, lambda: f"the controller built {self.seen()} and not {wanted}, {certificate}; it says "
              f"{self.warnings()}", 90)
        there = self.seen()
        self.row = [there["protocol"], there["check"], f"{there['timeout']} s", there["certificate"], there["address"]]
        return there

    def seen(self):
        address = self.address()
        there = address and self.google.load_balancer(address)
        if there:
            kept = {"of the Secret" if name.startswith("k8s2-cr-") else name for name in there["certificates"]}
            there.update(address=address, certificate=" and ".join(sorted(kept)) or "none")
        return there

    def warnings(self):
        return sorted(f"{reason}: {message}" for level, reason, message in self.events() if level == "Warning")

    def needs_warning(self, *words):
        until(lambda: any(all(w in text for w in words) for text in self.warnings()),
              lambda: f"no warning with {words}: {self.warnings()}")

    def touch(self):
        """The controller looks at an Ingress that changes."""
        self.annotate("Ingress", {"touched": str(time.time())})

    def annotate(self, kind, notes, name=None):
        self.patch(kind, name or (self.ingress if kind == "Ingress" else SERVER), metadata={"annotations": notes})

    def issue(self, name, status="Active", domain="Active"):
        """Plays Google's certificate controller, which is another program (GoogleCloudPlatform/gke-managed-certs)."""
        certificate = until(lambda: self.get("ManagedCertificate", name), "a ManagedCertificate")
        google = f"mcrt-{certificate['metadata']['uid']}"
        if not self.google.resources(google):
            self.google.make("sslCertificates", google, type="MANAGED")
        until(lambda: self.get("Ingress", self.ingress), "an Ingress")
        self.annotate("Ingress", {PRE_SHARED: google})
        self.patch("ManagedCertificate", name, status={
            "certificateName": google, "certificateStatus": status,
            "domainStatus": [{"domain": d, "status": domain} for d in certificate["spec"]["domains"]]})
        return google

    def controller_rests(self, seconds=6):
        """Waits until it has neither written nor said anything for so long."""
        def versions():
            return [sorted(o["metadata"]["resourceVersion"] for o in self.api.list(kind, self.name))
                    for kind in ("Ingress", "Service", "Event")]

        def same():
            before = versions()
            time.sleep(seconds)
            return versions() == before
        until(same, "the controller keeps writing")

    # The end

    def removed(self, before):
        """Disables, and waits until nothing is left in the cloud."""
        self.disable(timeout="120s").needs(0)
        self.needs_state(before)
        self.nothing_left()

    def nothing_left(self):
        until(lambda: not self.ours(), lambda: f"left in the cloud: {sorted(self.ours())}", 120)


def is_ready(status):
    """All five parts of the way."""
    return status.count("✓") == 5 and "✗" not in status and "…" not in status


def ended(process):
    """Waits for what begin() began: (exit code, stdout, stderr)."""
    out, err = process.communicate(timeout=300)
    return process.returncode, out, err


@contextlib.contextmanager
def ending(process):
    """Ends it at the latest with the context."""
    try:
        yield process
    finally:
        if process.poll() is None:
            process.kill()
            process.communicate()


def postrendered(objects, *flags):
    """The objects that the post-renderer makes of these."""
    stream = "---\n".join(json.dumps(o) + "\n" for o in objects)
    done = subprocess.run([POSTRENDER, "--cloud", "gcp", *flags], input=stream, capture_output=True, text=True,
                          timeout=60)
    need(done.returncode == 0, done.stderr)
    return [obj for obj in yaml.load_all(done.stdout, LOADER) if obj]


def pair(host=HOST):
    """(certificate, key) in PEM, for this name."""
    with tempfile.TemporaryDirectory() as folder:
        names = [os.path.join(folder, name) for name in ("tls.crt", "tls.key")]
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
                        "-out", names[0], "-keyout", names[1], "-days", "300", "-subj", f"/CN={host}", "-addext",
                        f"subjectAltName=DNS:{host}"], check=True, capture_output=True)
        return tuple(pathlib.Path(name).read_text() for name in names)


def secret(name, certificate, key):
    return {"kind": "Secret", "type": "kubernetes.io/tls", "metadata": {"name": name}, "data": {
        file: base64.b64encode(text.encode()).decode() for file, text in (("tls.crt", certificate), ("tls.key", key))}}
