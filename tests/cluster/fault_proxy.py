#!/usr/bin/env python3
"""A TLS proxy between a client and the API server, which numbers the requests of a run and lets one of them fail.

Watch streams pass as they come. It speaks HTTP/1.1 only and never offers anything else. One line per request goes to
the log: number, method, path, status, and the fault if there was one. Headers, which hold the credentials, are never
written."""
import argparse
import http.client
import http.server
import json
import os
import pathlib
import socket
import ssl
import subprocess
import sys
import threading
import time

import yaml

from api import LOADER, Api
from faults import ANSWERS, BODIES, EXPIRED, FAULTS, LAG_SECONDS, WATCHES, applies, kind_of
from killable import Client

# Between two neighbours of a connection; everything else goes through.
HOP_BY_HOP = {"connection", "keep-alive", "transfer-encoding", "te", "trailer", "upgrade", "proxy-connection"}


def certificate(key, crt):
    """A key and a certificate for 127.0.0.1."""
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
                    "-keyout", key, "-out", crt, "-days", "30", "-subj", "/CN=fault-proxy",
                    "-addext", "subjectAltName=IP:127.0.0.1"], check=True, capture_output=True)


class FaultProxy(http.server.ThreadingHTTPServer):
    """`kill` is called by the kill faults. begin() starts a run: requests are numbered from 1 again.
    Each request is held back for `delay` seconds."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self, kubeconfig, written, kill=None):
        super().__init__(("127.0.0.1", 0), Handler)
        self.upstream = Api(kubeconfig, "admin")
        self.kill = kill
        self.delay = 0
        self.lock = threading.Lock()
        key, crt = (f"{os.path.abspath(written)}.{end}" for end in ("key", "crt"))
        certificate(key, crt)
        self.tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.tls.load_cert_chain(crt, key)
        self._configure(kubeconfig, written, crt)
        self.begin()

    def _configure(self, kubeconfig, written, crt):
        """The same contexts and users, another server."""
        with open(kubeconfig) as f:
            config = yaml.load(f, LOADER)
        for entry in config["clusters"]:
            entry["cluster"] = {"server": f"https://127.0.0.1:{self.server_port}", "certificate-authority": crt}
        with open(os.open(written, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as f:
            yaml.safe_dump(config, f)

    def get_request(self):
        # The handshake is left to the connection's own thread.
        connection, address = super().get_request()
        return self.tls.wrap_socket(connection, server_side=True, do_handshake_on_connect=False), address

    def handle_error(self, request, client_address):
        """A client that went away is what this is for."""

    def begin(self, number=0, fault=None, log=None):
        """A new run, in which request `number` gets this fault: one of FAULTS, or what is made of the answer's body."""
        with self.lock:
            self.count, self.number, self.fault, self.log = 0, number, fault, log
            self.requests, self.first_answers = [], {}
            self.failing = self.lagging_until = None

    def next_request(self, method, path):
        with self.lock:
            self.count += 1
            entry = {"number": self.count, "method": method, "path": path, "status": None, "fault": None}
            if self.fault in WATCHES:
                entry["fault"] = self.fault if self.count >= self.number and applies(self.fault, method, path) else None
            elif self.count == self.number and applies(self.fault, method, path):
                entry["fault"] = self.fault
                self.failing = kind_of(path) if self.fault == "kind-500" else None
                self.lagging_until = time.monotonic() + LAG_SECONDS if self.fault == "lagging" else None
            elif self.failing and kind_of(path) == self.failing:
                entry["fault"] = "kind-500"
            elif self.fault == "expired" and "continue=" in path:
                entry["fault"] = "410"
            self.requests.append(entry)
            return entry

    def lags(self, method, path):
        """What a lagging read shows, or nothing."""
        with self.lock:
            late = self.lagging_until and time.monotonic() < self.lagging_until
            return self.first_answers.get(path) if late and method == "GET" else None

    def keep_first(self, method, path, status, body):
        with self.lock:
            if method == "GET" and status == 200 and "watch=" not in path:
                self.first_answers.setdefault(path, body)

    def note(self, entry, status):
        """The answer, or `cut` and `lost` when there was none, as soon as it is known: a watch may last for long."""
        entry["status"] = status
        if self.log:
            line = f"{entry['number']} {entry['method']} {entry['path']} {status} {entry['fault'] or ''}"
            with self.lock:
                print(line.rstrip(), file=self.log, flush=True)

    def start(self):
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        return self


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    upstream = None

    def handle(self):
        try:
            self.connection.do_handshake()
            super().handle()
        except OSError:
            self.close_connection = True
        finally:
            if self.upstream:
                self.upstream.close()

    def log_message(self, *_):
        pass

    def send_head(self, status, headers):
        self.send_response_only(status)
        for key, value in headers:
            self.send_header(key, value)
        self.end_headers()

    def forward(self):
        body = self.read_body()
        entry = self.server.next_request(self.command, self.path)
        fault = entry["fault"]
        if self.server.delay:
            time.sleep(self.server.delay)
        lagging = self.server.lags(self.command, self.path)
        if fault in ANSWERS or fault in ("kind-500", "410", "expired-watch"):
            self.answer(entry, *ANSWERS.get(fault, ANSWERS["500"] if fault == "kind-500" else EXPIRED))
        elif fault in ("mute-watch", "expired-event"):
            self.watch(entry, fault)
        elif fault in BODIES or lagging or fault == "body-echo":
            self.send_body(entry, BODIES.get(fault) or lagging or body)
        elif fault == "length":
            self.send_body(entry, b"{}", "99999999999999999999")
        elif fault == "acknowledged":
            self.send_body(entry, self.as_it_is(body))
        elif fault == "hang":
            self.note(entry, "hangs")
            self.connection.recv(1)
            self.close_connection = True
        elif fault in ("cut-before", "kill-before"):
            self.note(entry, "cut")
            self.cut(fault)
        else:
            self.pass_on(body, entry, fault)

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = do_HEAD = do_OPTIONS = forward

    def note(self, entry, status):
        self.server.note(entry, status)

    def read_body(self):
        if self.headers.get("Transfer-Encoding", "").lower() == "chunked":
            parts = []
            while size := int(self.rfile.readline().split(b";")[0], 16):
                parts.append(self.rfile.read(size))
                self.rfile.readline()
            while self.rfile.readline().strip():
                pass
            return b"".join(parts)
        return self.rfile.read(int(self.headers.get("Content-Length") or 0))

    def cut(self, fault):
        if fault.startswith("kill"):
            self.server.kill()
        self.close_connection = True
        try:
            self.connection.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass

    def answer(self, entry, status, reason, message, headers):
        self.note(entry, status)
        text = json.dumps({"kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Failure", "code": status,
                           "reason": reason, "message": message}).encode()
        self.send_head(status, [("Content-Type", "application/json"), ("Content-Length", str(len(text))),
                                *headers.items()])
        self.wfile.write(text)

    def send_body(self, entry, body, length=None):
        self.note(entry, 200)
        self.send_head(200, [("Content-Type", "application/json"), ("Content-Length", length or str(len(body)))])
        self.wfile.write(body)
        self.close_connection = bool(length)

    def watch(self, entry, fault):
        self.note(entry, 200)
        self.send_head(200, [("Content-Type", "application/json"), ("Transfer-Encoding", "chunked")])
        if fault == "mute-watch":
            # Until the client has enough of it.
            self.connection.recv(1)
            self.close_connection = True
            return
        code, reason, message, _ = EXPIRED
        status = {"kind": "Status", "apiVersion": "v1", "status": "Failure", "code": code, "reason": reason,
                  "message": message}
        text = json.dumps({"type": "ERROR", "object": status}).encode() + b"\n"
        self.wfile.write(b"%x\r\n%s\r\n0\r\n\r\n" % (len(text), text))

    def as_it_is(self, body):
        """The object that a change is about; of one that is not there, what the API server would say."""
        connection = self.server.upstream.connect()
        connection.request("GET", self.path.split("?")[0], None, {"Authorization": self.headers["Authorization"]})
        answer = connection.getresponse()
        there = answer.read()
        connection.close()
        if answer.status == 200:
            return there
        obj = json.loads(body)
        obj.get("metadata", {}).update(uid="00000000-0000-0000-0000-000000000000", resourceVersion="7")
        return json.dumps(obj).encode()

    def in_bytes(self, data):
        for byte in data:
            self.wfile.write(bytes((byte,)))
            self.wfile.flush()

    def pass_on(self, body, entry, fault):
        if not self.upstream:
            self.upstream = self.server.upstream.connect(timeout=None)
        headers = {k: v for k, v in self.headers.items() if k.lower() not in HOP_BY_HOP | {"host", "content-length"}}
        path = self.path.replace("limit=500", "limit=1") if fault == "expired" else self.path
        try:
            self.upstream.request(self.command, path, body or None, headers)
            answer = self.upstream.getresponse()
        except (OSError, http.client.HTTPException):
            self.note(entry, "lost")
            self.cut("lost")
            return
        self.note(entry, answer.status)
        if fault in ("cut-after", "kill-after"):
            if "watch=" not in self.path:
                answer.read()
            self.cut(fault)
            self.upstream.close()
            self.upstream = None
            return
        kept = [(k, v) for k, v in answer.getheaders() if k.lower() not in HOP_BY_HOP]
        if answer.length is not None or self.command == "HEAD":
            text = answer.read()
            if callable(fault):
                text = fault(text)
                kept = [(k, v) for k, v in kept if k.lower() != "content-length"] + [("Content-Length", str(len(text)))]
            self.send_head(answer.status, kept)
            self.server.keep_first(self.command, self.path, answer.status, text)
            (self.in_bytes if fault == "bytes" else self.wfile.write)(text)
            return
        self.send_head(answer.status, kept + [("Transfer-Encoding", "chunked")])
        while piece := answer.read1(65536):
            self.wfile.write(b"%x\r\n%s\r\n" % (len(piece), piece))
        self.wfile.write(b"0\r\n\r\n")


