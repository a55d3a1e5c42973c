#!/usr/bin/env python3
"""`kubectl milvus-l7` on a real API server with played controllers: enable, diff, status, disable, and the waiting."""
import json
import pathlib
import signal
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/cluster"))

from cases import on_api_server, side_by_side  # noqa: E402
from place import SERVER, controllers, need, until  # noqa: E402
from plugin import FLAGS, OWNER, SECONDS, released  # noqa: E402

L7 = SERVER + "-l7"
CHANGED = {"gcp": (f"ingress.networking.k8s.io/{L7} created", f"backendconfig.cloud.google.com/{L7} created",
                   f"secret/{L7}-tls created", f"configmap/{SERVER} changed"),
           "aws": (f"ingress.networking.k8s.io/{L7} created",)}


def round_trip(kubeconfig, cloud, mode, kind):
    with released(kubeconfig, cloud, mode=mode, kind=kind) as (there, before):
        began = time.monotonic()
        done = there.enable().needs(0).prints(*CHANGED[cloud])
        took = time.monotonic() - began
        need((f"service/{SERVER} changed" in done.out) == (cloud == "gcp" or kind != "ClusterIP"), done.out)
        need(there.service_type() == "ClusterIP", "the old entry is open")
        differs = there.run("diff", *FLAGS[cloud]).needs(0)
        need(differs.out == "", f"diff prints {differs.out}")
        again = there.enable("-v6").needs(0, "nothing was changed")
        need(again.out == "" and not again.writes(), f"a second enable: {again.out} {again.writes()}")
        drawn = there.run("status", "--cloud", cloud).needs(0).prints(there.address(), SERVER)
        # Without readiness gates Kubernetes does not know how the targets of AWS are.
        need("✗" not in drawn.out and "…" not in drawn.out, drawn.out)
        need(drawn.out.count("✓") == 5 or cloud == "aws", drawn.out)
        there.disable().needs(0).prints(f"ingress.networking.k8s.io/{L7} deleted")
        there.needs_state(before)
        there.disable().needs(0, "nothing was changed")
        return f"enable took {took:.1f} s"


# -- waiting

def order(kubeconfig, cloud):
    """The old entry is closed when the new one works, and not before."""
    with released(kubeconfig, cloud, "slow") as (there, _):
        process = there.begin("enable", "--yes", *FLAGS[cloud])
        seen = set()
        while process.poll() is None:
            kind = there.service_type()
            ingress = there.get("Ingress", L7)
            seen.add((kind, bool(ingress), bool(ingress and ingress["status"]["loadBalancer"].get("ingress"))))
            time.sleep(0.05)
        out, err = process.communicate()
        need(process.returncode == 0, err)
        need({("LoadBalancer", False, False), ("LoadBalancer", True, False), ("LoadBalancer", True, True)} <= seen,
             f"seen: {seen}")
        need(not any(kind == "ClusterIP" and not address for kind, _, address in seen), f"seen: {seen}")
        lines = out.splitlines()
        need(lines[-1] == f"service/{SERVER} changed", out)
        for step in ("waiting for the rollout of Milvus", "waiting for the balancer"):
            need(step in err, f"no {step}: {err[-500:]}")


def failing(kubeconfig, cloud, scenario, timeout, words, flags=()):
    """Nothing is closed before all works, and the reason is told. When it is put right, a rerun continues."""
    with released(kubeconfig, cloud, "success") as (there, before):
        pass
    with controllers(kubeconfig, cloud, scenario, namespace=there.name):
        done = there.enable(*flags, timeout=timeout).needs(1, *words, "the old entry still serves")
        there.run("status", "--cloud", cloud).needs(0)
    need(there.service_type() == "LoadBalancer" and there.get("Service")["spec"]["loadBalancerSourceRanges"],
         "the old entry is closed")
    need(there.get("Service")["status"]["loadBalancer"]["ingress"], "the old entry has no address")
    there.drop_failed_pods()
    with controllers(kubeconfig, cloud, namespace=there.name):
        there.enable(*flags, timeout="30s").needs(0)
        need(there.service_type() == "ClusterIP", "the old entry is open")
        there.disable().needs(0)
        there.needs_state(before)
    return done.err[done.err.index("error: "):].splitlines()[0][:160]


