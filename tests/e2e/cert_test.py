#!/usr/bin/env python3
"""`kubectl milvus-l7 cert`: certificates in Secrets and files, taken by real clients; what is said of bad ones."""
import base64
import contextlib
import json
import os
import pathlib
import random
import resource
import shutil
import socket
import ssl
import stat
import subprocess
import sys
import tempfile
import threading

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/cluster"))

from cases import on_api_server, side_by_side  # noqa: E402
from place import SERVER, need  # noqa: E402
from plugin import PROGRAM, Done, plugin_place, released  # noqa: E402
from releases import guide_gcp, published_certificate  # noqa: E402

CLIENTS = ROOT / "tests/e2e/clients"
NAME = "milvus.example.com"
SECRET = SERVER + "-l7-tls"
INSIDE = [SERVER, f"{SERVER}.{{}}", f"{SERVER}.{{}}.svc", f"{SERVER}.{{}}.svc.cluster.local"]


def run(*args):
    done = subprocess.run([PROGRAM, "cert", *args], capture_output=True, text=True, timeout=60,
                          stdin=subprocess.DEVNULL)
    return Done(done.returncode, done.stdout, done.stderr)


def inspected(done):
    return json.loads(done.needs(0).out)


def decoded(secret, key):
    return base64.b64decode(secret["data"][key]).decode()


def key_lines(pem):
    """The lines of a key that nobody may see."""
    return [line for line in pem.splitlines() if line and not line.startswith("---")]


def needs_no_key(done, pem):
    for line in key_lines(pem):
        need(line not in done.out + done.err, "the key is shown")


@contextlib.contextmanager
def folder():
    with tempfile.TemporaryDirectory() as name:
        yield pathlib.Path(name)


