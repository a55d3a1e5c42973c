#!/usr/bin/env python3
"""The post-renderer on manifests that nobody has written yet: choices of manifests.py at random, judged by model.py.

--count says how many, --seed where to begin; each variant has a seed of its own, which a failure names: --seed N --count 1
repeats it, and -v shows its stream."""
import argparse
import concurrent.futures
import json
import os
import pathlib
import random
import subprocess
import sys
import tempfile

import yaml

from manifests import NAME, stream, volume_of
from manifests import choose as choose_one
from model import KNOWN, PORT, TLS, expected_of, variables_of

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = os.environ.get("POSTRENDER", ROOT / "build/release/milvus-l7-postrender")
FLAGS = {"gcp": ["--cloud=gcp", "--tls-secret=edge"],
         "aws": ["--cloud=aws", "--host=m.example.com",
                 "--certificate-arn=arn:aws:acm:eu-west-1:111122223333:certificate/0f0f0f0f-0000-4000-8000-0f0f0f0f0f0f"]}
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
RESTART = "milvus-l7/config"


class Wrong(Exception):
    pass


def need(holds, text):
    if not holds:
        raise Wrong(text)


def run(cloud, text, report):
    done = subprocess.run([PROGRAM, *FLAGS[cloud], "--report-file", report], input=text.encode(), capture_output=True,
                          timeout=60, check=False, env={"PATH": os.environ["PATH"]})
    return done.returncode, done.stdout.decode(), done.stderr.decode(), json.loads(pathlib.Path(report).read_text())


def documents(text):
    """Every object of a stream."""
    if text.startswith("{"):
        found, at, decoder = [], 0, json.JSONDecoder()
        while text[at:].strip():
            one, at = decoder.raw_decode(text, at + len(text[at:]) - len(text[at:].lstrip()))
            found.append(one)
    else:
        found = [one for one in yaml.load_all(text, LOADER) if one]
    return [item for one in found for item in (one["items"] if one["kind"] == "List" else [one])]


def of_kind(objects, kind, name):
    """The last counts, as for kubectl apply."""
    found = [one for one in objects if one["kind"] == kind and one["metadata"]["name"] == name]
    return found[-1] if found else None


def named_in(finding):
    return next((name for name in ("client", "route", "server") if f"/{name}" in finding["seen"]), "")


def found_in(report, severities):
    """The findings that the model knows, with the object that each names."""
    return {(one["id"], named_in(one)) for one in report["findings"] if one["id"] in KNOWN and one["severity"] in severities}


def template_of(one):
    if one["kind"] == "Pod":
        return one
    spec = one["spec"]
    return spec["leaderWorkerTemplate"]["workerTemplate"] if one["kind"] == "LeaderWorkerSet" else spec["template"]


def settings_after(choice, objects):
    """(tlsMode, port of REST or None) as Milvus reads them: the environment before the file."""
    variables = variables_of(choice)
    config = of_kind(objects, "ConfigMap", "settings")
    file = (yaml.load(config["data"][volume_of(choice["mount"])[1]], LOADER) or {}) if config else {}
    http = file.get("proxy", {}).get("http", {})
    tls = variables.get(TLS, file.get("common", {}).get("security", {}).get("tlsMode", 0))
    rest = variables.get(PORT, http.get("port", 19530)) if http.get("enabled", True) else None
    return int(tls), rest and int(rest)


def judge_output(choice, expected, before, after):
    objects = documents(after)
    old = documents(before)
    workload = next(one for one in objects if one["metadata"]["name"] == "server")
    annotations = template_of(workload)["metadata"].get("annotations") or {}
    service, ingress = of_kind(objects, "Service", NAME), of_kind(objects, "Ingress", f"{NAME}-l7")
    need(ingress, "there is no Ingress")
    if choice["cloud"] == "gcp":
        need((RESTART in str(annotations)) == expected.writes, f"the pod template has {annotations}")
        need(settings_after(choice, objects) == (expected.tls, expected.rest), f"settings: {settings_after(choice, objects)}")
        need("HTTP2" in str(service["metadata"].get("annotations")), "the backends are not HTTP/2")
    else:
        need(not annotations, f"the pod template has {annotations}")
        protocol = ingress["metadata"]["annotations"].get("alb.ingress.kubernetes.io/backend-protocol", "HTTP")
        need(expected.backend in (None, protocol), f"the backend's protocol is {protocol}")
        need(of_kind(objects, "ConfigMap", "settings") == of_kind(old, "ConfigMap", "settings"), "the settings are changed")
    need(service["spec"]["type"] == ("ClusterIP" if expected.closes else choice["type"]),
         f"the Service is a {service['spec']['type']}")
    need(len(objects) >= len(old), "objects are gone")
    if choice["layout"] == "documents":
        changed = {("ConfigMap", "settings"), ("Service", NAME), (choice["kind"], "server")}
        for text in before.split("---\n")[1:]:
            one = yaml.load(text, LOADER)
            if (one["kind"], one["metadata"]["name"]) not in changed:
                need(text in after, f"{one['kind']} {one['metadata']['name']} does not keep its bytes")


def judge(choice, text, report_file):
    expected = expected_of(choice)
    code, after, errors, report = run(choice["cloud"], text, report_file)
    need(report["result"] == expected.result, f"{report['result']} and not {expected.result}: {errors[-500:]}")
    need(code == (1 if expected.result == "error" else 0), f"exit code {code}")
    if expected.result == "no-milvus":
        need(after == text, "the stream is changed")
        return
    need(found_in(report, ("error",)) == expected.errors, f"errors {found_in(report, ('error',))}, not {expected.errors}")
    if expected.result == "error":
        need(not after, "something is written")
        return
    need(found_in(report, ("warning", "note")) == expected.findings,
         f"findings {found_in(report, ('warning', 'note'))}, not {expected.findings}")
    judge_output(choice, expected, text, after)
    again, twice, _, second = run(choice["cloud"], after, report_file)
    need(again == 0 and twice == after and second["result"] == "unchanged", "a second run changes something")


def variant(seed):
    maker = random.Random(seed)
    choice = choose_one(maker)
    text = stream(choice, maker)
    return choice, text


def some(seeds):
    """What is wrong with each of them that is wrong."""
    wrong = []
    with tempfile.NamedTemporaryFile(suffix=".json") as report:
        for seed in seeds:
            choice, text = variant(seed)
            try:
                judge(choice, text, report.name)
            except Wrong as e:
                wrong.append(f"seed {seed}: {e}\n  {choice}")
    return wrong


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("-v", action="store_true")
    args = parser.parse_args()
    if args.v:
        print(variant(args.seed)[1])
    seeds = range(args.seed, args.seed + args.count)
    pieces = [seeds[i:i + 100] for i in range(0, len(seeds), 100)]
    with concurrent.futures.ProcessPoolExecutor(os.cpu_count()) as pool:
        wrong = [text for texts in pool.map(some, pieces) for text in texts]
    for text in wrong[:20]:
        print(f"not ok - {text}")
    print(f"variants of hand-written manifests, seeds {seeds[0]} to {seeds[-1]}")
    print(f"{len(seeds) - len(wrong)} passed, {len(wrong)} failed")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
