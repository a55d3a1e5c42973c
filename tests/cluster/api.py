"""The Kubernetes API in a few lines of the standard library: kubectl takes 50 ms to start, a request here takes 3."""
import base64
import http.client
import json
import ssl
import threading
import time
import urllib.parse

import yaml

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

# kind: (apiVersion, plural, namespaced)
KINDS = {
    "BackendConfig": ("cloud.google.com/v1", "backendconfigs", True),
    "ConfigMap": ("v1", "configmaps", True),
    "Deployment": ("apps/v1", "deployments", True),
    "EndpointSlice": ("discovery.k8s.io/v1", "endpointslices", True),
    "Event": ("v1", "events", True),
    "FrontendConfig": ("networking.gke.io/v1beta1", "frontendconfigs", True),
    "GRPCRoute": ("gateway.networking.k8s.io/v1", "grpcroutes", True),
    "Ingress": ("networking.k8s.io/v1", "ingresses", True),
    "IngressClass": ("networking.k8s.io/v1", "ingressclasses", False),
    "IngressClassParams": ("elbv2.k8s.aws/v1beta1", "ingressclassparams", False),
    "ManagedCertificate": ("networking.gke.io/v1", "managedcertificates", True),
    "Namespace": ("v1", "namespaces", False),
    "NetworkPolicy": ("networking.k8s.io/v1", "networkpolicies", True),
    "Node": ("v1", "nodes", False),
    "Pod": ("v1", "pods", True),
    "ReplicaSet": ("apps/v1", "replicasets", True),
    "Secret": ("v1", "secrets", True),
    "Service": ("v1", "services", True),
    "ServiceAccount": ("v1", "serviceaccounts", True),
    "ServiceNetworkEndpointGroup": ("networking.gke.io/v1beta1", "servicenetworkendpointgroups", True),
    "StatefulSet": ("apps/v1", "statefulsets", True),
    "TargetGroupBinding": ("elbv2.k8s.aws/v1beta1", "targetgroupbindings", True),
}
MERGE = "application/merge-patch+json"
APPLY = "application/apply-patch+yaml"

# An API server closes an idle connection after 90 s.
KEPT_SECONDS = 60


class ApiError(Exception):
    def __init__(self, status, answer):
        self.status = status
        self.reason = answer.get("reason", "")
        super().__init__(f"{status} {self.reason}: {answer.get('message', '')}")


def path_of(kind, namespace=None, name=None, subresource=None):
    version, plural, namespaced = KINDS[kind]
    parts = ["/api" if version == "v1" else "/apis", version]
    if namespaced and namespace:
        parts += ["namespaces", namespace]
    return "/".join(parts + [plural] + [p for p in (name, subresource) if p])


def identity(obj):
    return obj["kind"], obj["metadata"].get("namespace"), obj["metadata"]["name"]


