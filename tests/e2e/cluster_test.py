#!/usr/bin/env python3
"""Tests the bench that the plugin is tested on: the played controllers, the releases, the fault proxy, the matrix."""
import concurrent.futures
import contextlib
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
CLUSTER = ROOT / "tests/cluster"
sys.path.insert(0, str(CLUSTER))

from api import Api, ApiError  # noqa: E402
from fault_proxy import FAULTS  # noqa: E402
from place import SERVER, Failure, Place, need, place, until  # noqa: E402
from releases import ARN, HOST, TLS_YAML, guide_aws, guide_gcp, ingress, milvus_release  # noqa: E402

ALB = "alb.ingress.kubernetes.io/"
RIGHT_YAML = TLS_YAML + "proxy: {http: {port: 8080}}\n"

passed = failed = 0


def attempt(name, function, *args):
    """(whether it passed, the line that says so)"""
    began = time.monotonic()
    try:
        note = function(*args)
        return True, f"ok - {name}" + (f": {note}" if note else "")
    except (Failure, ApiError, RuntimeError, OSError, KeyError, subprocess.SubprocessError) as e:
        return False, f"not ok - {name} ({time.monotonic() - began:.1f} s): {type(e).__name__} {e}"[:600]


def count(result):
    global passed, failed
    print(result[1], flush=True)
    passed += result[0]
    failed += not result[0]


def case(*args):
    count(attempt(*args))


@contextlib.contextmanager
def side_by_side():
    """Gives a case() whose cases run at the same time, each in a place of its own: they wait more than they work."""
    with concurrent.futures.ThreadPoolExecutor(5) as pool:
        running = []
        yield lambda *args: running.append(pool.submit(attempt, *args))
        for result in running:
            count(result.result())


# -- GKE

def backend_config(port=9091):
    return {"kind": "BackendConfig", "metadata": {"name": "health"},
            "spec": {"healthCheck": {"type": "HTTP", "port": port, "requestPath": "/healthz"}}}


RIGHT_NOTES = {"cloud.google.com/app-protocols": '{"milvus":"HTTP2"}', "cloud.google.com/neg": '{"ingress":true}',
               "cloud.google.com/backend-config": '{"ports":{"milvus":"health"}}'}
GCE = {"kubernetes.io/ingress.class": "gce", "kubernetes.io/ingress.allow-http": "false"}


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


def gcp_success(kubeconfig):
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


def gcp_backends(kubeconfig):
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


def gcp_restart(kubeconfig):
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


def gcp_translate(kubeconfig):
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
        synced = [e for e in there.api.list("Event", there.name) if e["reason"] == "Sync"]
        need(len(synced) == 2, f"{len(synced)} Sync events")


def gcp_certificates(kubeconfig):
    with place(kubeconfig) as there:
        right_release(there)
        there.api.delete("Secret", there.name, "cert")
        there.create(gce_ingress())
        there.needs_event("Warning", "Translate", 'secret "cert" does not exist')
        there.needs_event("Warning", "WillNotConfigureFrontend", "both HTTP and HTTPS are disabled")
        there.keeps(lambda: not there.address(), "an address without a listener")
        there.annotate("Ingress", {"kubernetes.io/ingress.allow-http": None})
        until(there.address, "plain HTTP is served, as GKE does")
        prefix = "ingress.kubernetes.io/"
        need(prefix + "https-target-proxy" not in there.notes("Ingress"), "HTTPS without a certificate")
        there.create(secret())
        until(lambda: prefix + "ssl-cert" in there.notes("Ingress"), "HTTPS")
        there.annotate("Ingress", {"kubernetes.io/ingress.allow-http": "false"})
        until(lambda: prefix + "target-proxy" not in there.notes("Ingress"), "no HTTP any more")


def gcp_other_class(kubeconfig):
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


def gcp_deletion(kubeconfig, scenario):
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


def gcp_managed(kubeconfig, scenario, domain):
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


def struck_at_start(kubeconfig):
    with place(kubeconfig, "aws", "image-pull", "--strike", "start") as there:
        there.release(only_server=True)
        until(lambda: "ImagePullBackOff" in json.dumps(there.pods()), "the pod runs")


def gcp_failing(kubeconfig, scenario, check):
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
    need(there.health() == "Unknown", "healthy at once")
    there.needs_health("HEALTHY")


