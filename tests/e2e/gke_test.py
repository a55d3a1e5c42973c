#!/usr/bin/env python3
"""Tests the played controllers of GKE: when they serve an Ingress, refuse it, or find a backend unhealthy."""
import json
import pathlib
import re
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/cluster"))

from cases import case, on_api_server, side_by_side  # noqa: E402
from place import SERVER, need, place, until  # noqa: E402
from releases import HOST, RIGHT_YAML, guide_gcp, ingress  # noqa: E402

RIGHT_NOTES = {"cloud.google.com/app-protocols": '{"milvus":"HTTP2"}', "cloud.google.com/neg": '{"ingress":true}',
               "cloud.google.com/backend-config": '{"ports":{"milvus":"health"}}'}
GCE = {"kubernetes.io/ingress.class": "gce", "kubernetes.io/ingress.allow-http": "false"}


def backend_config():
    return {"kind": "BackendConfig", "metadata": {"name": "health"},
            "spec": {"healthCheck": {"type": "HTTP", "port": 9091, "requestPath": "/healthz"}}}


def secret():
    return {"kind": "Secret", "type": "kubernetes.io/tls", "metadata": {"name": "cert"},
            "data": {"tls.crt": "", "tls.key": ""}}


def gce_ingress(notes=None, **spec):
    return ingress("my-release", {**GCE, **(notes or {})}, spec or {"tls": [{"secretName": "cert"}]})


def right_release(there, **options):
    """All that an Ingress of GKE needs, but the Ingress."""
    there.release(**{"kind": "ClusterIP", "user_yaml": RIGHT_YAML, "only_server": True, **options})
    there.create(backend_config(), secret())
    there.annotate("Service", RIGHT_NOTES)


def success(kubeconfig):
    with place(kubeconfig) as there:
        there.release(user_yaml=RIGHT_YAML)
        there.create(backend_config(), secret())
        there.cluster.kubectl("rollout", "status", f"deployment/{SERVER}-proxy", "--timeout=10s")
        there.cluster.kubectl("rollout", "status", "statefulset/my-release-etcd", "--timeout=10s")
        until(lambda: there.get("Service")["status"]["loadBalancer"].get("ingress"), "a layer 4 address")
        slices = there.cluster.kubectl("get", "endpointslices", "-l", f"kubernetes.io/service-name={SERVER}", "-o",
                                       "jsonpath={.items[*].endpoints[*].conditions.ready} {.items[*].ports[*].port}")
        need(slices == "true 19530 9091", f"endpoints {slices}")
        there.annotate("Service", RIGHT_NOTES)
        began = time.monotonic()
        there.create(gce_ingress())
        there.needs_health("HEALTHY")
        until(there.address, "an address")
        took = time.monotonic() - began
        there.needs_event("Normal", "Sync", "Scheduled for sync")
        there.needs_event("Normal", "IPChanged", there.address())
        need("networking.gke.io/ingress-finalizer-V2" in there.get("Ingress")["metadata"]["finalizers"], "no finalizer")
        need(there.api.list("ServiceNetworkEndpointGroup", there.name), "no group")
        there.patch("Service", spec={"type": "ClusterIP", "loadBalancerSourceRanges": None})
        until(lambda: not there.get("Service")["status"]["loadBalancer"]
              and not there.get("Service")["metadata"].get("finalizers"), "the layer 4 balancer is left")
        there.needs_health("HEALTHY")
        for kind in ("Deployment", "StatefulSet"):
            for workload in there.api.list(kind, there.name):
                there.api.delete(kind, there.name, workload["metadata"]["name"])
        until(lambda: not there.api.list("Pod", there.name), "pods without an owner stay")
        return f"from the Ingress to ready in {took * 1000:.0f} ms"


def backends(kubeconfig):
    """Each wrong thing makes the backend unhealthy, and its repair heals it."""
    with place(kubeconfig) as there:
        right_release(there)
        there.needs_pods(1)
        there.create(gce_ingress())
        there.needs_health("HEALTHY")
        for key, wrong in (("cloud.google.com/app-protocols", None),
                           ("cloud.google.com/app-protocols", '{"19530":"HTTP2"}'),
                           ("cloud.google.com/app-protocols", '{"milvus":"HTTPS"}'),
                           ("service.alpha.kubernetes.io/app-protocols", '{"milvus":"HTTP"}'),
                           ("cloud.google.com/backend-config", None)):
            there.annotate("Service", {key: wrong})
            there.needs_health("UNHEALTHY")
            there.annotate("Service", {key: RIGHT_NOTES.get(key)})
            there.needs_health("HEALTHY")
        there.patch("BackendConfig", "health", spec={"healthCheck": {"port": 19530}})
        there.needs_health("UNHEALTHY")
        there.patch("BackendConfig", "health", spec={"healthCheck": {"port": 9091}})
        there.needs_health("HEALTHY")
        there.patch("Deployment", SERVER + "-proxy", spec={"replicas": 0})
        there.needs_health("UNHEALTHY")


