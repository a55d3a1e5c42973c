#!/usr/bin/env python3
"""Stands in for the plugin in the bench's own tests: as little of `enable` and `disable` as shows the fault matrix
at work. STAND_IN_DEFECT names one thing to do wrong, which the matrix has to find."""
import argparse
import http.client
import json
import os
import sys

from api import Api, ApiError

UNDO = "milvus-l7/undo"
SERVER = "my-release-milvus"
DEFECT = os.environ.get("STAND_IN_DEFECT", "")


def change(api, kind, namespace, name, changes, keep):
    """Patches an object, with an undo record of `keep` unless it holds one."""
    there = api.get(kind, namespace, name)
    if UNDO in (there["metadata"].get("annotations") or {}) and DEFECT != "records-twice":
        return
    record = {key: there.get(key) for key in keep}
    metadata = {"resourceVersion": there["metadata"]["resourceVersion"], "annotations": {UNDO: json.dumps(record)}}
    if DEFECT == "two-steps":  # A run that is cut off between the two leaves no record.
        api.patch(kind, namespace, name, changes)
        metadata.pop("resourceVersion")
    api.patch(kind, namespace, name, {**changes, "metadata": metadata})


def enable(api, namespace, cloud):
    own = {"name": SERVER + "-l7", "namespace": namespace, "labels": {"milvus-l7/service": SERVER}}
    if cloud == "gcp":
        if not api.get("BackendConfig", namespace, own["name"]):
            api.create({"kind": "BackendConfig", "metadata": own, "spec": {"timeoutSec": 3600}})
        user = {"user.yaml": "common: {security: {tlsMode: 1}}\nproxy: {http: {port: 8080}}\n"}
        change(api, "ConfigMap", namespace, SERVER, {"data": user}, ("data",))
    if not api.get("Ingress", namespace, own["name"]):
        api.create({"kind": "Ingress", "metadata": own, "spec": {
            "defaultBackend": {"service": {"name": SERVER, "port": {"number": 19530}}}}})
    change(api, "Service", namespace, SERVER,
           {"spec": {"type": "ClusterIP", "loadBalancerSourceRanges": None}}, ("spec",))


def disable(api, namespace):
    if DEFECT == "leaves-objects":
        api.delete("Ingress", namespace, SERVER + "-l7")
    for kind in ("Service", "ConfigMap"):
        there = api.get(kind, namespace, SERVER)
        record = (there["metadata"].get("annotations") or {}).get(UNDO)
        if record:
            api.patch(kind, namespace, SERVER, {**json.loads(record), "metadata": {"annotations": {UNDO: None}}})
    if DEFECT != "leaves-objects":
        for kind in ("Ingress", "BackendConfig"):
            api.delete(kind, namespace, SERVER + "-l7")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("verb", choices=("enable", "disable"))
    parser.add_argument("--cloud")
    parser.add_argument("--namespace")
    args, _ = parser.parse_known_args()
    api = Api(os.environ["KUBECONFIG"])
    try:
        if args.verb == "enable":
            enable(api, args.namespace, args.cloud)
        else:
            disable(api, args.namespace)
    except (ApiError, OSError, http.client.HTTPException) as e:
        print(f"error: {e or type(e).__name__}", file=sys.stderr)
        return 0 if DEFECT == "hides-errors" else 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