def crash_is_told_soon(kubeconfig, scenario, words):
    """While it waits, and not only at the end, which is too far off here."""
    with released(kubeconfig, "gcp", "success") as (there, _):
        pass
    with controllers(kubeconfig, "gcp", scenario, namespace=there.name):
        process = there.begin("enable", "--yes", "--timeout", "1h", *FLAGS["gcp"])
        said = ""
        while words not in said:
            line = process.stderr.readline()
            need(line, f"it ends without a word of {words}: {said[-500:]}")
            said += line
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=SECONDS)
        need(process.returncode == 130, f"exit {process.returncode}: it waits no longer")


def stuck_deletion(kubeconfig, cloud, finalizer):
    with released(kubeconfig, cloud, "success") as (there, before):
        there.enable().needs(0)
    with controllers(kubeconfig, cloud, "deletion-stuck", namespace=there.name):
        there.disable(timeout="2s").needs(1, "time ran out", finalizer, "run this again")
        need(there.service_type() == "LoadBalancer", "the old entry is not open")
        need(there.get("Ingress", L7), "the Ingress is gone")
    with controllers(kubeconfig, cloud, namespace=there.name):
        there.disable().needs(0)
        there.needs_state(before)


def stopped(kubeconfig):
    """Ctrl-C in the middle of waiting."""
    with released(kubeconfig, "gcp", "success") as (there, before):
        pass
    with controllers(kubeconfig, "gcp", "no-address", namespace=there.name):
        process = there.begin("enable", "--yes", *FLAGS["gcp"])
        until(lambda: there.get("Ingress", L7), "no Ingress")
        time.sleep(0.5)
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=SECONDS)
        need(process.returncode == 130, f"exit {process.returncode}: {err[-400:]}")
        for words in ("stopped; this was done:", f"ingress.networking.k8s.io/{L7} created", "run the same again"):
            need(words in err, f"no {words}: {err[-600:]}")
        need(there.service_type() == "LoadBalancer", "the old entry is closed")
    with controllers(kubeconfig, "gcp", namespace=there.name):
        done = there.enable().needs(0)
        need("created" not in done.out, f"it begins anew: {done.out}")
        there.disable().needs(0)
        there.needs_state(before)


# -- other ways to run it

def keep_layer4(kubeconfig, cloud):
    with released(kubeconfig, cloud) as (there, before):
        there.enable("--keep-l4").needs(0)
        need(there.service_type() == "LoadBalancer", "the type has changed")
        there.run("diff", "--keep-l4", *FLAGS[cloud]).needs(0)
        there.run("diff", *FLAGS[cloud]).needs(1).prints("ClusterIP")
        there.enable().needs(0)
        need(there.service_type() == "ClusterIP", "the old entry is open")
        there.disable().needs(0)
        there.needs_state(before)


def no_wait(kubeconfig, cloud):
    with released(kubeconfig, cloud, "no-address" if cloud == "gcp" else "subnets") as (there, before):
        there.enable("--wait=false").needs(0)
        need(there.service_type() == "ClusterIP", "the old entry is open")
        there.disable("--wait=false").needs(0)
        until(lambda: not there.get("Ingress", L7), "the Ingress stays")
        there.needs_state(before)


def node_port_taken(kubeconfig):
    """A number that the Service has given up is anybody's; it comes back with another, and the user is told."""
    with released(kubeconfig, "gcp", kind="NodePort") as (there, before):
        there.enable().needs(0)
        taken = there.node_ports[1]
        there.create({"kind": "Service", "metadata": {"name": "other"}, "spec": {
            "type": "NodePort", "ports": [{"port": 1, "nodePort": taken}]}})
        done = there.disable().needs(0, f"spec.ports[1].nodePort was {taken}, which is not free any more")
        need(done.err.count("note: ") == 1, done.err)
        ports = [port["nodePort"] for port in there.get("Service")["spec"]["ports"]]
        need(ports[0] == there.node_ports[0] and ports[1] not in (None, taken), f"{ports}")
        there.api.delete("Service", there.name, "other")
        there.patch("Service", spec={"ports": [{**port, "nodePort": number} for port, number in zip(
            there.get("Service")["spec"]["ports"], there.node_ports)]})
        there.needs_state(before)


def dry_runs(kubeconfig, cloud):
    with released(kubeconfig, cloud) as (there, before):
        def dry(verb):
            versions = there.versions()
            for kind in ("client", "server"):
                done = verb(f"--dry-run={kind}", "-v6").needs(0)
                done.prints(f"ingress.networking.k8s.io/{L7} ", f"service/{SERVER} changed (dry run)")
                writes = done.writes()
                need(bool(writes) == (kind == "server"), f"{kind}: {writes}")
                # A deletion says it in its body.
                need(all("dryRun=All" in w or w.startswith("DELETE ") for w in writes), f"{writes}")
                need(there.versions() == versions, f"--dry-run={kind} writes")

        dry(there.enable)
        there.enable().needs(0)
        dry(there.disable)
        there.disable().needs(0)
        there.needs_state(before)


