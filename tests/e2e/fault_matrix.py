#!/usr/bin/env python3
"""Every request of a run fails once, in every way: after a plain rerun the cluster must look as if nothing had been,
and after `disable` as before `enable`.

The program is run as `PROGRAM enable --cloud CLOUD --yes --wait=false --namespace N FLAGS` and `PROGRAM disable --yes
--namespace N`, with KUBECONFIG. Each case has a namespace of its own, and several run side by side."""
import argparse
import concurrent.futures
import difflib
import http.client
import json
import multiprocessing
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/cluster"))

from api import Api, ApiError  # noqa: E402
from controllers import CLOUDS, prepare  # noqa: E402
from fault_proxy import FaultProxy  # noqa: E402
from faults import FAULTS, applies  # noqa: E402
from killable import Client  # noqa: E402
from place import Failure, need  # noqa: E402
from releases import ARN, HOST, milvus_release  # noqa: E402

KINDS = ("BackendConfig", "ConfigMap", "Deployment", "FrontendConfig", "Ingress", "ManagedCertificate", "Secret",
         "Service")
# What differs between two runs that came to the same, or is not the program's to say.
NEVER_COMPARED = ("managedFields", "resourceVersion", "uid", "creationTimestamp", "generation")
FLAGS = {"gcp": [], "aws": ["--certificate-arn", ARN, "--host", HOST]}
# Numbers that the API server gives to nobody unless they are asked for, so that no case takes another one's.
FIRST_NODE_PORT = 10000
SECONDS = 60
# What a client has to bear: the answer is there, only late or in pieces.
BORNE = ("bytes", "expired", "lagging")


class Bench:
    """One namespace after the other on an API server, and a proxy before it."""

    def __init__(self, kubeconfig, folder, slot, args):
        self.api = Api(kubeconfig, "admin")
        self.client = Client()
        self.kubeconfig = os.path.join(folder, f"kubeconfig-{slot}")
        self.proxy = FaultProxy(kubeconfig, self.kubeconfig, self.client.kill).start()
        self.node_ports = (FIRST_NODE_PORT + 2 * slot, FIRST_NODE_PORT + 2 * slot + 1)
        self.slot, self.args, self.count = slot, args, 0
        self.namespace = self.hit = None

    def reset(self):
        """A release as it was installed."""
        self.count += 1
        self.namespace = f"matrix-{os.getpid()}-{self.count}"
        self.api.create({"kind": "Namespace", "metadata": {"name": self.namespace}})
        ports = self.node_ports if self.args.type != "ClusterIP" else ()
        for obj in milvus_release(self.namespace, mode=self.args.mode, kind=self.args.type, node_ports=ports,
                                  only_server=True, helm=self.args.helm_owned):
            self.api.create(obj)
        return self.state()

    def give_back(self):
        """The node ports. The rest of an old namespace is in nobody's way."""
        for service in self.api.list("Service", self.namespace):
            self.api.delete("Service", self.namespace, service["metadata"]["name"])

    def run(self, verb, number=0, fault=None):
        """(exit code, stdout and stderr)"""
        command = [self.args.program, verb, "--yes", "--namespace", self.namespace]
        if verb == "enable":
            command += ["--cloud", self.args.cloud, "--wait=false", *FLAGS[self.args.cloud], *self.args.flag]
        if fault == "hang":
            command.append("--request-timeout=2s")
        environment = {k: v for k, v in os.environ.items() if not k.startswith("MILVUS_L7_")}
        self.proxy.begin(number, fault)
        try:
            code, out, errors = self.client.run(command, {**environment, "KUBECONFIG": self.kubeconfig}, SECONDS, True)
        except subprocess.TimeoutExpired:
            raise Failure(f"{verb} hangs for more than {SECONDS} s") from None
        return code, (out + errors).strip()

    def versions(self):
        return {f"{o['kind']}/{o['metadata']['name']}": o["metadata"]["resourceVersion"]
                for kind in KINDS for o in self.api.list(kind, self.namespace)}

    def state(self):
        """{kind/name: object}, in words that are the same in every namespace."""
        objects = [o for kind in KINDS for o in self.api.list(kind, self.namespace)]
        words = {re.escape(self.namespace): "NAMESPACE"}
        for obj in objects:
            words[re.escape(obj["metadata"]["uid"])] = "UID"
            if "clusterIP" in obj.get("spec", {}):
                words[r"\b" + re.escape(obj["spec"]["clusterIP"]) + r"\b"] = "CLUSTER-IP"
        for i, port in enumerate(self.node_ports):
            words[rf"\b{port}\b"] = f'"NODE-PORT-{i}"'
        return {f"{o['kind']}/{o['metadata']['name']}": normalised(o, words) for o in objects}


