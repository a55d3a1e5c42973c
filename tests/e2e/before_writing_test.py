#!/usr/bin/env python3
"""Everything is known before the first write: whatever enable could not finish, it refuses with the reason, and no
object has changed, Milvus' own least of all."""
import base64
import pathlib
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/cluster"))

from cases import on_api_server, side_by_side  # noqa: E402
from place import SERVER, need, until  # noqa: E402
from plugin import FLAGS, released  # noqa: E402
from releases import published_certificate  # noqa: E402

L7 = SERVER + "-l7"
REGISTRATION = "admissionregistration.k8s.io/v1"


def needs_refusal(there, *words, flags=()):
    """enable says why not and that nothing was changed, and that is so; check finds the same."""
    versions = there.versions()
    there.enable(*flags, timeout="20s").needs(1, "nothing was changed", *words)
    there.enable(*flags, "--wait=false").needs(1, *words)
    need(there.versions() == versions, "something was written")
    checked = there.run("check", *FLAGS[there.cloud], *flags)
    need(checked.code == 1 and all(word in checked.out for word in words), f"check: {checked.code} {checked.out}")


def try_ingress(there):
    """What the API server says to a dry run of some Ingress."""
    probe = {"apiVersion": "networking.k8s.io/v1", "kind": "Ingress", "metadata": {"name": "probe"}, "spec": {
        "defaultBackend": {"service": {"name": "x", "port": {"number": 1}}}}}
    try:
        there.cluster.kubectl("create", "--dry-run=server", "-f", "-", objects=[probe])
        return ""
    except RuntimeError as e:
        return str(e)


def quota(kubeconfig):
    with released(kubeconfig) as (there, _):
        limit = {"count/ingresses.networking.k8s.io": "0"}
        there.cluster.apply([{"apiVersion": "v1", "kind": "ResourceQuota", "metadata": {"name": "none"},
                              "spec": {"hard": limit}}])
        # Its controller is not here.
        there.cluster.kubectl("patch", "resourcequota", "none", "--subresource=status", "--type=merge", "-p",
                              '{"status": {"hard": {"count/ingresses.networking.k8s.io": "0"}, '
                              '"used": {"count/ingresses.networking.k8s.io": "0"}}}')
        until(lambda: "exceeded quota" in try_ingress(there), "the quota has no effect")
        needs_refusal(there, "cluster-quota", "exceeded quota: none")


def webhook(kubeconfig):
    """One that nobody serves."""
    with released(kubeconfig) as (there, _):
        name = "nobody-" + there.name
        there.cluster.apply([{"apiVersion": REGISTRATION, "kind": "ValidatingWebhookConfiguration",
                              "metadata": {"name": name}, "webhooks": [{
                                  "name": "ingress.example.com", "clientConfig": {"url": "https://127.0.0.1:9/"},
                                  "rules": [{"apiGroups": ["networking.k8s.io"], "apiVersions": ["v1"],
                                             "operations": ["CREATE"], "resources": ["ingresses"]}],
                                  "namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": there.name}},
                                  "failurePolicy": "Fail", "sideEffects": "None", "timeoutSeconds": 1,
                                  "admissionReviewVersions": ["v1"]}]}])
        until(lambda: "failed calling webhook" in try_ingress(there), "the webhook has no effect")
        needs_refusal(there, "cluster-webhook-unreachable", "ingress.example.com")