def formats(kubeconfig):
    with released(kubeconfig) as (there, _):
        names = there.enable("--dry-run=client", "-o", "name").needs(0).out.split()
        need(f"ingress.networking.k8s.io/{L7}" in names and len(names) == len(set(names)), f"{names}")
        planned = json.loads(there.enable("--dry-run=client", "-o", "json").needs(0).out)
        need(planned["result"] == "changed" and planned["changes"], f"{planned}")
        done = json.loads(there.enable("-o", "json").needs(0).out)
        need(done["result"] == "changed" and len(done["changes"]) == len(planned["changes"]), f"{done}")
        need(json.loads(there.enable("-o", "json").needs(0).out)["result"] == "unchanged", "changed twice")
        there.enable("-o", "yaml").needs(0).prints("result: ", "unchanged")
        keys = [o for o in there.objects() if o["kind"] == "Secret" and OWNER in (o["metadata"].get("labels") or {})]
        need(keys and keys[0]["data"]["tls.key"][:60] not in json.dumps(done), "the key is shown")
        status = json.loads(there.run("status", "-o", "json", "--cloud", "gcp").needs(0).out)
        need([h["state"] for h in status["items"][0]["hops"]] == ["ready"] * 5, f"{status}")
        names = there.disable("-o", "name").needs(0).out.split()
        need(f"service/{SERVER}" in names and f"ingress.networking.k8s.io/{L7}" in names, f"{names}")


FAILURES = (
    # cloud, scenario, --timeout, what is said, further flags
    ("gcp", "no-address", "3s", ("not ready: address",)),
    ("gcp", "unhealthy", "8s", ("not ready: backend", "health check fails")),
    ("gcp", "translate-error", "3s", ("could not find port", "address")),
    ("gcp", "sync-error", "3s", ("BACKEND_SERVICES", "quota")),
    ("gcp", "cert-failed-not-visible", "3s", ("certificate", "FailedNotVisible", "DNS"),
     ("--managed-certificate", "--host", "milvus.example.com")),
    ("gcp", "cert-provisioning", "3s", ("certificate", "milvus.example.com"),
     ("--managed-certificate", "--host", "milvus.example.com")),
    ("gcp", "crash-loop", "3s", ("pods", "CrashLoopBackOff", "the listener could not be opened")),
    ("gcp", "image-pull", "3s", ("pods", "ImagePullBackOff", "milvusdb/milvus:v2.6.15")),
    ("aws", "no-address", "3s", ("not ready: address",)),
    ("aws", "translate-error", "3s", ("unable to find port",)),
    ("aws", "sync-error", "3s", ("AccessDenied", "IAM")),
    ("aws", "subnets", "3s", ("couldn't auto-discover subnets", "kubernetes.io/role/elb")),
)


def cases(kubeconfig):
    with side_by_side() as case:
        for cloud in ("gcp", "aws"):
            for mode in ("cluster", "standalone"):
                for kind in ("LoadBalancer", "NodePort", "ClusterIP"):
                    case(f"{cloud}: {mode} from {kind} and back", round_trip, kubeconfig, cloud, mode, kind)
            case(f"{cloud}: order", order, kubeconfig, cloud)
            case(f"{cloud}: --keep-l4", keep_layer4, kubeconfig, cloud)
            case(f"{cloud}: --wait=false", no_wait, kubeconfig, cloud)
            case(f"{cloud}: dry runs", dry_runs, kubeconfig, cloud)
        for cloud, scenario, *how in FAILURES:
            case(f"{cloud}: {scenario}", failing, kubeconfig, cloud, scenario, *how)
        case("a crash is told soon", crash_is_told_soon, kubeconfig, "crash-loop", "the listener could not be opened")
        case("a missing image is told soon", crash_is_told_soon, kubeconfig, "image-pull", "ImagePullBackOff")
        case("gcp: deletion-stuck", stuck_deletion, kubeconfig, "gcp", "networking.gke.io/ingress-finalizer-V2")
        case("aws: deletion-stuck", stuck_deletion, kubeconfig, "aws", "ingress.k8s.aws/resources")
        case("a node port is taken meanwhile", node_port_taken, kubeconfig)
        case("Ctrl-C", stopped, kubeconfig)
        case("-o", formats, kubeconfig)


if __name__ == "__main__":
    sys.exit(on_api_server(cases))
