#!/usr/bin/env python3
"""Answers that something between here and the API server has spoiled: one of a run each, by a seed. Every verb ends
with 0 or 1, says why when it fails, and never that the fault is its own.

Meant for a program that is built with sanitizers, which end it with another code."""
import argparse
import concurrent.futures
import copy
import json
import os
import pathlib
import queue
import random
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/cluster"))

from api import Api  # noqa: E402
from controllers import CLOUDS, prepare  # noqa: E402
from fault_proxy import FaultProxy  # noqa: E402
from releases import ARN, HOST, milvus_release  # noqa: E402

SECONDS = 120
SANITIZED = 99
FLAGS = {"gcp": ("--cloud", "gcp"), "aws": ("--cloud", "aws", "--certificate-arn", ARN, "--host", HOST)}
# Those that change something get a release of their own each time.
CHANGING = ("enable", "disable", "cert create")
VERBS = (("enable", "--yes", "--wait=false"), ("disable", "--yes", "--wait=false"), ("enable", "--dry-run=server"),
         ("diff",), ("check",), ("status", "-o", "yaml"), ("status", "-A"), ("verify",), ("connect", "python"),
         ("cert create", "--yes"), ("cert inspect",), ("__complete", "status", ""))
WITHOUT_CLOUD = ("disable", "connect", "cert inspect", "cert create", "__complete", "verify")
ODD = (None, True, 0, -1, 1e308, 2**70, "", "\x1b[31m\u202e", "a" * 5000, [], {}, [[]], {"": None}, ["\x00"])


def places(value, path=()):
    """Every place within a JSON value."""
    yield path
    if isinstance(value, dict):
        for key in value:
            yield from places(value[key], (*path, key))
    elif isinstance(value, list):
        for i in range(len(value)):
            yield from places(value[i], (*path, i))


def mutated_value(value, dice):
    value = copy.deepcopy(value)
    *way, last = dice.choice([path for path in places(value) if path])
    there = value
    for key in way:
        there = there[key]
    kind = dice.randrange(4)
    if kind == 0:
        del there[last]
    elif kind == 1 and isinstance(there, list):
        there.insert(last, copy.deepcopy(dice.choice(there)))
    elif kind == 1:
        there[last + dice.choice(("x", ".", "/", "\n"))] = there.pop(last)
    else:
        there[last] = copy.deepcopy(dice.choice(ODD))
    return value


def mutated(body, dice):
    """Another body in the place of this one: other bytes, or other JSON."""
    try:
        value = json.loads(body)
    except ValueError:
        value = None
    if value is not None and len(value) and dice.randrange(3):
        for _ in range(dice.randint(1, 3)):
            if value:
                value = mutated_value(value, dice)
        return json.dumps(value).encode()
    spoiled = bytearray(body or b"{}")
    kind = dice.randrange(3)
    if kind == 0:
        return bytes(spoiled[:dice.randrange(len(spoiled))])
    for _ in range(dice.randint(1, 20)):
        at = dice.randrange(len(spoiled))
        if kind == 1:
            spoiled[at] = dice.randrange(256)
        else:
            spoiled[at:at] = dice.choice((b'"', b"}", b"\\u0000", b"\xff", b"[" * 300, b"null,"))
    return bytes(spoiled)


