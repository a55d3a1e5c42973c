#!/usr/bin/env python3
"""`kubectl milvus-l7` with the real AWS Load Balancer Controller: what that builds in the cloud (moto stands in for it),
what the product says meanwhile, and that disable leaves the cloud empty.

Prints a row for each scenario: listener, target group, health check, idle timeout, scheme, certificate, seconds. Names of
scenarios as arguments: these alone. Nothing fetches the controller: MILVUS_L7_ALB_CONTROLLER and MILVUS_L7_ALB_SOURCE name
its program and its source (see tests/cluster/alb.py). Exit code 77: they do not."""
import os
import pathlib
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/cluster"))

import cases  # noqa: E402
from alb import alb, given, tools  # noqa: E402
from alb_failures import ALONE, FAILURES  # noqa: E402
from alb_place import ATTRIBUTES, COLUMNS, AlbPlace, postrendered  # noqa: E402
from place import SERVER, need, until  # noqa: E402
from releases import HOST, guide_aws  # noqa: E402

OTHER = "other.example.com"


def enabled(*flags, release=None, **wanted):
    """A scenario: enable with these flags builds this. Texts that begin with @ name what the account has."""
    def scenario(there):
        def named(value):
            return getattr(there.amazon, value[1:]) if isinstance(value, str) and value.startswith("@") else value
        before = there.install(**(release or {}))
        there.enable(*map(named, flags)).needs(0)
        there.built(**{k: named(v) for k, v in wanted.items()})
        there.sound()
        there.removed(before)
    return scenario


def subnets(there):
    before = there.install()
    there.enable("--subnets", ",".join(there.amazon.public), "--internal=false").needs(0)
    there.built(scheme="internet-facing", subnets=sorted(there.amazon.public))
    there.removed(before)


def security_groups(there):
    before = there.install()
    there.enable("--security-groups", there.amazon.group).needs(0)
    seen = there.built()
    need(there.amazon.group in seen["security_groups"], f"the groups are {seen['security_groups']}")
    there.sound()
    there.removed(before)


def by_host(there):
    """Looked up in ACM by the host; the controller puts it into the listener."""
    before = there.install()
    there.enable(base=["--host", HOST]).needs(0, "aws-certificate-by-host")
    there.built()
    there.removed(before)


def guide(there):
    """The Ingress of the published guide is adopted, and serves on at its name."""
    there.ingress = SERVER
    guide_aws(there.cluster, arn=there.amazon.certificate)
    there.settled()
    until(there.address, lambda: f"no address: {there.warnings()}")
    before, address = there.state(), there.address()
    there.enable().needs(0)
    there.built(scheme="internet-facing")
    need(there.address() == address, f"the name is {there.address()} and was {address}")
    there.sound()
    there.disable().needs(0)
    there.needs_state(before)
    there.leave()
    there.nothing_left()


def post_renderer(there):
    """What it makes of a chart needs nothing else."""
    there.cluster.apply(postrendered(there.milvus(only_server=True), *there.flags()))
    there.settled()
    until(there.address, lambda: f"no address: {there.warnings()}")
    # Whether the chart's Service gets an internal load balancer is not in the chart.
    there.built(scheme="internet-facing")
    there.sound()
    there.leave()
    there.nothing_left()


def group(there):
    """Two releases behind one load balancer; the second one to leave takes it along."""
    name, second = there.name + "-group", AlbPlace(there.kubeconfig, there.amazon)
    before = [place.install() for place in (there, second)]
    there.enable("--group", name).needs(0)
    there.built()
    second.enable("--group", name, base=second.flags(OTHER)).needs(0)
    second.built(hosts=sorted([HOST, OTHER]))
    there.built(hosts=sorted([HOST, OTHER]))
    need(there.address() == second.address(), "there are two load balancers")
    for place in (there, second):
        until(lambda: place.status().count("✓") == 5, place.status)
    there.disable().needs(0)
    there.needs_state(before[0])
    second.built(hosts=[OTHER])
    second.disable().needs(0)
    second.needs_state(before[1])
    until(lambda: not there.amazon.made_for(name), lambda: f"left: {there.amazon.made_for(name)}")
    second.leave()


