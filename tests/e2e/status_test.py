#!/usr/bin/env python3
"""`kubectl milvus-l7 status`: tables, formats, watching, and what `helm uninstall` leaves behind."""
import json
import pathlib
import signal
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/cluster"))

from cases import on_api_server, side_by_side  # noqa: E402
from place import SERVER, need  # noqa: E402
from plugin import FLAGS, PluginPlace, released  # noqa: E402
from releases import milvus_release  # noqa: E402

L7 = SERVER + "-l7"
GCP = FLAGS["gcp"]
HOPS = ["address", "certificate", "backend", "service", "pods"]


def rows(done):
    """{service: row} of a table, each row by its headings."""
    lines = done.out.splitlines()
    heads = [(lines[0].index(word), word) for word in lines[0].split()]
    ends = [start for start, _ in heads[1:]] + [None]
    found = [{word: line[start:end].strip() for (start, word), end in zip(heads, ends)} for line in lines[1:]]
    return {row["SERVICE"]: row for row in found}


def several(kubeconfig):
    with released(kubeconfig) as (there, _):
        there.create(*milvus_release(there.name, release="search", kind="NodePort", only_server=True))
        there.needs_pods(2)
        there.run("enable", "my-release", "--yes", "--timeout", "30s", *GCP).needs(0)
        table = rows(there.run("status", *GCP).needs(0))
        need(table.keys() == {SERVER, "search-milvus"}, f"{table}")
        need(table[SERVER]["STATE"] == "ready" and table[SERVER]["ADDRESS"] == there.address(), f"{table}")
        need(table["search-milvus"]["STATE"] != "ready" and table["search-milvus"]["ADDRESS"] == "<none>", f"{table}")
        wide = rows(there.run("status", "-o", "wide", *GCP).needs(0))
        need(wide[SERVER]["VERSION"] == "2.6.15" and wide[SERVER]["ROLE"] == "proxy", f"{wide}")
        need(there.run("status", "-o", "name", *GCP).needs(0).out.split() == [f"service/{SERVER}",
                                                                              "service/search-milvus"], "names")
        items = json.loads(there.run("status", "-o", "json", *GCP).needs(0).out)["items"]
        need([i["service"] for i in items] == [SERVER, "search-milvus"], f"{items}")
        need([h["name"] for h in items[0]["hops"]] == HOPS and items[0]["namespace"] == there.name, f"{items[0]}")
        there.run("status", "-o", "yaml", *GCP).needs(0).prints("items:", f'service: "{SERVER}"')
        there.run("status", "search", *GCP).needs(0).prints("search-milvus in namespace", "no Ingress")
        everywhere = there.run("status", "-A", *GCP).needs(0)
        need(everywhere.out.startswith("NAMESPACE") and there.name in everywhere.out, everywhere.out)
        items = json.loads(there.run("status", "-A", "-o", "json", *GCP).needs(0).out)["items"]
        mine = [i for i in items if i["namespace"] == there.name]
        need([i["service"] for i in mine] == [SERVER, "search-milvus"], f"{mine}")


def orphan(kubeconfig, cloud):
    """After `helm uninstall` the Ingress is there, and its balancer costs money."""
    with released(kubeconfig, cloud) as (there, _):
        there.enable().needs(0)
        for kind, name in (("Service", SERVER), ("Deployment", SERVER + "-proxy"), ("ConfigMap", SERVER)):
            there.api.delete(kind, there.name, name)
        items = json.loads(there.run("status", "-A", "-o", "json").needs(0).out)["items"]
        mine = [i for i in items if i["namespace"] == there.name]
        need([(i["service"], i["orphan"], i["state"]) for i in mine] == [(SERVER, True, "orphan")], f"{mine}")
        row = next(line for line in there.run("status", "-A").needs(0).out.splitlines() if there.name in line)
        need(SERVER in row and "orphan" in row, row)
        there.run("status").needs(0).prints("orphan")
        there.run("disable", "--dry-run=client").needs(0).prints(f"{L7} deleted (dry run)")
        # A Milvus that is there has nothing to do with it.
        there.create(*milvus_release(there.name, release="search", kind="ClusterIP", only_server=True))
        there.run("disable", "some-other", "--yes").needs(1, "search-milvus")
        there.run("disable", SERVER, "--yes", "--timeout", "30s").needs(0).prints(f"{L7} deleted")
        left = {o["metadata"]["name"] for o in there.objects()}
        need(left == {"search-milvus", "search-milvus-proxy"}, f"left: {left}")
        need("orphan" not in there.run("status").needs(0).out, "it is still shown")
        there.run("disable", SERVER, "--yes").needs(1, f"no Milvus is called '{SERVER}'")


def watch(kubeconfig):
    with released(kubeconfig) as (there, _):
        there.enable().needs(0)
        process = there.begin("status", "-w", "-o", "json", *GCP)
        first = read_items(process.stdout)
        need([h["state"] for h in first[0]["hops"]] == ["ready"] * 5, f"{first}")
        there.patch("Deployment", SERVER + "-proxy", spec={"replicas": 0})
        changed = read_items(process.stdout)
        need([h["state"] for h in changed[0]["hops"]] != ["ready"] * 5, f"{changed}")
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=5)
        need(process.returncode == 130 and not err, f"exit {process.returncode}: {err}")


def read_items(stream):
    """One JSON object of many lines."""
    text = ""
    while line := stream.readline():
        text += line
        if line.rstrip() == "}":
            return json.loads(text)["items"]
    need(False, f"it ends: {text}")


def watch_for_one(kubeconfig):
    """It begins with nothing there."""
    there = PluginPlace(kubeconfig, "gcp")
    process = there.begin("status", "-w", *GCP)
    need(process.stderr.readline() == f"No Milvus found in {there.name} namespace.\n", "nothing is said")
    there.create(*milvus_release(there.name, only_server=True))
    need(SERVER in process.stdout.readline(), "it does not show")
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=5)
    need(process.returncode == 130, f"exit {process.returncode}")


def drifted(kubeconfig):
    """What a Helm 3 upgrade without the post-renderer does."""
    with released(kubeconfig) as (there, _):
        there.enable().needs(0)
        there.patch("Service", spec={"type": "NodePort"})
        there.run("status", *GCP).needs(0).prints("drift: ", "spec.type")
        there.run("check", *GCP).prints("cluster-drift", "spec.type")
        there.enable().needs(0)
        need("no longer stands" not in there.run("status", *GCP).needs(0).out, "there is drift")
        there.disable().needs(0)
        need(there.service_type() == "NodePort", "somebody else's change is gone")


def cases(kubeconfig):
    with side_by_side() as case:
        case("several Milvus", several, kubeconfig)
        case("gcp: an orphan", orphan, kubeconfig, "gcp")
        case("aws: an orphan", orphan, kubeconfig, "aws")
        case("-w shows a change", watch, kubeconfig)
        case("-w begins with nothing", watch_for_one, kubeconfig)
        case("drift", drifted, kubeconfig)


if __name__ == "__main__":
    sys.exit(on_api_server(cases))
