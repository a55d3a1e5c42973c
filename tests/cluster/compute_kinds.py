"""What is special about some kinds of resources of compute.py: what a new one has to be, and the methods of one.

Sources: Google's discovery document of compute/v1 for methods, defaults and fields that are output only;
kubernetes/ingress-gce#1148 (an internal rule without a subnetwork for proxies), pkg/test/gcehooks.go there (an address
that is not reserved) and GoogleCloudPlatform/k8s-multicluster-ingress#132 (one in use). The words about a certificate
are ours."""
import os
import ssl
import tempfile

from compute_store import Refusal, collection_of, invalid, name_of, not_found, path_of, scope_of

# method: (the field that it sets, the request's field that says to what)
SETTERS = {
    "setLabels": ("labels", "labels"), "setNamedPorts": ("namedPorts", "namedPorts"),
    "setSecurityPolicy": ("securityPolicy", "securityPolicy"),
    "setSslCertificates": ("sslCertificates", "sslCertificates"), "setSslPolicy": ("sslPolicy", "sslPolicy"),
    "setTarget": ("target", "target"), "setUrlMap": ("urlMap", "urlMap"),
}
DEFAULTS = {"backendServices": {"timeoutSec": 30}}
# Neither an insert nor an update can set these.
OUTPUT_ONLY = {"backendServices": ("securityPolicy",), "addresses": ("status", "users")}


def insert(store, path, body):
    collection = collection_of(path)
    body = {k: v for k, v in body.items() if k not in OUTPUT_ONLY.get(collection, ()) and v is not None}
    body = {**DEFAULTS.get(collection, {}), **body}
    if collection == "addresses":
        body.setdefault("addressType", "EXTERNAL")
        body.setdefault("address", free_address(store, body["addressType"] == "INTERNAL"))
    elif collection == "forwardingRules":
        body = forwarding_rule(store, path, body)
    elif collection == "sslCertificates" and body.get("type") != "MANAGED":
        check_pair(body.get("certificate", ""), body.pop("privateKey", ""))
    elif collection == "networkEndpointGroups":
        body["size"] = 0
    return store.insert(path, body)


def change(store, path, body, whole):
    store.change(path, body, whole, OUTPUT_ONLY.get(collection_of(path), ()))


def shown(store, path):
    resource = store.get(path)
    if collection_of(path) == "addresses":
        users = [store.base + p for p in store.users(path)]
        resource = {**resource, "status": "IN_USE" if users else "RESERVED", **({"users": users} if users else {})}
    return resource


# -- addresses

def free_address(store, internal):
    taken = {r.get("address") for r in store.of("addresses").values()}
    taken |= {r["IPAddress"] for r in store.of("forwardingRules").values()}
    return next(a for n in range(1, 255) if (a := f"10.128.4.{n}" if internal else f"203.0.113.{n}") not in taken)


def forwarding_rule(store, path, body):
    """It with its address: the reserved one that it names, one that is there already, or a new one."""
    internal = body.get("loadBalancingScheme") == "INTERNAL_MANAGED"
    if internal and not any(s.get("purpose") == "REGIONAL_MANAGED_PROXY" for s in store.of("subnetworks").values()):
        raise invalid("target", body["target"], "An active proxy-only subnetwork is required in the same region and "
                      "VPC as the forwarding rule.")
    wanted = body.get("IPAddress")
    if not wanted:
        return {**body, "IPAddress": free_address(store, internal)}
    if "/" in wanted:
        wanted = store.get(path_of(wanted))["address"]
    rules = {p: r for p, r in store.of("forwardingRules").items() if r["IPAddress"] == wanted}
    reserved = {scope_of(p) for p, a in store.of("addresses").items() if a["address"] == wanted}
    if scope_of(path) not in reserved | {scope_of(p) for p in rules}:
        raise invalid("IPAddress", wanted, "Specified IP address is not allocated to the project or does not belong to "
                      "the specified scope.")
    if any(r.get("portRange") == body.get("portRange") for r in rules.values()):
        raise invalid("IPAddress", wanted, "Specified IP address is in-use and would result in a conflict.")
    return {**body, "IPAddress": wanted}


