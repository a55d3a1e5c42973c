#!/usr/bin/env python3
"""`kubectl milvus-l7 connect`: the programs that it prints, run as they are with the real SDKs against a real Milvus,
behind nginx in the place of the balancer that a cluster tells of."""
import base64
import contextlib
import functools
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "tests/cluster"), str(ROOT / "tests/milvus")]

import network  # noqa: E402
from cases import case, on_api_server, side_by_side  # noqa: E402
from nginx import balancer, to_tls  # noqa: E402
from place import SERVER, Failure, need  # noqa: E402
from plugin import plugin_place, released  # noqa: E402
from real_milvus import certificate, milvus, python_with_pymilvus  # noqa: E402

HOST = "milvus.example.com"
# A name that leads to the balancer without any DNS.
NEAR = "localhost"
SECRET = SERVER + "-l7-tls"
LANGUAGES = {"python": (), "curl": ("curl",), "go": ("go",), "java": ("java", "javac", "mvn"), "node": ("node", "npm")}
GUARDED = "common: {security: {authorizationEnabled: true}}\n"
TOKEN = "root:Milvus"
AWKWARD = "it's \"the\" \\u0041 $HOME `id`\n\u00fc\U0001f426 %s.pem"


@contextlib.contextmanager
def folder():
    with tempfile.TemporaryDirectory() as name:
        yield pathlib.Path(name)


@functools.cache
def sdk(language):
    done = subprocess.run([ROOT / "scripts/get-sdks.sh", language], stdout=subprocess.PIPE, text=True, check=True)
    return pathlib.Path(done.stdout.strip())


# -- running a program as its reader does

def python_command(at, program):
    (at / "connect.py").write_text(program)
    return [python_with_pymilvus(), "connect.py"]


def curl_command(at, program):
    (at / "connect.sh").write_text(program)
    return ["sh", "connect.sh"]


def go_command(at, program):
    for file in ("go.mod", "go.sum"):
        shutil.copy(sdk("go") / file, at)
    (at / "main.go").write_text(program)
    did(["gofmt", "-l", "main.go"], at, says="")
    did(["go", "vet", "./..."], at)
    did(["go", "build", "-o", "connect", "."], at)
    return ["./connect"]


def java_command(at, program):
    (at / "ConnectMilvus.java").write_text(program)
    return ["java", "-cp", f"{sdk('java')}/jars/*", "ConnectMilvus.java"]


def node_command(at, program):
    (at / "node_modules").symlink_to(sdk("node") / "node_modules")
    (at / "connect.js").write_text(program)
    did(["node_modules/.bin/tsc", "--noEmit", "--allowJs", "--checkJs", "--strict", "--skipLibCheck", "--target",
         "es2022", "--module", "commonjs", "--moduleResolution", "node", "connect.js"], at)
    return ["node", "connect.js"]


COMMANDS = {"python": python_command, "curl": curl_command, "go": go_command, "java": java_command,
            "node": node_command}


def did(command, at, says=None, **environment):
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("MILVUS", "SSL_", "GRPC_"))}
    # Java names files in the locale's encoding.
    done = subprocess.run(command, cwd=at, capture_output=True, text=True, timeout=300, stdin=subprocess.DEVNULL,
                          env={**kept, "LC_ALL": "C.UTF-8", **environment})
    need(done.returncode == 0 and says in (None, done.stdout),
         f"{command[0]}: exit {done.returncode}: {done.stdout[-600:]} {done.stderr[-900:]}")
    return done.stdout


def works(language, program, token=TOKEN, **environment):
    """It finds Milvus, and with an SDK the three nearest of its rows."""
    with folder() as at:
        command = COMMANDS[language](at, program)
        said = did(command, at, **({"MILVUS_TOKEN": token} if token else {}), **environment)
        need("Milvus v2.3.5" in said, said)
        if language != "curl":
            nearest = said.split("nearest:")[-1]
            need(re.findall(r"\d+", nearest) == ["3", "4", "5"], said)


