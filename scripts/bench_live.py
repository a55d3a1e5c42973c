#!/usr/bin/env python3
"""Measures the kubectl plugin: see bench-live.sh, which builds what this needs and starts an API server.

What is compared takes turns in one run, so that a slow moment of the machine hits all of it. CPU is what the processes
themselves took, user and system. Requests are counted on a proxy, in runs of their own."""
import argparse
import concurrent.futures
import json
import os
import pathlib
import random
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "tests/cluster"), str(ROOT / "tests/e2e")]

from api import Api  # noqa: E402
from completable import silent_server, write_kubeconfig  # noqa: E402
from fault_proxy import FaultProxy  # noqa: E402
from releases import ingress, milvus_release  # noqa: E402

PROGRAM = str(ROOT / "build/release/kubectl-milvus_l7")
SERVICE = "my-release-milvus"
DELAY = 0.1
MANY = 500


class Bench:
    """The API server, a proxy before it that counts, and a folder for files."""

    def __init__(self, kubeconfig, folder, runs):
        self.direct, self.folder, self.runs = str(kubeconfig), pathlib.Path(folder), runs
        self.kubectl = str(pathlib.Path(kubeconfig).with_name("kubectl"))
        self.api = Api(kubeconfig)
        self.proxied = str(self.folder / "proxied")
        self.proxy = FaultProxy(kubeconfig, self.proxied).start()
        self.names = 0

    def release(self):
        """A new namespace with a release."""
        self.names += 1
        name = f"bench-{os.getpid()}-{self.names}"
        self.api.create({"kind": "Namespace", "metadata": {"name": name}})
        for obj in milvus_release(name, node_ports=()):
            self.api.create(obj)
        return name

    def run(self, command, kubeconfig=None, stdin=None):
        """(CPU, wall) in seconds, and stdout."""
        environment = {k: v for k, v in os.environ.items() if not k.startswith("MILVUS_L7_")}
        # A cache of kubectl's own, warm after the first run.
        environment.update(KUBECONFIG=kubeconfig or self.direct, HOME=str(self.folder))
        began = time.perf_counter()
        with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as errors, tempfile.TemporaryFile() as given:
            given.write((stdin or "").encode())
            given.seek(0)
            process = subprocess.Popen(command, env=environment, stdin=given, stdout=out, stderr=errors)
            _, status, usage = os.wait4(process.pid, 0)
            process.returncode = status
            wall = time.perf_counter() - began
            if status:
                errors.seek(0)
                raise SystemExit(f"{' '.join(command)}: status {status}: {errors.read().decode()}")
            out.seek(0)
            return usage.ru_utime + usage.ru_stime, wall, out.read()

    def requests(self, work):
        self.proxy.begin()
        work(self.proxied)
        return len(self.proxy.requests)

    def peak(self, command):
        """Peak memory in MB. GNU time forks the command, because a child of Python is charged with Python's memory."""
        with tempfile.NamedTemporaryFile() as out:
            self.run(["/usr/bin/time", "-f", "%M", "-o", out.name, *command])
            return int(pathlib.Path(out.name).read_text()) / 1024


def in_turns(works, runs):
    """The medians of what each work returns, after a run of each that does not count."""
    samples = {name: [] for name in works}
    for turn in range(runs + 1):
        for name in random.sample(sorted(works), len(works)):
            taken = works[name]()
            if turn:
                samples[name].append(taken)
    return {name: [statistics.median(column) for column in zip(*taken)] for name, taken in samples.items()}


# -- enable and the guide