# -- certificates

def check_pair(certificate, key):
    with tempfile.TemporaryDirectory() as folder:
        names = [os.path.join(folder, name) for name in ("tls.crt", "tls.key")]
        for name, text in zip(names, (certificate, key)):
            with open(name, "w") as f:
                f.write(text)
        try:
            # A password that fits nothing: without one it would be asked for.
            ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(*names, password="")
        except (ssl.SSLError, ValueError) as e:
            if "KEY_VALUES_MISMATCH" in str(e) or "KEY_TYPE_MISMATCH" in str(e):
                raise Refusal(400, "invalid", "The SSL certificate and key do not match.") from e
            raise Refusal(400, "invalid", "The SSL certificate or its key could not be parsed.") from e


# -- methods

def call(store, path, method, body, health):
    """The answer of a method of the resource; None: an operation. `health` is what every backend's is to be, if any."""
    there = store.get(path)
    members = store.members.setdefault(path, [])
    if method == "getHealth":
        return group_health(store, there, path_of(body["group"]), health)
    if method == "listNetworkEndpoints":
        return {"kind": "compute#networkEndpointGroupsListNetworkEndpoints",
                "items": [{"networkEndpoint": e, "healths": []} for e in members]}
    if method == "listInstances":
        return {"kind": "compute#instanceGroupsListInstances",
                "items": [{"instance": i, "status": "RUNNING"} for i in members]}
    if method == "attachNetworkEndpoints":
        for endpoint in body["networkEndpoints"]:
            instance = f"{path.rpartition('/networkEndpointGroups/')[0]}/instances/{endpoint['instance']}"
            if instance not in store.resources:
                raise not_found(instance)
            if endpoint not in members:
                members.append(endpoint)
        there["size"] = len(members)
    elif method == "detachNetworkEndpoints":
        gone = {(e["ipAddress"], e["port"]) for e in body["networkEndpoints"]}
        members[:] = [e for e in members if (e["ipAddress"], e["port"]) not in gone]
        there["size"] = len(members)
    elif method == "addInstances":
        members += [i["instance"] for i in body["instances"] if i["instance"] not in members]
        there["size"] = len(members)
    elif method == "removeInstances":
        gone = {name_of(i["instance"]) for i in body["instances"]}
        members[:] = [i for i in members if name_of(i) not in gone]
        there["size"] = len(members)
    elif method in SETTERS:
        field, said = SETTERS[method]
        changed = {**there, field: body.get(said)}
        if not changed[field]:
            del changed[field]
        store.check(path, changed)
        store.resources[path] = changed
    else:
        raise Refusal(501, "notImplemented", f"compute.py has no method {collection_of(path)}.{method}")
    return None


def group_health(store, service, group, health):
    """HEALTHY as Milvus would be: it speaks HTTP/2, and answers a health check of /healthz at 9091. An instance group
    is the default backend's."""
    checks = [store.get(path_of(link)) for link in service.get("healthChecks", [])]
    right = service.get("protocol") == "HTTP2" and any(
        c.get("type") == "HTTP" and c.get("httpHealthCheck", {}).get("requestPath") == "/healthz" and
        c["httpHealthCheck"].get("port") == 9091 for c in checks)
    if "/instanceGroups/" in group:
        points = [{"instance": i, "ipAddress": "10.128.0.2", "port": 30000} for i in store.members.get(group, [])]
        state = "HEALTHY"
    else:
        points = [{k: e[k] for k in ("instance", "ipAddress", "port")} for e in store.members.get(group, [])]
        state = health or ("HEALTHY" if right else "UNHEALTHY")
    return {"kind": "compute#backendServiceGroupHealth", "healthStatus": [{**p, "healthState": state} for p in points]}
