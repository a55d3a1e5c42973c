#!/usr/bin/env python3
"""The documents are true: each shell command in them is run, or says why not; links lead somewhere; translations have
the commands of the English page; the generated pages miss nothing that the programs read or write.

A comment on the line before a block of commands says how it is run:
  (none)                              here, beside the programs and Helm 3
  on a cluster: gcp                   on an API server with a release, played controllers and kubectl, one per document
  on a cluster: gcp, exit 1           the same; the block ends with that code
  on a cluster: gcp, Helm 4           the same with an empty namespace and the chart's repository, in a folder with the
                                      archive of a release
  not run: REASON                     not at all"""
import contextlib
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "tests/cluster"), str(ROOT / "tests/e2e")]

import cases  # noqa: E402
from cases import case, side_by_side  # noqa: E402
from charts import repository  # noqa: E402
from documents import SHELLS, Document, documents  # noqa: E402
from place import CLUSTER, controllers, need, until  # noqa: E402
from releases import Cluster, milvus_release, run  # noqa: E402

BUILD = pathlib.Path(os.environ.get("PLUGIN", ROOT / "build/release/kubectl-milvus_l7")).parent
NAMESPACE = "milvus"
SECONDS = 600
# The documents talk to people, who answer the question; here nobody does. Nor does anybody listen at the addresses that
# the played controllers give to a load balancer.
WITHOUT_A_PERSON = """#!/bin/sh
case "$1 $2" in
  "enable "*) set -- "$@" --verify=false --yes ;;
  "disable "* | "cert create" | "cert import") set -- "$@" --yes ;;
esac
exec {program} "$@"
"""


# What the project's authors alone read: its links are followed, and nothing in it is run.
AUTHORS = {"ARCHITECTURE.md", "CHANGELOG.md", "CONTRIBUTING.md"}


# -- commands

def programs(folder, helm="3", cluster=None):
    """A folder for PATH."""
    folder = pathlib.Path(folder)
    folder.mkdir()
    (folder / "helm").symlink_to(run([str(ROOT / "scripts/get-helm.sh"), helm]).strip())
    for name in ("milvus-l7-postrender", "kubectl_complete-milvus_l7"):
        (folder / name).symlink_to(BUILD / name)
    plugin = folder / "kubectl-milvus_l7"
    if cluster:
        (folder / "kubectl").symlink_to(cluster / "kubectl")
        plugin.write_text(WITHOUT_A_PERSON.format(program=BUILD / plugin.name))
        plugin.chmod(0o755)
    else:
        plugin.symlink_to(BUILD / plugin.name)
    return folder


def pack_release(folder):
    """The archive of a release and its package for Helm, as far as commands need them."""
    version = run([str(BUILD / "milvus-l7-postrender"), "--version"]).split()[-1]
    with tarfile.open(folder / f"milvus-l7_v{version}_linux_amd64.tar.gz", "w:gz") as archive:
        for name in ("milvus-l7-postrender", "kubectl-milvus_l7", "kubectl_complete-milvus_l7"):
            archive.add(BUILD / name, name)
        archive.add(ROOT / "postrender/plugin.yaml", "plugin.yaml")
    with tarfile.open(folder / f"milvus-l7-{version}-linux-amd64.tgz", "w:gz") as package:
        package.add(BUILD / "milvus-l7-postrender", "milvus-l7/milvus-l7-postrender")
        package.add(ROOT / "postrender/plugin.yaml", "milvus-l7/plugin.yaml")


def shell(block, path, code=0, folder=ROOT, **environment):
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("MILVUS_L7_", "HELM_"))}
    done = subprocess.run(["bash", "-euo", "pipefail", "-c", block.text], cwd=folder, capture_output=True, text=True,
                          stdin=subprocess.DEVNULL, timeout=SECONDS,
                          env={**clean, "PATH": f"{path}:{os.environ['PATH']}", **environment})
    need(done.returncode == code, f"exit {done.returncode}: {done.stdout[-900:]} {done.stderr[-900:]}")


