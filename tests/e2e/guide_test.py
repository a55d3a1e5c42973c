#!/usr/bin/env python3
"""What following the published guides leaves behind: check names its faults, enable puts it right in place, and
disable gives it back."""
import json
import pathlib
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/cluster"))

from cases import on_api_server, side_by_side  # noqa: E402
from place import SERVER, need, until  # noqa: E402
from plugin import plugin_place  # noqa: E402
from releases import ARN, GUIDES, HOST  # noqa: E402

IMAGES = {"old": "milvusdb/milvus:v2.4.12", "new": "milvusdb/milvus:v2.6.15"}
ALB = "alb.ingress.kubernetes.io/"


def follow_guide(there, guide, image):
    """Returns the Ingress once the balancer has its address."""
    GUIDES[guide](there.cluster, image=image)
    until(there.address, "no address")
    return there.get("Ingress")


def findings(done):
    """{ID: what was seen}"""
    return {f["id"]: f["seen"] for group in json.loads(done.out)["groups"] for f in group["findings"]}


def check(kubeconfig, guide, image, code, wanted):
    cloud = guide.split("-")[0]
    with plugin_place(kubeconfig, cloud) as there:
        follow_guide(there, guide, image)
        if cloud == "gcp":
            # The faults show when the balancer has looked at Milvus.
            until(lambda: there.health() in ("HEALTHY", "UNHEALTHY"), "no health")
        before = there.state()
        done = there.run("check", "--cloud", cloud, "-o", "json").needs(code)
        found = findings(done)
        missing = [name for name in wanted if name not in found]
        need(not missing, f"not found: {missing}; there are {found}")
        said = there.run("check", "--cloud", cloud).needs(code)
        said.prints(*(f"[{name}]" for name in wanted), "fix:")
        need(there.state() == before, "check writes")
        return ", ".join(sorted(found))


def repair(kubeconfig, guide, image):
    cloud = guide.split("-")[0]
    with plugin_place(kubeconfig, cloud) as there:
        ingress = follow_guide(there, guide, image)
        before, address = there.state(), there.address()
        flags = ["--cloud", cloud] + (["--certificate-arn", ARN, "--host", HOST] if cloud == "aws" else [])
        there.drop_failed_pods()
        there.run("enable", "--yes", "--timeout", "30s", *flags).needs(0)
        now = there.get("Ingress")
        need([i["metadata"]["name"] for i in there.api.list("Ingress", there.name)] == [SERVER], "a second Ingress")
        need(now["metadata"]["uid"] == ingress["metadata"]["uid"] and there.address() == address, "another balancer")
        need(now["spec"]["rules"] == ingress["spec"]["rules"], f"other rules: {now['spec']['rules']}")
        need(now["spec"].get("tls") == ingress["spec"].get("tls"), f"another certificate: {now['spec'].get('tls')}")
        notes, old = now["metadata"]["annotations"], ingress["metadata"].get("annotations", {})
        for key in ("networking.gke.io/managed-certificates", ALB + "certificate-arn"):
            need(notes.get(key) == old.get(key), f"{key} is {notes.get(key)}")
        if cloud == "gcp":
            there.needs_health("HEALTHY")
            need(notes["kubernetes.io/ingress.allow-http"] == "false", "plaintext HTTP is served")
        there.run("diff", *flags).needs(0)
        there.run("status", "--cloud", cloud).needs(0)
        there.disable().needs(0)
        there.needs_state(before)
        need(there.get("Ingress")["metadata"]["uid"] == ingress["metadata"]["uid"], "another Ingress")


GCP = ("gcp-timeout", "gcp-no-class", "gcp-allow-http")
AWS = ("aws-idle-timeout", "aws-health-check", "aws-ssl-policy")
CERTIFICATE = ("certificate-version-1", "certificate-no-names", "certificate-long-lived")
# What enable does not have to repair before anything works is a warning.
FAULTS = {("gcp", "old"): (0, (*GCP, *CERTIFICATE, "milvus-rest-gone")),
          ("gcp", "new"): (1, (*GCP, *CERTIFICATE, "milvus-shared-port", "no-endpoints")),
          ("gcp-managed", "old"): (0, (*GCP, "milvus-rest-gone")),
          ("gcp-managed", "new"): (1, (*GCP, "milvus-shared-port", "no-endpoints")),
          ("aws", "old"): (0, AWS), ("aws", "new"): (0, AWS)}


def cases(kubeconfig):
    with side_by_side() as case:
        for guide in GUIDES:
            for age, image in IMAGES.items():
                case(f"{guide}, {age} Milvus: check", check, kubeconfig, guide, image,
                     *FAULTS[guide, age])
                case(f"{guide}, {age} Milvus: enable and disable", repair, kubeconfig, guide, image)


if __name__ == "__main__":
    sys.exit(on_api_server(cases))
