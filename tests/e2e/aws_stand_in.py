"""For tests: what stands in for AWS. moto plays ACM and STS; an HTTP server on loopback plays what moto does not (a
service that refuses, throttles or pages, metadata services) and records what it is asked."""
import contextlib
import http.server
import json
import pathlib
import ssl
import subprocess
import threading
import time
import urllib.request

from place import need

ROOT = pathlib.Path(__file__).resolve().parents[2]
TOOLS = pathlib.Path(subprocess.run([ROOT / "scripts/get-aws-tools.sh"], check=True, stdout=subprocess.PIPE,
                                    text=True).stdout.strip())
SECONDS = 30


class Request:
    def __init__(self, method, path, headers, body):
        self.method, self.path, self.body = method, path, body
        self.headers = {name.lower(): value for name, value in headers.items()}

    @property
    def operation(self):
        return self.headers.get("x-amz-target", "").rpartition(".")[2]

    @property
    def key_id(self):
        """Who has signed it."""
        return self.headers.get("authorization", "").partition("Credential=")[2].partition("/")[0]

    @property
    def region(self):
        return (self.headers.get("authorization", "").partition("Credential=")[2].split("/") + [""] * 3)[2]

    def json(self):
        return json.loads(self.body)


class StandIn:
    """Answers every request with what a function of it returns: (status, body) or (status, headers, body); None closes
    the connection."""

    def __init__(self, answer, tls=None):
        self.requests = []
        stand_in = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def handle_any(self):
                body = self.rfile.read(int(self.headers.get("content-length", 0)))
                request = Request(self.command, self.path, self.headers, body)
                stand_in.requests.append(request)
                got = answer(request)
                if got is None:
                    self.close_connection = True
                    return
                status, headers, body = got if len(got) == 3 else (got[0], {}, got[1])
                body = body if isinstance(body, (bytes, str)) else json.dumps(body)
                body = body.encode() if isinstance(body, str) else body
                self.send_response(status)
                for name, value in {"Content-Length": len(body), **headers}.items():
                    self.send_header(name, str(value))
                self.end_headers()
                self.wfile.write(body)

            do_GET = do_POST = do_PUT = handle_any

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        if tls:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(*tls)
            self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
        self.port = self.server.server_address[1]
        self.url = f"http{'s' if tls else ''}://127.0.0.1:{self.port}"

    def __enter__(self):
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()

    def operations(self):
        return [request.operation for request in self.requests]


class Moto:
    """ACM and STS as moto plays them, and the same API without any signature for what a test looks at."""

    def __init__(self, port):
        self.url = f"http://127.0.0.1:{port}"

    def call(self, operation, region="us-west-2", **parameters):
        scope = f"AWS4-HMAC-SHA256 Credential=TEST/20260101/{region}/acm/aws4_request, SignedHeaders=host, Signature=0"
        request = urllib.request.Request(self.url, json.dumps(parameters).encode(), {
            "X-Amz-Target": f"CertificateManager.{operation}", "Content-Type": "application/x-amz-json-1.1",
            "Authorization": scope})
        with urllib.request.urlopen(request, timeout=SECONDS) as answer:
            return json.loads(answer.read() or "{}")

    def tags(self, arn):
        return {tag["Key"]: tag["Value"] for tag in self.call("ListTagsForCertificate", CertificateArn=arn)["Tags"]}

    def leaf(self, arn):
        return self.call("GetCertificate", CertificateArn=arn)["Certificate"]

    def chain(self, arn):
        return self.call("GetCertificate", CertificateArn=arn)["CertificateChain"]

    def tagged(self, wanted):
        """The ARNs of the certificates with all of these tags."""
        arns = [each["CertificateArn"] for each in self.call("ListCertificates")["CertificateSummaryList"]]
        return [arn for arn in arns if wanted.items() <= self.tags(arn).items()]


@contextlib.contextmanager
def moto():
    """On a port of its own: moto takes port 0 and tells which one it got."""
    process = subprocess.Popen([TOOLS / "bin/moto_server", "-H", "127.0.0.1", "-p", "0"], stdout=subprocess.DEVNULL,
                               stderr=subprocess.PIPE, text=True)
    try:
        port = None
        end = time.monotonic() + SECONDS
        for line in process.stderr:
            if "Running on http://127.0.0.1:" in line:
                port = int(line.rpartition(":")[2].split()[0].strip("/"))
                break
            need(time.monotonic() < end, "moto does not start")
        need(port, "moto does not start")
        # Its log would fill the pipe.
        threading.Thread(target=process.stderr.read, daemon=True).start()
        yield Moto(port)
    finally:
        process.terminate()
        process.wait(SECONDS)