class Api:
    """One API server by a kubeconfig with a token. Each thread has its own connection."""

    def __init__(self, kubeconfig, context=None):
        with open(kubeconfig) as f:
            config = yaml.load(f, LOADER)
        context = self._named(config["contexts"], context or config["current-context"])["context"]
        cluster = self._named(config["clusters"], context["cluster"])["cluster"]
        self.address = urllib.parse.urlsplit(cluster["server"])
        self.token = self._named(config["users"], context["user"])["user"]["token"]
        if "certificate-authority-data" in cluster:
            authority = base64.b64decode(cluster["certificate-authority-data"]).decode()
        else:
            with open(cluster["certificate-authority"]) as f:
                authority = f.read()
        self.trust = ssl.create_default_context(cadata=authority)
        self.local = threading.local()

    @staticmethod
    def _named(entries, name):
        return next(e for e in entries if e["name"] == name)

    def connect(self, timeout=30):
        return http.client.HTTPSConnection(self.address.hostname, self.address.port, timeout=timeout,
                                           context=self.trust)

    def request(self, method, path, body=None, content_type="application/json", query=None):
        """The decoded answer. Raises ApiError, or OSError and HTTPException when no answer came."""
        if query:
            path += "?" + urllib.parse.urlencode(query)
        headers = {"Authorization": "Bearer " + self.token, "Accept": "application/json", "Content-Type": content_type}
        data = None if body is None else json.dumps(body)
        for _ in range(20):
            status, wait, text = self._exchange(method, path, data, headers)
            if status != 429 or not wait:
                break
            time.sleep(float(wait))
        decoded = json.loads(text) if text[:1] == b"{" else {"message": text.decode(errors="replace")}
        if status >= 400:
            raise ApiError(status, decoded)
        return decoded

    def _exchange(self, method, path, data, headers):
        """(status, Retry-After, body)"""
        kept, end = getattr(self.local, "connection", None), getattr(self.local, "end", 0)
        self.local.connection = None
        if kept and time.monotonic() > end:
            kept.close()
            kept = None
        # A kept connection may have been closed meanwhile; a second read does no harm.
        for connection in (kept, self.connect()) if kept and method == "GET" else (kept or self.connect(),):
            try:
                connection.request(method, path, data, headers)
                answer = connection.getresponse()
                text = answer.read()
            except (OSError, http.client.HTTPException):
                connection.close()
                if connection is not kept or method != "GET":
                    raise
                continue
            if not answer.will_close:
                self.local.connection, self.local.end = connection, time.monotonic() + KEPT_SECONDS
            return answer.status, answer.getheader("Retry-After"), text

    def list(self, kind, namespace=None, **query):
        version = KINDS[kind][0]
        items = self.request("GET", path_of(kind, namespace), query=query)["items"]
        return [{"apiVersion": version, "kind": kind, **item} for item in items]

    def get(self, kind, namespace, name):
        """The object, or None."""
        try:
            return self.request("GET", path_of(kind, namespace, name))
        except ApiError as e:
            if e.status == 404:
                return None
            raise

    def create(self, obj):
        kind, namespace, _ = identity(obj)
        return self.request("POST", path_of(kind, namespace), {"apiVersion": KINDS[kind][0], **obj})

    def patch(self, kind, namespace, name, changes, subresource=None, manager="bench"):
        return self.request("PATCH", path_of(kind, namespace, name, subresource), changes, MERGE,
                            {"fieldManager": manager})

    def apply(self, obj, manager):
        kind, namespace, name = identity(obj)
        return self.request("PATCH", path_of(kind, namespace, name), {"apiVersion": KINDS[kind][0], **obj}, APPLY,
                            {"fieldManager": manager, "force": "true"})

    def delete(self, kind, namespace, name):
        """Whether it was there."""
        options = {"gracePeriodSeconds": 0, "propagationPolicy": "Background"}
        try:
            self.request("DELETE", path_of(kind, namespace, name), options)
            return True
        except ApiError as e:
            if e.status == 404:
                return False
            raise

    def watch(self, kind, visit, synced):
        """Calls visit(type, object) for every object there is and every change, until the connection or the history
        ends; `synced` once the first ones are in. Run it again then: it begins with a list, as ("LISTED", objects)."""
        path = path_of(kind)
        listed = self.request("GET", path)
        version = KINDS[kind][0]
        visit("LISTED", [{"apiVersion": version, "kind": kind, **item} for item in listed["items"]])
        synced()
        query = {"watch": "1", "resourceVersion": listed["metadata"]["resourceVersion"], "timeoutSeconds": "3600"}
        connection = self.connect(timeout=None)
        try:
            connection.request("GET", path + "?" + urllib.parse.urlencode(query),
                               headers={"Authorization": "Bearer " + self.token, "Accept": "application/json"})
            answer = connection.getresponse()
            while answer.status == 200 and (line := answer.readline()):
                event = json.loads(line)
                if event["type"] == "ERROR":
                    return
                visit(event["type"], event["object"])
        finally:
            connection.close()