def trusting(trusted, at):
    """What makes clients take this file for the authorities that everybody trusts."""
    store = at / "trusted.p12"
    if shutil.which("keytool"):
        did(["keytool", "-importcert", "-noprompt", "-alias", "one", "-file", str(trusted), "-keystore", str(store),
             "-storepass", "public", "-storetype", "PKCS12"], at)
    return {"GRPC_DEFAULT_SSL_ROOTS_FILE_PATH": str(trusted), "SSL_CERT_FILE": str(trusted),
            "CURL_CA_BUNDLE": str(trusted), "NODE_EXTRA_CA_CERTS": str(trusted),
            "JDK_JAVA_OPTIONS": f"-Djavax.net.ssl.trustStore={store} -Djavax.net.ssl.trustStorePassword=public"}


# -- places

class Entry:
    """A release behind a balancer, as the cluster tells it; nginx is where it says."""

    def __init__(self, there, port):
        self.there, self.port = there, port

    def connect(self, *args, user="admin"):
        return self.there.run("connect", "--cloud", "gcp", "--port", str(self.port), *args, user=user)

    def program(self, *args):
        return self.connect(*args).needs(0).out


@contextlib.contextmanager
def place_with(kubeconfig, *options):
    """A release that enable has put behind a balancer at 127.0.0.1."""
    with plugin_place(kubeconfig, "gcp", "success", "--address", "127.0.0.1") as there:
        there.cluster.apply(there.milvus(only_server=True))
        there.settled()
        there.enable(*options).needs(0)
        yield there


@contextlib.contextmanager
def entry(kubeconfig, host, server):
    """With the certificate that enable made in front of this Milvus."""
    with place_with(kubeconfig, "--host", host) as there, folder() as at:
        data = there.get("Secret", SECRET)["data"]
        for name in ("tls.crt", "tls.key"):
            (at / name).write_bytes(base64.b64decode(data[name]))
        with balancer((at / "tls.crt", at / "tls.key"), host, to_tls(server.port)) as port:
            yield Entry(there, port)


@contextlib.contextmanager
def public_entry(kubeconfig, server):
    """With a managed certificate, and for both names: gives also what makes a client trust it."""
    with place_with(kubeconfig, "--host", HOST, "--managed-certificate") as there, folder() as at:
        # By an authority, as all are that everybody trusts: gRPC would take nothing else.
        pem = certificate(at, HOST, NEAR, flags=["--with-ca"])
        with balancer(pem, f"{HOST} {NEAR}", to_tls(server.port)) as port:
            yield Entry(there, port), trusting(pem[2], at)


# -- cases

def by_address(kubeconfig, language, server):
    """The name has no DNS yet; what is trusted is in a file with every sign in its name that could go wrong."""
    with entry(kubeconfig, HOST, server) as way, folder() as at:
        file = at / AWKWARD
        done = way.connect("-l", language, "--write-ca", str(file)).needs(0, "written")
        need("127.0.0.1" in done.out and HOST in done.out and "DNS" in done.out, done.out)
        need(file.read_bytes() == base64.b64decode(way.there.get("Secret", SECRET)["data"]["tls.crt"]), "another file")
        works(language, done.out)


def by_name(kubeconfig, language, server):
    with entry(kubeconfig, NEAR, server) as way, folder() as at:
        program = way.program("-l", language, "--write-ca", str(at / "ca.crt"))
        need("127.0.0.1" not in program and "DNS" not in program, program)
        works(language, program)


def public(kubeconfig, language, server):
    """Clients trust the certificate by themselves, once by the name and once by the address."""
    with public_entry(kubeconfig, server) as (way, trusted):
        program = way.program("-l", language)
        need("ca.crt" not in program and "127.0.0.1" in program, program)
        works(language, program, **trusted)
        program = way.program("-l", language, "--host", NEAR)
        need("127.0.0.1" not in program, program)
        works(language, program, **trusted)


def without_login(kubeconfig, language, server):
    with entry(kubeconfig, HOST, server) as way, folder() as at:
        works(language, way.program("-l", language, "--write-ca", str(at / "ca.crt")), token=None)