def restart(kubeconfig):
    with place(kubeconfig) as there:
        right_release(there, user_yaml="log: {level: info}\n")
        there.needs_pods(1)
        there.create(gce_ingress())
        there.needs_health("UNHEALTHY")
        there.patch("ConfigMap", data={"user.yaml": RIGHT_YAML})
        there.keeps(lambda: there.health() == "UNHEALTHY", "settings were read without a restart")
        there.restart()
        there.needs_health("HEALTHY")
        there.needs_pods(1)


def translate(kubeconfig):
    with place(kubeconfig) as there:
        right_release(there)
        there.annotate("Service", {"cloud.google.com/neg": None})
        there.create(gce_ingress())
        there.needs_event("Warning", "Translate", "when not using NEGs")
        there.annotate("Service", {**RIGHT_NOTES, "cloud.google.com/backend-config": '{"default":"missing"}'})
        there.needs_event("Warning", "Translate", "no BackendConfig")
        there.keeps(lambda: not there.address(), "an address in spite of an error")
        there.annotate("Service", RIGHT_NOTES)
        there.needs_health("HEALTHY")
        # A recovery is not announced: what was said of the tries is one Event, and counted.
        synced = [e for e in there.api.list("Event", there.name) if e["reason"] == "Sync"]
        need([e["message"] for e in synced] == ["Scheduled for sync"], f"{synced}")
        failed = [e for e in there.api.list("Event", there.name) if "when not using NEGs" in e["message"]]
        need(len(failed) == 1, f"{failed}")


def certificates(kubeconfig):
    with place(kubeconfig) as there:
        right_release(there)
        there.api.delete("Secret", there.name, "cert")
        there.create(gce_ingress())
        missing = 'error initializing translator env: secrets "cert" not found'
        there.needs_event("Warning", "Sync", missing)
        there.annotate("Ingress", {"kubernetes.io/ingress.allow-http": None})
        there.keeps(lambda: not there.address(), "plain HTTP in place of a certificate that is missing")
        until(lambda: any(missing in e["message"] and e["count"] > 2 for e in there.api.list("Event", there.name)),
              "it is not said again")
        prefix = "ingress.kubernetes.io/"
        there.create(secret())
        until(lambda: prefix + "ssl-cert" in there.notes("Ingress"), "HTTPS")
        there.annotate("Ingress", {"kubernetes.io/ingress.allow-http": "false"})
        until(lambda: prefix + "target-proxy" not in there.notes("Ingress"), "no HTTP any more")


def other_class(kubeconfig):
    with place(kubeconfig) as there:
        right_release(there)
        there.needs_pods(1)
        for number, (notes, spec) in enumerate((({}, {"ingressClassName": "gce"}),
                                                ({"kubernetes.io/ingress.class": "nginx"}, {}))):
            other = ingress("my-release", notes, spec)
            other["metadata"]["name"] = f"other-{number}"
            there.create(other)
        there.keeps(lambda: not any(i["metadata"].get("finalizers") for i in there.api.list("Ingress", there.name)),
                    "an Ingress of another class was taken")
        need(not there.events(), f"events {there.events()}")


def deletion(kubeconfig, scenario):
    with place(kubeconfig, "gcp", scenario) as there:
        right_release(there)
        there.create(gce_ingress())
        there.needs_health("HEALTHY")
        there.api.delete("Ingress", there.name, SERVER)
        need(there.get("Ingress"), "gone at once")
        if scenario == "deletion-stuck":
            there.keeps(lambda: there.get("Ingress"), "it went", 1)
            return
        until(lambda: not there.get("Ingress"), "it stays")
        until(lambda: "cloud.google.com/neg-status" not in there.notes("Service"), "neg-status stays")


