"""For glbc_test.py: what comes later than enable thinks: changes of a load balancer that runs, health, Google's
certificate, and what the controller does in between."""
import json

from glbc_place import L7, ended, ending
from place import SERVER, need, until
from releases import HOST, guide_gcp, ingress

ARMOR = "gcloud compute security-policies"
ADDRESS = "gcloud compute addresses create"


# -- changes of a load balancer that runs

def policy_later(there):
    """There is none of that name: enable must not call it done, the second time either, when nothing is left to change.
    Once there is one the controller succeeds by itself and says nothing of it: status cannot know before the next
    complaint is overdue, and is certain only when something makes the controller look again, as enable does."""
    before = there.running()
    name = f"{there.name}-armor"
    flags = ("--host", HOST, "--security-policy", name)
    for timeout in ("20s", "5s"):
        there.enable(*flags, timeout=timeout).needs(1, ARMOR)
        there.needs_warning("securityPolicies")
        there.needs_failure(ARMOR)
    there.reserve("securityPolicies", "armor")
    there.built(security_policy=name)
    until(lambda: "not repeated since" in (said := there.status()) and "✗" not in said,
          lambda: f"the failure stays: {there.status()[-900:]}", 180)
    there.enable(*flags, timeout="240s").needs(0, "nothing was changed")
    there.check().needs(0)
    # As enable takes its question back the controller looks once more, and a try has a minute to fail.
    there.needs_ready(120)
    there.removed(before)


def policy_taken_off(there):
    before = there.install()
    name = there.reserve("securityPolicies", "armor")["name"]
    there.enable("--security-policy", name).needs(0)
    there.built(security_policy=name)
    done = there.enable("--security-policy", "", timeout="30s")
    there.owes(done.code == 0, f"exit {done.code}: {done.err[-300:]}")
    if done.code == 0:
        there.built(security_policy="")
    there.removed(before)


def address_later(there):
    before = there.running()
    reserved = there.reserve("addresses", "ip")
    there.enable("--host", HOST, "--static-ip", reserved["name"]).needs(0)
    at_once = there.address()
    until(lambda: there.address() == reserved["address"], lambda: f"the address is {there.address()}")
    there.built(address=reserved["address"])
    there.sound()
    there.removed(before)
    there.owes(at_once == reserved["address"], "enable ends before the load balancer has the address")


def absent_address_later(there):
    before = there.running()
    done = there.enable("--host", HOST, "--static-ip", f"{there.name}-ip", timeout="20s")
    there.needs_warning("doesn't translate to an existing static IP")
    there.needs_failure(ADDRESS)
    there.removed(before)
    there.owes(done.code == 1 and ADDRESS in done.err, f"enable ends with {done.code}")


def internal_later(there):
    """As long as the load balancer is public, enable must not say that it is not."""
    before = there.running()
    done = there.enable("--host", HOST, "--internal", timeout="60s")
    public = not there.address().startswith("10.")
    until(lambda: there.address().startswith("10."), lambda: f"{there.address()}: {there.warnings()}", 90)
    there.built()
    there.enable("--host", HOST, "--internal").needs(0)
    check = there.check()
    there.sound()
    there.removed(before)
    there.owes("the object has been modified" not in check.out, "check takes a conflict of its dry run for an error")
    there.owes(done.code == 1 or not public, "enable ends well while the load balancer is public")


# -- health

def health_late(there):
    """The first health check passes after the controller has looked; it looks again only when something changes."""
    before = there.install()
    with there.google.rule(verb="getHealth", name=f"-{there.name}-", health="UNHEALTHY") as healthy:
        with ending(there.begin_enable(timeout="75s")) as process:
            until(lambda: "UNHEALTHY" in json.dumps((there.get("Ingress", L7) or {}).get("metadata", {})), "no health")
            there.controller_rests()
            healthy()
            code, _, err = ended(process)
    if code:
        there.touch()
    there.built()
    there.needs_ready()
    there.removed(before)
    there.owes(code == 0, f"enable waits for ever: {err[-600:]}")