@contextlib.contextmanager
def server(certificate, key, http2=True):
    """A TLS server on loopback that ends each connection after the handshake: its port."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    if http2:
        context.set_alpn_protocols(["h2"])
    listener = socket.create_server(("127.0.0.1", 0))

    def serve():
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            with contextlib.suppress(OSError), connection:
                connection.settimeout(10)
                context.wrap_socket(connection, server_side=True).close()
    threading.Thread(target=serve, daemon=True).start()
    try:
        yield listener.getsockname()[1]
    finally:
        # Wakes accept() up.
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()


# -- Secrets

def create(kubeconfig):
    with released(kubeconfig) as (there, before):
        done = there.run("cert create", "--host", NAME, "-v9").needs(0).prints(f"secret/{SECRET} created")
        secret = there.get("Secret", SECRET)
        need(secret["type"] == "kubernetes.io/tls", f"{secret['type']}")
        needs_no_key(done, decoded(secret, "tls.key"))
        view = inspected(there.run("cert inspect", "-o", "json"))
        need(view["names"] == [NAME, *(name.format(there.name) for name in INSIDE)], f"{view['names']}")
        need(view["keyMatches"] and view["version"] == 3 and view["findings"] == [], f"{view}")
        need(all(v["accepted"] for v in view["verdicts"]), f"{view['verdicts']}")
        there.run("cert create", "--host", NAME).needs(1, "there is such a Secret already", "--renew")
        need(there.get("Secret", SECRET) == secret, "it was written")

        there.enable("--host", NAME).needs(0)
        need(there.get("Secret", SECRET) == secret, "enable makes another one")
        drawn = there.run("status", "--cloud", "gcp").needs(0)
        drawn.prints(f"Secret {SECRET}, until {view['notAfter'][:10]}")
        there.run("check", "--cloud", "gcp", "-o", "json").needs(0)
        there.disable().needs(0)
        need(there.get("Secret", SECRET) == secret, "disable takes what it did not make")
        there.api.delete("Secret", there.name, SECRET)
        there.needs_state(before)


def renew(kubeconfig):
    with released(kubeconfig) as (there, _):
        there.run("cert create", "--renew", "--yes").needs(1, "there is no such Secret to renew")
        there.run("cert create", "--host", NAME, "--days", "10").needs(0)
        old = there.get("Secret", SECRET)
        there.enable().needs(0)
        there.run("status", "--cloud", "gcp").needs(0).prints("it ends on")
        found = there.run("check", "--cloud", "gcp").needs(0)
        found.prints("[certificate-expires-soon]")
        for kind in ("client", "server"):
            there.run("cert create", "--renew", "--yes", f"--dry-run={kind}").needs(0).prints("renewed (dry run)")
            need(there.get("Secret", SECRET) == old, f"--dry-run={kind} writes")
        there.run("cert create", "--renew", "--yes", "--key", "rsa-2048").needs(0).prints(f"secret/{SECRET} renewed")
        new = there.get("Secret", SECRET)
        need(new["metadata"]["uid"] == old["metadata"]["uid"] and new["data"] != old["data"], "not in place")
        view = inspected(there.run("cert inspect", "-o", "json"))
        need(view["names"][0] == NAME and len(view["names"]) == 5, f"other names: {view['names']}")
        need(view["key"] == {"type": "RSA", "bits": 2048} and view["findings"] == [], f"{view}")
        there.run("cert create", "--renew", "--yes", "--host", "other.example.com").needs(0)
        view = inspected(there.run("cert inspect", "-o", "json"))
        need(view["names"][0] == "other.example.com" and NAME not in view["names"], f"{view['names']}")


def authority(kubeconfig):
    with released(kubeconfig) as (there, _), folder() as at:
        there.run("cert create", "--host", NAME, "--with-ca").needs(0).prints(
            f"secret/{SECRET}-ca created", f"secret/{SECRET} created")

        def verified():
            secret = there.get("Secret", SECRET)
            (at / "ca.crt").write_text(decoded(secret, "ca.crt"))
            (at / "tls.crt").write_text(decoded(secret, "tls.crt"))
            subprocess.run(["openssl", "verify", "-x509_strict", "-purpose", "sslserver", "-verify_hostname", NAME,
                            "-CAfile", "ca.crt", "tls.crt"], cwd=at, check=True, capture_output=True)
            return decoded(secret, "ca.crt"), secret["data"]["tls.crt"]

        trusted, first = verified()
        need("tls.key" in there.get("Secret", SECRET + "-ca")["data"], "the authority has no key")
        there.run("cert create", "--renew", "--yes").needs(0)
        again, second = verified()
        need(trusted == again and first != second, "a renewal changes what clients trust")


def other_secrets(kubeconfig):
    with released(kubeconfig) as (there, _):
        there.create({"kind": "Secret", "type": "Opaque", "metadata": {"name": "other"}, "data": {"a": "Yg=="}})
        there.run("cert create", "--renew", "--yes", "--tls-secret", "other").needs(1, "of type Opaque")
        there.run("cert inspect", "--tls-secret", "other").needs(1, "no tls.crt")
        there.run("cert inspect", "--tls-secret", "missing").needs(1, "there is no such Secret")
        there.run("cert create", "--host", "a b").needs(2)
        there.run("cert create", "--key", "dsa").needs(2, "p256")


def guides_certificate(kubeconfig):
    with plugin_place(kubeconfig) as there:
        guide_gcp(there.cluster)
        view = inspected(there.run("cert inspect", "--tls-secret", SERVER + "-tls", "-o", "json"))
        taken = {v["who"]: v["accepted"] for v in view["verdicts"]}
        need(taken == {"GKE": True, "ACM": False, "gRPC core": True, "Go": False}, f"{taken}")
        there.run("cert inspect", "--tls-secret", SERVER + "-tls").needs(0).prints(
            "legacy Common Name", "version 3", "[certificate-version-1]")


def expired(kubeconfig):
    with released(kubeconfig) as (there, _), folder() as at:
        for command in (["req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", "/CN=" + NAME,
                         "-addext", "subjectAltName=DNS:" + NAME, "-keyout", "k", "-out", "request"],
                        ["x509", "-req", "-in", "request", "-signkey", "k", "-copy_extensions", "copy", "-days", "-1",
                         "-out", "c"]):
            subprocess.run(["openssl", *command], cwd=at, check=True, capture_output=True)
        there.cluster.kubectl("create", "secret", "tls", "old", f"--cert={at / 'c'}", f"--key={at / 'k'}")
        there.enable("--tls-secret", "old", timeout="5s").needs(1, "it ended on", "cert create --renew")
        need(there.service_type() == "LoadBalancer", "the old entry is closed")
        there.run("check", "--cloud", "gcp", "--tls-secret", "old").needs(1).prints("[certificate-expired]")
        there.run("cert create", "--renew", "--yes", "--tls-secret", "old").needs(0)
        there.enable("--tls-secret", "old").needs(0)


# -- files and servers

def files():
    with folder() as at:
        where = str(at / "new" / "folder")
        done = run("create", "--dir", where, "--host", NAME).needs(0)
        key = at / "new/folder/tls.key"
        need(stat.S_IMODE(key.stat().st_mode) == 0o600, "others may read the key")
        needs_no_key(done, key.read_text())
        was = key.read_text()
        run("create", "--dir", where, "--host", NAME).needs(1, "there is a certificate already", "--renew")
        need(key.read_text() == was, "it was written")
        os.chmod(key, 0o644)
        run("create", "--dir", where, "--renew", "--yes", "--with-ca").needs(0)
        need(key.read_text() != was and stat.S_IMODE(key.stat().st_mode) == 0o600, "not renewed")
        need(sorted(f.name for f in key.parent.iterdir()) == ["ca.crt", "ca.key", "tls.crt", "tls.key"],
             "other files are left")
        view = inspected(run("inspect", "--file", str(key.with_suffix(".crt")), "--key-file", str(key), "-o", "json"))
        need(view["names"] == [NAME] and view["keyMatches"] and view["chain"] == 2, f"{view}")
        run("create", "--dir", str(at / "none")).needs(2, "needs a name")
        need(not (at / "none").exists(), "a folder for nothing")
        run("create", "--dir", str(key), "--host", NAME).needs(1)
        run("inspect", "--file", str(key)).needs(1, "no certificate in PEM form")
        run("inspect", "--file", str(at / "missing")).needs(1, "no such file")


def no_core_file():
    """A crash leaves no file with keys and tokens in it, whatever the user's limit is."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        process = subprocess.Popen([PROGRAM, "cert", "inspect", "--endpoint", f"127.0.0.1:{silent.getsockname()[1]}"],
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL)
        with silent.accept()[0]:
            limits = resource.prlimit(process.pid, resource.RLIMIT_CORE)
            process.kill()
        process.wait()
    need(limits == (0, 0), f"core files of {limits} bytes")