def own_authority(kubeconfig, server):
    """What signs itself changes with every renewal; an authority of one's own does not."""
    with place_with(kubeconfig, "--host", HOST) as there, folder() as at:
        there.run("cert create", "--renew", "--yes", "--with-ca", "--host", HOST).needs(0)
        data = there.get("Secret", SECRET)["data"]
        for name in ("tls.crt", "tls.key"):
            (at / name).write_bytes(base64.b64decode(data[name]))
        with balancer((at / "tls.crt", at / "tls.key"), HOST, to_tls(server.port)) as port:
            program = Entry(there, port).program("--write-ca", str(at / "trusted.pem"))
            need((at / "trusted.pem").read_bytes() == base64.b64decode(data["ca.crt"]), "not the authority")
            works("python", program)


def verified(kubeconfig, server):
    """verify finds its way by what the cluster tells, too, and what the cluster tells can be wrong."""
    with entry(kubeconfig, HOST, server) as way:
        args = ("verify", "--cloud", "gcp", "--port", str(way.port))
        way.there.run(*args).needs(0).prints("127.0.0.1", "CN=" + HOST, "wants credentials")
        way.there.run("cert create", "--renew", "--yes").needs(0)
        way.there.run(*args).needs(1).prints("✗ certificate", "do not trust it")


def files(kubeconfig):
    """What --ca, --write-ca and neither of them do."""
    with place_with(kubeconfig, "--host", HOST) as there, folder() as at:
        way = Entry(there, 443)
        plain = way.connect().needs(0, "--write-ca ca.crt")
        need('server_pem_path="ca.crt"' in plain.out, plain.out)
        need(way.program("--language", "python") == plain.out, "python is not the default")
        elsewhere = way.connect("--ca", "/etc/milvus/ca.pem").needs(0)
        need('server_pem_path="/etc/milvus/ca.pem"' in elsewhere.out and not elsewhere.err, elsewhere.out)
        file = at / "ca.crt"
        file.write_text("old")
        both = way.connect("--ca", "/etc/milvus/ca.pem", "--write-ca", str(file)).needs(0, f"{file} written")
        need(both.out == elsewhere.out and "BEGIN CERTIFICATE" in file.read_text(), "not written")
        need("PRIVATE KEY" not in file.read_text() and [f.name for f in at.iterdir()] == ["ca.crt"], "more is written")
        missing = way.connect("--write-ca", str(at / "missing" / "ca.crt")).needs(1, "missing/ca.crt")
        need(missing.out == "", "a program that cannot work")
        said = json.loads(way.connect("-l", "go", "--ca", "x.pem", "-o", "json").needs(0).out)
        program = said.pop("program")
        need(said == {"host": "127.0.0.1", "port": 443, "serverName": HOST, "ca": "x.pem", "language": "go"}, f"{said}")
        need(program == way.program("-l", "go", "--ca", "x.pem"), "JSON has another program")
        # Somebody else's token is nobody's business.
        os.environ["MILVUS_TOKEN"] = "root:NeverShown"
        try:
            for language in LANGUAGES:
                done = way.connect("-l", language, "-v9").needs(0)
                need("NeverShown" not in done.out + done.err and "MILVUS_TOKEN" in done.out, "a token")
        finally:
            del os.environ["MILVUS_TOKEN"]
        need(way.connect(user="nobody").code == 1, "who may read nothing gets a program")
        kinds = ("services", "configmaps", "deployments.apps", "ingresses.networking.k8s.io")
        there.cluster.kubectl("create", "role", "some", "--verb=get,list", *(f"--resource={kind}" for kind in kinds))
        there.cluster.kubectl("create", "rolebinding", "some", "--role=some", "--user=nobody")
        blind = way.connect(user="nobody").needs(0, f"Secret {SECRET} may not be read", "--ca")
        need("server_pem_path" not in blind.out, blind.out)
        way.connect("--write-ca", str(at / "other"), user="nobody").needs(1, "may not be read", SECRET, "--ca")
        need(not (at / "other").exists(), "it is written all the same")


def without_cluster(kubeconfig):
    """Address, host and file are all there is to know."""
    with plugin_place(kubeconfig) as there:
        known = ("--address", "2001:db8::7", "--host", HOST, "--ca", "ca.crt", "--server", "https://127.0.0.1:1")
        for language, word in (("python", "https://[2001:db8::7]:443"), ("curl", f"'{HOST}:443:[2001:db8::7]:443'"),
                               ("node", '"[2001:db8::7]:443"')):
            there.run("connect", "-l", language, *known).needs(0).prints(word)
        there.run("connect", *known, "--write-ca", "/dev/null").needs(1, "127.0.0.1:1")


