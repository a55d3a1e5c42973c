"""What a Milvus pod does with its settings: which pods are Milvus, and whether they start."""
import re

import yaml

from api import LOADER

# A pod reads its settings once: subPath mounts are never refreshed, and tlsMode is read at the start.
STARTED_WITH = "milvus-l7.test/started-with"
CRASH = "panic: proxy server(http) and external grpc server share the same port, tls mode must be 0"


def server_container(pod_spec):
    """The container that serves clients, or None."""
    for container in pod_spec["containers"]:
        words = " ".join(container.get("command", []) + container.get("args", []))
        if re.search(r"milvus run (proxy|standalone)\b", words):
            return container
    return None


def config_map_name(pod_spec):
    for volume in pod_spec.get("volumes") or []:
        if volume["name"] == "milvus-config":
            return volume["configMap"]["name"]
    return None


def flatten(value, prefix=""):
    """{normalised key: value}, as Milvus compares keys: lower case, without `/`, `_` and `.`."""
    if not isinstance(value, dict):
        return {prefix: value}
    flat = {}
    for key, inner in value.items():
        flat.update(flatten(inner, prefix + re.sub(r"[/_.]", "", str(key)).lower()))
    return flat


def settings(config_map, container):
    """The settings that count: default.yaml, user.yaml, the environment, the last one wins."""
    flat = {}
    for file in ("default.yaml", "user.yaml"):
        text = ((config_map or {}).get("data") or {}).get(file, "")
        try:
            flat.update(flatten(next(iter(yaml.load_all(text, LOADER)), None) or {}))
        except yaml.YAMLError:
            pass
    for variable in container.get("env") or []:
        if "value" in variable:
            flat[re.sub(r"[/_.]", "", variable["name"]).lower()] = variable["value"]
    return flat


def version(image):
    found = re.search(r":v?(\d+)\.(\d+)\.(\d+)", image)
    return tuple(map(int, found.groups())) if found else (999,)


def start(config_map, container):
    """({what the pod starts with}, why it crashes or None)."""
    flat = settings(config_map, container)
    tls = int(flat.get("commonsecuritytlsmode") or 0)
    port = int(flat.get("proxyport") or 19530)
    http = int(flat.get("proxyhttpport") or port)
    enabled = str(flat.get("proxyhttpenabled", True)).lower() not in ("false", "f", "0")
    started = {"tlsMode": tls, "authorization": str(flat.get("commonsecurityauthorizationenabled")).lower() == "true",
               "healthPort": int(flat.get("metricsport") or 9091)}
    crashes = tls and enabled and http == port and version(container["image"]) >= (2, 4, 13)
    return started, CRASH if crashes else None