class Guide:
    """The steps of milvus.io/docs/gcp_layer7.md, with the setting that Milvus needs since 2.4.13."""

    def __init__(self, bench, kubeconfig=None):
        self.bench, self.kubeconfig = bench, kubeconfig
        self.cpu = self.wall = self.calls = 0

    def step(self, *command, stdin=None):
        cpu, wall, out = self.bench.run(list(command), self.kubeconfig, stdin)
        self.cpu, self.wall, self.calls = self.cpu + cpu, self.wall + wall, self.calls + 1
        return out

    def follow(self, namespace):
        def kubectl(*args, objects=None):
            return self.step(self.bench.kubectl, "-n", namespace, *args, stdin=objects and json.dumps(objects))

        for note in ('app-protocols={"milvus":"HTTP2"}', 'backend-config={"default": "my-release-backendconfig"}',
                     'neg={"ingress": true}'):
            kubectl("annotate", "service", SERVICE, "cloud.google.com/" + note, "--overwrite")
        kubectl("apply", "-f", "-", objects={
            "apiVersion": "cloud.google.com/v1", "kind": "BackendConfig",
            "metadata": {"name": "my-release-backendconfig"},
            "spec": {"healthCheck": {"port": 9091, "requestPath": "/healthz", "type": "HTTP"}}})
        self.certificate(kubectl)
        config = json.loads(kubectl("get", "configmap", SERVICE, "-o", "json"))
        config["data"]["user.yaml"] += "\n  http:\n    port: 8080\ncommon:\n  security:\n    tlsMode: 1\n"
        kubectl("apply", "-f", "-", objects=config)
        kubectl("rollout", "restart", f"deployment/{SERVICE}-proxy")
        kubectl("apply", "-f", "-", objects=ingress(
            "my-release", {"kubernetes.io/ingress.class": "gce"}, {"tls": [{"secretName": SERVICE + "-tls"}]}))
        kubectl("patch", "service", SERVICE, "-p", json.dumps(
            {"spec": {"type": "ClusterIP", "loadBalancerSourceRanges": None}}))
        return self.cpu, self.wall

    def certificate(self, kubectl):
        key, request, certificate = (str(self.bench.folder / f"tls.{end}") for end in ("key", "csr", "crt"))
        self.step("openssl", "genrsa", "-out", key, "2048")
        self.step("openssl", "req", "-new", "-key", key, "-out", request, "-subj", "/CN=" + SERVICE)
        self.step("openssl", "x509", "-req", "-days", "99999", "-in", request, "-signkey", key, "-out", certificate)
        kubectl("create", "secret", "tls", SERVICE + "-tls", "--cert", certificate, "--key", key)


def enable(bench):
    def ours(namespace, kubeconfig=None):
        return bench.run([PROGRAM, "enable", "-n", namespace, "--cloud", "gcp", "--wait=false", "--yes"],
                         kubeconfig)[:2]

    taken = in_turns({"guide": lambda: Guide(bench).follow(bench.release()),
                      "ours": lambda: ours(bench.release())}, bench.runs)
    names = [bench.release() for _ in range(3)]
    Guide(bench, bench.proxied).follow(names[0])  # kubectl's cache of discovery is by server
    guide = Guide(bench, bench.proxied)
    requests = {"guide": bench.requests(lambda _: guide.follow(names[1])),
                "ours": bench.requests(lambda proxied: ours(names[2], proxied))}
    titles = {"guide": f"the guide's {guide.calls} commands", "ours": "`enable --cloud gcp --wait=false --yes`"}
    print("\n### A release behind the balancer\n\n| | processes | CPU | wall | requests |\n|---|---:|---:|---:|---:|")
    for name, title in titles.items():
        cpu, wall = taken[name]
        print(f"| {title} | {guide.calls if name == 'guide' else 1} | {cpu * 1000:.0f} ms | {wall * 1000:.0f} ms "
              f"| {requests[name]} |")
    ratios = [taken["guide"][i] / taken["ours"][i] for i in (0, 1)] + [requests["guide"] / requests["ours"]]
    print("| ratio | | " + " | ".join(f"{ratio:.1f}" for ratio in ratios) + " |", flush=True)


# -- status

def rounds(bench):
    """How many requests have to wait for one another: by how much a delay of each request delays the whole. Walls are
    the shortest of some runs, because nothing but the program itself is in these."""
    namespace = bench.release()
    print(f"\n### Rounds of requests (wall without and with {DELAY * 1000:.0f} ms for each request; best of some runs)\n")
    print("| | requests | wall | delayed | rounds |\n|---|---:|---:|---:|---:|")
    for args in (["status", "--cloud", "gcp"], ["status"], ["status", "my-release"],
                 ["diff", "--cloud", "gcp", "--keep-l4", "my-release"]):
        if args[0] == "diff":
            bench.run([PROGRAM, "enable", "-n", namespace, "--cloud", "gcp", "--wait=false", "--yes", "--keep-l4"])
        command = [PROGRAM, *args, "-n", namespace]
        walls = []
        for delay in (0, DELAY):
            bench.proxy.delay = delay
            count = bench.requests(lambda proxied: walls.append(
                min(bench.run(command, proxied)[1] for _ in range(bench.runs))))
        bench.proxy.delay = 0
        print(f"| `{' '.join(args)}` | {count // bench.runs} | {walls[0] * 1000:.0f} ms | {walls[1] * 1000:.0f} ms "
              f"| {(walls[1] - walls[0]) / DELAY:.1f} |", flush=True)