def rollout_fails(kubeconfig, scenario, reason, word):
    with place(kubeconfig, "gcp", scenario) as there:
        there.release(only_server=True)
        there.patch("Deployment", SERVER + "-proxy", spec={"progressDeadlineSeconds": 1, "minReadySeconds": 0})
        there.needs_pods(1)
        there.patch("ConfigMap", data={"user.yaml": TLS_YAML if scenario == "success" else RIGHT_YAML})
        there.patch("Deployment", SERVER + "-proxy", spec={"template": {"metadata": {"annotations": {"again": "1"}}}})

        def waiting():
            return [s for p in there.pods() for s in p.get("status", {}).get("containerStatuses", [])
                    if s["state"].get("waiting", {}).get("reason") == reason]
        status = until(waiting, f"no pod is {reason}")[0]
        need(word in json.dumps(status), f"{status}")
        running = [p for p in there.pods() if p["status"]["containerStatuses"][0]["ready"]]
        need(len(running) == 1, "the old pod is gone")
        until(lambda: "ProgressDeadlineExceeded" in json.dumps(there.get("Deployment", SERVER + "-proxy")["status"]),
              "the deadline is not told")
        need(there.get("Deployment", SERVER + "-proxy")["status"]["availableReplicas"] == 1, "nothing available")
        # What was there before comes back.
        there.patch("Deployment", SERVER + "-proxy", spec={"template": {"metadata": {"annotations": {"again": None}}}})
        there.needs_pods(1)


def recreate(kubeconfig):
    with place(kubeconfig) as there:
        there.release(mode="standalone", user_yaml=TLS_YAML, only_server=True)
        until(lambda: "share the same port" in json.dumps(there.pods()), "it does not crash")
        there.needs_event("Warning", "BackOff", "standalone")
        there.patch("ConfigMap", data={"user.yaml": RIGHT_YAML})
        there.patch("Deployment", SERVER + "-standalone", spec={"template": {"metadata": {"annotations": {"a": "1"}}}})
        there.needs_pods(1)


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


# -- AWS

RIGHT_ALB = {ALB + "scheme": "internet-facing", ALB + "target-type": "ip", ALB + "backend-protocol-version": "GRPC",
             ALB + "listen-ports": '[{"HTTPS":443}]', ALB + "certificate-arn": ARN}


def alb_ingress(notes=None, **spec):
    merged = {k: v for k, v in {**RIGHT_ALB, **(notes or {})}.items() if v is not None}
    return ingress("my-release", merged, {"ingressClassName": "alb", "host": HOST, **spec})


def aws_success(kubeconfig):
    with place(kubeconfig, "aws") as there:
        there.release(only_server=True)
        until(lambda: "hostname" in json.dumps(there.get("Service")["status"]), "a layer 4 name")
        there.patch("Service", spec={"type": "ClusterIP", "loadBalancerSourceRanges": None})
        began = time.monotonic()
        there.create(alb_ingress())
        until(there.address, "a name")
        there.needs_event("Normal", "SuccessfullyReconciled", "Successfully reconciled")
        took = time.monotonic() - began
        need(there.get("Ingress")["metadata"]["finalizers"] == ["ingress.k8s.aws/resources"], "no finalizer")
        need(there.address().endswith(".elb.amazonaws.com"), there.address())
        binding = there.api.list("TargetGroupBinding", there.name)[0]
        need(binding["spec"]["serviceRef"] == {"name": SERVER, "port": 19530}, f"{binding['spec']}")
        need(there.target() is None, "a pod from before has a gate")
        there.restart()
        until(lambda: there.target() == ("True", "Healthy"), lambda: f"the target is {there.target()}")
        there.needs_pods(1)
        there.api.delete("Ingress", there.name, SERVER)
        until(lambda: not there.get("Ingress") and not there.api.list("TargetGroupBinding", there.name), "it stays")
        return f"from the Ingress to SuccessfullyReconciled in {took * 1000:.0f} ms"


def aws_targets(kubeconfig):
    with place(kubeconfig, "aws") as there:
        there.release(only_server=True, kind="ClusterIP")
        there.create(alb_ingress())
        until(there.address, "a name")
        there.restart()
        until(lambda: there.target() == ("True", "Healthy"), lambda: f"the target is {there.target()}")
        check = ALB + "healthcheck-path"
        for notes, wanted in (({ALB + "success-codes": "0"}, "False"), ({ALB + "success-codes": "0-20"}, "True"),
                              ({check: "/grpc.health.v1.Health/Check"}, "False"),
                              ({check: "/grpc.health.v1.Health/Check", ALB + "success-codes": "0"}, "True"),
                              ({ALB + "healthcheck-port": "9091"}, "False"),
                              ({ALB + "backend-protocol": "HTTPS"}, "False"),
                              ({ALB + "backend-protocol-version": "HTTP2"}, "False")):
            there.annotate("Ingress", notes)
            until(lambda: (there.target() or ("",))[0] == wanted, lambda: f"{notes}: {there.target()}")
            there.annotate("Ingress", {k: RIGHT_ALB.get(k) for k in notes})
            until(lambda: (there.target() or ("",))[0] == "True", "it does not heal")


