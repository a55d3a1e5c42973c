#!/usr/bin/env python3
"""A chart that has the Milvus chart twice, under two aliases: both go behind the balancer in one run of the post-renderer, on
Helm 3 and Helm 4, and come back when it no longer names them."""
import pathlib
import shutil
import sys
import tempfile

import yaml

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/cluster"))

from cases import on_api_server, side_by_side  # noqa: E402
from charts import Helm, HelmPlace, repository  # noqa: E402
from place import need  # noqa: E402

ALIASES = ("images", "texts")
FLAGS = {"gcp": ["--tls-secret=edge"],
         "aws": ["--certificate-arn=arn:aws:acm:eu-west-1:111122223333:certificate/0f0f0f0f-0000-4000-8000-0f0f0f0f0f0f"]}


def umbrella(folder):
    """A chart with the example chart under each alias; its objects are named by the alias, as those of the Milvus chart."""
    inner = folder / "umbrella/charts/milvus"
    shutil.copytree(ROOT / "examples/chart", inner)
    for template in (inner / "templates").iterdir():
        if template.name not in ("_milvus.tpl", "milvus.yaml"):
            template.unlink()
    (inner / "templates/milvus.yaml").write_text(
        '{{ include "milvus.release" (dict "root" . "instance" (printf "%s-%s" .Release.Name .Chart.Name)) }}\n')
    about = {**yaml.safe_load((inner / "Chart.yaml").read_text()), "name": "milvus"}
    (inner / "Chart.yaml").write_text(yaml.safe_dump(about))
    (inner.parents[1] / "Chart.yaml").write_text(yaml.safe_dump({
        "apiVersion": "v2", "name": "search", "version": "1.0.0",
        "dependencies": [{"name": "milvus", "version": about["version"], "alias": alias} for alias in ALIASES]}))
    return inner.parents[1]


def run_helm(there, chart, verb, *releases, flags=()):
    """`helm VERB` on the chart, with these releases named to the post-renderer; all of Helm's own where none is."""
    command = f"helm {verb} demo {chart} -n {there.name}"
    if releases:
        three = there.helm.version == "3"
        words = [*(["post-render"] if three else []), f"--cloud={there.cloud}", *flags,
                 *(f"--release=demo-{name}" for name in releases)]
        command += " --post-renderer " + ("kubectl-milvus_l7" if three else "milvus-l7")
        command += "".join(f" --post-renderer-args={word}" for word in words)
    code, _, errors = there.sh(command)
    need(code == 0, f"{command}: exit {code}: {errors}")


def need_behind(there, *behind):
    """These are behind the balancer, and the others as the chart makes them."""
    for name in ALIASES:
        full = f"demo-{name}-milvus"
        wanted = name in behind
        need(bool(there.get("Ingress", f"{full}-l7")) == wanted, f"Ingress of {name}: wanted: {wanted}")
        kind = there.get("Service", full)["spec"]["type"]
        need(kind == ("ClusterIP" if wanted else "LoadBalancer"), f"Service of {name}: {kind}")
        speaks_tls = "tlsMode: 1" in there.get("ConfigMap", full)["data"]["user.yaml"]
        need(speaks_tls == (wanted and there.cloud == "gcp"), f"settings of {name}: TLS: {speaks_tls}")


def two_aliases(kubeconfig, helm, cloud, chart):
    there = HelmPlace(kubeconfig, helm, cloud)
    run_helm(there, chart, "install", *ALIASES, flags=FLAGS[cloud])
    need_behind(there, *ALIASES)
    versions = {name: version for name, version in there.versions().items() if "sh.helm" not in name}
    run_helm(there, chart, "upgrade", *ALIASES, flags=FLAGS[cloud])
    need(versions == {name: version for name, version in there.versions().items() if "sh.helm" not in name},
         "the same upgrade changes something")
    run_helm(there, chart, "upgrade", "texts", flags=FLAGS[cloud])
    need_behind(there, "texts")
    run_helm(there, chart, "upgrade")
    need_behind(there)
    run_helm(there, chart, "upgrade", *ALIASES, flags=FLAGS[cloud])
    need_behind(there, *ALIASES)
    code, _, errors = there.sh(f"helm uninstall demo -n {there.name} --wait")
    need(code == 0, errors)
    left = [name for name in there.versions() if "milvus" in name]
    need(not left, f"uninstall leaves {left}")


def cases(kubeconfig):
    with tempfile.TemporaryDirectory() as name, repository(pathlib.Path(name)) as url, side_by_side() as beside:
        chart = umbrella(pathlib.Path(name))
        for version in ("3", "4"):
            helm = Helm(version, pathlib.Path(name), url, kubeconfig)
            for cloud in FLAGS:
                beside(f"Helm {version}, {cloud}: two aliases", two_aliases, kubeconfig, helm, cloud, chart)


if __name__ == "__main__":
    sys.exit(on_api_server(cases))
