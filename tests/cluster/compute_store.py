"""What a project of Google Cloud holds, for compute.py: resources by their path, such as
projects/example-project/global/urlMaps/NAME, and which of them need which.

The fields and their collections are those of Google's discovery document of compute/v1; the refusals' words are those
of public reports: kubernetes/ingress-gce#396 (fingerprint) and pull request 1008 there (in use)."""
import base64
import re
import time

PROJECT = "example-project"
REGION = "us-central1"
ZONES = ("us-central1-a", "us-central1-b", "us-central1-c")

# The fields of a resource that name others.
NEEDS = {
    "backendServices": ("healthChecks", "backends.group", "securityPolicy"),
    "forwardingRules": ("target", "network", "subnetwork"),
    "instances": ("networkInterfaces.network", "networkInterfaces.subnetwork"),
    "networkEndpointGroups": ("network", "subnetwork"),
    "subnetworks": ("network",),
    "targetHttpProxies": ("urlMap",),
    "targetHttpsProxies": ("urlMap", "sslCertificates", "sslPolicy"),
    "urlMaps": ("defaultService", "pathMatchers.defaultService", "pathMatchers.pathRules.service"),
}
# What the cloud says of a resource; whoever writes one cannot.
OUTPUT = ("id", "kind", "name", "selfLink", "creationTimestamp", "region", "zone")


class Refusal(Exception):
    def __init__(self, code, reason, message):
        super().__init__(message)
        self.code, self.reason, self.message = code, reason, message


def not_found(path):
    return Refusal(404, "notFound", f"The resource '{path}' was not found")


def invalid(field, value, why):
    return Refusal(400, "invalid", f"Invalid value for field 'resource.{field}': '{value}'. {why}")


def collection_of(path):
    return path.split("/")[-2]


def singular(collection):
    for end, instead in (("ies", "y"), ("sses", "ss"), ("s", "")):
        if collection.endswith(end):
            return collection.removesuffix(end) + instead
    return collection


def name_of(path):
    return path.rpartition("/")[2]


def scope_of(path):
    """global, regions/R or zones/Z"""
    return "/".join(path.split("/")[2:-2])


def path_of(link):
    """Of a resource that is named by its URL, or by a part of it that begins with the project or the scope."""
    found = re.search(r"projects/[^/]+/.+", link)
    return found[0] if found else f"projects/{PROJECT}/{link}"


def values_at(value, field):
    """The texts at a field; a dot leads into objects, and into each one of a list."""
    if isinstance(value, list):
        return [text for item in value for text in values_at(item, field)]
    if isinstance(value, dict):
        first, _, rest = field.partition(".")
        return values_at(value.get(first), rest)
    return [value] if isinstance(value, str) and value and not field else []