def crowd(namespace, number):
    """A release that enable has been at, with all that a kubectl apply leaves behind, and its neighbour that is none."""
    release = f"r{number}"
    objects = milvus_release(namespace, release, "standalone", "ClusterIP", only_server=True)
    way = ingress(release, {"kubernetes.io/ingress.class": "gce"}, {"tls": [{"secretName": "cert"}]})
    way["metadata"].update(namespace=namespace, labels={"milvus-l7/service": objects[1]["metadata"]["name"]})
    objects.append(way)
    other = json.loads(json.dumps(objects).replace("milvus", "other").replace(f'"{release}', f'"other-{release}'))
    for obj in objects + other:
        notes = obj["metadata"].setdefault("annotations", {})
        notes["kubectl.kubernetes.io/last-applied-configuration"] = json.dumps(obj)
    return objects + other


def fill(bench, count):
    spaces = [f"crowd-{i}" for i in range(10)]
    objects = [obj for i in range(count) for obj in crowd(spaces[i % len(spaces)], i)]
    if bench.api.get("Namespace", None, spaces[0]):
        return len(objects)  # an earlier run on the same cluster
    for name in spaces:
        bench.api.create({"kind": "Namespace", "metadata": {"name": name}})
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        list(pool.map(bench.api.create, objects))
    return len(objects)


def overview(bench):
    print(f"\n### All releases ({MANY} of them, among {fill(bench, MANY)} objects)\n")
    print("| | CPU | wall | requests | peak memory |\n|---|---:|---:|---:|---:|")
    works = {"status -A": [PROGRAM, "status", "-A"],
             "kubectl get deployments,services,ingresses -A -o json": [
                 bench.kubectl, "get", "deployments,services,ingresses", "-A", "-o", "json"]}
    taken = in_turns({name: lambda command=command: bench.run(command)[:2] for name, command in works.items()},
                     bench.runs)
    for name, command in works.items():
        bench.run(command, bench.proxied)
        count = bench.requests(lambda proxied, command=command: bench.run(command, proxied))
        cpu, wall = taken[name]
        print(f"| `{name}` | {cpu * 1000:.0f} ms | {wall * 1000:.0f} ms | {count} | {bench.peak(command):.0f} MB |",
              flush=True)


# -- start-up

def start_up(bench):
    commands = {"true": ["true"], "kubectl milvus-l7 version": [PROGRAM, "version"],
                "kubectl version --client": [bench.kubectl, "version", "--client"]}
    taken = in_turns({name: lambda command=command: bench.run(command)[:2] for name, command in commands.items()},
                     3 * bench.runs)
    print("\n### Start-up\n\n| | CPU | wall |\n|---|---:|---:|")
    for name, (cpu, wall) in taken.items():
        print(f"| `{name}` | {cpu * 1000:.2f} ms | {wall * 1000:.2f} ms |", flush=True)


# -- completion

def completion(bench):
    """What a shell waits for while somebody types, also when the server takes connections and says nothing: then the
    program gives up, and offers no names."""
    namespace = bench.release()
    asked = [PROGRAM, "__complete", "status", "-n", namespace, ""]
    with silent_server() as port:
        silent = str(write_kubeconfig(bench.folder / "silent", f"https://127.0.0.1:{port}"))
        works = {"a verb": lambda: bench.run([PROGRAM, "__complete", "en"])[:2],
                 "a release": lambda: bench.run(asked)[:2],
                 "a release, of a silent server": lambda: bench.run(asked, silent)[:2]}
        taken = in_turns(works, 3 * bench.runs)
    print("\n### Completion\n\n| what is completed | CPU | wall |\n|---|---:|---:|")
    for name, (cpu, wall) in taken.items():
        print(f"| {name} | {cpu * 1000:.0f} ms | {wall * 1000:.0f} ms |", flush=True)


def main():
    parts = {"start-up": start_up, "completion": completion, "enable": enable, "rounds": rounds, "overview": overview}
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("kubeconfig", help="of a test cluster (tests/cluster/start.sh)")
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"only these of {', '.join(parts)}")
    parser.add_argument("--runs", type=int, default=7, help="how often each is measured")
    args = parser.parse_args()
    for part in args.parts:
        if part not in parts:
            parser.error(f"no part {part}: one of {', '.join(parts)}")
    print(f"load of the machine before: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(args.kubeconfig, folder, args.runs)
        for name, part in parts.items():
            if not args.parts or name in args.parts:
                part(bench)
    print(f"\nload of the machine after: {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