def normalised(obj, words):
    obj = {k: v for k, v in obj.items() if k != "status"}
    obj["metadata"] = {k: v for k, v in obj["metadata"].items() if k not in NEVER_COMPARED}
    if obj.get("type") == "kubernetes.io/tls":
        obj["data"] = dict.fromkeys(obj["data"], "PEM")
    text = json.dumps(obj, indent=1, sort_keys=True)
    for pattern, word in words.items():
        text = re.sub(pattern, word, text)
    return text


def changed_lines(name, wanted, there):
    """One text or none. Of a long line that changed, what stands where the two part."""
    blocks = difflib.SequenceMatcher(None, wanted, there, autojunk=False).get_opcodes()
    said = []
    for change, low, high, new_low, new_high in blocks:
        old, new = " ".join(map(str.strip, wanted[low:high])), " ".join(map(str.strip, there[new_low:new_high]))
        if change != "equal":
            start = max(0, len(os.path.commonprefix([old, new])) - 30)
            said.append(f"- {old[start:start + 100]} + {new[start:start + 100]}")
    return [f"{name}: {' | '.join(said[:4])}"] if said else []


def need_same(state, wanted, when):
    differences = []
    for name in sorted(state.keys() | wanted.keys()):
        if name not in wanted:
            differences.append(f"{name} is left over")
        elif name not in state:
            differences.append(f"{name} is missing")
        else:
            differences += changed_lines(name, wanted[name].splitlines(), state[name].splitlines())
    need(not differences, f"{when}: " + "; ".join(differences[:4]))


def need_way_in(state, before, when):
    """A Service that is as open as it was, or an Ingress in front of it."""
    def kind(text):
        return re.search(r'^  "type": "\w+"', text, re.M)[0]

    kept = [name for name in before if name.startswith("Service/") and name in state and
            kind(state[name]) == kind(before[name])]
    need(kept or any(name.startswith("Ingress/") for name in state), f"{when} there is no way in")


def need_success(result, what):
    code, said = result
    need(code == 0, f"{what} exits {code}: {said[-300:]}")


def undisturbed(bench):
    """(requests of each verb, state before and after enable). Raises Failure when even this does not work."""
    before = bench.reset()
    need_success(bench.run("enable"), "enable")
    requests = {"enable": list(bench.proxy.requests)}
    after = bench.state()
    need(after != before, "enable changes nothing")
    versions = bench.versions()
    need_success(bench.run("enable"), "a second enable")
    written = [name for name, version in bench.versions().items() if versions.get(name) != version]
    need(not written, f"a second enable writes to {', '.join(written)}")
    need_success(bench.run("disable"), "disable")
    requests["disable"] = list(bench.proxy.requests)
    need_same(bench.state(), before, "after disable")
    need_success(bench.run("disable"), "a second disable")
    need_same(bench.state(), before, "after a second disable")
    return requests, before, after


def one_case(bench, verb, number, fault, before, after):
    """Raises Failure. Afterwards bench.hit is the request that failed, or None when none was sent of that number."""
    bench.hit = None
    need_same(bench.reset(), before, "the bench itself: reset")
    wanted = after if verb == "enable" else before
    if verb == "disable":
        need_success(bench.run("enable"), "enable without a fault")
    code, said = bench.run(verb, number, fault)
    bench.hit = next((r for r in bench.proxy.requests if r["fault"]), None)
    if fault == "hang" and bench.hit:
        need(f"{bench.hit['method']} " in said and "--request-timeout" in said,
             f"{verb} does not say what hangs: {said[-300:]}")
    if fault in BORNE:
        need_success((code, said), f"{verb} with a fault that it has to bear")
    need_way_in(bench.state(), before, f"after {verb} with a fault")
    if bench.hit and fault.startswith("kill"):
        need(code == -9, f"{verb} exits {code} although it was killed")
    else:
        need(code in (0, 1), f"{verb} exits {code}: {said[-300:]}")
        need(code == 0 or said, f"{verb} fails without a word")
        if code == 0:
            need_same(bench.state(), wanted, f"{verb} exits 0 and is not done")
    need_success(bench.run(verb), f"the rerun of {verb}")
    need_same(bench.state(), wanted, f"after the rerun of {verb}")
    if verb == "enable":
        need_success(bench.run("disable"), "disable")
        need_same(bench.state(), before, "after disable")


# -- side by side: each process has its bench

BENCH = None


def begin_process(kubeconfig, folder, slots, args):
    global BENCH
    BENCH = Bench(kubeconfig, folder, slots.get(), args)