def main():
    parser = argparse.ArgumentParser(description="Runs a command against the API server through a proxy that makes one "
                                     "of its requests fail.", epilog="\n".join(
                                         ["faults:"] + [f"  {k:12} {v}" for k, v in FAULTS.items()]),
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("kubeconfig", type=pathlib.Path)
    parser.add_argument("--write-kubeconfig", required=True, metavar="FILE", help="the client's way through the proxy")
    parser.add_argument("--log", default="-", metavar="FILE", help="where a line per request goes (default: stderr)")
    parser.add_argument("--fault", default="0:", metavar="NUMBER:FAULT", help="which request fails, and how")
    parser.add_argument("command", nargs="+", help="is run with KUBECONFIG; the kill faults kill its process group")
    args = parser.parse_args()
    number, _, fault = args.fault.partition(":")
    if fault and fault not in FAULTS:
        parser.error(f"no fault {fault}: one of {', '.join(FAULTS)}")
    client = Client()
    proxy = FaultProxy(args.kubeconfig, args.write_kubeconfig, client.kill).start()
    proxy.begin(int(number), fault or None, sys.stderr if args.log == "-" else open(args.log, "w"))
    code, _, _ = client.run(args.command, {**os.environ, "KUBECONFIG": os.path.abspath(args.write_kubeconfig)})
    sys.exit(code if code >= 0 else 128 - code)


if __name__ == "__main__":
    main()
