"""A small API server on loopback that answers wrongly in every way a wire allows."""
import base64
import json
import pathlib
import socket
import socketserver
import ssl
import subprocess
import sys
import tempfile
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "cluster"))

from releases import milvus_release  # noqa: E402

NAMESPACE = "milvus"
PASSWORD = "hunter2-of-user-yaml"
USER_YAML = f"minio:\n  secretAccessKey: {PASSWORD}\n"
PHRASES = {200: "OK", 302: "Found", 307: "Temporary Redirect"}


def key_pair():
    """A certificate and its key, as a Secret holds them."""
    with tempfile.TemporaryDirectory() as folder:
        files = [pathlib.Path(folder) / name for name in ("tls.crt", "tls.key")]
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
                        "-days", "30", "-subj", "/CN=milvus", "-addext", "subjectAltName=DNS:milvus",
                        "-out", files[0], "-keyout", files[1]], check=True, capture_output=True)
        return [base64.b64encode(file.read_bytes()).decode() for file in files]


CERTIFICATE, SECRET = key_pair()


def plural(kind):
    lower = kind.lower()
    return lower + ("es" if lower.endswith("s") else "s") if not lower.endswith("y") else lower[:-1] + "ies"


def a_cluster():
    """A release on GKE that enable has work with, and of which disable has something to give back."""
    objects = milvus_release(NAMESPACE, user_yaml=USER_YAML, only_server=True)
    service = next(o for o in objects if o["kind"] == "Service")
    record = {"changes": [{"path": ["spec", "externalTrafficPolicy"], "before": "Local"}]}
    service["metadata"]["annotations"] = {"milvus-l7/undo": json.dumps(record)}
    objects += [
        {"apiVersion": "v1", "kind": "Node", "metadata": {"name": "n"}, "spec": {"providerID": "gce://p/z/n"}},
        {"apiVersion": "v1", "kind": "Secret", "type": "kubernetes.io/tls",
         "data": {"tls.key": SECRET, "tls.crt": CERTIFICATE},
         "metadata": {"name": service["metadata"]["name"] + "-l7-tls", "namespace": NAMESPACE}}]
    for number, obj in enumerate(objects):
        obj["metadata"].update(uid=f"u{number}", resourceVersion=str(number + 1))
    return objects


def status(code, reason, message, details=None):
    body = {"kind": "Status", "apiVersion": "v1", "status": "Failure", "message": message, "reason": reason,
            "code": code, **({"details": details} if details else {})}
    return answer(code, json.dumps(body))


def answer(code, body, content_type="application/json", *headers):
    body = body.encode() if isinstance(body, str) else body
    head = [f"HTTP/1.1 {code} {PHRASES.get(code, 'Status')}", f"Content-Type: {content_type}",
            f"Content-Length: {len(body)}", *headers]
    return "\r\n".join(head).encode() + b"\r\n\r\n" + body


def merged(obj, patch):
    """A merge patch (RFC 7396)."""
    if not isinstance(patch, dict):
        return patch
    result = {**obj} if isinstance(obj, dict) else {}
    for key, value in patch.items():
        if value is None:
            result.pop(key, None)
        else:
            result[key] = merged(result.get(key), value)
    return result


class WireServer(socketserver.ThreadingTCPServer):
    """`fault(method, path)` gives the bytes of an answer, a function of the connection, or None for the right answer.
    After a function the connection is closed. Without `tls` a client that begins with TLS gets `hello`."""

    daemon_threads = True
    allow_reuse_address = True
    request_queue_size = 64

    def __init__(self, fault=lambda method, path: None, tls=None, hello=b"HTTP/1.1 400 Bad Request\r\n\r\n"):
        super().__init__(("127.0.0.1", 0), Handler)
        self.fault, self.tls, self.hello, self.objects = fault, tls, hello, a_cluster()
        self.asked, self.first_asked = [], threading.Event()
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    @property
    def port(self):
        return self.server_address[1]

    def handle_error(self, request, client_address):
        """A client that goes away is what many cases are about."""

    def right_answer(self, method, path, body=b""):
        segments = path.split("?")[0].strip("/").split("/")
        if segments == ["version"]:
            return answer(200, '{"gitVersion": "v1.35.0"}')
        if segments[-1] == "selfsubjectaccessreviews":
            return answer(201, '{"kind": "SelfSubjectAccessReview", "status": {"allowed": true}}')
        segments = segments[2 if segments[0] == "api" else 3:]
        if segments[0] == "namespaces" and len(segments) > 2:
            segments = segments[2:]
        kind, name = segments[0], segments[1] if len(segments) > 1 else None
        found = [o for o in self.objects if plural(o["kind"]) == kind and name in (None, o["metadata"]["name"])]
        if method == "PATCH" and found:
            return answer(200, json.dumps(merged(found[0], json.loads(body))))
        if method == "PATCH":
            made = json.loads(body)
            made["metadata"].update(uid="new", resourceVersion="99")
            return answer(201, json.dumps(made))
        if method != "GET" and found:
            return answer(200, json.dumps(found[0]))
        if not name:
            return answer(200, json.dumps({"kind": "List", "metadata": {"resourceVersion": "9"}, "items": found}))
        return answer(200, json.dumps(found[0])) if found else status(404, "NotFound", f"{name} not found")


class Handler(socketserver.BaseRequestHandler):
    def handle(self):
        connection = self.request
        if self.server.tls:
            connection = self.server.tls.wrap_socket(connection, server_side=True)
        elif connection.recv(1, socket.MSG_PEEK) == b"\x16":
            return connection.sendall(self.server.hello)
        reader = connection.makefile("rb")
        while line := reader.readline():
            method, path, _ = line.decode().split(" ")
            length = 0
            while (header := reader.readline().strip().lower()):
                if header.startswith(b"content-length:"):
                    length = int(header.split(b":")[1])
            body = reader.read(length)
            self.server.asked.append((method, path))
            reply = self.server.fault(method, path)
            self.server.first_asked.set()
            if callable(reply):
                return reply(connection)
            connection.sendall(reply or self.server.right_answer(method, path, body))


# -- what a wire does

def cut(connection):
    """No answer at all."""


def reset(connection):
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")


def half_closed(connection):
    connection.sendall(answer(200, '{"items": []}')[:-5])
    connection.shutdown(socket.SHUT_WR)
    connection.recv(1)


def silent(connection):
    connection.recv(1)


def trickling(connection):
    """A body without an end."""
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n")
    while True:
        connection.sendall(b"1\r\n \r\n")
        time.sleep(0.05)


def tls_of(certificate, key):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    return context
