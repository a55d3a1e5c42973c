#!/usr/bin/env python3
"""Watches that say nothing, or only that their version has expired: what waits by them ends all the same, and neither
hangs nor asks without a pause."""
import pathlib
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/cluster"))

from cases import on_api_server, side_by_side  # noqa: E402
from fault_proxy import FaultProxy  # noqa: E402
from faults import WATCHES  # noqa: E402
from place import need  # noqa: E402
from plugin import released  # noqa: E402

# A list of each kind again and again without a pause would be thousands within the seconds that the played controllers
# take.
MOST_LISTS = 400


def waits(kubeconfig, cloud, fault):
    with tempfile.TemporaryDirectory() as folder, released(kubeconfig, cloud, "slow") as (there, before):
        proxy = FaultProxy(kubeconfig, f"{folder}/kubeconfig").start()
        there.kubeconfig = f"{folder}/kubeconfig"
        told = []
        for verb in (there.enable, there.disable):
            proxy.begin(1, fault)
            verb(timeout="120s").needs(0)
            asked = list(proxy.requests)
            met = [r for r in asked if r["fault"]]
            lists = [r for r in asked if r["method"] == "GET" and "watch=" not in r["path"]]
            need(met or verb == there.disable, "nothing was watched")
            need(len(lists) <= MOST_LISTS, f"{len(lists)} reads")
            told.append(f"{verb.__name__} {len(met)} watches, {len(lists)} reads")
            if verb == there.enable:
                need(there.service_type() == "ClusterIP", "the old entry is open")
        there.needs_state(before)
        return "; ".join(told)


def cases(kubeconfig):
    with side_by_side() as beside:
        for fault in WATCHES:
            for cloud in ("gcp", "aws"):
                beside(f"{cloud}: {fault}", waits, kubeconfig, cloud, fault)


if __name__ == "__main__":
    sys.exit(on_api_server(cases))