def refusals(kubeconfig):
    with released(kubeconfig) as (there, _):
        gcp = ("--cloud", "gcp")
        there.run("connect", *gcp, "-l", "pyton").needs(2, "'pyton'", "did you mean python?", "java, node, curl")
        there.run("connect", *gcp, "-l", "cobol").needs(2, "no program in 'cobol'")
        there.run("connect", *gcp, "--port", "0").needs(2, "--port")
        there.run("connect", *gcp, "--host", "*.example.com").needs(2, "wildcard")
        there.run("connect", *gcp).needs(1, "the balancer has no address", "status")
        there.run("connect", "nobody", *gcp).needs(1, "nobody")
        there.enable("--host", HOST, "--managed-certificate").needs(0)
        with folder() as at:
            there.run("connect", *gcp, "--write-ca", str(at / "ca.crt")).needs(1, "publicly trusted")
            need(not list(at.iterdir()), "an empty file")


def amazon(kubeconfig):
    """The address is a name, which the host's DNS does not lead to; the certificate is ACM's."""
    with released(kubeconfig, "aws") as (there, _):
        there.enable().needs(0)
        program = there.run("connect", "--cloud", "aws").needs(0).out
        address = there.address()
        need(f'uri="https://{address}:443"' in program and "server_pem_path" not in program, program)
        need(f'server_name="{HOST}"' in program, program)


def nothing_left(server):
    """Each program drops its collection."""
    script = ("import sys; from pymilvus import MilvusClient; "
              "print(MilvusClient(uri=sys.argv[1], server_pem_path=sys.argv[2], server_name=sys.argv[3],"
              " token='root:Milvus').list_collections())")
    with folder() as at:
        pem = certificate(at, HOST)
        with balancer(pem, HOST, to_tls(server.port)) as port:
            said = did([python_with_pymilvus(), "-c", script, f"https://127.0.0.1:{port}", str(pem[2]), HOST], at)
            need(said.strip() == "[]", f"left behind: {said}")


def missing_for(language):
    """What this machine would need for it, or ""."""
    for program in LANGUAGES[language]:
        if not shutil.which(program):
            return program
    if language == "go":
        # From then on Go gets a newer one of itself, which the SDK needs.
        version = subprocess.run(["go", "env", "GOVERSION"], capture_output=True, text=True).stdout
        if re.match(r"go1\.(1?\d|20)\b", version):
            return "Go 1.21 or later"
    return ""


def here():
    """The languages that this machine has, with their SDKs fetched; says which are missing."""
    found = []
    for language in LANGUAGES:
        if missing := missing_for(language):
            print(f"skipped - {language}: there is no {missing} here", flush=True)
            continue
        if language in ("go", "java", "node"):
            sdk(language)
        found.append(language)
    return found


def cases(languages, kubeconfig):
    try:
        with milvus() as plain, milvus(GUARDED) as guarded:
            with side_by_side() as beside:
                for language in languages:
                    beside(f"{language}, by address", by_address, kubeconfig, language, guarded)
                    beside(f"{language}, by name", by_name, kubeconfig, language, guarded)
                    beside(f"{language}, publicly trusted", public, kubeconfig, language, guarded)
                beside("without a login", without_login, kubeconfig, "python", plain)
                beside("an authority of one's own", own_authority, kubeconfig, guarded)
                beside("verify", verified, kubeconfig, guarded)
                beside("without a cluster", without_cluster, kubeconfig)
                beside("refusals", refusals, kubeconfig)
                beside("an ALB", amazon, kubeconfig)
            case("files", files, kubeconfig)
            case("nothing is left in Milvus", nothing_left, guarded)
    except (Failure, OSError, subprocess.SubprocessError) as e:
        reason = str(e)
        case("Milvus starts", lambda: need(False, reason))


if __name__ == "__main__":
    found = here()
    network.leave("get-milvus.sh", "get-kube-apiserver.sh")
    sys.exit(on_api_server(functools.partial(cases, found)))