def endpoint():
    with folder() as at:
        run("create", "--dir", str(at), "--host", NAME).needs(0)
        with server(at / "tls.crt", at / "tls.key") as port:
            view = inspected(run("inspect", "--endpoint", f"127.0.0.1:{port}", "--host", NAME, "-o", "json"))
            need(view["names"] == [NAME] and view["server"]["application"] == "h2", f"{view}")
            need("self-signed" in view["server"]["distrust"].replace(" ", "-"), f"{view['server']}")
            run("inspect", "--endpoint", f"127.0.0.1:{port}").needs(0).prints("[certificate-wrong-host]")
        run("inspect", "--endpoint", f"127.0.0.1:{port}").needs(1, "connection refused")
        run("inspect", "--endpoint", "a:0").needs(2)
    with folder() as at:
        key, certificate = published_certificate(str(at), "milvus")
        with server(certificate, key, http2=False) as port:
            run("inspect", "--endpoint", f"127.0.0.1:{port}").needs(0).prints("without HTTP/2", "legacy Common Name")


# -- clients

def random_names(chance):
    def label():
        return "".join(chance.choices("abcdefghijklmnopqrstuvwxyz0123456789", k=chance.randint(1, 20))) + "x"

    names = [".".join(label() for _ in range(chance.randint(2, 4))) for _ in range(chance.randint(1, 5))]
    names += ["*." + names[0]] * chance.randint(0, 1)
    names += [".".join(str(chance.randint(1, 254)) for _ in range(4)) for _ in range(chance.randint(0, 2))]
    names += [f"2001:db8::{chance.randint(1, 0xffff):x}"] * chance.randint(0, 1)
    chance.shuffle(names)
    return names