class Bench:
    def __init__(self, kubeconfig, folder, slot, program):
        self.api, self.program, self.slot = Api(kubeconfig, "admin"), program, slot
        self.kubeconfig = os.path.join(folder, f"kubeconfig-{slot}")
        self.proxy = FaultProxy(kubeconfig, self.kubeconfig).start()
        self.count = 0
        self.lasting = {}

    def release(self, cloud, enabled):
        self.count += 1
        name = f"mutated-{self.slot}-{self.count}"
        self.api.create({"kind": "Namespace", "metadata": {"name": name}})
        for obj in milvus_release(name, only_server=True, kind="ClusterIP"):
            self.api.create(obj)
        if enabled:
            self.run(VERBS[0], cloud, name)
        return name

    def run(self, verb, cloud, namespace, number=0, mutate=None):
        """(exit code, all that it said)"""
        command = [self.program, *verb[0].split()]
        if verb[0] == "__complete":
            command += ["status", "-n", namespace, verb[-1]]
        else:
            command += [*verb[1:], "-n", namespace]
        if verb[0] not in WITHOUT_CLOUD:
            command += FLAGS[cloud]
        environment = {k: v for k, v in os.environ.items() if not k.startswith("MILVUS_L7_")}
        environment |= {"KUBECONFIG": self.kubeconfig, "ASAN_OPTIONS": f"exitcode={SANITIZED}",
                        "UBSAN_OPTIONS": f"exitcode={SANITIZED}"}
        self.proxy.begin(number, mutate)
        done = subprocess.run(command, capture_output=True, stdin=subprocess.DEVNULL, env=environment, timeout=SECONDS)
        return done.returncode, (done.stdout + done.stderr).decode(errors="replace")

    def case(self, seed):
        """(what was met, what is wrong with it or nothing)"""
        dice = random.Random(seed)
        verb, cloud = VERBS[seed % len(VERBS)], dice.choice(sorted(FLAGS))
        enabled = verb[0] == "disable" or dice.randrange(2) == 1
        if verb[0] in CHANGING and "--dry-run=server" not in verb:
            namespace = self.release(cloud, enabled)
        else:
            key = (cloud, enabled)
            namespace = self.lasting.get(key) or self.lasting.setdefault(key, self.release(cloud, enabled))
        # Early ones are the same in each run, and a run that fails early says little.
        number = 1 + min(dice.randrange(30), dice.randrange(30))
        code, said = self.run(verb, cloud, namespace, number, lambda body: mutated(body, dice))
        met = any(r["fault"] for r in self.proxy.requests)
        wrong = ""
        # As with kubectl, 1 says that something differs.
        failure = 2 if verb[0] == "diff" else 1
        if code not in (0, 1, failure):
            wrong = f"exit {code}"
        elif code and not said.strip():
            wrong = "fails without a word"
        elif "this is a defect" in said or "Sanitizer" in said or "runtime error" in said:
            wrong = "a defect"
        return met, wrong and f"{seed}: {' '.join(verb)} on {cloud}, answer {number}: {wrong}: {said[-700:]}"


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n", maxsplit=1)[0])
    parser.add_argument("--program", required=True)
    parser.add_argument("--cases", type=int, default=1000)
    parser.add_argument("--first", type=int, default=0, help="the first seed")
    parser.add_argument("--jobs", type=int, default=3)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        cluster = os.path.join(folder, "cluster")
        subprocess.run([ROOT / "tests/cluster/start.sh", cluster, str(os.getpid())], check=True,
                       stdout=subprocess.DEVNULL)
        kubeconfig = os.path.join(cluster, "kubeconfig")
        failed = met = 0
        try:
            for cloud in CLOUDS.values():
                prepare(Api(kubeconfig, "admin"), cloud)
            free = queue.SimpleQueue()
            for slot in range(args.jobs):
                free.put(Bench(kubeconfig, folder, slot, os.path.abspath(args.program)))

            def one(seed):
                bench = free.get()
                try:
                    return bench.case(seed)
                except subprocess.TimeoutExpired:
                    return True, f"{seed}: hangs for more than {SECONDS} s"
                finally:
                    free.put(bench)

            with concurrent.futures.ThreadPoolExecutor(args.jobs) as pool:
                for was_met, wrong in pool.map(one, range(args.first, args.first + args.cases)):
                    met += was_met
                    if wrong:
                        failed += 1
                        print(f"not ok - {wrong}", flush=True)
        finally:
            subprocess.run([ROOT / "tests/cluster/stop.sh", cluster], check=True)
    if met * 2 < args.cases:
        print(f"not ok - only {met} answers were changed")
        failed += 1
    print(f"{met} answers changed\n{args.cases - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
