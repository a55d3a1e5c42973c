#!/usr/bin/env python3
"""`kubectl milvus-l7 enable`: the call through the balancer that it makes before it closes the old entry."""
import contextlib
import pathlib
import signal
import socket
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "tests/cluster"), str(ROOT / "tests/milvus")]

import network  # noqa: E402
from cases import on_api_server, side_by_side  # noqa: E402
from nginx import balancer, to_tls  # noqa: E402
from place import need  # noqa: E402
from plugin import plugin_place  # noqa: E402
from real_milvus import certificate, milvus  # noqa: E402

HOST = "milvus.example.com"
HTTPS = 443
BROKEN = "return 502;"


@contextlib.contextmanager
def released_at(kubeconfig, address):
    """A release whose balancer will be at this address of loopback."""
    with plugin_place(kubeconfig, "gcp", "success", "--address", address) as there:
        there.cluster.apply(there.milvus(only_server=True))
        there.settled()
        yield there


@contextlib.contextmanager
def serving(address, action):
    with tempfile.TemporaryDirectory() as folder, balancer(certificate(folder, HOST), HOST, action,
                                                           at=(address, HTTPS)):
        yield


def enabled(there, timeout="60s"):
    return there.enable("--host", HOST, "--verify=true", timeout=timeout)


def out_of_reach(kubeconfig):
    with released_at(kubeconfig, "127.0.0.2") as there:
        enabled(there, "6s").needs(0, "out of this machine's reach", "connection refused", "kubectl milvus-l7 verify")
        need(there.service_type() == "ClusterIP", "the old entry is open")


def answers(kubeconfig, port):
    with released_at(kubeconfig, "127.0.0.3") as there, serving("127.0.0.3", to_tls(port)):
        enabled(there).needs(0, "✓ waiting for an answer of Milvus through the balancer")
        need(there.service_type() == "ClusterIP", "the old entry is open")


def does_not_answer(kubeconfig, port):
    with released_at(kubeconfig, "127.0.0.4") as there:
        with serving("127.0.0.4", BROKEN):
            enabled(there, "8s").needs(1, "a call through the balancer fails: GetVersion", "HTTP 502",
                                       "--verify=false", "the old entry still serves")
        need(there.service_type() == "LoadBalancer", "the old entry is closed")
        with serving("127.0.0.4", to_tls(port)):
            enabled(there).needs(0)
        need(there.service_type() == "ClusterIP", "the old entry is open")


def stopped(kubeconfig):
    with released_at(kubeconfig, "127.0.0.5") as there, serving("127.0.0.5", BROKEN):
        process = there.begin("enable", "--yes", "--cloud", "gcp", "--host", HOST, "--verify=true")
        said = ""
        while "HTTP 502" not in said:
            line = process.stderr.readline()
            need(line, f"it ends: {said[-900:]}")
            said += line
        process.send_signal(signal.SIGINT)
        need(process.wait(30) == 130, f"exit {process.returncode}")
        need("stopped; this was done:" in process.stderr.read(), "it does not say what was done")
        need(there.service_type() == "LoadBalancer", "the old entry is closed")


def may_listen():
    """Clients come to a balancer at port 443 only, which not everybody may listen at."""
    with contextlib.suppress(PermissionError):
        socket.create_server(("127.0.0.3", HTTPS)).close()
        return True
    return False


def cases(kubeconfig):
    with contextlib.ExitStack() as stack, side_by_side() as case:
        case("a balancer that is out of reach", out_of_reach, kubeconfig)
        if not may_listen():
            print("skipped: what it says to answers; nobody may listen at port 443 here")
            return
        port = stack.enter_context(milvus()).port
        case("a balancer that reaches Milvus", answers, kubeconfig, port)
        case("a balancer that does not", does_not_answer, kubeconfig, port)
        case("Ctrl-C while it does not", stopped, kubeconfig)


if __name__ == "__main__":
    network.leave("get-milvus.sh", "get-kube-apiserver.sh")
    sys.exit(on_api_server(cases))