def is_address(name):
    return ":" in name or name.replace(".", "").isdigit()


def any_names():
    """Whatever the names are, OpenSSL takes the certificate for each of them and for no other."""
    chance = random.Random(20261121)
    for _ in range(25):
        names = random_names(chance)
        with folder() as at:
            run("create", "--dir", str(at), *(f"{'--ip' if is_address(name) else '--host'}={name}" for name in names)
                ).needs(0)

            def taken(name):
                flag = "-verify_ip" if is_address(name) else "-verify_hostname"
                return subprocess.run(["openssl", "verify", "-x509_strict", "-purpose", "sslserver", flag, name,
                                       "-CAfile", "tls.crt", "tls.crt"], cwd=at, capture_output=True).returncode == 0
            for name in names:
                need(taken(name.replace("*", "any")), f"{name} of {names} is refused")
            need(not taken("other.invalid") and not taken("198.51.100.1"), f"{names} covers what it should not")


def python_client(port, name, trusted):
    context = ssl.create_default_context(cafile=trusted)
    try:
        with socket.create_connection(("127.0.0.1", port), 10) as plain:
            with context.wrap_socket(plain, server_hostname=name) as done:
                return True, done.version()
    except ssl.SSLError as e:
        return False, str(e)


def command_client(*command):
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    return done.returncode == 0, done.stdout + done.stderr


def openssl_client(port, name, trusted):
    """Its exit code tells more than the handshake."""
    _, said = command_client("openssl", "s_client", "-connect", f"127.0.0.1:{port}", "-servername", name,
                             "-verify_hostname", name, "-verify_return_error", "-CAfile", trusted)
    return "Verify return code: 0 (ok)" in said, said


def clients(at):
    """{name: function(port, server name, trusted file)} of the clients that this machine has."""
    found = {"Python": python_client, "OpenSSL": openssl_client}
    if shutil.which("go"):
        program = str(at / "tls_client")
        subprocess.run(["go", "build", "-o", program, str(CLIENTS / "tls_client.go")], check=True)
        found["Go"] = lambda port, name, trusted: command_client(program, f"127.0.0.1:{port}", name, trusted)
    if shutil.which("java"):
        found["Java"] = lambda port, name, trusted: command_client(
            "java", str(CLIENTS / "TlsClient.java"), "127.0.0.1", str(port), name, trusted)
    return found


def accepted():
    """Real clients take what is made here, self-signed or by an authority, and no other name; Go refuses the guide's."""
    with folder() as at:
        found = clients(at)
        for number, flags in enumerate(([], ["--key", "rsa-2048"], ["--with-ca"])):
            where = at / str(number)
            run("create", "--dir", str(where), "--host", NAME, *flags).needs(0)
            trusted = str(where / ("ca.crt" if "--with-ca" in flags else "tls.crt"))
            with server(where / "tls.crt", where / "tls.key") as port:
                for who, client in found.items():
                    taken, said = client(port, NAME, trusted)
                    need(taken, f"{who} refuses {flags}: {said[-500:]}")
                    taken, said = client(port, "other.example.com", trusted)
                    need(not taken, f"{who} takes {flags} for another name")
        key, certificate = published_certificate(str(at), "milvus")
        with server(certificate, key) as port:
            if "Go" in found:
                taken, said = found["Go"](port, "milvus", certificate)
                need(not taken and "legacy Common Name" in said, f"Go on the guide's certificate: {said}")
        return ", ".join(found)


def cases(kubeconfig):
    with side_by_side() as case:
        case("create, enable, disable", create, kubeconfig)
        case("renew", renew, kubeconfig)
        case("an authority of one's own", authority, kubeconfig)
        case("other Secrets", other_secrets, kubeconfig)
        case("the guide's certificate", guides_certificate, kubeconfig)
        case("expired", expired, kubeconfig)
        case("files", files)
        case("no core file", no_core_file)
        case("endpoint", endpoint)
        case("any names", any_names)
        case("accepted by clients", accepted)


if __name__ == "__main__":
    sys.exit(on_api_server(cases))
