#!/usr/bin/env python3
"""chart_versions.py REPOSITORY: renders every version of the Milvus chart that a clone of its repository has a tag for
(milvus-4.2.0), as a cluster and as standalone, and puts each behind both clouds.

Of each it must hold: the Service, the settings and the workload change and nothing else, which keeps its bytes; the entry
follows; a second run changes nothing. A version that is refused is counted by its reason. --from and --to narrow it down.
It is run by hand: the chart's repository is not fetched."""
import argparse
import collections
import concurrent.futures
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

import yaml

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = os.environ.get("POSTRENDER", ROOT / "build/release/milvus-l7-postrender")
FLAGS = {"gcp": ["--cloud=gcp", "--tls-secret=edge"], "aws": ["--cloud=aws", "--host=m.example.com"]}
MODES = {"cluster": "true", "standalone": "false"}
NEW = {"gcp": {"BackendConfig", "Ingress"}, "aws": {"Ingress"}}
CHANGED = {"gcp": {"Service", "ConfigMap", "Deployment"}, "aws": {"Service"}}
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Wrong(Exception):
    pass


def need(holds, text):
    if not holds:
        raise Wrong(text)


def output_of(*command, **options):
    return subprocess.run(command, capture_output=True, check=True, **options).stdout


def versions(repository):
    tags = output_of("git", "-C", repository, "tag").decode().split()
    found = [tuple(map(int, match[1].split("."))) for tag in tags if (match := re.fullmatch(r"milvus-(\d+\.\d+\.\d+)", tag))]
    return sorted(found)


def rendered(helm, repository, version, mode, folder):
    """The manifests; nothing where this Helm cannot render the version."""
    chart = folder / "charts/milvus"
    if not chart.is_dir():
        archive = output_of("git", "-C", repository, "archive", "milvus-" + ".".join(map(str, version)), "charts/milvus")
        subprocess.run(["tar", "-x", "-C", folder], input=archive, check=True)
    done = subprocess.run([helm, "template", "demo", chart, "-n", "vectors", "--kube-version", "1.24.0", "--set",
                           f"cluster.enabled={MODES[mode]},service.type=LoadBalancer"], capture_output=True, check=False)
    return done.stdout if done.returncode == 0 else b""


def post_rendered(cloud, text, folder):
    """(exit code, manifests, report)"""
    report = folder / "report.json"
    done = subprocess.run([PROGRAM, *FLAGS[cloud], "--report-file", report], input=text, capture_output=True, check=False)
    return done.returncode, done.stdout, json.loads(report.read_text())


def documents(text):
    """Each document's text, by kind and name; those that say nothing are left out."""
    found = {}
    for part in re.split(rb"(?m)^---.*\n", text):
        one = yaml.load(part, LOADER)
        if one:
            found[one["kind"], one["metadata"]["name"]] = part
    return found


def judge(cloud, text, folder):
    """"changed", or why it is refused."""
    code, after, report = post_rendered(cloud, text, folder)
    if code:
        need(not after, "refused, and yet something is written")
        errors = sorted({one["id"] for one in report["findings"] if one["severity"] == "error"})
        return "refused: " + (", ".join(errors) or report["error"]["what"])
    if report["result"] != "changed":
        need(after == text, "nothing is changed, but for bytes")
        return report["result"]
    old, new = documents(text), documents(after)
    touched = {kind for kind, name in new if (kind, name) in old and old[kind, name] != new[kind, name]}
    need({kind for kind, name in new.keys() - old.keys()} == NEW[cloud], f"new: {new.keys() - old.keys()}")
    need(not old.keys() - new.keys(), f"gone: {old.keys() - new.keys()}")
    need(touched <= CHANGED[cloud] and "Service" in touched, f"changed: {touched}")
    need(cloud != "gcp" or touched == CHANGED[cloud], f"changed: {touched}")
    again = post_rendered(cloud, after, folder)
    need(again[0] == 0 and again[1] == after, "a second run changes something")
    return "changed"


def attempt(helm, repository, version):
    """[(mode, cloud, outcome, what is wrong)]"""
    found = []
    with tempfile.TemporaryDirectory() as name:
        for mode in MODES:
            text = rendered(helm, repository, version, mode, pathlib.Path(name))
            for cloud in FLAGS if text else ():
                try:
                    found.append((mode, cloud, judge(cloud, text, pathlib.Path(name)), ""))
                except (Wrong, KeyError, TypeError, yaml.YAMLError) as e:
                    found.append((mode, cloud, "wrong", f"{type(e).__name__} {e}"))
            if not text:
                found.append((mode, "", "not rendered", ""))
    return version, found


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("repository")
    as_version = lambda text: tuple(map(int, text.split(".")))
    parser.add_argument("--from", dest="first", type=as_version, default=(0,))
    parser.add_argument("--to", dest="last", type=as_version, default=(99,))
    args = parser.parse_args()
    helm = output_of(ROOT / "scripts/get-helm.sh", "3").decode().strip()
    chosen = [version for version in versions(args.repository) if args.first <= version <= args.last]
    outcomes, wrong, passed = collections.defaultdict(list), [], 0
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for version, found in pool.map(lambda one: attempt(helm, args.repository, one), chosen):
            name = ".".join(map(str, version))
            for mode, cloud, outcome, complaint in found:
                outcomes[outcome if outcome == "not rendered" else f"{cloud} {outcome}"].append(f"{name} {mode}")
                wrong += [f"{name} {mode} {cloud}: {complaint}"] if complaint else []
                passed += outcome not in ("wrong", "not rendered")
    for outcome, them in sorted(outcomes.items()):
        print(f"{outcome}: {len(them)}, from {them[0]} to {them[-1]}")
    for text in wrong:
        print(f"not ok - {text}")
    print(f"{len(chosen)} versions of the chart")
    print(f"{passed} passed, {len(wrong)} failed")
    return 1 if wrong or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
