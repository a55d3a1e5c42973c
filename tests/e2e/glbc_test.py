#!/usr/bin/env python3
"""`kubectl milvus-l7` with the real ingress controller of GKE: what that builds in the cloud (compute.py stands in for
it), what the product says meanwhile, and that disable leaves the cloud empty.

Prints a row for each scenario: protocol of the backend, health check, timeout, certificate, address, seconds. Names of
scenarios as arguments: these alone. Exit code 77: glbc cannot be had here."""
import os
import pathlib
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/cluster"))

import cases  # noqa: E402
from compute_store import name_of  # noqa: E402
from glbc import PROGRAM, glbc  # noqa: E402
from glbc_changes import CHANGES  # noqa: E402
from glbc_failures import FAILURES, NAMES  # noqa: E402
from glbc_place import COLUMNS, L7, GlbcPlace, ending, pair, postrendered, secret  # noqa: E402
from place import SERVER, need, until  # noqa: E402
from releases import HOST, guide_gcp  # noqa: E402

OLD_IMAGE = "milvusdb/milvus:v2.4.12"


def enabled(*flags, **wanted):
    """A scenario: enable with these flags builds this."""
    def scenario(there):
        before = there.install()
        there.enable(*flags).needs(0)
        there.built(**wanted)
        there.sound()
        there.removed(before)
    return scenario


def internal(there):
    before = there.install()
    there.enable("--internal").needs(0)
    address = there.built()["address"]
    need(address.startswith("10."), f"the address is {address}")
    need(all("/regions/" in p or "/zones/" in p or "/firewalls/" in p for p in there.ours()),
         f"global: {sorted(there.ours())}")
    there.sound()
    there.removed(before)


def static_ip(there, *flags, scope="global", **body):
    before = there.install()
    reserved = there.reserve("addresses", "ip", scope, **body)
    there.enable(*flags, "--static-ip", reserved["name"]).needs(0)
    seen = there.built()
    need(seen["address"] == reserved["address"], f"{seen['address']} and not {reserved['address']}")
    there.sound()
    there.removed(before)
    need(there.google.resources(reserved["name"]), "the reserved address is gone")


def internal_static_ip(there):
    static_ip(there, "--internal", scope="regions/us-central1", addressType="INTERNAL",
              purpose="SHARED_LOADBALANCER_VIP")


def security_policy(there):
    before = there.install()
    name = there.reserve("securityPolicies", "armor")["name"]
    there.enable("--security-policy", name).needs(0)
    there.built(security_policy=name)
    there.sound()
    there.removed(before)


def ssl_policy(there):
    before = there.install()
    name = there.reserve("sslPolicies", "modern", minTlsVersion="TLS_1_2")["name"]
    there.enable("--ssl-policy", name).needs(0)
    there.built(ssl_policy=name)
    there.sound()
    there.removed(before)


def pre_shared(there):
    before = there.install()
    name = there.reserve("sslCertificates", "shared", type="MANAGED")["name"]
    there.enable("--pre-shared-cert", name).needs(0)
    there.built(certificate=name)
    there.sound()
    there.removed(before)


def managed(there):
    before = there.install()
    with ending(there.begin_enable("--managed-certificate", "--host", HOST)) as process:
        google = there.issue(L7)
        out, err = process.communicate(timeout=there.seconds)
        need(process.returncode == 0, f"{out} {err}")
    there.built(certificate=google, hosts=[HOST])
    there.sound()
    there.removed(before)


def guide(there, certificate="of the Secret", **options):
    """The Ingress of the published guide is adopted, and serves on at its address."""
    there.ingress = SERVER
    guide_gcp(there.cluster, image=OLD_IMAGE, **options)
    there.settled()
    if options:
        certificate = there.issue("my-release-cert")
    before_ports = ("443", "80")
    there.built(certificate, before_ports, timeout=30)
    before, address = there.state(), there.address()
    there.enable().needs(0)
    there.built(certificate, address=address)
    there.sound()
    there.disable(timeout="120s").needs(0)
    there.needs_state(before)
    # There was nothing in the guide's BackendConfig about the time, so that GKE leaves that as it is.
    there.built(certificate, before_ports)
    there.api.delete("Ingress", there.name, SERVER)
    there.nothing_left()


def guide_managed(there):
    guide(there, managed=True)


def post_renderer(there):
    """What it makes of a chart needs nothing else."""
    there.create(secret("cert", *pair()))
    there.cluster.apply(postrendered(there.milvus(only_server=True), "--tls-secret", "cert", "--host", HOST))
    there.settled()
    until(there.address, lambda: f"no address: {there.warnings()}")
    there.built(hosts=[HOST])
    # The controller looks at the backends with its next sync.
    there.touch()
    there.needs_ready()
    there.check().needs(0)
    there.api.delete("Ingress", there.name, L7)
    there.nothing_left()


SCENARIOS = {
    "one host": enabled("--host", HOST, hosts=[HOST]),
    "no host": enabled(hosts=["*"]),
    "two hosts": enabled("--host", HOST, "--host", "b.example.com", hosts=["b.example.com", HOST]),
    "another timeout": enabled("--request-timeout-sec", "600", timeout=600),
    "internal": internal,
    "static IP": static_ip,
    "internal, static IP": internal_static_ip,
    "security policy": security_policy,
    "SSL policy": ssl_policy,
    "named Secret, absent": enabled("--tls-secret", "absent"),
    "managed certificate": managed,
    "pre-shared certificate": pre_shared,
    "the guide's Ingress": guide,
    "the guide's, managed": guide_managed,
    "post-renderer": post_renderer,
    **FAILURES,
    **CHANGES,
}


def run(name, function, kubeconfig, google):
    there = GlbcPlace(kubeconfig, google, NAMES.get(name))
    began = time.monotonic()
    function(there)
    row = " | ".join([*(there.row or [""] * len(COLUMNS)), f"{time.monotonic() - began:.0f} s"])
    need(not there.owed, f"{row}: {'; '.join(there.owed)}")
    return row


def nothing_left(google):
    """Of what the controller names; reserved addresses, policies and Google's certificates are others'."""
    def left():
        return sorted(p for p in google.resources("k8s") if name_of(p).startswith(("k8s1-", "k8s2-")))
    until(lambda: not left(), lambda: f"left: {left()}", 60)


def main():
    program = subprocess.run([PROGRAM], stdout=subprocess.PIPE, text=True)
    if program.returncode == 77:
        return 77
    if program.returncode:
        return 1

    def scenarios(kubeconfig):
        with tempfile.TemporaryDirectory() as folder:
            folder = os.environ.get("GLBC_LOGS", folder)
            with glbc(kubeconfig, program.stdout.strip(), folder) as google:
                print("scenario: " + " | ".join([*COLUMNS, "seconds"]), flush=True)
                with cases.side_by_side() as case:
                    for name in sys.argv[1:] or SCENARIOS:
                        case(name, run, name, SCENARIOS[name], kubeconfig, google)
                cases.case("nothing is left in the cloud", nothing_left, google)
    return cases.on_api_server(scenarios)


if __name__ == "__main__":
    sys.exit(main())