def aws_refusal(kubeconfig, ingress_object, reason, word, scenario="success"):
    with place(kubeconfig, "aws", scenario) as there:
        there.release(only_server=True, kind="ClusterIP")
        there.create(ingress_object)
        there.needs_event("Warning", reason, word)
        there.keeps(lambda: not there.address(), "a name in spite of an error")


def aws_other_class(kubeconfig):
    with place(kubeconfig, "aws") as there:
        there.release(only_server=True, kind="ClusterIP")
        with contextlib.suppress(ApiError):
            there.api.create({"kind": "IngressClass", "metadata": {"name": "nginx"},
                              "spec": {"controller": "k8s.io/ingress-nginx"}})
        there.create(alb_ingress(ingressClassName="nginx"))
        there.needs_pods(1)
        there.keeps(lambda: not there.get("Ingress")["metadata"].get("finalizers"), "it was taken")


def aws_protected(kubeconfig):
    with place(kubeconfig, "aws") as there:
        there.release(only_server=True, kind="ClusterIP")
        there.create(alb_ingress({ALB + "load-balancer-attributes": "deletion_protection.enabled=true",
                                  ALB + "group.name": "shared"}))
        until(there.address, "a name")
        need(there.get("Ingress")["metadata"]["finalizers"] == ["group.ingress.k8s.aws/shared"], "no finalizer")
        there.api.delete("Ingress", there.name, SERVER)
        there.needs_event("Warning", "FailedDeployModel", "deletion protection")
        need(there.get("Ingress"), "it went")
        there.annotate("Ingress", {ALB + "load-balancer-attributes": None})
        until(lambda: not there.get("Ingress"), "it stays")


def aws_guide(kubeconfig):
    with place(kubeconfig, "aws") as there:
        guide_aws(there.cluster)
        until(there.address, "a name")
        there.patch("Deployment", SERVER + "-proxy", spec={"template": {"metadata": {
            "annotations": {"restarted": "1"}}}})
        until(lambda: there.target() == ("False", "Target.FailedHealthChecks"),
              lambda: f"the target is {there.target()}")


# -- releases, proxy, matrix

def helm(kubeconfig, version):
    there = Place(kubeconfig)
    there.cluster.helm_release(version, "--set", "service.type=NodePort")
    need(there.get("Service")["spec"]["type"] == "NodePort", "another type")
    need(there.notes("Service")["meta.helm.sh/release-name"] == "my-release", "not Helm's")
    there.cluster.helm_release(version, "--reset-values", verb="upgrade")
    need(there.get("Service")["spec"]["type"] == "LoadBalancer", "another type")


def release_shapes(kubeconfig):
    for mode in ("cluster", "standalone"):
        for kind in ("LoadBalancer", "NodePort", "ClusterIP"):
            there = Place(kubeconfig)
            command = [sys.executable, CLUSTER / "releases.py", kubeconfig, there.name, "--mode", mode, "--type", kind]
            subprocess.run(command, check=True, capture_output=True)
            spec = there.get("Service")["spec"]
            need(spec["type"] == kind and ("loadBalancerSourceRanges" in spec) == (kind == "LoadBalancer"), f"{spec}")
            server = "proxy" if mode == "cluster" else "standalone"
            need(there.get("Deployment", f"{SERVER}-{server}"), f"no {server}")


def through_proxy(kubeconfig, number, fault, *kubectl):
    folder = os.path.dirname(kubeconfig)
    log = os.path.join(folder, "proxy.log")
    done = subprocess.run([sys.executable, CLUSTER / "fault_proxy.py", kubeconfig, "--write-kubeconfig",
                           os.path.join(folder, "proxied"), "--log", log, "--fault", f"{number}:{fault}", "--",
                           os.path.join(folder, "kubectl"), *kubectl], capture_output=True, text=True, timeout=30)
    return done.returncode, done.stdout + done.stderr, pathlib.Path(log).read_text()