def protected(there):
    """Refused before the old entry is opened; once it is off, disable goes on."""
    before = there.running("--annotate", ATTRIBUTES + "=deletion_protection.enabled=true,idle_timeout.timeout_seconds=600")
    need(there.seen()["attributes"]["deletion_protection.enabled"] == "true", "it is not protected")
    there.disable().needs(1, "deletion_protection.enabled=false")
    need(there.service_type() == "ClusterIP", "the old entry is open")
    there.enable("--annotate", ATTRIBUTES + "=deletion_protection.enabled=false,idle_timeout.timeout_seconds=600").needs(0)
    until(lambda: there.seen()["attributes"]["deletion_protection.enabled"] == "false", "it stays protected")
    there.removed(before)


def unhealthy(there):
    """What the target group makes of the pods is seen on those that have the readiness gate."""
    before = there.running()
    with there.rule("DescribeTargetHealth", health=["unhealthy", "Target.FailedHealthChecks", "Health checks failed"]):
        there.pods_again()
        # Longer where a pod had no address yet when the controller looked: that failure stands for a minute.
        there.needs_failure("0 of 1 targets healthy", "Health checks failed", "tlsMode 1", seconds=120)
    until(lambda: "1 of 1 targets healthy" in there.status(), there.status, 120)
    there.removed(before)


SCENARIOS = {
    "one host": enabled(),
    "open to the internet": enabled("--internal=false", scheme="internet-facing"),
    "internal": enabled("--internal"),
    "no old load balancer": enabled(release={"kind": "ClusterIP"}, scheme="internet-facing"),
    "another timeout": enabled("--request-timeout-sec", "700", idle="700"),
    "another SSL policy": enabled("--ssl-policy", "ELBSecurityPolicy-TLS13-1-3-2021-06",
                                  policy="ELBSecurityPolicy-TLS13-1-3-2021-06"),
    "inbound-cidrs": enabled("--inbound-cidrs", "10.0.0.0/8,192.0.2.0/24", ranges=["10.0.0.0/8", "192.0.2.0/24"]),
    "web ACL": enabled("--waf-acl", "@acl", web_acl="@acl"),
    "two subnets": subnets,
    "security groups": security_groups,
    "certificate by host": by_host,
    "the guide's Ingress": guide,
    "post-renderer": post_renderer,
    "a group of two": group,
    "deletion protection": protected,
    "unhealthy target": unhealthy,
    **FAILURES,
    **ALONE,
}


def run(name, kubeconfig, amazon):
    there = AlbPlace(kubeconfig, amazon)
    began = time.monotonic()
    try:
        SCENARIOS[name](there)
    finally:
        there.leave()
    return " | ".join([*(there.row or [""] * len(COLUMNS)), f"{time.monotonic() - began:.0f} s"])


def nothing_left(amazon):
    """Of what the controller makes, for Ingresses and for Services."""
    def left():
        now = amazon.state()
        return [b["dns"] for b in now["balancers"]] + [g["arn"] for g in now["groups"]] + [
            g["name"] for g in now["security_groups"] if g["name"].startswith("k8s-")]
    until(lambda: not left(), lambda: f"left: {left()}", 120)


def main():
    names, why = given()
    if not names:
        print(why)
        return 77

    def scenarios(kubeconfig):
        with tempfile.TemporaryDirectory() as folder:
            folder = os.environ.get("ALB_LOGS", folder)
            with alb(kubeconfig, *names, tools(), folder) as amazon:
                print("scenario: " + " | ".join([*COLUMNS, "seconds"]), flush=True)
                wanted = sys.argv[1:] or SCENARIOS
                with cases.side_by_side() as case:
                    for name in wanted:
                        if name not in ALONE:
                            case(name, run, name, kubeconfig, amazon)
                # These are about what all namespaces share.
                for name in wanted:
                    if name in ALONE:
                        cases.case(name, run, name, kubeconfig, amazon)
                cases.case("nothing is left in the cloud", nothing_left, amazon)
    return cases.on_api_server(scenarios)


if __name__ == "__main__":
    sys.exit(main())