def no_watch(kubeconfig):
    with released(kubeconfig) as (there, _):
        rules = [{"apiGroups": ["*"], "resources": ["*"],
                  "verbs": ["get", "list", "create", "update", "patch", "delete"]}]
        there.cluster.apply([
            {"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "Role", "metadata": {"name": "dev"}, "rules": rules},
            {"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "RoleBinding", "metadata": {"name": "dev"},
             "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "Role", "name": "dev"},
             "subjects": [{"apiGroup": "rbac.authorization.k8s.io", "kind": "User", "name": "dev"}]}])
        versions = there.versions()
        until(lambda: "watch Service" in there.enable("--as=dev", timeout="20s").needs(1, "permission-missing").err,
              "the role has no effect")
        need(there.versions() == versions, "something was written")
        # Nothing is watched then.
        there.enable("--as=dev", "--wait=false").needs(0)


def immutable(kubeconfig):
    with released(kubeconfig) as (there, _):
        there.patch("ConfigMap", immutable=True)
        needs_refusal(there, "milvus-config-immutable", "immutable")


def paused(kubeconfig):
    with released(kubeconfig) as (there, _):
        there.patch("Deployment", SERVER + "-proxy", spec={"paused": True})
        needs_refusal(there, "milvus-paused", "spec.paused")


def wrong_key(kubeconfig):
    with released(kubeconfig) as (there, _), tempfile.TemporaryDirectory() as folder:
        pair = {}
        for name in ("first", "second"):
            (pathlib.Path(folder) / name).mkdir()
            pair[name] = published_certificate(str(pathlib.Path(folder) / name), "milvus")
        key, certificate = pair["first"][0], pair["second"][1]
        encoded = {"tls.crt": certificate, "tls.key": key}
        there.cluster.apply([{"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "wrong"},
                              "type": "kubernetes.io/tls",
                              "data": {k: base64.b64encode(pathlib.Path(v).read_bytes()).decode()
                                       for k, v in encoded.items()}}])
        needs_refusal(there, "certificate-key-mismatch", flags=["--tls-secret", "wrong"])


def parameters(kubeconfig):
    """What the class's parameters say goes before what the Ingress says."""
    with released(kubeconfig, "aws") as (there, _):
        group = "elbv2.k8s.aws"
        was = there.cluster.kubectl("get", "ingressclass", "alb", "-o", "json")
        need('"alb"' in was, was)
        there.cluster.apply([{"apiVersion": group + "/v1beta1", "kind": "IngressClassParams",
                              "metadata": {"name": "instance-" + there.name}, "spec": {"targetType": "instance"}}])
        there.cluster.apply([{"apiVersion": "networking.k8s.io/v1", "kind": "IngressClass", "metadata": {"name": "alb"},
                              "spec": {"controller": "ingress.k8s.aws/alb", "parameters": {
                                  "apiGroup": group, "kind": "IngressClassParams", "name": "instance-" + there.name}}}])
        try:
            needs_refusal(there, "aws-params-target-type")
        finally:
            there.cluster.kubectl("patch", "ingressclass", "alb", "--type=json", "-p",
                                  '[{"op": "remove", "path": "/spec/parameters"}]')


def ranges(kubeconfig):
    with released(kubeconfig) as (there, _):
        there.patch("Service", spec={"loadBalancerSourceRanges": ["10.0.0.0/8"]})
        needs_refusal(there, "gcp-source-ranges", "10.0.0.0/8")


def deleting(kubeconfig):
    with released(kubeconfig) as (there, _):
        there.enable("--wait=false").needs(0)
        until(lambda: there.get("Ingress", L7)["metadata"].get("finalizers"), "no finalizer")
        there.api.patch("Ingress", there.name, L7,
                        {"metadata": {"finalizers": ["example.com/held", *there.get("Ingress", L7)["metadata"]["finalizers"]]}})
        there.run("disable", "--yes", "--wait=false").needs(0)
        versions = there.versions()
        there.enable("--wait=false").needs(1, "being-deleted", "nothing was changed")
        need(there.service_type() == "LoadBalancer", "the old load balancer is closed")
        need(there.versions().keys() == versions.keys(), "something was made")
        there.api.patch("Ingress", there.name, L7, {"metadata": {"finalizers": None}})


def cases(kubeconfig):
    with side_by_side() as beside:
        beside("a quota", quota, kubeconfig)
        beside("a webhook that does not answer", webhook, kubeconfig)
        beside("no right to watch", no_watch, kubeconfig)
        beside("an immutable ConfigMap", immutable, kubeconfig)
        beside("a paused workload", paused, kubeconfig)
        beside("a key that is another's", wrong_key, kubeconfig)
        beside("source ranges", ranges, kubeconfig)
        beside("an Ingress that is being deleted", deleting, kubeconfig)
    with side_by_side() as beside:
        beside("parameters of the class", parameters, kubeconfig)


if __name__ == "__main__":
    sys.exit(on_api_server(cases))