def proxy_fault(kubeconfig, fault):
    name = "fault-" + fault
    code, said, log = through_proxy(kubeconfig, 1, fault, "create", "namespace", name)
    there = Api(kubeconfig).get("Namespace", None, name) is not None
    need(there == (fault in ("cut-after", "kill-after", "429-retry")), f"created: {there}; {said}")
    wanted = 0 if fault == "429-retry" else 137 if fault.startswith("kill") else 1
    need(code == wanted, f"exit {code}: {said}")
    need(log.startswith("1 POST /api/v1/namespaces?") and fault in log.splitlines()[0], f"log {log}")


def proxy_watch(kubeconfig):
    code, said, log = through_proxy(kubeconfig, 0, "", "wait", "--for=jsonpath={.status.phase}=Active", "ns/default")
    need(code == 0 and "condition met" in said, said)
    there = Place(kubeconfig)
    folder = os.path.dirname(kubeconfig)
    process = subprocess.Popen([sys.executable, CLUSTER / "fault_proxy.py", kubeconfig, "--write-kubeconfig",
                                os.path.join(folder, "watched"), "--log", os.path.join(folder, "watch.log"), "--",
                                os.path.join(folder, "kubectl"), "get", "configmaps", "-n", there.name, "-w",
                                "-o", "name", "--request-timeout=3"], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                               text=True)
    until(lambda: "watch=true" in pathlib.Path(folder, "watch.log").read_text() if pathlib.Path(
        folder, "watch.log").exists() else False, "no watch")
    there.create({"kind": "ConfigMap", "metadata": {"name": "seen"}})
    began = time.monotonic()
    need(process.stdout.readline() == "configmap/seen\n", "the change did not arrive")
    took = time.monotonic() - began
    process.communicate(timeout=20)
    need(took < 1, f"it arrived after {took:.1f} s")
    token = Api(kubeconfig).token
    need(token not in log + pathlib.Path(folder, "watch.log").read_text(), "the token is in the log")


def matrix(kubeconfig, defect, *flags):
    # The stand-in is found by its first line, and needs a python3 with PyYAML as this one.
    path = os.path.dirname(sys.executable) + os.pathsep + os.environ["PATH"]
    done = subprocess.run([sys.executable, ROOT / "tests/e2e/fault_matrix.py", "--kubeconfig", kubeconfig, "--program",
                           CLUSTER / "stand_in.py", *flags], capture_output=True, text=True, timeout=300,
                          env={**os.environ, "STAND_IN_DEFECT": defect, "PATH": path})
    lines = done.stdout.splitlines()
    found = re.fullmatch(r"(\d+) passed, (\d+) failed", lines[-1] if lines else "")
    need(found, done.stdout[-300:] + done.stderr[-300:])
    bad = [line for line in lines if line.startswith("not ok")]
    need(len(bad) == int(found[2]) and done.returncode == bool(bad), f"exit {done.returncode}: {lines[-1]}")
    need(bool(bad) == bool(defect), f"{lines[-1]}: {' / '.join(bad)[:300]}")
    return lines[-2] if len(lines) > 2 and not defect else f"found by {len(bad)}"


def owner_gone(kubeconfig):
    owner = subprocess.Popen(["sleep", "60"])
    process = subprocess.Popen([sys.executable, CLUSTER / "controllers.py", kubeconfig, "--owner", str(owner.pid),
                                "--namespace", "nowhere"], stdout=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True)
    need(process.stdout.readline() == "ready\n", "it does not start")
    owner.kill()
    process.wait(10)
    process.stdout.close()
    owner.wait()


def main():
    with tempfile.TemporaryDirectory() as folder:
        cluster = os.path.join(folder, "cluster")
        kubeconfig = os.path.join(cluster, "kubeconfig")
        started = subprocess.run([CLUSTER / "start.sh", cluster, str(os.getpid())], capture_output=True, text=True)
        try:
            case("an API server starts", lambda: need(started.returncode == 0, started.stderr) or
                 started.stdout.split(":")[0])
            if started.returncode == 0:
                cases(kubeconfig)
        finally:
            subprocess.run([CLUSTER / "stop.sh", cluster], check=True)
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


