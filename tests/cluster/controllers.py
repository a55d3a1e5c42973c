#!/usr/bin/env python3
"""Plays what an API server alone lacks: the controllers of Kubernetes and of one cloud, and the kubelet.

They do what the real ones do for a Milvus release, and refuse what the real ones refuse; a scenario makes one of them
fail. It says `ready` once it has seen what is there, and ends when its owner does: the process --owner, or whoever
holds the other end of stdin."""
import argparse
import http.client
import os
import pathlib
import subprocess
import sys
import threading
import time
import traceback

from api import Api, ApiError, identity
from aws import Aws
from cluster_state import ClusterState
from gke import Gke
from workloads import Workloads

CLOUDS = {"gcp": Gke, "aws": Aws}
SCENARIOS = {
    "success": "everything becomes ready as soon as it is right",
    "slow": "each step takes two seconds",
    "no-address": "the balancer never gets an address",
    "unhealthy": "the backends never become healthy",
    "translate-error": "GKE: Warning Translate; AWS: FailedBuildModel, for a port that is not found",
    "sync-error": "GKE: Warning Sync, a quota; AWS: FailedDeployModel, a permission",
    "cert-failed-not-visible": "the managed certificate's domain is FailedNotVisible",
    "cert-provisioning": "the managed certificate stays Provisioning",
    "crash-loop": "Milvus pods of a rollout crash",
    "image-pull": "the image for Milvus pods of a rollout cannot be pulled",
    "subnets": "AWS: FailedBuildModel, subnets cannot be discovered",
    "deletion-stuck": "a deleted Ingress keeps its finalizer",
}
SECONDS = {"slow": 2}


def end_with(owner):
    """Ends this process when its owner is gone."""
    if owner is None:
        while os.read(0, 4096):
            pass
    else:
        # A process that nobody has waited for is gone too.
        while subprocess.run(["ps", "-o", "stat=", "-p", str(owner)], stdout=subprocess.PIPE,
                             text=True).stdout.strip()[:1] not in ("", "Z"):
            time.sleep(1)
    os._exit(0)


def prepare(api, cloud):
    """What a cluster of this cloud has before anybody installs anything."""
    for obj in cloud.cluster_objects():
        try:
            api.create(obj)
            if "status" in obj:
                _, namespace, name = identity(obj)
                api.patch(obj["kind"], namespace, name, {"status": obj["status"]}, "status")
        except ApiError as e:
            if e.status != 409:
                raise


def serve(state, parts):
    while True:
        for namespace in state.changed_namespaces():
            try:
                for part in parts:
                    part.reconcile(namespace)
            except ApiError as e:
                # Somebody else wrote or deleted it meanwhile: the watch tells soon.
                if e.status not in (404, 409):
                    print(f"{namespace}: {e}", file=sys.stderr, flush=True)
                state.retry(namespace)
            except (OSError, http.client.HTTPException):
                state.retry(namespace)
            except Exception:  # A mistake of a controller stops neither the others nor the test.
                traceback.print_exc()
                state.retry(namespace)


def main():
    scenarios = "\n".join(f"  {name:24} {text}" for name, text in SCENARIOS.items())
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0], epilog="scenarios:\n" + scenarios,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("kubeconfig", type=pathlib.Path)
    parser.add_argument("--cloud", choices=CLOUDS, default="gcp")
    parser.add_argument("--scenario", choices=SCENARIOS, default="success", metavar="NAME")
    parser.add_argument("--namespace", action="append", default=[], help="work in this one only (repeatable)")
    parser.add_argument("--strike", choices=("rollout", "start"), default="rollout",
                        help="which pods crash-loop and image-pull hit: those of a rollout, or all that start")
    parser.add_argument("--real-cloud", action="store_true", help="leave out the cloud's own controllers")
    parser.add_argument("--address", help="the address (AWS: name) that every Ingress gets, as 127.0.0.2")
    parser.add_argument("--owner", type=int, metavar="PID", help="end when this process does; without it: with stdin")
    args = parser.parse_args()

    threading.Thread(target=end_with, args=[args.owner], daemon=True).start()
    api = Api(args.kubeconfig, "admin")
    state = ClusterState(api, args.namespace, SECONDS.get(args.scenario, 0))
    cloud = CLOUDS[args.cloud]
    parts = [Workloads(state, args.cloud, args.scenario, args.strike)]
    if not args.real_cloud:
        prepare(api, cloud)
        parts.append(cloud(state, args.scenario, args.address))
    state.follow()
    print("ready", flush=True)
    serve(state, parts)


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        pass