def case_in_process(verb, number, fault, before, after):
    """(outcome, the request that failed, detail)"""
    try:
        one_case(BENCH, verb, number, fault, before, after)
        outcome, detail = "ok" if BENCH.hit else "not reached", ""
    except (Failure, ApiError, OSError, http.client.HTTPException) as e:
        outcome, detail = "not ok", str(e) or type(e).__name__
    finally:
        BENCH.give_back()
    request = BENCH.hit or {"method": "no", "path": "request"}
    return outcome, f"{request['method']} {request['path'].split('?')[0]}", detail


def numbers(text, count):
    """`3,7-9`, or all of them."""
    if not text:
        return range(1, count + 1)
    found = set()
    for part in text.split(","):
        low, _, high = part.partition("-")
        found.update(range(int(low), int(high or low) + 1))
    return sorted(n for n in found if 1 <= n <= count)


def matrix(kubeconfig, folder, args):
    context = multiprocessing.get_context("fork")
    slots = context.Queue()
    for slot in range(1, args.jobs + 1):
        slots.put(slot)
    passed = failed = missed = 0
    with concurrent.futures.ProcessPoolExecutor(args.jobs, context, begin_process,
                                                (kubeconfig, folder, slots, args)) as pool:
        # The pool forks before this process has threads.
        list(pool.map(abs, range(args.jobs * 4)))
        first = Bench(kubeconfig, folder, 0, args)
        prepare(first.api, CLOUDS[args.cloud])
        try:
            requests, before, after = undisturbed(first)
        except Failure as e:
            print(f"not ok - undisturbed: {e}")
            return 0, 1
        finally:
            first.give_back()
        print(f"ok - undisturbed: {len(requests['enable'])} requests of enable, {len(requests['disable'])} of disable",
              flush=True)
        passed = 1
        began = time.monotonic()
        asked = requests[args.verb]
        cases = [(n, f) for n in numbers(args.requests, len(asked)) for f in args.faults
                 if applies(f, asked[n - 1]["method"], asked[n - 1]["path"])]
        running = {pool.submit(case_in_process, args.verb, n, f, before, after): (n, f) for n, f in cases}
        for future in concurrent.futures.as_completed(running):
            number, fault = running[future]
            outcome, request, detail = future.result()
            name = f"{args.verb} {args.cloud} {number} {fault} ({request})"
            print(f"{outcome} - {name}" + (f": {detail}" if detail else ""), flush=True)
            passed += outcome == "ok"
            failed += outcome == "not ok"
            missed += outcome == "not reached"
    seconds = time.monotonic() - began
    print(f"{len(cases)} cases in {seconds:.1f} s, {seconds / max(1, len(cases)):.2f} s each, {args.jobs} side by side"
          + (f"; {missed} requests were not sent this time" if missed else ""))
    return passed, failed + (1 if missed * 4 > len(cases) else 0)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n", maxsplit=1)[0])
    parser.add_argument("--program", required=True)
    parser.add_argument("--verb", choices=("enable", "disable"), default="enable")
    parser.add_argument("--cloud", choices=FLAGS, default="gcp")
    parser.add_argument("--mode", choices=("cluster", "standalone"), default="cluster")
    parser.add_argument("--type", choices=("LoadBalancer", "NodePort", "ClusterIP"), default="LoadBalancer")
    parser.add_argument("--helm-owned", action="store_true", help="the release carries Helm's metadata")
    parser.add_argument("--flag", action="append", default=[], help="one more argument for enable (repeatable)")
    parser.add_argument("--faults", type=lambda text: text.split(","), default=list(FAULTS), help=", ".join(FAULTS))
    parser.add_argument("--requests", help="only these, as 3,7-9")
    parser.add_argument("--jobs", type=int, default=4)
    parser.add_argument("--kubeconfig", help="an API server that runs; without it one is started")
    args = parser.parse_args()
    unknown = set(args.faults) - set(FAULTS)
    if unknown:
        parser.error(f"no fault {', '.join(sorted(unknown))}: there are {', '.join(FAULTS)}")
    args.program = os.path.abspath(args.program)
    if not os.access(args.program, os.X_OK):
        print(f"not ok - {args.program} is not built\n0 passed, 1 failed")
        return 1

    with tempfile.TemporaryDirectory() as folder:
        cluster = os.path.join(folder, "cluster")
        kubeconfig = args.kubeconfig or os.path.join(cluster, "kubeconfig")
        if not args.kubeconfig:
            subprocess.run([ROOT / "tests/cluster/start.sh", cluster, str(os.getpid())], check=True)
        try:
            passed, failed = matrix(kubeconfig, folder, args)
        finally:
            if not args.kubeconfig:
                subprocess.run([ROOT / "tests/cluster/stop.sh", cluster], check=True)
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
