#!/usr/bin/env python3
"""Tests the bench that the plugin is tested on, all but its clouds: workloads, releases, fault proxy, matrix."""
import json
import os
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/cluster"))

from api import Api  # noqa: E402
from cases import case, on_api_server, side_by_side  # noqa: E402
from faults import FAULTS, WATCHES, applies  # noqa: E402
from place import CLUSTER, SECONDS, SERVER, Place, need, place, until  # noqa: E402
from releases import RIGHT_YAML, TLS_YAML  # noqa: E402


# -- workloads

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


def struck_at_start(kubeconfig):
    with place(kubeconfig, "aws", "image-pull", "--strike", "start") as there:
        there.release(only_server=True)
        until(lambda: "ImagePullBackOff" in json.dumps(there.pods()), "the pod runs")


def recreate(kubeconfig):
    with place(kubeconfig) as there:
        there.release(mode="standalone", user_yaml=TLS_YAML, only_server=True)
        until(lambda: "share the same port" in json.dumps(there.pods()), "it does not crash")
        there.needs_event("Warning", "BackOff", "standalone")
        there.patch("ConfigMap", data={"user.yaml": RIGHT_YAML})
        there.patch("Deployment", SERVER + "-standalone", spec={"template": {"metadata": {"annotations": {"a": "1"}}}})
        there.needs_pods(1)


def owner_gone(kubeconfig):
    owner = subprocess.Popen(["sleep", "60"])
    process = subprocess.Popen([sys.executable, CLUSTER / "controllers.py", kubeconfig, "--owner", str(owner.pid),
                                "--namespace", "nowhere"], stdout=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True)
    need(process.stdout.readline() == "ready\n", "it does not start")
    owner.kill()
    process.wait(10)
    process.stdout.close()
    owner.wait()


# -- releases

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


# -- proxy and matrix

def through_proxy(kubeconfig, number, fault, *kubectl):
    folder = os.path.dirname(kubeconfig)
    log = os.path.join(folder, "proxy.log")
    done = subprocess.run([sys.executable, CLUSTER / "fault_proxy.py", kubeconfig, "--write-kubeconfig",
                           os.path.join(folder, "proxied"), "--log", log, "--fault", f"{number}:{fault}", "--",
                           os.path.join(folder, "kubectl"), *kubectl], capture_output=True, text=True, timeout=30)
    return done.returncode, done.stdout + done.stderr, pathlib.Path(log).read_text()


def proxy_fault(kubeconfig, fault):
    name = "fault-" + fault
    code, said, log = through_proxy(kubeconfig, 1, fault, "create", "namespace", name, "--request-timeout=5s")
    there = Api(kubeconfig).get("Namespace", None, name) is not None
    done = ("429-retry", "bytes", "expired", "lagging", *WATCHES)
    need(there == (fault in ("cut-after", "kill-after", *done)), f"created: {there}; {said}")
    # Which kubectl believes.
    believed = ("body-error", "body-items", "body-null", "body-other", "acknowledged")
    wanted = 0 if fault in (*done, *believed) else 137 if fault.startswith("kill") else 1
    need(code == wanted, f"exit {code}: {said}")
    befell = fault in log.splitlines()[0] or not applies(fault, "POST", "")
    need(log.startswith("1 POST /api/v1/namespaces?") and befell, f"log {log}")


def proxy_watch(kubeconfig):
    code, said, log = through_proxy(kubeconfig, 0, "", "wait", "--for=jsonpath={.status.phase}=Active", "ns/default")
    need(code == 0 and "condition met" in said, said)
    there = Place(kubeconfig)
    folder = os.path.dirname(kubeconfig)
    process = subprocess.Popen([sys.executable, CLUSTER / "fault_proxy.py", kubeconfig, "--write-kubeconfig",
                                os.path.join(folder, "watched"), "--log", os.path.join(folder, "watch.log"), "--",
                                os.path.join(folder, "kubectl"), "get", "configmaps", "-n", there.name, "-w",
                                "-o", "name"], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                               text=True)
    until(lambda: "watch=true" in pathlib.Path(folder, "watch.log").read_text() if pathlib.Path(
        folder, "watch.log").exists() else False, "no watch")
    # Each while the watch is open, which ends when kubectl has nobody to write to.
    for name in ("seen", "seen-too"):
        there.create({"kind": "ConfigMap", "metadata": {"name": name}})
        need(process.stdout.readline() == f"configmap/{name}\n", f"{name} did not arrive")
    process.stdout.close()
    there.create({"kind": "ConfigMap", "metadata": {"name": "unread"}})
    process.wait(SECONDS)
    process.stderr.close()
    token = Api(kubeconfig).token
    need(token not in log + pathlib.Path(folder, "watch.log").read_text(), "the token is in the log")


# What a program meets that believes whatever it is told.
STAND_IN_FAULTS = ("cut-before", "cut-after", "500", "409", "429", "429-retry", "kill-before", "kill-after")


def matrix(kubeconfig, defect, *flags):
    # The stand-in is found by its first line, and needs a python3 with PyYAML as this one.
    path = os.path.dirname(sys.executable) + os.pathsep + os.environ["PATH"]
    done = subprocess.run([sys.executable, ROOT / "tests/e2e/fault_matrix.py", "--kubeconfig", kubeconfig, "--program",
                           CLUSTER / "stand_in.py", "--faults", ",".join(STAND_IN_FAULTS), *flags], capture_output=True, text=True, timeout=300,
                          env={**os.environ, "STAND_IN_DEFECT": defect, "PATH": path})
    lines = done.stdout.splitlines()
    found = re.fullmatch(r"(\d+) passed, (\d+) failed", lines[-1] if lines else "")
    need(found, done.stdout[-300:] + done.stderr[-300:])
    bad = [line for line in lines if line.startswith("not ok")]
    need(len(bad) == int(found[2]) and done.returncode == bool(bad), f"exit {done.returncode}: {lines[-1]}")
    need(bool(bad) == bool(defect), f"{lines[-1]}: {' / '.join(bad)[:300]}")
    return lines[-2] if len(lines) > 2 and not defect else f"found by {len(bad)}"


def cases(kubeconfig):
    with side_by_side() as beside:
        beside("Milvus crashes when REST shares the port", rollout_fails, kubeconfig, "success", "CrashLoopBackOff",
               "share the same port")
        beside("crash-loop", rollout_fails, kubeconfig, "crash-loop", "CrashLoopBackOff", "listener")
        beside("image-pull", rollout_fails, kubeconfig, "image-pull", "ImagePullBackOff", "Back-off pulling")
        beside("image-pull from the start", struck_at_start, kubeconfig)
        beside("standalone is recreated", recreate, kubeconfig)

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
    sys.exit(on_api_server(cases))
