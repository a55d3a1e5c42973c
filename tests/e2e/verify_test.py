#!/usr/bin/env python3
"""`kubectl milvus-l7 verify` against a real Milvus behind nginx: what is right, and each way of being wrong."""
import contextlib
import json
import os
import pathlib
import socket
import ssl
import subprocess
import sys
import tempfile
import threading

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "tests/cluster"), str(ROOT / "tests/milvus")]

import cases  # noqa: E402
import network  # noqa: E402
from cases import side_by_side  # noqa: E402
from nginx import balancer, to_plaintext, to_tls  # noqa: E402
from place import Failure, need  # noqa: E402
from plugin import PROGRAM, Done  # noqa: E402
from real_milvus import certificate, milvus  # noqa: E402
from releases import published_certificate  # noqa: E402

HOST = "milvus.example.com"
OTHER = "other.example.com"
STEPS = ["DNS", "TCP", "TLS", "certificate", "HTTP/2", "GetVersion", "CheckHealth", "Connect"]
GUARDED = "common: {security: {authorizationEnabled: true}}\n"
LOGIN = "root:Milvus"
ENCODED = "cm9vdDpNaWx2dXM="


def verify(port, *args, host=HOST, ca=None, address="127.0.0.1", seconds=60, **environment):
    command = [PROGRAM, "verify", "--address", address, "--host", host, *args]
    if "--port" not in args:
        command += ["--port", str(port)]
    if ca:
        command += ["--ca", str(ca)]
    kept = {k: v for k, v in os.environ.items() if not k.startswith("MILVUS") and k != "KUBECONFIG"}
    done = subprocess.run(command, capture_output=True, text=True, timeout=seconds, stdin=subprocess.DEVNULL,
                          env={**kept, **environment})
    return Done(done.returncode, done.stdout, done.stderr)


def passed(done):
    """The names of the steps that passed."""
    return [line.split()[1] for line in done.out.splitlines() if line.startswith("✓")]


def fails(done, at, *words):
    """It stops at this step, says why, and what to do."""
    done.needs(1).prints(*words)
    lines = done.out.splitlines()
    need(passed(done) == STEPS[:STEPS.index(at)], f"passed: {passed(done)}: {done.out}")
    need(lines[-2].startswith("✗ " + at) and lines[-1].startswith("  fix: "), done.out)
    return done


class Bench:
    """What the cases share: two Milvus, one of them with logins, and a certificate."""

    def __init__(self, plain, guarded, pem):
        self.plain, self.guarded, self.pem = plain, guarded, pem
        self.ca = pem[2]

    def balancer(self, action=None, **options):
        return balancer(options.pop("pem", self.pem), HOST, action or to_tls(self.plain.port), **options)

    def fails(self, at, *words, action=None, host=HOST, args=(), **options):
        """A balancer set up like this one fails at this step."""
        with self.balancer(action, **options) as port:
            fails(verify(port, *args, ca=options.get("pem", self.pem)[2], host=host), at, *words)


@contextlib.contextmanager
def folder():
    with tempfile.TemporaryDirectory() as name:
        yield pathlib.Path(name)


# -- what is right

def works(bench):
    with bench.balancer() as port:
        done = verify(port, ca=bench.ca).needs(0).prints("127.0.0.1", "TLSv1.", "CN=" + HOST, "h2", "v2.3.5", "healthy")
        need(passed(done) == STEPS, done.out)
        need(done.err == "", done.err)


def works_as_json(bench):
    with bench.balancer() as port:
        report = json.loads(verify(port, "-o", "json", ca=bench.ca).needs(0).out)
        need(report["passed"] and report["host"] == HOST, f"{report}")
        need([step["name"] for step in report["steps"]] == STEPS, f"{report}")
        need(all(step["passed"] and not step["failure"] for step in report["steps"]), f"{report}")
        need(verify(port, "-o", "yaml", ca=bench.ca).needs(0).out.startswith(f'host: "{HOST}"\n'), "no YAML")
        report = json.loads(verify(port, "-o", "json", ca=bench.ca, host=OTHER).needs(1).out)
        need(not report["passed"] and report["steps"][-1]["name"] == "certificate", f"{report}")
        need(report["steps"][-1]["failure"] and report["steps"][-1]["fix"], f"{report}")