def unhealthy(there):
    before = there.install()
    with there.google.rule(verb="getHealth", name=f"-{there.name}-", health="UNHEALTHY"):
        there.enable(timeout="20s").needs(1, "health check fails")
        there.needs_failure("health check fails")
        need(there.service_type() == "LoadBalancer", "the old entry is closed")
    there.touch()
    there.enable().needs(0)
    there.built()
    there.removed(before)


# -- managed certificates

def managed_first_minute(there):
    """Google's other controller has not named the certificate yet: that is no failure."""
    before = there.install()
    with ending(there.begin_enable("--managed-certificate", "--host", HOST)) as process:
        there.needs_warning("both HTTP and HTTPS are disabled")
        said = there.status()
        google = there.issue(L7)
        code, _, err = ended(process)
        need(code == 0, err[-900:])
    there.built(certificate=google)
    there.sound()
    there.removed(before)
    there.owes("✗" not in said and "--tls-secret" not in said, f"status calls it a failure: {said[:600]}")


def managed_not_visible(there):
    before = there.install()
    with ending(there.begin_enable("--managed-certificate", "--host", HOST, timeout="40s")) as process:
        google = there.issue(L7, "Provisioning", "FailedNotVisible")
        code, _, err = ended(process)
        need(code == 1 and "FailedNotVisible" in err, f"exit {code}: {err[-900:]}")
    there.needs_failure("its DNS record must lead to the balancer's address")
    there.issue(L7)
    there.enable("--managed-certificate", "--host", HOST).needs(0)
    there.built(certificate=google)
    there.removed(before)


# -- the controller in between

def not_served_yet(there):
    """An Ingress without a class that the controller has taken but cannot serve is one that is there."""
    there.ingress = SERVER
    guide_gcp(there.cluster, image="milvusdb/milvus:v2.4.12")
    there.settled()
    there.built(ports=("443", "80"), timeout=30)
    there.api.delete("Ingress", there.name, SERVER)
    there.nothing_left()
    there.api.delete("Secret", there.name, SERVER + "-tls")
    there.create(ingress_of_guide())
    there.needs_warning(f'secrets "{SERVER}-tls" not found')
    need(not any("/forwardingRules/" in path for path in there.ours()), f"served: {sorted(there.ours())}")
    said = there.status()
    there.api.delete("Ingress", there.name, SERVER)
    there.nothing_left()
    there.owes("no Ingress" not in said and "enable makes it" not in said, f"status sees no Ingress: {said[:600]}")


def ingress_of_guide():
    return ingress("my-release", {}, {"tls": [{"secretName": SERVER + "-tls"}]})


def slow_group(there):
    """The group of endpoints comes after the Ingress: the controller's first try fails, and that is no failure."""
    before = there.install()
    with there.google.rule(verb="insert", collection="networkEndpointGroups", name=f"-{there.name}-", seconds=4):
        there.enable().needs(0)
    there.built()
    there.sound()
    there.removed(before)


def slow_cloud(there):
    before = there.install()
    with there.google.rule(verb="insert", name=f"-{there.name}-", seconds=1):
        there.enable().needs(0)
        there.built()
        there.sound()
        there.removed(before)


def stuck(there):
    """The cloud refuses to delete: disable says why, and what to do."""
    before = there.running()
    there.rests()
    with there.google.rule(verb="delete", collection="forwardingRules", name=f"-{there.name}-", error=[
            403, "forbidden", "Required 'compute.globalForwardingRules.delete' permission for 'x'"]):
        done = there.run("disable", "--yes", "--timeout", "15s").needs(1)
        there.needs_warning("error running load balancer garbage collection routine")
        said = there.status()
    there.touch()
    there.removed(before)
    there.owes("roles/container.serviceAgent" in done.err, f"disable says: {done.err[-500:]}")
    there.owes("roles/container.serviceAgent" in said, f"status says: {said[-500:]}")


CHANGES = {
    "security policy later, absent": policy_later,
    "security policy taken off": policy_taken_off,
    "static IP later": address_later,
    "static IP later, absent": absent_address_later,
    "internal later": internal_later,
    "health late": health_late,
    "unhealthy": unhealthy,
    "managed, first minute": managed_first_minute,
    "managed, not visible": managed_not_visible,
    "Ingress not served yet": not_served_yet,
    "group late": slow_group,
    "slow cloud": slow_cloud,
    "deletion refused": stuck,
}