def cases_of_controllers(case, kubeconfig):
    case("gcp: what makes a backend unhealthy", gcp_backends, kubeconfig)
    case("gcp: settings need a restart", gcp_restart, kubeconfig)
    case("gcp: Translate", gcp_translate, kubeconfig)
    case("gcp: a missing TLS Secret", gcp_certificates, kubeconfig)
    case("gcp: other classes are left alone", gcp_other_class, kubeconfig)
    case("gcp: deletion", gcp_deletion, kubeconfig, "success")
    case("gcp: deletion-stuck", gcp_deletion, kubeconfig, "deletion-stuck")
    for scenario, domain in (("success", "Active"), ("cert-failed-not-visible", "FailedNotVisible"),
                             ("cert-provisioning", "Provisioning")):
        case(f"gcp: managed certificate, {scenario}", gcp_managed, kubeconfig, scenario, domain)
    for check in (no_address, unhealthy, translate_error, sync_error, slow):
        scenario = check.__name__.replace("_", "-")
        case(f"gcp: {scenario}", gcp_failing, kubeconfig, scenario, check)
    case("Milvus crashes when REST shares the port", rollout_fails, kubeconfig, "success", "CrashLoopBackOff",
         "share the same port")
    case("crash-loop", rollout_fails, kubeconfig, "crash-loop", "CrashLoopBackOff", "listener")
    case("image-pull", rollout_fails, kubeconfig, "image-pull", "ImagePullBackOff", "Back-off pulling")
    case("image-pull from the start", struck_at_start, kubeconfig)
    case("standalone is recreated", recreate, kubeconfig)
    case("an address of one's choice", fixed_address, kubeconfig)
    case("gcp: the guide with Milvus 2.4.12", guide, kubeconfig, "milvusdb/milvus:v2.4.12", True)
    case("gcp: the guide with Milvus 2.6.15", guide, kubeconfig, "milvusdb/milvus:v2.6.15", False)

    case("aws: what makes a target unhealthy", aws_targets, kubeconfig)
    arn = ALB + "certificate-arn"
    for name, wrong, reason, word in (
            ("no certificate and no host", alb_ingress({arn: None}, host=None), "FailedBuildModel",
             "no certificate found"),
            ("a host without a certificate", alb_ingress({arn: None}, host="milvus.example.org"), "FailedBuildModel",
             "no certificate found for host: milvus.example.org"),
            ("unknown class", alb_ingress(ingressClassName="lab"), "FailedBuildModel", '"lab" not found'),
            ("instance targets of a ClusterIP", alb_ingress({ALB + "target-type": None}), "FailedBuildModel",
             "NodePort"),
            ("gRPC on an HTTP listener", alb_ingress({ALB + "listen-ports": '[{"HTTP":80}]'}), "FailedDeployModel",
             "InvalidLoadBalancerAction"),
            ("HTTP codes for gRPC", alb_ingress({ALB + "success-codes": "200-399"}), "FailedDeployModel", "0-99")):
        case(f"aws: {name}", aws_refusal, kubeconfig, wrong, reason, word)
    for scenario, reason, word in (("subnets", "FailedBuildModel", "couldn't auto-discover subnets"),
                                   ("translate-error", "FailedBuildModel", "unable to find port"),
                                   ("sync-error", "FailedDeployModel", "AccessDenied")):
        case(f"aws: {scenario}", aws_refusal, kubeconfig, alb_ingress(), reason, word, scenario)
    case("aws: other classes are left alone", aws_other_class, kubeconfig)
    case("aws: deletion protection", aws_protected, kubeconfig)
    case("aws: the guide", aws_guide, kubeconfig)


def cases(kubeconfig):
    case("gcp: success", gcp_success, kubeconfig)
    case("aws: success", aws_success, kubeconfig)
    with side_by_side() as beside:
        cases_of_controllers(beside, kubeconfig)

    case("releases of every shape", release_shapes, kubeconfig)
    for version in ("3", "4"):
        case(f"a release of Helm {version}", helm, kubeconfig, version)
    for fault in FAULTS:
        case(f"proxy: {fault}", proxy_fault, kubeconfig, fault)
    case("proxy: a watch passes through", proxy_watch, kubeconfig)
    case("the controllers end with their owner", owner_gone, kubeconfig)

    for verb, cloud in (("enable", "gcp"), ("disable", "aws")):
        case(f"matrix: {verb} {cloud}", matrix, kubeconfig, "", "--verb", verb, "--cloud", cloud, "--requests", "3-4")
    for defect, verb in (("records-twice", "enable"), ("leaves-objects", "disable"), ("two-steps", "enable"),
                         ("hides-errors", "enable")):
        case(f"matrix: finds a program that {defect}", matrix, kubeconfig, defect, "--verb", verb, "--requests", "5-8",
             "--faults", "500,kill-after")


if __name__ == "__main__":
    sys.exit(main())
