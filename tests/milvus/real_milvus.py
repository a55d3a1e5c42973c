"""For tests: the real Milvus, standalone on loopback, with the settings that the post-renderer writes for GKE."""
import contextlib
import functools
import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import time
import urllib.request

import yaml

from children import child, free_ports
from place import need
from plugin import PROGRAM
from releases import milvus_release

ROOT = pathlib.Path(__file__).resolve().parents[2]
POSTRENDER = pathlib.Path(os.environ.get("POSTRENDER", ROOT / "build/release/milvus-l7-postrender"))
SECONDS = 120
COMPONENTS = ("rootCoord", "proxy", "queryCoord", "queryNode", "indexCoord", "indexNode", "dataCoord", "dataNode")


@functools.cache
def parts():
    """The folder with the server, and a Python that has pymilvus."""
    done = subprocess.run([ROOT / "scripts/get-milvus.sh"], stdout=subprocess.PIPE, text=True, check=True)
    return pathlib.Path(done.stdout.strip())


def python_with_pymilvus():
    return parts() / "venv/bin/python"


def certificate(folder, *names, flags=()):
    """(certificate, key, trusted) in files, made by the plugin for these names."""
    hosts = [f"--host={name}" for name in names]
    subprocess.run([PROGRAM, "cert", "create", "--dir", folder, *hosts, *flags], check=True, capture_output=True)
    folder = pathlib.Path(folder)
    authority = folder / "ca.crt"
    return folder / "tls.crt", folder / "tls.key", authority if authority.exists() else folder / "tls.crt"


# -- settings, as the chart's start-up puts them together

def merged(base, over):
    """Maps are merged, everything else is replaced."""
    if not (isinstance(base, dict) and isinstance(over, dict)):
        return over
    return {**base, **{key: merged(base.get(key), value) for key, value in over.items()}}


def shipped():
    """Milvus' own milvus.yaml: the wheel's, with each placeholder at its default."""
    template = (parts() / "milvus.yaml.template").read_text()
    return yaml.safe_load(re.sub(r"\{\{[^}:]*(?::([^}]*))?\}\}", lambda found: (found[1] or '""').strip(), template))


def rendered_user_yaml(user_yaml, options=("--cloud", "gcp")):
    """The user.yaml of a release after the post-renderer."""
    objects = milvus_release("default", mode="standalone", only_server=True, image="milvusdb/milvus:v2.3.5",
                             user_yaml=user_yaml)
    done = subprocess.run([POSTRENDER, *options], input=yaml.safe_dump_all(objects), stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, text=True)
    need(done.returncode == 0, done.stderr)
    [config] = [o for o in yaml.safe_load_all(done.stdout) if o and o["kind"] == "ConfigMap"]
    return config["data"]["user.yaml"]


def own_settings(folder, ports, pem):
    """What a test has to have otherwise: free ports, folders of its own, and the certificate of the image."""
    certificate_file, key_file, _ = pem
    settings = {name: {"ip": "127.0.0.1", "port": ports.pop()} for name in COMPONENTS}
    settings["proxy"].update(internalPort=ports.pop(), http={"port": ports.pop()})
    client, peer = (f"http://127.0.0.1:{ports.pop()}" for _ in range(2))
    etcd = folder / "etcd.yaml"
    etcd.write_text(yaml.safe_dump({
        "name": "default", "listen-client-urls": client, "advertise-client-urls": client, "listen-peer-urls": peer,
        "initial-advertise-peer-urls": peer, "initial-cluster": f"default={peer}", "data-dir": str(folder / "etcd")}))
    return merged(settings, {
        "etcd": {"endpoints": client.removeprefix("http://"), "use": {"embed": True}, "config": {"path": str(etcd)},
                 "data": {"dir": str(folder / "etcd")}, "log": {"path": str(folder / "etcd.log"), "level": "warn"}},
        "localStorage": {"path": str(folder / "data")}, "rocksmq": {"path": str(folder / "rocksmq")},
        # Rows are searched without having been sealed, so that nothing here waits for that.
        "log": {"level": "warn", "file": {"rootPath": ""}},
        "tls": {"serverPemPath": str(certificate_file), "serverKeyPath": str(key_file)}})


class Milvus:
    def __init__(self, settings, metrics_port):
        self.port = settings["proxy"]["port"]
        # Milvus' own components talk to the proxy here, always in plaintext.
        self.internal_port = settings["proxy"]["internalPort"]
        self.metrics_port = metrics_port


def is_healthy(metrics_port):
    with contextlib.suppress(OSError):
        with urllib.request.urlopen(f"http://127.0.0.1:{metrics_port}/healthz", timeout=5) as answer:
            return answer.read() == b"OK"
    return False


@contextlib.contextmanager
def milvus(user_yaml="", options=("--cloud", "gcp")):
    """A Milvus that serves; it takes some ten seconds."""
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        configs = folder / "configs"
        configs.mkdir()
        pem = certificate(folder / "certificate", "localhost")
        *ports, metrics_port = free_ports(len(COMPONENTS) + 5)
        layers = (shipped(), yaml.safe_load(rendered_user_yaml(user_yaml, options)), own_settings(folder, ports, pem))
        settings = functools.reduce(merged, layers)
        (configs / "milvus.yaml").write_text(yaml.safe_dump(settings))
        # Without it Milvus aborts in the middle of its start.
        shutil.copy(parts() / "glog.conf", configs)
        environment = {k: v for k, v in os.environ.items() if not k.startswith(("MILVUS", "COMMON_", "PROXY_"))}
        environment.update(DEPLOY_MODE="STANDALONE", METRICS_PORT=str(metrics_port), MILVUSCONF=str(configs),
                           MILVUS_RUN_DIR=str(folder / "run"), LD_LIBRARY_PATH=str(parts() / "bin"))
        log = folder / "milvus.log"
        with child([parts() / "bin/milvus", "run", "standalone"], log, cwd=folder, env=environment) as process:
            end = time.monotonic() + SECONDS
            while not is_healthy(metrics_port):
                need(process.poll() is None and time.monotonic() < end,
                     "Milvus does not start: " + log.read_text(errors="replace")[-1500:])
                time.sleep(0.1)
            yield Milvus(settings, metrics_port)