class Store:
    def __init__(self, base):
        self.base = base  # of every selfLink
        self.resources = {}
        self.numbers = 1000
        # What a list of a group gives, which is no part of the group: endpoints, and instances.
        self.members = {}

    def number(self):
        self.numbers += 1
        return self.numbers

    def get(self, path):
        if path not in self.resources:
            raise not_found(path)
        return self.resources[path]

    def of(self, collection):
        """{path: resource} in all scopes."""
        return {p: r for p, r in self.resources.items() if collection_of(p) == collection}

    def insert(self, path, body):
        if path in self.resources:
            raise Refusal(409, "alreadyExists", f"The resource '{path}' already exists")
        self.check(path, body)
        collection, scope = collection_of(path), scope_of(path).split("/")
        made = time.strftime("%Y-%m-%dT%H:%M:%S.000-00:00", time.gmtime())
        resource = {**body, "id": str(self.number()), "kind": "compute#" + singular(collection), "name": name_of(path),
                    "selfLink": self.base + path, "creationTimestamp": made}
        if len(scope) == 2:
            resource[scope[0][:-1]] = f"{self.base}projects/{PROJECT}/{'/'.join(scope)}"
        self.resources[path] = resource
        self.mark(path)
        return resource

    def change(self, path, body, whole=False, keep=()):
        """PATCH, or PUT of the whole, which drops what it does not say except the fields `keep`."""
        there = self.get(path)
        fingerprint = body.get("fingerprint")
        if fingerprint and fingerprint != there["fingerprint"]:
            raise Refusal(412, "conditionNotMet", "Invalid fingerprint.")
        said = {k: v for k, v in body.items() if k not in OUTPUT and k not in keep}
        kept = {k: v for k, v in there.items() if not whole or k in OUTPUT or k in keep}
        changed = {k: v for k, v in {**kept, **said}.items() if v is not None}
        self.check(path, changed)
        self.resources[path] = changed
        self.mark(path)

    def mark(self, path):
        """Gives it the fingerprint by which a writer shows that it knows the last state."""
        mark = base64.b64encode(self.number().to_bytes(8, "big")).decode()
        self.resources[path].update(fingerprint=mark, labelFingerprint=mark)

    def remove(self, path):
        self.get(path)
        # An address may be given back while a rule has it, as glbc does (pkg/loadbalancers/l7.go, Cleanup).
        user = next(iter(self.users(path)), None)
        if user and collection_of(path) != "addresses":
            kind = re.sub(r"(?=[A-Z])", "_", singular(collection_of(path))).lower()
            raise Refusal(400, "resourceInUseByAnotherResource",
                          f"The {kind} resource '{path}' is already being used by '{user}'")
        del self.resources[path]
        self.members.pop(path, None)

    def needs(self, path, resource):
        """The paths of what it names."""
        return [path_of(link) for field in NEEDS.get(collection_of(path), ()) for link in values_at(resource, field)]

    def check(self, path, resource):
        for needed in self.needs(path, resource):
            if needed not in self.resources:
                raise not_found(needed)

    def users(self, path):
        """The paths of those that name it; of an address, the forwarding rules that have it."""
        if collection_of(path) == "addresses":
            address = self.get(path).get("address")
            return [p for p, r in self.of("forwardingRules").items() if r.get("IPAddress") == address]
        return [p for p, r in self.resources.items() if path in self.needs(p, r)]


def matching(resources, wanted):
    """Those that a list's filter lets through, as `(name eq k8s-.*) (zone eq us-.*)`: expressions for whole values."""
    terms = [(f, re.compile(e.strip("\"'"))) for f, e in re.findall(r"([\w.]+)\s+(?:eq|=)\s+([^()\s]+)", wanted or "")]
    return [r for r in resources if all(e.fullmatch(str(r.get(f, ""))) for f, e in terms)]


def new_project(base):
    """A project with a network that load balancers of both kinds can use, and a cluster's only node."""
    store = Store(base)
    path = f"projects/{PROJECT}/"
    network = path + "global/networks/default"
    subnetworks = f"{path}regions/{REGION}/subnetworks/"
    store.insert(network, {"autoCreateSubnetworks": True})
    store.insert(subnetworks + "default", {
        "ipCidrRange": "10.128.0.0/20", "gatewayAddress": "10.128.0.1", "network": base + network,
        "purpose": "PRIVATE"})
    # An internal load balancer needs it: cloud.google.com/load-balancing/docs/proxy-only-subnets.
    store.insert(subnetworks + "proxies", {
        "ipCidrRange": "10.129.0.0/23", "gatewayAddress": "10.129.0.1", "network": base + network,
        "purpose": "REGIONAL_MANAGED_PROXY", "role": "ACTIVE"})
    store.insert(f"{path}zones/{ZONES[0]}/instances/node-1", {
        "status": "RUNNING", "tags": {"items": ["gke-node"]}, "networkInterfaces": [
            {"network": base + network, "subnetwork": base + subnetworks + "default", "networkIP": "10.128.0.2"}]})
    return store
