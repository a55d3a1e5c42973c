"""For tests: what completion is tried on: kubeconfigs, an API server that says nothing, and one with names."""
import contextlib
import pathlib
import socket
import tempfile

import yaml

from place import SERVER
from plugin import PROGRAM, PluginPlace

PLUGIN = PROGRAM.resolve()
# How often a name may come too late on a busy machine.
TRIES = 50
ARN = "arn:aws:eks:eu-west-1:111122223333:cluster/search"
# Longer than a line of the terminal.
LONG = "long" * 50
CONTEXTS = [ARN, "admin@kubernetes", "my context", "$(touch oops)", LONG]


def write_kubeconfig(file, server="", contexts=("it",), user=None, **extra):
    cluster = {"server": server, **extra} if server else {"server": "https://127.0.0.1:1"}
    file.write_text(yaml.safe_dump({
        "apiVersion": "v1", "kind": "Config", "current-context": contexts[0],
        "clusters": [{"name": "c", "cluster": cluster}], "users": [{"name": "u", "user": user or {"token": "t"}}],
        "contexts": [{"name": name, "context": {"cluster": "c", "user": "u"}} for name in contexts]}))
    return file


@contextlib.contextmanager
def silent_server():
    """Accepts connections and says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def fill(place):
    place.create(*place.milvus(only_server=True),
                 {"kind": "Secret", "metadata": {"name": "edge-tls"}, "type": "kubernetes.io/tls",
                  "data": {"tls.crt": "", "tls.key": ""}},
                 {"kind": "Secret", "metadata": {"name": "edge-password"}, "data": {}},
                 {"kind": "Ingress", "metadata": {"name": "edge"}, "spec": {"defaultBackend": {"service": {
                     "name": SERVER, "port": {"number": 19530}}}}},
                 {"kind": "Service", "metadata": {"name": "unrelated"}, "spec": {"ports": [{"port": 80}]}})


@contextlib.contextmanager
def on_completable(kubeconfig):
    """A folder with the kubeconfig `contexts`, and a namespace with objects that have names."""
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        write_kubeconfig(folder / "contexts", contexts=CONTEXTS)
        place = PluginPlace(kubeconfig, "gcp")
        fill(place)
        yield folder, place