def latency(bench):
    with bench.balancer() as port:
        done = verify(port, "--count", "5", "--interval", "0s", ca=bench.ca).needs(0)
        done.prints("5 calls: min ", "median ", "p99 ")
        done = verify(port, "--count", "2", "-o", "json", ca=bench.ca).needs(0)
        found = json.loads(done.out)["latency"]
        need(found["calls"] == 2 and 0 < found["minMicroseconds"] <= found["p99Microseconds"], f"{found}")
        try:
            verify(port, "--count", "2", "--interval", "1h", ca=bench.ca, seconds=5)
        except subprocess.TimeoutExpired:
            return f"median {found['medianMicroseconds'] / 1000} ms"
        raise Failure("it does not wait between two calls")


def falls_ill(bench):
    """A call that fails after others went well is told, and counts for no latency."""
    with contextlib.ExitStack() as back:
        behind = back.enter_context(bench.balancer(listen="http2"))
        with bench.balancer(to_plaintext(behind)) as port:
            process = subprocess.Popen([PROGRAM, "verify", "--address", "127.0.0.1", "--host", HOST, "--port",
                                        str(port), "--ca", bench.ca, "--count", "100", "--interval", "1s"],
                                       stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
            while not process.stdout.readline().startswith("✓ Connect"):
                need(process.poll() is None, "it ends before")
            back.close()
            out, err = process.communicate(timeout=30)
            Done(process.returncode, out, err).needs(1, "HTTP 502", "kubectl milvus-l7 check")
            need("calls" not in out, out)


# -- between the balancer and Milvus

def plaintext_backend(bench):
    words = ("HTTP 502", "does not get through", "tlsMode 1")
    bench.fails("GetVersion", *words, action=to_tls(bench.plain.internal_port))
    bench.fails("GetVersion", *words, action=to_plaintext(bench.plain.port))


def metrics_port(bench):
    bench.fails("GetVersion", "HTTP 502", "9091", action=to_plaintext(bench.plain.metrics_port))
    fails(verify(bench.plain.metrics_port, ca=bench.ca), "TLS", "speaks no TLS", "9091")
    bench.fails("GetVersion", "404", action=f"proxy_pass http://127.0.0.1:{bench.plain.metrics_port};")


def other_answers(bench):
    bench.fails("GetVersion", "HTTP 404", "default backend", "--host", host=OTHER, pem=bench.both)
    for status, *words in ((400, "GRPC"), (403, "WAF", "--inbound-cidrs"), (464, "protocol version GRPC"),
                           (503, "no healthy backend"), (504, "in time"), (401, "login")):
        bench.fails("GetVersion", f"HTTP {status}", *words, action=f"return {status};")
    bench.fails("GetVersion", "is no gRPC", action="return 200 hello;")
    for status, *words in ((12, "not Milvus"), (14, "unavailable"), (4, "in time"), (13, "gRPC status 13: some words")):
        bench.fails("GetVersion", *words, action=f"""add_header grpc-status {status}; add_header grpc-message
            some%20words; default_type application/grpc; return 200;""")


# -- the certificate

def wrong_name(bench):
    bench.fails("certificate", "it covers " + HOST, f"make a certificate for {OTHER}", host=OTHER)


def expired(bench):
    with folder() as at:
        certificate(at, HOST)
        # The day before it was signed.
        subprocess.run(["openssl", "x509", "-in", "tls.crt", "-signkey", "tls.key", "-days", "-1", "-out", "c"], cwd=at,
                       check=True, capture_output=True)
        with bench.balancer(pem=(at / "c", at / "tls.key")) as port:
            fails(verify(port, ca=at / "c"), "certificate", "the certificate has expired: ", "renew it")


def guides_certificate(bench):
    with folder() as at:
        key, file = published_certificate(str(at), HOST)
        with bench.balancer(pem=(file, key)) as port:
            fails(verify(port, ca=file), "certificate", "version 1", "as Go's", "make one of version 3")


def not_trusted(bench):
    """Without --ca the system's authorities count, and these know nothing of it."""
    with folder() as at, bench.balancer() as port:
        _, _, stranger = certificate(at, HOST)
        fails(verify(port, ca=stranger), "certificate", "do not trust it", "--ca FILE")
        fails(verify(port, ca=system_authorities()), "certificate", "self-signed certificate", "--ca FILE")


def system_authorities():
    return ssl.get_default_verify_paths().cafile or "/etc/ssl/certs/ca-certificates.crt"


# -- on the way to the balancer

def http1_only(bench):
    """nginx refuses the handshake; Python's servers choose no protocol, as older balancers do."""
    words = ("does not offer HTTP/2", "routing.http2.enabled")
    bench.fails("TLS", *words, listen="ssl")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(bench.pem[0], bench.pem[1])
    with socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(target=lambda: context.wrap_socket(listener.accept()[0], server_side=True).close(),
                         daemon=True).start()
        fails(verify(listener.getsockname()[1], ca=bench.ca), "HTTP/2", *words)


def no_tls(bench):
    bench.fails("TLS", "speaks no TLS on this port", listen="")


def old_tls(bench):
    bench.fails("TLS", "no TLS 1.2 or later", "--ssl-policy",
                more="ssl_protocols TLSv1.1; ssl_ciphers ALL:@SECLEVEL=0;")


def closed_port(bench):
    # Held, and nobody listens: a free one may be taken by another test.
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        fails(verify(held.getsockname()[1], ca=bench.ca), "TCP", "connection refused")


def no_such_name(bench):
    fails(verify(443, ca=bench.ca, address="nowhere.invalid"), "DNS", "nowhere.invalid has no address", "DNS record")


def hangs_up(bench):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(target=lambda: listener.accept()[0].close(), daemon=True).start()
        fails(verify(listener.getsockname()[1], ca=bench.ca), "TLS", "closes the connection")


def silent(bench):
    """A server that takes the connection and says nothing, and one that does so behind the balancer."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        fails(verify(port, "--timeout", "1s", ca=bench.ca), "TLS", "does not answer the TLS handshake")
        bench.fails("GetVersion", "in time", "--timeout", action=to_plaintext(port), args=("--timeout", "1s"))


# -- logins

def logins(bench):
    with bench.balancer(to_tls(bench.guarded.port)) as port:
        done = verify(port, ca=bench.ca).needs(0).prints("wants credentials", "--milvus-token")
        need(passed(done) == STEPS, done.out)
        right = (verify(port, "--milvus-user", "root", "--milvus-password", "Milvus", ca=bench.ca),
                 verify(port, "--milvus-token", LOGIN, ca=bench.ca), verify(port, ca=bench.ca, MILVUS_TOKEN=LOGIN),
                 verify(port, "--milvus-user", "root", ca=bench.ca, MILVUS_PASSWORD="Milvus"))
        for done in right:
            done.needs(0).prints("v2.3.5", "healthy")
        for wrong in (("--milvus-token", "root:WrongSecret"),
                      ("--milvus-user", "root", "--milvus-password", "WrongSecret")):
            fails(verify(port, *wrong, ca=bench.ca), "GetVersion", "takes no such login")
        verify(port, "--milvus-user", "a", "--milvus-token", "b:c", ca=bench.ca).needs(2, "two logins")


def secrets(bench):
    """No output has a login in it, however much of it there is."""
    with bench.balancer(to_tls(bench.guarded.port)) as port:
        for more in ([], ["-o", "json"], ["--count", "1"], ["--ca", "/nowhere"], ["--port", "0"]):
            for flags in (["--milvus-token", LOGIN], ["--milvus-user", "root", "--milvus-password", "Milvus"],
                          ["--milvus-token", "root:Milvus-Wrong"]):
                args = [*flags, "-v=9", *more]
                done = verify(port, *args, ca=None if "--ca" in more else bench.ca)
                for secret in (LOGIN, ENCODED, "Milvus-Wrong", "cm9vdDpNaWx2dXMt", ":Milvus"):
                    need(secret not in done.out + done.err, f"{secret} is shown with {more}")


def usage(bench):
    for args, words in ((["--port", "0"], "--port"), (["--port", "70000"], "--port"), (["--count", "x"], "--count"),
                        (["--timeout", "soon"], "duration")):
        verify(443, *args, ca=bench.ca).needs(2, words)
    verify(443, ca=bench.ca, host="*.example.com").needs(2, "wildcard")


CASES = (works, works_as_json, latency, falls_ill, plaintext_backend, metrics_port, other_answers, wrong_name, expired,
         guides_certificate, not_trusted, http1_only, no_tls, old_tls, closed_port, no_such_name, hangs_up, silent,
         logins, secrets, usage)


def main():
    try:
        network.leave("get-milvus.sh")
        with folder() as at, milvus() as plain, milvus(GUARDED) as guarded:
            bench = Bench(plain, guarded, certificate(at / "one", HOST))
            bench.both = certificate(at / "both", HOST, OTHER)
            with side_by_side() as case:
                for function in CASES:
                    case(function.__name__.replace("_", " "), function, bench)
    except (Failure, OSError, subprocess.SubprocessError) as e:
        cases.count((False, f"not ok - Milvus starts: {e}"))
    print(f"{cases.passed} passed, {cases.failed} failed")
    return 1 if cases.failed else 0


if __name__ == "__main__":
    sys.exit(main())
