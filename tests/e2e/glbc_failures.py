"""For glbc_test.py: what the real controller of GKE refuses or fails at, what the product says of it, and that it says
so no longer when the cause is gone."""
from glbc_place import L7, pair, secret
from place import need
from releases import HOST

QUOTA = [403, "quotaExceeded", "Quota 'BACKEND_SERVICES' exceeded.  Limit: 5.0 globally."]
FORBIDDEN = [403, "forbidden", "Required 'compute.backendServices.create' permission for "
             "'projects/example-project/global/backendServices/x'"]
NO_PROXIES = [400, "invalid", "Invalid value for field 'resource.target': 'x'. An active proxy-only subnetwork is "
              "required in the same region and VPC as the forwarding rule."]
# The words by which a remedy is known.
ARMOR, SSL = "gcloud compute security-policies", "gcloud compute ssl-policies"
ADDRESS = "gcloud compute addresses create"


# -- what enable is asked for and the cloud does not have

def refused_and_made(*flags, warning, remedy, make, **wanted):
    """A scenario: it is not there, enable, status and check say so; then it is, and enable goes on where it was."""
    def scenario(there):
        before = there.install()
        with make(there) as made:
            named = [f.format(there.name) for f in flags]
            done = there.enable(*named, timeout="20s").needs(1, warning)
            there.needs_warning(warning)
            there.needs_failure(warning)
            need(there.service_type() == "LoadBalancer", "the old entry is closed")
            for name, said in (("enable", done.err), ("status", there.status()), ("check", there.check().out)):
                there.owes(remedy in said, f"{name} does not say {remedy!r}")
            made()
            there.enable(*named).needs(0)
            there.built(**{k: v.format(there.name) if isinstance(v, str) else v for k, v in wanted.items()})
            there.sound()
            there.removed(before)
    return scenario


class Later:
    """Makes a resource of the cloud when it is called."""

    def __init__(self, collection, name, **body):
        self.collection, self.name, self.body = collection, name, body

    def __call__(self, there):
        self.there = there
        return self

    def __enter__(self):
        return lambda: self.there.reserve(self.collection, self.name, **self.body)

    def __exit__(self, *_):
        pass


def failing(verb, collection, error):
    """The cloud refuses this of the place's resources until it is called."""
    return lambda there: there.google.rule(verb=verb, collection=collection, name=f"-{there.name}-", error=error)


# -- certificates

def wrong_key(there):
    """It is refused before anything is written."""
    there.install()
    there.create(secret("cert", pair()[0], pair()[1]))
    before, versions = there.state(), there.versions()
    done = there.enable("--tls-secret", "cert", timeout="15s")
    need(done.code != 0, "enable takes it")
    written = there.versions() != versions
    there.patch("Secret", "cert", data=secret("cert", *pair())["data"])
    before["Secret/cert"] = there.state()["Secret/cert"]
    there.enable("--tls-secret", "cert").needs(0)
    there.built()
    there.sound()
    there.removed(before)
    there.owes(not written, "enable writes before the certificate is refused")


def repaired(there, before, check):
    """By enable, which is over when the controller is content again."""
    done = there.enable("--host", HOST, timeout="60s")
    there.built()
    there.touch()
    there.owes_ready()
    there.removed(before)
    there.owes(check.code == 1, "check said nothing of it")
    there.owes(done.code == 0, "enable puts it right, and then waits for ever")


def secret_gone(there):
    """The load balancer keeps its certificate."""
    before = there.running()
    there.api.delete("Secret", there.name, L7 + "-tls")
    there.touch()
    there.needs_warning('secrets "' + L7 + '-tls" not found')
    there.built()
    there.needs_failure("Secret " + L7 + "-tls")
    check = there.check()
    repaired(there, before, check)


def key_replaced(there):
    before = there.running()
    good = there.get("Secret", L7 + "-tls")["data"]
    # Another certificate: by that alone the controller knows that there is something to upload.
    there.patch("Secret", L7 + "-tls", data=secret("x", pair()[0], pair()[1])["data"])
    there.touch()
    there.needs_warning("Cert creation failures")
    there.built()
    there.needs_failure("cert inspect")
    there.check().needs(1)
    there.patch("Secret", L7 + "-tls", data=good)
    there.touch()
    there.built()
    there.owes_ready()
    there.removed(before)


# -- objects that the load balancer needs

def backend_config_gone(there):
    before = there.running()
    there.api.delete("BackendConfig", there.name, L7)
    there.needs_warning("error getting BackendConfig")
    there.needs_failure("kubectl milvus-l7 enable makes it")
    check = there.check()
    repaired(there, before, check)


def port_gone(there):
    before = there.running()
    rules = there.get("Ingress", L7)["spec"]["rules"]
    rules[0]["http"]["paths"][0]["backend"]["service"]["port"] = {"number": 12345}
    there.patch("Ingress", L7, spec={"rules": rules})
    there.needs_warning("could not find port")
    there.needs_failure("kubectl milvus-l7 enable sets it")
    check = there.check()
    repaired(there, before, check)


armor = Later("securityPolicies", "armor")
FAILURES = {
    "no such security policy": refused_and_made(
        "--security-policy", "{}-armor", warning="securityPolicies", remedy=ARMOR, make=armor,
        security_policy="{}-armor"),
    "no such SSL policy": refused_and_made(
        "--ssl-policy", "{}-modern", warning="sslPolicies", remedy=SSL, make=Later("sslPolicies", "modern"),
        ssl_policy="{}-modern"),
    "no such static IP": refused_and_made(
        "--static-ip", "{}-ip", warning="doesn't translate to an existing static IP", remedy=ADDRESS,
        make=Later("addresses", "ip")),
    "no such pre-shared certificate": refused_and_made(
        "--pre-shared-cert", "{}-shared", warning="sslCertificates", remedy="gcloud compute ssl-certificates list",
        make=Later("sslCertificates", "shared", type="MANAGED"), certificate="{}-shared"),
    "no subnetwork for proxies": refused_and_made(
        "--internal", warning="proxy-only", remedy="--purpose=REGIONAL_MANAGED_PROXY",
        make=failing("insert", "forwardingRules", NO_PROXIES)),
    "quota": refused_and_made(warning="quotaExceeded", remedy="raise the quota",
                              make=failing("insert", "backendServices", QUOTA)),
    "permission": refused_and_made(warning="Required '", remedy="roles/container.serviceAgent",
                                   make=failing("insert", "backendServices", FORBIDDEN)),
    "names that sound like a cause": refused_and_made(
        "--security-policy", "{}-armor", warning="securityPolicies", remedy=ARMOR, make=armor,
        security_policy="{}-armor"),
    "wrong key in the Secret": wrong_key,
    "TLS Secret gone": secret_gone,
    "wrong key later": key_replaced,
    "BackendConfig gone": backend_config_gone,
    "port gone": port_gone,
}
# Scenarios whose namespace has a name of its own.
NAMES = {"names that sound like a cause": "secret-quota"}