def run_here(document):
    def attempt(block):
        with tempfile.TemporaryDirectory() as folder:
            shell(block, programs(pathlib.Path(folder) / "bin"), TMPDIR=folder)
    for block in document.commands:
        if not block.marker:
            case(f"{document.name}: {block.title}", attempt, block)


@contextlib.contextmanager
def cluster_of(folder, cloud, helm):
    """PATH and the further environment of commands that find a release in their namespace, or Helm and the chart."""
    place = folder / "cluster"
    run([str(CLUSTER / "start.sh"), str(place), str(os.getpid())])
    try:
        kubeconfig = place / "kubeconfig"
        cluster = Cluster(kubeconfig, NAMESPACE)
        cluster.create_namespace()
        cluster.kubectl("label", "namespace", NAMESPACE, "elbv2.k8s.aws/pod-readiness-gate-inject=enabled")
        cluster.kubectl("config", "set-context", "--current", f"--namespace={NAMESPACE}")
        path = programs(folder / "bin", helm or "3", place)
        environment = {"KUBECONFIG": str(kubeconfig), "HOME": str(folder), "TMPDIR": str(folder)}
        with contextlib.ExitStack() as stack:
            stack.enter_context(controllers(kubeconfig, cloud, namespace=NAMESPACE))
            if helm:
                pack_release(folder)
                url = stack.enter_context(repository(folder))
                run([str(path / "helm"), "repo", "add", "milvus", url], environment={**os.environ, **environment})
            else:
                cluster.apply(milvus_release(NAMESPACE, only_server=True, helm=True))
                until(lambda: '"readyReplicas": 1' in cluster.kubectl("get", "deployments", "-o", "json"), "no pod")
            yield path, environment
    finally:
        subprocess.run([CLUSTER / "stop.sh", place], check=True)


def run_on_cluster(document, cloud, helm):
    """The blocks for one cluster, one after the other: each finds what those before it have left."""
    count = 0
    with tempfile.TemporaryDirectory() as folder, cluster_of(pathlib.Path(folder), cloud, helm) as (path, environment):
        for block in document.commands:
            if place_of(block)[:2] == (cloud, helm):
                try:
                    shell(block, path, place_of(block)[2], folder if helm else ROOT, **environment)
                except Exception as error:
                    raise RuntimeError(f"{block.title}: {error}") from error
                count += 1
    return f"{count} blocks"


def place_of(block):
    """(cloud, Helm's version, exit code), or three times None."""
    told = block.told("on a cluster")
    match = told and re.fullmatch(r"(gcp|aws)(?:, Helm ([34]))?(?:, exit (\d))?", told)
    return (match[1], match[2], int(match[3] or 0)) if match else (None, None, None)


def markers(document):
    need(not document.indented, f"a block that is indented is not run: {document.indented}")
    for block in document.blocks:
        need(block.language or document.name in AUTHORS, f"a block without a language: {block.title}")
        if block.language in SHELLS and block.marker:
            need(place_of(block)[0] or block.told("not run"), f"no such marker: {block.marker}")
        if block.language in SHELLS - {"sh"}:
            need(block.told("not run"), f"only sh is run: {block.title}")


# -- the rest

def links(document):
    count = 0
    for link in document.links:
        if re.match(r"[a-z]+:", link):
            continue
        file, _, fragment = link.partition("#")
        target = (document.path.parent / file).resolve() if file else document.path
        need(target.exists(), f"{link} leads nowhere")
        if fragment:
            need(target.suffix == ".md" and fragment in Document(target).anchors, f"no heading for {link}")
        count += 1
    return f"{count} links"


def translation(document, english):
    theirs = {block.text for block in Document(english).commands}
    for block in document.commands:
        need(block.text in theirs, f"not in {english.relative_to(ROOT)}: {block.title}")
    need(document.commands, "no commands")
    return f"{len(document.commands)} blocks"


