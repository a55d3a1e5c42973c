"""For tests of what is done in AWS: runs the plugin as somebody who has nothing of AWS but what a test gives, and looks
for secrets in all that it says."""
import base64
import contextlib
import ctypes
import os
import pathlib
import re
import subprocess
import sys
import tempfile

from cases import on_api_server
from place import SERVER, need
from plugin import PROGRAM, Done, released

NAME = "milvus.example.com"
SECRET = SERVER + "-l7-tls"
REGION = "us-west-2"
ARN = f"arn:aws:acm:{REGION}:123456789012:certificate/12345678-1234-1234-1234-123456789012"
KEY_ID, KEY, TOKEN = "AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "t0ken+nobody/may=see=="
KEYS = {"AWS_ACCESS_KEY_ID": KEY_ID, "AWS_SECRET_ACCESS_KEY": KEY, "AWS_SESSION_TOKEN": TOKEN}
SECONDS = 60


def environment(home, **variables):
    """Of somebody who has nothing of AWS but what is given."""
    kept = {k: v for k, v in os.environ.items()
            if not k.startswith(("AWS_", "MILVUS_L7_")) and k.lower() not in ("kubeconfig", "https_proxy", "http_proxy")}
    return {**kept, "HOME": str(home), "AWS_EC2_METADATA_DISABLED": "true", **variables}


def needs_no_secret(done, *secrets):
    for secret in (KEY, TOKEN, *secrets):
        need(secret not in done.out + done.err, f"a secret is shown: {secret[:4]}..")
    return done


def run(home, *args, secrets=(), **variables):
    """`cert import`, without a cluster."""
    done = subprocess.run([PROGRAM, "cert", "import", "--yes", "-v=9", *args], capture_output=True, text=True, timeout=SECONDS,
                          stdin=subprocess.DEVNULL, env=environment(home, **variables))
    return needs_no_secret(Done(done.returncode, done.stdout, done.stderr), *secrets)


@contextlib.contextmanager
def folder():
    with tempfile.TemporaryDirectory() as name:
        yield pathlib.Path(name)


def pair(at, *flags):
    """--file and --key-file of a new certificate, and the key's lines."""
    subprocess.run([PROGRAM, "cert", "create", "--dir", at, "--host", NAME, *flags], check=True, capture_output=True)
    return ["--file", str(at / "tls.crt"), "--key-file", str(at / "tls.key")], key_lines((at / "tls.key").read_text())


def key_lines(pem):
    return [line for line in pem.splitlines() if line and not line.startswith("---")]


def decoded(secret, key):
    return base64.b64decode(secret["data"][key]).decode()


def leaf_of(pem):
    return pem[:pem.index("-----END CERTIFICATE-----")].split("-----")[2].strip()


@contextlib.contextmanager
def place(kubeconfig, url, cloud="aws", **variables):
    """A release on AWS, whose commands speak to that ACM."""
    with released(kubeconfig, cloud) as (there, before), folder() as home:
        made = environment(home, **{**KEYS, "AWS_ENDPOINT_URL": url, **variables})
        there.environment = lambda: made
        there.before = before
        yield there


def profile_text(*names, prefix=""):
    return "".join(f"[{prefix}{n}]\naws_access_key_id = ID{n}\naws_secret_access_key = {KEY}\n" for n in names)


def described(kind="IMPORTED"):
    return 200, {"Certificate": {"CertificateArn": ARN, "Type": kind}}


def playing(certificate=None, **answers):
    """ACM with one certificate, and these answers to operations: values, or functions of the request."""
    def answer(request):
        said = answers.get(request.operation)
        if said is not None:
            return said(request) if callable(said) else said
        if request.operation == "DescribeCertificate":
            return described()
        if request.operation == "GetCertificate":
            return 200, {"Certificate": certificate}
        return 200, {"CertificateArn": ARN}
    return answer


def libcurl_is_too_old():
    """Before 7.88 its signatures leave the session token out, and the plugin refuses to sign with it."""
    curl_version = ctypes.CDLL("libcurl.so.4").curl_version
    curl_version.restype = ctypes.c_char_p
    version = re.match(r"libcurl/(\d+)\.(\d+)", curl_version().decode())
    return tuple(map(int, version.groups())) < (7, 88)


def on_api_server_that_can_sign(cases):
    """As on_api_server(), where libcurl is new enough."""
    if sys.platform == "linux" and libcurl_is_too_old():
        print("skipped: libcurl is too old here to sign requests to AWS\n0 passed, 0 failed")
        return 0
    return on_api_server(cases)
