#!/usr/bin/env python3
"""Every verb of the plugin against API servers that answer wrongly, late or not at all: it ends with the right
code, says what and what to do, writes nothing to stdout, and never shows a credential, not even with -v=9."""
import base64
import concurrent.futures
import os
import pathlib
import signal
import socket
import subprocess
import sys
import tempfile
import time

from wire_server import (NAMESPACE, PASSWORD, SECRET, WireServer, answer, cut, half_closed, reset, silent, status,
                         tls_of, trickling)

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/cluster"))

from place import Failure, need  # noqa: E402

PLUGIN = os.environ.get("PLUGIN", str(ROOT / "build/release/kubectl-milvus_l7"))
VERBS = {"status": [], "check": [], "diff": [], "enable": ["--cloud=gcp", "--yes", "--wait=false"], "disable": ["--yes"]}
CHANGING = ("enable", "disable")
TOKEN = "tok3n-nobody-may-see"
SECONDS = 60


def failure_code(verb):
    return 2 if verb == "diff" else 1


class Bench:
    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.secrets = [TOKEN, PASSWORD, SECRET, base64.b64decode(SECRET).decode()]
        self.ca = self.certificate("ca", "-x509", "-days", "2", "-addext", "basicConstraints=critical,CA:TRUE")
        self.right = self.signed("right", "IP:127.0.0.1", 2)
        self.client = self.signed("client", "DNS:client", 2)
        key = self.client[1].read_text()
        self.secrets += [line for line in key.splitlines() if len(line) > 40]

    def openssl(self, *args):
        subprocess.run(["openssl", *map(str, args)], check=True, capture_output=True)

    def certificate(self, name, *args):
        crt, key = self.folder / f"{name}.crt", self.folder / f"{name}.key"
        self.openssl("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", f"/CN={name}",
                     "-keyout", key, "-out", crt, *args)
        return crt, key

    def signed(self, name, alternative, days):
        request, key = self.certificate(name)
        names, crt = self.folder / f"{name}.ext", self.folder / f"{name}.signed.crt"
        names.write_text(f"subjectAltName={alternative}\n")
        self.openssl("x509", "-req", "-in", request, "-CA", self.ca[0], "-CAkey", self.ca[1], "-CAcreateserial",
                     "-days", days, "-extfile", names, "-out", crt)
        return crt, key

    def kubeconfig(self, port, scheme="https", ca=None):
        file = self.folder / f"kubeconfig-{port}"
        file.write_text(f"""
current-context: c
contexts: [{{name: c, context: {{cluster: c, user: u, namespace: {NAMESPACE}}}}}]
clusters: [{{name: c, cluster: {{server: "{scheme}://127.0.0.1:{port}", certificate-authority: {ca or self.ca[0]}}}}}]
users: [{{name: u, user: {{token: {TOKEN}, client-certificate: {self.client[0]}, client-key: {self.client[1]}}}}}]
""")
        return str(file)

    def start(self, kubeconfig, verb, *flags):
        return subprocess.Popen([PLUGIN, verb, *VERBS[verb], *flags], stdin=subprocess.DEVNULL, text=True,
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE, errors="replace",
                                env={"PATH": os.environ["PATH"], "HOME": str(self.folder), "KUBECONFIG": kubeconfig,
                                     "ASAN_OPTIONS": "exitcode=99"})

    def run(self, kubeconfig, verb, *flags):
        """(exit code, stdout, stderr without the log); nothing of it holds a credential."""
        process = self.start(kubeconfig, verb, "-v", "9", *flags)
        try:
            out, err = process.communicate(timeout=SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
            raise Failure(f"{verb} does not end") from None
        for secret in self.secrets:
            need(secret not in out + err, f"{verb} shows {secret}")
        need("\x1b" not in out + err, f"{verb} sends a control character")
        return process.returncode, out, err

    def fails(self, kubeconfig, words, *flags, verbs=VERBS):
        """Each verb fails, with these words. All at once: a broken connection is tried again for seconds."""
        def one(verb):
            code, out, err = self.run(kubeconfig, verb, *flags)
            tail = err[-600:]
            need(code == failure_code(verb), f"{verb}: exit code {code}: {tail}")
            need(words in err, f"{verb} does not say '{words}': {tail}")
            need("  fix: " in err, f"{verb} does not say what to do: {tail}")
            need(not out, f"{verb} writes to stdout: {out[:300]}")

        with concurrent.futures.ThreadPoolExecutor(len(verbs)) as pool:
            list(pool.map(one, verbs))

    def server(self, fault, tls=None):
        return WireServer(fault, tls_of(*(tls or self.right)))

    def fails_at(self, reply, words, *flags, **options):
        """At a server that gives this answer to everything."""
        with self.server(lambda method, path: reply) as server:
            self.fails(self.kubeconfig(server.port), words, *flags, **options)
            server.shutdown()


def works(bench):
    with bench.server(lambda method, path: None) as server:
        config = bench.kubeconfig(server.port)
        for verb, codes in {"status": [0], "check": [0, 1], "diff": [1], "disable": [0]}.items():
            code, _, err = bench.run(config, verb)
            need(code in codes, f"{verb}: exit code {code}: {err[-600:]}")
        code, _, err = bench.run(config, "enable", "--dry-run=client")
        need(code == 0, f"enable: exit code {code}: {err[-600:]}")
        need(any("/secrets/" in path for _, path in server.asked), "no Secret was read: the case says nothing")
        need(any("/configmaps/" in path for _, path in server.asked), "no ConfigMap was read: the case says nothing")
        server.shutdown()


def refusals(bench):
    for code, reason, words in ((401, "Unauthorized", "error: You must be logged in to the server (no"),
                                (403, "Forbidden", "Error from server (Forbidden): no"),
                                (409, "Conflict", "Error from server (Conflict): no"),
                                (410, "Expired", "Error from server (Expired): no"),
                                (429, "TooManyRequests", "Error from server (TooManyRequests): no"),
                                (500, "InternalError", "Error from server (InternalError): no"),
                                (503, "ServiceUnavailable", "Error from server (ServiceUnavailable): no"),
                                (504, "Timeout", "Error from server (Timeout): no")):
        bench.fails_at(status(code, reason, "no\x1b[31m"), words)


def not_found(bench):
    """A server that knows nothing of Services is no API server, and not one without Milvus."""
    bench.fails_at(answer(404, "404 page not found\n", "text/plain"), "Error from server (NotFound)")
    bench.fails_at(answer(404, "<html>Not Found</html>", "text/html"), "Error from server (NotFound)")


def other_answers(bench):
    unexpected = "Server returned an unexpected response: "
    html = "<html><title>Sign in</title>\x1b]0;x\x07</html>"
    bench.fails_at(answer(200, html, "text/html"), unexpected + "text/html")
    bench.fails_at(answer(200, b"k8s\0\n\x0c\n\x02v1", "application/vnd.kubernetes.protobuf"), unexpected)
    bench.fails_at(answer(200, '{"kind": "List", "items": [{"kin'), unexpected)
    bench.fails_at(answer(200, ""), unexpected)
    bench.fails_at(answer(200, "[" * 100000), unexpected)
    bench.fails_at(answer(502, html, "text/html"), "Error from server (InternalError)")


def redirects(bench):
    bench.fails_at(answer(302, "", "text/html", "Location: https://login.example/?token=" + TOKEN),
                   "it redirects to https://login.example/")


def broken_connections(bench):
    for reply in (cut, reset, half_closed):
        bench.fails_at(reply, "Unable to connect to the server: ")


def late_answers(bench):
    for reply in (silent, trickling):
        bench.fails_at(reply, "Unable to connect to the server: context deadline exceeded", "--request-timeout=1s",
                       verbs=("status", "diff", "enable"))
        # Before the question, too.
        bench.fails_at(reply, "time ran out: the API server has not answered", "--timeout=1s", verbs=CHANGING)


def nobody_there(bench):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    bench.fails(bench.kubeconfig(port),
                f"The connection to the server 127.0.0.1:{port} was refused - did you specify the right host or port?")


def wrong_context(bench):
    bench.fails(bench.kubeconfig(1), "Error in configuration: context was not found for specified context: nope",
                "--context=nope")


def bad_certificates(bench):
    failed = "Unable to connect to the server: tls: failed to verify certificate: x509: "
    other = bench.certificate("other", "-x509", "-days", "2", "-addext", "subjectAltName=IP:127.0.0.1")
    for pair, words in ((bench.signed("expired", "IP:127.0.0.1", -1), "certificate has expired or is not yet valid"),
                        (bench.signed("name", "DNS:elsewhere", 2), "cannot validate certificate for 127.0.0.1"),
                        (other, "certificate signed by unknown authority")):
        with bench.server(lambda method, path: None, pair) as server:
            bench.fails(bench.kubeconfig(server.port), failed + words)
            need(not server.asked, "something was asked of a server that cannot be trusted")
            server.shutdown()


def plain_server(bench):
    with WireServer() as server:
        bench.fails(bench.kubeconfig(server.port), "http: server gave HTTP response to HTTPS client")
        server.shutdown()
    with WireServer(hello=b"") as server:
        bench.fails(bench.kubeconfig(server.port), "Unable to connect to the server: ", verbs=("status",))
        _, _, err = bench.run(bench.kubeconfig(server.port), "status")
        need("EOF" in err or "read: connection reset by peer" in err, err[-300:])
        server.shutdown()


def large_answers(bench):
    """20 MB in one object."""
    with bench.server(lambda method, path: None) as server:
        server.objects[0]["data"]["large"] = "x" * 20_000_000
        code, _, err = bench.run(bench.kubeconfig(server.port), "status")
        need(code == 0, f"exit code {code}: {err[-600:]}")
        server.shutdown()


def refused_changes(bench):
    causes = {"kind": "Service", "name": "s", "causes": [{"field": "spec.a", "message": "bad"},
                                                         {"field": "spec.b", "message": "worse\x1b[31m"}]}
    for reply, words in ((status(403, "Forbidden", "no"), "Error from server (Forbidden): no"),
                         (status(422, "Invalid", "no", causes), "is invalid:\n    * spec.a: bad\n    * spec.b: worse"),
                         (status(500, "InternalError", "no"), "Error from server (InternalError): no"),
                         (answer(200, "<html>", "text/html"), "Server returned an unexpected response: text/html"),
                         (cut, "Unable to connect to the server: ")):
        is_change = lambda method, path: "subjectaccess" not in path and "dryRun" not in path and method != "GET"
        with bench.server(lambda method, path: reply if is_change(method, path) else None) as server:
            bench.fails(bench.kubeconfig(server.port), words, verbs=CHANGING)
            server.shutdown()


def interrupted(bench):
    """Ctrl-C ends what waits for an answer for ever, in reads and in changes."""
    for verb in VERBS:
        for waits in {"GET", "PATCH" if verb in CHANGING else "GET"}:
            # A dry run changes nothing that could have been made.
            counts = lambda method, path: method == waits and "dryRun" not in path
            with bench.server(lambda method, path: silent if counts(method, path) else None) as server:
                process = bench.start(bench.kubeconfig(server.port), verb, "--request-timeout=0")
                end = time.monotonic() + SECONDS
                while not any(counts(*asked) for asked in server.asked):
                    need(time.monotonic() < end and process.poll() is None, f"{verb} sends no {waits}")
                    time.sleep(0.02)
                process.send_signal(signal.SIGINT)
                try:
                    _, err = process.communicate(timeout=SECONDS)
                except subprocess.TimeoutExpired:
                    process.kill()
                    process.communicate()
                    raise Failure(f"{verb} does not stop while it waits for a {waits}") from None
                # A shell says 130 for a process that the signal itself has ended.
                need(process.returncode in (130, -signal.SIGINT), f"{verb}: exit code {process.returncode}")
                need(waits == "GET" or "the API server may have made it" in err, f"{verb}: {err}")
                server.shutdown()


CASES = (works, refusals, not_found, other_answers, redirects, broken_connections, late_answers, nobody_there,
         wrong_context, bad_certificates, plain_server, large_answers, refused_changes, interrupted)


def attempt(bench, case):
    try:
        case(bench)
        return True, f"ok - {case.__name__}"
    except (Failure, OSError) as e:
        return False, f"not ok - {case.__name__}: {e}"


def main():
    # A shell's background job ignores it, and all that it starts.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    wanted = [case for case in CASES if case.__name__ in sys.argv[1:]] or CASES
    with tempfile.TemporaryDirectory() as folder, concurrent.futures.ThreadPoolExecutor(4) as pool:
        bench = Bench(folder)
        results = list(pool.map(lambda case: attempt(bench, case), wanted))
    for _, line in results:
        print(line)
    passed = sum(good for good, _ in results)
    print(f"{passed} passed, {len(results) - passed} failed")
    return passed < len(results)


if __name__ == "__main__":
    sys.exit(main())