def managed(kubeconfig, scenario, domain):
    with place(kubeconfig, "gcp", scenario) as there:
        right_release(there)
        there.create({"kind": "ManagedCertificate", "metadata": {"name": "managed"}, "spec": {"domains": [HOST]}},
                     gce_ingress({"networking.gke.io/managed-certificates": "managed"}, host=HOST))
        until(there.address, "an address before the certificate")
        status = {"certificateStatus": "Active" if domain == "Active" else "Provisioning",
                  "domainStatus": [{"domain": HOST, "status": domain}]}
        def now():
            return there.get("ManagedCertificate", "managed").get("status", {})
        until(lambda: status.items() <= now().items(), lambda: f"{now()}")
        there.keeps(lambda: status.items() <= now().items(), "it changed")
        need("mcrt-" in there.notes("Ingress")["ingress.gcp.kubernetes.io/pre-shared-cert"], "not on the Ingress")


def fixed_address(kubeconfig):
    with place(kubeconfig, "gcp", "success", "--address", "127.0.0.7") as there:
        right_release(there)
        there.create(gce_ingress())
        until(lambda: there.address() == "127.0.0.7", there.address)


# -- scenarios in which something fails, or takes its time

def failing(kubeconfig, scenario, check):
    with place(kubeconfig, "gcp", scenario) as there:
        right_release(there)
        there.create(gce_ingress())
        check(there)


def no_address(there):
    there.needs_event("Normal", "Sync", "")
    there.keeps(lambda: not there.address(), "an address")


def unhealthy(there):
    there.needs_health("UNHEALTHY")
    until(there.address, "an address all the same")
    there.keeps(lambda: there.health() == "UNHEALTHY", "it healed")


def translate_error(there):
    there.needs_event("Warning", "Translate", "could not find port")
    there.keeps(lambda: not there.address(), "an address")


def sync_error(there):
    there.needs_event("Warning", "Sync", "googleapi: Error 403: Quota")
    there.keeps(lambda: not there.address(), "an address")


def slow(there):
    there.keeps(lambda: not there.address(), "an address at once", 1.5)
    until(there.address, "an address")
    # What the backends are is written after it.
    until(there.health, "no health")
    need(there.health() == "Unknown", "healthy at once")
    there.needs_health("HEALTHY")


def guide(kubeconfig, image, healthy):
    with place(kubeconfig) as there:
        guide_gcp(there.cluster, image=image)
        if healthy:
            there.needs_health("HEALTHY")
        else:
            until(lambda: "CrashLoopBackOff" in json.dumps(there.pods()), "Milvus runs")
            there.needs_health("UNHEALTHY")
        text = there.cluster.kubectl("get", "secret", SERVER + "-tls", "-o", "jsonpath={.data.tls\\.crt}")
        shown = subprocess.run("base64 -d | openssl x509 -noout -text", input=text, shell=True, text=True,
                               capture_output=True, check=True).stdout
        need("Subject Alternative Name" not in shown, "the certificate has names")
        year = int(re.search(r"Not After *: .* (\d{4}) GMT", shown)[1])
        need(year > 2200, f"the certificate ends in {year}")
        return re.search(r"Version: (.*)", shown)[0]


def cases(kubeconfig):
    # First, and alone: it tells how long it takes.
    case("gcp: success", success, kubeconfig)
    with side_by_side() as beside:
        beside("gcp: what makes a backend unhealthy", backends, kubeconfig)
        beside("gcp: settings need a restart", restart, kubeconfig)
        beside("gcp: Translate", translate, kubeconfig)
        beside("gcp: a missing TLS Secret", certificates, kubeconfig)
        beside("gcp: other classes are left alone", other_class, kubeconfig)
        beside("gcp: deletion", deletion, kubeconfig, "success")
        beside("gcp: deletion-stuck", deletion, kubeconfig, "deletion-stuck")
        for scenario, domain in (("success", "Active"), ("cert-failed-not-visible", "FailedNotVisible"),
                                 ("cert-provisioning", "Provisioning")):
            beside(f"gcp: managed certificate, {scenario}", managed, kubeconfig, scenario, domain)
        beside("gcp: an address of one's choice", fixed_address, kubeconfig)
        for check in (no_address, unhealthy, translate_error, sync_error, slow):
            scenario = check.__name__.replace("_", "-")
            beside(f"gcp: {scenario}", failing, kubeconfig, scenario, check)
        beside("gcp: the guide with Milvus 2.4.12", guide, kubeconfig, "milvusdb/milvus:v2.4.12", True)
        beside("gcp: the guide with Milvus 2.6.15", guide, kubeconfig, "milvusdb/milvus:v2.6.15", False)


if __name__ == "__main__":
    sys.exit(on_api_server(cases))