def written_annotations():
    """What the golden plans write stands in the reference."""
    reference = (ROOT / "docs/reference.md").read_text()
    keys = set()
    for plan in ROOT.glob("tests/golden/*/*/expected.txt"):
        keys |= set(re.findall(r"(?<![\w.])(?:alb\.ingress\.kubernetes\.io|[\w.]*\bcloud\.google\.com|networking\.gke\.io|"
                               r"kubernetes\.io|ingress\.gcp\.kubernetes\.io|milvus-l7)/[\w.-]*\w(?=[:\s\"])",
                               plan.read_text()))
    versions = {"cloud.google.com/v1", "networking.gke.io/v1", "networking.gke.io/v1beta1", "kubernetes.io/tls"}
    missing = sorted(key for key in keys - versions if key not in reference)
    need(keys and not missing, f"not in docs/reference.md: {missing}")
    return f"{len(keys)} keys"


def found_kinds():
    """Every finding of the sources stands in the troubleshooting, and can be explained."""
    page = (ROOT / "docs/troubleshooting.md").read_text()
    ids = set()
    for file in [*ROOT.glob("src/**/*.cc"), *ROOT.glob("plugin/*.cc")]:
        ids |= set(re.findall(r'"([a-z0-9-]+)",\s+Area::\w+,\s+Severity::', file.read_text()))
    missing = sorted(id for id in ids if f"\n### {id}\n" not in page)
    need(len(ids) > 50 and not missing, f"not in docs/troubleshooting.md: {missing}")
    for id in ids:
        said = subprocess.run([BUILD / "kubectl-milvus_l7", "check", "--explain", id], capture_output=True, text=True)
        need(said.returncode == 0 and id in said.stdout, said.stderr)
    return f"{len(ids)} findings"


def variables():
    """What the sources read from the environment stands in the reference."""
    reference = (ROOT / "docs/reference.md").read_text()
    names = set()
    for file in [*ROOT.glob("src/**/*.cc"), *ROOT.glob("plugin/*.cc"), *ROOT.glob("postrender/*.cc")]:
        names |= set(re.findall(r'(?:getenv|variable|given_or|either)\((?:[^()"]*, )?"([A-Z][A-Z0-9_]+)"',
                                file.read_text()))
    missing = sorted(name for name in names if name not in reference)
    need(names and not missing, f"not in docs/reference.md: {missing}")
    return f"{len(names)} variables"


def manual(page):
    """A page is the same on every day, and so has no date."""
    said = subprocess.run(["mandoc", "-T", "lint", "-W", "warning", page], capture_output=True, text=True).stdout
    wrong = [line for line in said.splitlines() if "missing date" not in line]
    need(not wrong, "; ".join(wrong))


def main():
    all_documents = documents()
    for document in all_documents:
        case(f"{document.name}: markers", markers, document)
        case(f"{document.name}: links", links, document)
        if document.translation_of():
            case(f"{document.name}: commands", translation, document, document.translation_of())
    case("annotations in the reference", written_annotations)
    case("variables in the reference", variables)
    case("findings in the troubleshooting", found_kinds)
    for page in sorted(ROOT.glob("man/*")) if shutil.which("mandoc") else ():
        case(f"man/{page.name}", manual, page)

    chosen = [d for d in all_documents if not d.translation_of() and d.name not in AUTHORS]
    if sys.argv[1:]:
        chosen = [d for d in chosen if d.name in sys.argv[1:]]
    with side_by_side() as attempt:
        for document in chosen:
            places = {place_of(block)[:2] for block in document.commands} - {(None, None)}
            for cloud, helm in sorted(places, key=str):
                name = f"{document.name}: on a cluster, {cloud}" + (f", Helm {helm}" if helm else "")
                attempt(name, run_on_cluster, document, cloud, helm)
    for document in chosen:
        run_here(document)
    for document in chosen:
        for block in document.commands:
            if block.told("not run"):
                print(f"ok - not run: {document.name}: {block.title} ({block.told('not run')})")
    print(f"{cases.passed} passed, {cases.failed} failed")
    return 1 if cases.failed else 0


if __name__ == "__main__":
    sys.exit(main())
