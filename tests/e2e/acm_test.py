#!/usr/bin/env python3
"""`kubectl milvus-l7 cert import` and `enable --import-certificate` against moto's ACM: what is imported, found again
and refused; where credentials come from; signatures beside botocore's. No secret is ever shown, not even with -v=9."""
import base64
import contextlib
import json
import os
import pathlib
import random
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/cluster"))

from cases import on_api_server, side_by_side  # noqa: E402
from place import SERVER, need  # noqa: E402
from plugin import PROGRAM, Done, released  # noqa: E402
from releases import published_certificate  # noqa: E402

from aws_stand_in import TOOLS, StandIn, moto  # noqa: E402

SIGNER = pathlib.Path(os.environ.get("SIGNER", PROGRAM.parent / "aws_signer"))
NAME = "milvus.example.com"
SECRET = SERVER + "-l7-tls"
REGION = "us-west-2"
ARN = f"arn:aws:acm:{REGION}:123456789012:certificate/12345678-1234-1234-1234-123456789012"
KEY_ID, KEY, TOKEN = "AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "t0ken+nobody/may=see=="
KEYS = {"AWS_ACCESS_KEY_ID": KEY_ID, "AWS_SECRET_ACCESS_KEY": KEY, "AWS_SESSION_TOKEN": TOKEN}
SECONDS = 60
CERTIFICATE_ARN = "alb.ingress.kubernetes.io/certificate-arn"


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
    done = subprocess.run([PROGRAM, "cert", "import", "-v=9", *args], capture_output=True, text=True, timeout=SECONDS,
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


def imported(there, *args):
    """`cert import` with -v=9: its ARN."""
    done = there.run("cert import", "-v=9", *args).needs(0)
    secret = there.get("Secret", SECRET)
    needs_no_secret(done, *key_lines(decoded(secret, "tls.key")), secret["data"]["tls.key"])
    need(done.out.startswith("arn:aws:acm:") and done.out.count("\n") == 1, f"no ARN on stdout: {done.out}")
    return done.out.strip()


# -- import

def import_secret(kubeconfig, acm):
    with place(kubeconfig, acm.url) as there:
        there.run("cert import").needs(1, "there is no such Secret", "cert create")
        there.run("cert create", "--host", NAME).needs(0)
        arn = imported(there)
        need(f":{REGION}:" in arn, f"not in the nodes' region: {arn}")
        first = decoded(there.get("Secret", SECRET), "tls.crt")
        need(leaf_of(acm.leaf(arn)) == leaf_of(first), "another certificate")
        uid = there.api.get("Namespace", "", there.name)["metadata"]["uid"]
        tags = {"milvus-l7/service": SERVER, "milvus-l7/namespace": there.name, "milvus-l7/namespace-uid": uid}
        need(acm.tags(arn) == tags, f"{acm.tags(arn)}")

        done = there.run("cert import").needs(0, "is there already")
        need(done.out.strip() == arn, f"another one: {done.out}")
        there.run("cert create", "--renew").needs(0)
        planned = there.run("cert import", "--dry-run", "-o", "json").needs(0, "again", "(dry run)")
        need(json.loads(planned.out) == {"arn": arn, "region": REGION, "result": "reimported", "dryRun": True},
             planned.out)
        need(leaf_of(acm.leaf(arn)) == leaf_of(first), "a dry run imports")
        need(imported(there) == arn, "not under the same ARN")
        need(leaf_of(acm.leaf(arn)) == leaf_of(decoded(there.get("Secret", SECRET), "tls.crt")), "not replaced")
        need(acm.tagged(tags) == [arn], "imported twice")
        report = json.loads(there.run("cert import", "-o", "json").needs(0).out)
        need(report == {"arn": arn, "region": REGION, "result": "unchanged", "dryRun": False}, f"{report}")
        there.run("cert import", "-o", "yaml").needs(0).prints('result: "unchanged"')


def dry_run(kubeconfig, acm):
    with place(kubeconfig, acm.url) as there:
        there.run("cert create", "--host", NAME).needs(0)
        for flag in ("--dry-run", "--dry-run=client", "--dry-run=server"):
            done = there.run("cert import", flag).needs(0, "will be imported into ACM in " + REGION, "(dry run)")
            need(done.out == "", f"an ARN of nothing: {done.out}")
        need(acm.tagged({"milvus-l7/namespace": there.name}) == [], "a dry run imports")
        there.run("cert import", "--dry-run=often").needs(2, "is not a kind of dry run")


def import_files(kubeconfig, acm):
    with place(kubeconfig, acm.url) as there, folder() as at:
        files, lines = pair(at, "--with-ca")
        arn = needs_no_secret(there.run("cert import", *files, "-v=9").needs(0), *lines).out.strip()
        authority = (at / "ca.crt").read_text()
        need(leaf_of(acm.leaf(arn)) == leaf_of((at / "tls.crt").read_text()), "another certificate")
        need("BEGIN" not in acm.leaf(arn).split("END CERTIFICATE-----", 1)[1], "the chain is in the certificate")
        need(leaf_of(acm.chain(arn)) == leaf_of(authority), "the chain is not sent as such")
        there.run("cert import", *files).needs(0, "is there already")
        # The same ARN, said by hand. moto takes the tags off, which ACM does not; they are put on again.
        pair(at, "--renew")
        done = there.run("cert import", SERVER, *files, "--certificate-arn", arn).needs(0, "again")
        need(done.out.strip() == arn and acm.tagged({"milvus-l7/namespace": there.name}) == [arn], done.out)
        need(leaf_of(acm.leaf(arn)) == leaf_of((at / "tls.crt").read_text()), "not replaced")


def certificate_arn(kubeconfig, acm):
    with place(kubeconfig, acm.url) as there, folder() as at:
        files, _ = pair(at)
        other = {"Certificate": base64.b64encode((at / "tls.crt").read_bytes()).decode(),
                 "PrivateKey": base64.b64encode((at / "tls.key").read_bytes()).decode()}
        arn = acm.call("ImportCertificate", **other)["CertificateArn"]
        there.run("cert create", "--host", NAME).needs(0)
        need(imported(there, "--certificate-arn", arn) == arn, "another ARN")
        need(acm.tags(arn)["milvus-l7/service"] == SERVER, "it would not be found again")
        need(imported(there) == arn, "it is not found again")
        there.run("cert import", "--certificate-arn", ARN).needs(1, "ResourceNotFoundException", "list-certificates")
        there.run("cert import", "--certificate-arn", arn, "--region", "eu-west-1").needs(2, "--region")
        there.run("cert import", "--certificate-arn", "arn:aws:acm:x").needs(2, "no ARN of an ACM certificate")
        issued = acm.call("RequestCertificate", DomainName=NAME)["CertificateArn"]
        there.run("cert import", "--certificate-arn", issued).needs(1, "was not imported", "AMAZON_ISSUED")


def several(kubeconfig, acm):
    with place(kubeconfig, acm.url) as there:
        there.run("cert create", "--host", NAME).needs(0)
        first = imported(there)
        secret = there.get("Secret", SECRET)
        second = acm.call("ImportCertificate", Certificate=secret["data"]["tls.crt"],
                          PrivateKey=secret["data"]["tls.key"], Tags=[
                              {"Key": k, "Value": v} for k, v in acm.tags(first).items()])["CertificateArn"]
        there.run("cert import").needs(1, "several certificates", first, second, "--certificate-arn")
        there.enable_import().needs(1, "several certificates", first, second)
        need(there.get("Ingress", SERVER + "-l7") is None, "something was done")
        need(imported(there, "--certificate-arn", second) == second, "not the one that was named")


def refused(kubeconfig, acm):
    """Certificates that ACM does not take: nothing is sent to anybody."""
    with StandIn(lambda _: (500, "{}")) as nobody, place(kubeconfig, nobody.url) as there, folder() as at:
        (at / "v1").mkdir()
        key, certificate = published_certificate(str(at / "v1"), "milvus")
        there.cluster.kubectl("create", "secret", "tls", SECRET, f"--cert={certificate}", f"--key={key}")
        for verb in (("cert import",), ("enable", "--cloud=aws", "--yes", "--import-certificate")):
            there.run(*verb).needs(1, "it has to be X.509 version 3", "cert create", "--renew")
        pair(at)
        run(at, "--file", certificate, "--key-file", str(at / "tls.key"), "--certificate-arn", ARN,
            AWS_ENDPOINT_URL=nobody.url, **KEYS).needs(1, "the key is not its key")
        for command in (["req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", "/CN=" + NAME,
                         "-addext", "subjectAltName=DNS:" + NAME, "-keyout", "k", "-out", "request"],
                        ["x509", "-req", "-in", "request", "-signkey", "k", "-copy_extensions", "copy", "-days", "-1",
                         "-out", "c"]):
            subprocess.run(["openssl", *command], cwd=at, check=True, capture_output=True)
        run(at, "--file", str(at / "c"), "--key-file", str(at / "k"), "--certificate-arn", ARN,
            AWS_ENDPOINT_URL=nobody.url, **KEYS).needs(1, "it has expired", "cert create")
        run(at, "--file", str(at / "c")).needs(2, "--key-file")
        run(at, "--key-file", str(at / "k")).needs(2, "--file")
        run(at, "--file", str(at / "c"), "--key-file", str(at / "k"), "--tls-secret", "x").needs(2, "two certificates")
        need(nobody.requests == [], f"something was sent: {nobody.operations()}")


# -- enable

def enable_imports(kubeconfig, acm):
    with place(kubeconfig, acm.url) as there:
        done = there.enable_import("-v=9").needs(0, f"Secret {there.name}/{SECRET} will be imported", "--certificate-arn=")
        secret = there.get("Secret", SECRET)
        needs_no_secret(done, *key_lines(decoded(secret, "tls.key")), secret["data"]["tls.key"])
        arn = there.certificate()
        need(arn in done.err, "the ARN is not said")
        need(leaf_of(acm.leaf(arn)) == leaf_of(decoded(secret, "tls.crt")), "another certificate")
        need(there.service_type() == "ClusterIP", "not finished")
        names = json.loads(there.run("cert inspect", "-o", "json").needs(0).out)["names"]
        need(names[0] == NAME and SERVER in names, f"not the names as on GCP: {names}")

        there.enable_import().needs(0, "is in ACM in", "nothing was changed")
        need(there.certificate() == arn and acm.tagged({"milvus-l7/namespace": there.name}) == [arn], "imported twice")
        # A renewal goes into the same certificate, and nothing else changes.
        before = there.versions()
        there.run("cert create", "--renew").needs(0)
        there.enable_import().needs(0, "imported again")
        need(leaf_of(acm.leaf(arn)) == leaf_of(decoded(there.get("Secret", SECRET), "tls.crt")), "not replaced")
        after = there.versions()
        changed = {name for name in before if before[name] != after.get(name)}
        need(changed <= {f"Secret/{SECRET}"}, f"changed: {changed}")
        there.run("diff", "--cloud", "aws", "--host", NAME, "--certificate-arn", arn).needs(0)

        there.disable().needs(0)
        there.needs_state(there.before)
        # The Secret went with it; the certificate in ACM is still there to be used.
        there.enable_import().needs(0, "an earlier import", arn)
        need(there.certificate() == arn and there.get("Secret", SECRET) is None, "another one")


def enable_dry_run(kubeconfig, acm):
    with place(kubeconfig, acm.url) as there:
        for kind in ("client", "server"):
            there.enable_import(f"--dry-run={kind}").needs(0, "will be imported", "(dry run)", "the ARN that ACM in")
        need(acm.tagged({"milvus-l7/namespace": there.name}) == [], "a dry run imports")
        there.needs_state(there.before)
        there.run("cert create", "--host", NAME).needs(0)
        arn = imported(there)
        done = there.enable_import("--dry-run=client", "-o", "json").needs(0, "(dry run)")
        need(arn in done.out, "the earlier import does not give the ARN")
        # The cluster tells which cloud it is.
        done = there.run("enable", "--yes", "--host", NAME, "--import-certificate", "--dry-run=client").needs(0, arn)


def enable_without_waiting(kubeconfig, acm):
    with place(kubeconfig, acm.url) as there:
        done = there.enable_import("--wait=false", "-o", "json").needs(0)
        need(there.certificate() in done.out and "that ACM in" not in done.out, "the report has another ARN")


def enable_refuses(kubeconfig, acm):
    with place(kubeconfig, acm.url) as there:
        there.run("enable", "--yes", "--cloud=gcp", "--import-certificate").needs(2, "--import-certificate")
        there.run("enable", "--yes", "--cloud=aws", "--import-certificate", "--certificate-arn", ARN).needs(
            2, "two certificates")
        there.run("diff", "--cloud=aws", "--import-certificate").needs(2, "unknown flag")
        there.needs_state(there.before)
    with StandIn(lambda r: (400, {"__type": "AccessDeniedException", "Message": "not you"})) as closed:
        with place(kubeconfig, closed.url) as there:
            there.enable_import().needs(1, "AccessDeniedException", "acm:ImportCertificate")
            there.needs_state(there.before)


def import_fails_midway(kubeconfig, acm):
    """The Secret is made, and then ACM refuses: the old entry serves, and a second run continues."""
    refuses = [True]

    def answer(request):
        if request.operation == "ImportCertificate" and refuses[0]:
            return 400, {"__type": "LimitExceededException", "message": "too many"}
        return 200, acm.call(request.operation, **request.json())
    with StandIn(answer) as between, place(kubeconfig, between.url) as there:
        there.enable_import().needs(1, "LimitExceededException", "Service Quotas")
        need(there.service_type() == "LoadBalancer" and there.get("Ingress", SERVER + "-l7") is None, "half done")
        refuses[0] = False
        there.enable_import().needs(0)
        need(acm.tagged({"milvus-l7/namespace": there.name}) == [there.certificate()], "imported twice")
        there.disable().needs(0)
        there.needs_state(there.before)


# -- what ACM answers

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


CODES = {"AccessDeniedException": "acm:ImportCertificate", "ExpiredTokenException": "log in again",
         "UnrecognizedClientException": "does not know these credentials", "LimitExceededException": "Service Quotas",
         "InvalidParameterException": "cert inspect", "ResourceNotFoundException": "list-certificates",
         "SignatureDoesNotMatch": "clock", "ValidationException": "correct what ACM names",
         "SomethingNewException": "see what the message says"}


def errors():
    with folder() as at:
        files, lines = pair(at)
        files += ["--certificate-arn", ARN]
        for code, fix in CODES.items():
            with StandIn(playing(DescribeCertificate=(400, {"__type": f"com.amazonaws.acm#{code}", "Message": "so"}))) as a:
                run(at, *files, secrets=lines, AWS_ENDPOINT_URL=a.url, **KEYS).needs(
                    1, f"An error occurred ({code}) when calling the DescribeCertificate operation: so", fix)
                need(len(a.requests) == 1, "it is asked again")
        with StandIn(playing(DescribeCertificate=(403, {"x-amzn-errortype": "ExpiredToken:http://x"}, "<html>"))) as a:
            run(at, *files, AWS_ENDPOINT_URL=a.url, **KEYS).needs(1, "(ExpiredToken)", "log in again")
        with StandIn(playing(DescribeCertificate=(200, "<html>login</html>"))) as a:
            run(at, *files, AWS_ENDPOINT_URL=a.url, **KEYS).needs(1, "is no JSON")
        run(at, *files, AWS_ENDPOINT_URL="http://127.0.0.1:9", **KEYS).needs(1, "connection refused")
        run(at, *files, AWS_ENDPOINT_URL="127.0.0.1", **KEYS).needs(1, "AWS_ENDPOINT_URL", "https://HOST:PORT")


def repeats():
    with folder() as at:
        files, lines = pair(at)
        own = ["--certificate-arn", ARN]
        other = (at / "other")
        other.mkdir()
        pair(other)
        there = (other / "tls.crt").read_text()

        def failing(count, answer):
            left = [count]

            def step(_):
                left[0] -= 1
                return answer if left[0] >= 0 else (200, {"CertificateArn": ARN})
            return step
        throttled = (400, {"__type": "ThrottlingException", "message": "Rate exceeded"})
        with StandIn(playing(there, ImportCertificate=failing(2, throttled))) as a:
            run(at, *files, *own, AWS_ENDPOINT_URL=a.url, secrets=lines, **KEYS).needs(0)
            need(a.operations().count("ImportCertificate") == 3, f"{a.operations()}")
            sent = a.requests[-1].json()
            need(sent["CertificateArn"] == ARN and "Tags" not in sent, "ACM takes no tags on a re-import")
        with StandIn(playing(there, DescribeCertificate=failing(9, (503, "")))) as a:
            run(at, *files, *own, AWS_ENDPOINT_URL=a.url, **KEYS).needs(1, "(503)")
            need(len(a.requests) == 5, f"{len(a.requests)} attempts")


def new_import_once(kubeconfig):
    """A new import that may have been made is not made again."""
    listed = (200, {"CertificateSummaryList": []})
    for answer in ((500, ""), None):
        def step(_, answer=answer):
            return answer
        with StandIn(playing(ListCertificates=listed, ImportCertificate=step)) as a, place(kubeconfig, a.url) as there:
            there.run("cert create", "--host", NAME).needs(0)
            there.run("cert import").needs(1)
            need(a.operations().count("ImportCertificate") == 1, f"{a.operations()}")


def pages(kubeconfig):
    """The certificate is on the third page; keys of every kind are asked for."""
    with folder() as at:
        _, lines = pair(at)

        def listing(request):
            asked = request.json()
            need("EC_prime256v1" in asked["Includes"]["keyTypes"], "only RSA is listed")
            number = int(asked.get("NextToken", "1"))
            page = [{"CertificateArn": f"{ARN[:-1]}{number}", "Type": "IMPORTED"},
                    {"CertificateArn": f"{ARN[:-2]}x{number}", "Type": "AMAZON_ISSUED"}]
            return 200, {"CertificateSummaryList": page, **({"NextToken": str(number + 1)} if number < 4 else {})}

        def tags(request):
            arn = request.json()["CertificateArn"]
            need("x" not in arn[-3:], "tags of one that was not imported")
            return 200, {"Tags": wanted if arn.endswith("3") else [{"Key": "milvus-l7/service", "Value": SERVER}]}
        with StandIn(playing((at / "tls.crt").read_text(), ListCertificates=listing, ListTagsForCertificate=tags)) as a:
            with place(kubeconfig, a.url) as there:
                uid = there.api.get("Namespace", "", there.name)["metadata"]["uid"]
                wanted = [{"Key": "milvus-l7/" + k, "Value": v} for k, v in (
                    ("service", SERVER), ("namespace", there.name), ("namespace-uid", uid))]
                there.run("cert create", "--host", NAME).needs(0)
                done = there.run("cert import").needs(0)
                need(done.out.strip() == ARN[:-1] + "3", f"not found: {done.out}")
        need(lines, "no key")


def authorities():
    with folder() as at:
        files, _ = pair(at)
        server = at / "server"
        server.mkdir()
        subprocess.run([PROGRAM, "cert", "create", "--dir", server, "--host", "localhost"], check=True,
                       capture_output=True)
        tls = (server / "tls.crt", server / "tls.key")
        files += ["--certificate-arn", ARN]
        with StandIn(playing((at / "tls.crt").read_text()), tls) as a:
            a.url = a.url.replace("127.0.0.1", "localhost")
            run(at, *files, AWS_ENDPOINT_URL=a.url, **KEYS).needs(1, "certificate signed by unknown authority")
            run(at, *files, AWS_ENDPOINT_URL=a.url, AWS_CA_BUNDLE=str(tls[0]), **KEYS).needs(0, "is there already")
            run(at, *files, AWS_ENDPOINT_URL=a.url, AWS_CA_BUNDLE=str(at / "none"), **KEYS).needs(1, "AWS_CA_BUNDLE")


# -- credentials

class Account:
    """A certificate that ACM has already, and the signer of the requests about it."""

    def __init__(self, at):
        self.home = at
        self.files, self.lines = pair(at)
        self.files += ["--certificate-arn", ARN]
        self.certificate = (at / "tls.crt").read_text()

    def file(self, name, text, program=False):
        path = self.home / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        path.chmod(0o700 if program else 0o600)
        return str(path)

    def run(self, *args, **variables):
        """The run, and (key ID, token) of whoever signed."""
        with StandIn(playing(self.certificate)) as acm:
            done = run(self.home, *self.files, *args, secrets=self.lines, **{"AWS_ENDPOINT_URL_ACM": acm.url, **variables})
            signers = {(r.key_id, r.headers.get("x-amz-security-token")) for r in acm.requests}
            need(len(signers) < 2, f"several signers: {signers}")
            return done, signers.pop() if signers else None

    def needs(self, signer, *args, **variables):
        done, signed = self.run(*args, **variables)
        done.needs(0)
        need(signed == signer, f"signed by {signed} and not {signer}")

    def fails(self, words, *args, code=1, **variables):
        done, signed = self.run(*args, **variables)
        done.needs(code, *words)
        need(signed is None, f"signed by {signed}")


@contextlib.contextmanager
def account():
    with folder() as at:
        yield Account(at)


def profile_text(*names, prefix=""):
    return "".join(f"[{prefix}{n}]\naws_access_key_id = ID{n}\naws_secret_access_key = {KEY}\n" for n in names)


def from_environment():
    with account() as a:
        a.needs((KEY_ID, TOKEN), **KEYS)
        a.needs((KEY_ID, None), **{**KEYS, "AWS_SESSION_TOKEN": ""})
        a.file(".aws/credentials", profile_text("default", "b"))
        a.needs((KEY_ID, TOKEN), **KEYS)
        a.needs((KEY_ID, TOKEN), AWS_PROFILE="b", **KEYS)
        # Only a flag beats the environment.
        a.needs(("IDb", None), "--profile", "b", **KEYS)
        a.fails(["incomplete", "secret access key"], AWS_ACCESS_KEY_ID=KEY_ID)
        a.fails(["stray bytes"], **{**KEYS, "AWS_SESSION_TOKEN": TOKEN + "\nx: y"})


def from_files():
    with account() as a:
        words = ["no AWS credentials were found", "AWS_ACCESS_KEY_ID is not set", "has no keys for profile default",
                 "AWS_WEB_IDENTITY_TOKEN_FILE is not set", "AWS_EC2_METADATA_DISABLED is true", "aws configure"]
        a.fails(words)
        a.fails(["there is no AWS profile 'a'"], "--profile", "a")
        a.file(".aws/config", "# mine\n" + profile_text("default") + profile_text("a", "b", prefix="profile ") +
               'region = us-east-1\ns3 =\n  aws_access_key_id = NESTED\n  region = nested\n')
        a.needs(("IDdefault", None))
        a.needs(("IDa", None), AWS_PROFILE="a")
        a.needs(("IDb", None), "--profile", "b")
        a.fails(["there is no AWS profile 'bb'; did you mean b?", "a, b, default"], "--profile", "bb")
        a.file(".aws/credentials", f"[a]\naws_access_key_id=IDcred\naws_secret_access_key: {KEY}\n"
               f"aws_session_token = {TOKEN}\n")
        a.needs(("IDcred", TOKEN), AWS_PROFILE="a")
        a.needs(("IDother", None), AWS_SHARED_CREDENTIALS_FILE=a.file("elsewhere", profile_text("other")),
                AWS_CONFIG_FILE=str(a.home / "none"), AWS_PROFILE="other")
        a.fails(["line 2", ".aws/credentials"], AWS_SHARED_CREDENTIALS_FILE=a.file(".aws/credentials", "[a]\nnonsense"))


def process_answer(**more):
    return json.dumps({"Version": 1, "AccessKeyId": "IDprocess", "SecretAccessKey": KEY, "SessionToken": TOKEN,
                       "Expiration": "2999-01-01T00:00:00Z", **more})


def from_process():
    with account() as a:
        answer = a.file("answer.json", process_answer())
        program = a.file("my program", '#!/bin/sh\n[ "$1" = "two words" ] && cat "$2"\n', program=True)
        a.file(".aws/config", f'[profile p]\ncredential_process = "{program}" "two words" {answer}\n')
        a.needs(("IDprocess", TOKEN), AWS_PROFILE="p")
        a.file("answer.json", process_answer(Version=2))
        a.fails(["Version 2"], "--profile=p")
        a.file("answer.json", process_answer(Expiration="2001-01-01T00:00:00Z"))
        a.fails(["have expired", "credential_process of profile p"], "--profile=p")
        a.file("answer.json", process_answer(Expiration="soon"))
        a.fails(["RFC 3339"], "--profile=p")
        a.file("answer.json", process_answer()[:-9])
        a.fails(["is no JSON"], "--profile=p")
        a.file("my program", f"#!/bin/sh\necho please log in >&2\necho {KEY}\nexit 3\n", program=True)
        a.fails(["please log in", "exit code 3"], "--profile=p")
        a.file(".aws/config", "[profile p]\ncredential_process = no-such-program x\n")
        a.fails(["is not there: no-such-program"], "--profile=p")
        a.file(".aws/config", "[profile p]\ncredential_process = \"open\n")
        a.fails(["a quote without an end"], "--profile=p")


def sts_answer(action, key_id):
    return (f'<{action}Response xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><{action}Result><Credentials>'
            f"<AccessKeyId>{key_id}</AccessKeyId><SecretAccessKey>{KEY}</SecretAccessKey>"
            f"<SessionToken>{TOKEN}</SessionToken><Expiration>2999-01-01T00:00:00Z</Expiration></Credentials>"
            f"</{action}Result></{action}Response>")


def form(request):
    from urllib.parse import parse_qsl
    return dict(parse_qsl(request.body.decode(), strict_parsing=True))


def from_web_identity():
    def answer(request):
        asked = form(request)
        if asked.get("WebIdentityToken") != "to.ke+n=&":
            return 400, ("<ErrorResponse><Error><Code>InvalidIdentityToken</Code><Message>No OpenIDConnect provider found "
                         "in your account &amp; more</Message></Error></ErrorResponse>")
        return 200, sts_answer(asked["Action"], "IDweb")
    with account() as a, StandIn(answer) as sts:
        token = a.file("token", "to.ke+n=&\n")
        irsa = {"AWS_WEB_IDENTITY_TOKEN_FILE": token, "AWS_ROLE_ARN": "arn:aws:iam::123456789012:role/a",
                "AWS_ENDPOINT_URL_STS": sts.url}
        a.needs(("IDweb", TOKEN), AWS_ROLE_SESSION_NAME="me", **irsa)
        asked = form(sts.requests[0])
        need(asked["Action"] == "AssumeRoleWithWebIdentity" and asked["RoleSessionName"] == "me" and
             asked["RoleArn"] == irsa["AWS_ROLE_ARN"], f"{asked}")
        need("authorization" not in sts.requests[0].headers, "it is signed, and there are no keys yet")
        # In a pod the environment comes before the profile's keys; a flag comes before both.
        a.file(".aws/credentials", profile_text("default"))
        a.needs(("IDweb", TOKEN), **irsa)
        a.needs(("IDdefault", None), "--profile=default", **irsa)
        a.file("token", "other")
        a.fails(["(InvalidIdentityToken) when calling the AssumeRoleWithWebIdentity", "account & more", "OIDC"], **irsa)
        a.fails(["web identity token"], **{**irsa, "AWS_WEB_IDENTITY_TOKEN_FILE": "/none"})
        a.fails(["no role"], **{**irsa, "AWS_ROLE_ARN": ""})
        a.file("token", "to.ke+n=&")
        a.file(".aws/config", f"[profile w]\nweb_identity_token_file = {token}\nrole_arn = arn:aws:iam::1:role/w\n")
        a.needs(("IDweb", TOKEN), "--profile=w", AWS_ENDPOINT_URL_STS=sts.url)


def from_moto_sts(acm):
    """The same by moto's STS, and AWS_ENDPOINT_URL for both services."""
    with folder() as at:
        files, _ = pair(at)
        token = at / "token"
        token.write_text("any")
        sent = {"Certificate": base64.b64encode((at / "tls.crt").read_bytes()).decode(),
                "PrivateKey": base64.b64encode((at / "tls.key").read_bytes()).decode()}
        arn = acm.call("ImportCertificate", **sent)["CertificateArn"]
        run(at, *files, "--certificate-arn", arn, AWS_ENDPOINT_URL=acm.url, AWS_WEB_IDENTITY_TOKEN_FILE=str(token),
            AWS_ROLE_ARN="arn:aws:iam::123456789012:role/a").needs(0, "is there already")


def from_assumed_role():
    def answer(request):
        return 200, sts_answer("AssumeRole", "IDof-" + form(request)["RoleArn"].rpartition("/")[2])
    with account() as a, StandIn(answer) as sts:
        role = "role_arn = arn:aws:iam::123456789012:role/"
        a.file(".aws/config", profile_text("base", prefix="profile ") +
               f"[profile one]\n{role}one\nsource_profile = base\nexternal_id = e x\nregion = eu-west-1\n"
               f"[profile two]\n{role}two\nsource_profile = one\n[profile env]\n{role}env\ncredential_source = Environment\n"
               f"[profile round]\n{role}r\nsource_profile = around\n[profile around]\n{role}r\nsource_profile = round\n"
               f"[profile alone]\n{role}a\n[profile self]\n{role}self\nsource_profile = self\naws_access_key_id = IDself\n"
               f"aws_secret_access_key = {KEY}\n[profile lost]\n{role}l\nsource_profile = gone\n")
        endpoint = {"AWS_ENDPOINT_URL_STS": sts.url}
        a.needs(("IDof-one", TOKEN), "--profile=one", **endpoint)
        asked = sts.requests[0]
        need(asked.key_id == "IDbase" and form(asked)["ExternalId"] == "e x", f"{asked.key_id} {form(asked)}")
        a.needs(("IDof-two", TOKEN), "--profile=two", **endpoint)
        need([r.key_id for r in sts.requests[1:]] == ["IDbase", "IDof-one"], "not one role after the other")
        need(sts.requests[2].headers["x-amz-security-token"] == TOKEN, "without the first role's token")
        a.needs(("IDof-env", TOKEN), "--profile=env", **endpoint, **KEYS)
        a.needs(("IDof-self", TOKEN), "--profile=self", **endpoint)
        a.fails(["in a circle"], "--profile=round", **endpoint)
        a.fails(["neither source_profile and credential_source"], "--profile=alone", **endpoint)
        a.fails(["not there: gone"], "--profile=lost", **endpoint)


def from_container():
    def answer(request):
        if request.headers.get("authorization") != "pod-tok3n":
            return 401, "{}"
        return 200, json.dumps({"AccessKeyId": "IDpod", "SecretAccessKey": KEY, "Token": TOKEN,
                                "Expiration": "2999-01-01T00:00:00Z"})
    with account() as a, StandIn(answer) as pod:
        uri = {"AWS_CONTAINER_CREDENTIALS_FULL_URI": pod.url + "/v1/credentials?a=b"}
        a.needs(("IDpod", TOKEN), AWS_CONTAINER_AUTHORIZATION_TOKEN="pod-tok3n", **uri)
        need(pod.requests[0].path == "/v1/credentials?a=b", pod.requests[0].path)
        token = a.file("pod-token", "pod-tok3n\n")
        a.needs(("IDpod", TOKEN), AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE=token, AWS_CONTAINER_AUTHORIZATION_TOKEN="x",
                **uri)
        a.fails(["GetCredentials"], **uri)
        for host in ("http://192.0.2.1/x", "http://127.evil.example/x", "http://localhost.example/", "ftp://127.0.0.1/"):
            a.fails(["AWS_CONTAINER_CREDENTIALS_FULL_URI"], AWS_CONTAINER_CREDENTIALS_FULL_URI=host)
        done, _ = a.run(AWS_CONTAINER_AUTHORIZATION_TOKEN="pod-tok3n", **uri)
        need("pod-tok3n" not in done.err + done.out, "the token is shown")


def from_instance_metadata():
    def answer(request):
        if request.path == "/latest/api/token":
            need(request.method == "PUT", "no session")
            return 200, "sess1on"
        if request.headers.get("x-aws-ec2-metadata-token") != "sess1on":
            return 401, ""
        if request.path == "/latest/meta-data/iam/security-credentials/":
            return 200, "node-role\n"
        need(request.path.endswith("/node-role"), request.path)
        return 200, json.dumps({"Code": "Success", "AccessKeyId": "IDnode", "SecretAccessKey": KEY, "Token": TOKEN,
                                "Expiration": "2999-01-01T00:00:00Z"})
    with account() as a, StandIn(answer) as imds:
        there = {"AWS_EC2_METADATA_DISABLED": "", "AWS_EC2_METADATA_SERVICE_ENDPOINT": imds.url}
        a.needs(("IDnode", TOKEN), **there)
        done, _ = a.run(**there)
        need("sess1on" not in done.err, "the session is shown")
        a.needs(("IDnode", TOKEN), HTTP_PROXY="http://127.0.0.1:9", **there)
        a.fails(["AWS_EC2_METADATA_DISABLED is true"], **{**there, "AWS_EC2_METADATA_DISABLED": "TRUE"})
        a.fails(["nobody answers at"], **{**there, "AWS_EC2_METADATA_SERVICE_ENDPOINT": "http://127.0.0.1:9"})
    with account() as a, StandIn(lambda _: (404, "")) as other:
        a.fails(["gives no session (404)"], AWS_EC2_METADATA_DISABLED="", AWS_EC2_METADATA_SERVICE_ENDPOINT=other.url)


def from_command_line_interface():
    with account() as a:
        a.file(".aws/config", "[profile sso]\nsso_session = x\nsso_account_id = 1\n[profile login]\nlogin_session = y\n"
               "[profile mfa]\nrole_arn = arn:aws:iam::1:role/m\nsource_profile = sso\nmfa_serial = z\n")
        path = "/usr/bin:/bin"
        need(not any(pathlib.Path(p, "aws").exists() for p in path.split(":")), "this machine has the AWS CLI")
        a.fails(["IAM Identity Center", "there is no aws on PATH"], "--profile=sso", PATH=path)
        a.file("bin/aws", '#!/bin/sh\n[ "$*" = "configure export-credentials --format process --profile $WANTED" ] || '
               f"exit 9\ncat <<'END'\n{process_answer()}\nEND\n", program=True)
        with_cli = f"{a.home}/bin:{path}"
        for name in ("sso", "login", "mfa"):
            a.needs(("IDprocess", TOKEN), "--profile", name, PATH=with_cli, WANTED=name)
        a.fails(["exit code 9", "aws sso login --profile sso"], "--profile=sso", PATH=with_cli, WANTED="other")


def order():
    """Each place in AWS' order hides those after it."""
    def answer(request):
        return 200, (sts_answer("x", "IDweb") if request.method == "POST" else json.dumps(
            {"AccessKeyId": "IDpod", "SecretAccessKey": KEY, "Token": TOKEN}))
    with account() as a, StandIn(answer) as other:
        answer_file = a.file("answer.json", process_answer())
        config = f"[default]\ncredential_process = /bin/cat {answer_file}\n"
        everything = {**KEYS, "AWS_WEB_IDENTITY_TOKEN_FILE": a.file("token", "t"), "AWS_ROLE_ARN": "arn",
                      "AWS_ENDPOINT_URL_STS": other.url, "AWS_CONTAINER_CREDENTIALS_FULL_URI": other.url}
        a.file(".aws/config", config + f"aws_access_key_id = IDconfig\naws_secret_access_key = {KEY}\n")
        a.file(".aws/credentials", profile_text("default"))
        a.needs((KEY_ID, TOKEN), **everything)
        without = {k: v for k, v in everything.items() if k not in KEYS}
        a.needs(("IDweb", TOKEN), **without)
        without.pop("AWS_WEB_IDENTITY_TOKEN_FILE")
        a.needs(("IDdefault", None), **without)
        (a.home / ".aws/credentials").unlink()
        a.needs(("IDprocess", TOKEN), **without)
        a.file(".aws/config", f"[default]\naws_access_key_id = IDconfig\naws_secret_access_key = {KEY}\n")
        a.needs(("IDconfig", None), **without)
        (a.home / ".aws/config").unlink()
        a.needs(("IDpod", TOKEN), **without)


def regions(kubeconfig, acm):
    """Which region counts; moto takes it from the signature."""
    with place(kubeconfig, acm.url) as there:
        there.run("cert create", "--host", NAME).needs(0)

        def region(*args, **variables):
            own = environment(there.environment()["HOME"], **{**KEYS, "AWS_ENDPOINT_URL": acm.url, **variables})
            done = subprocess.run(there.command("cert import", "--dry-run", "-o", "json", *args), env=own,
                                  capture_output=True, text=True, timeout=SECONDS, stdin=subprocess.DEVNULL)
            Done(done.returncode, done.stdout, done.stderr).needs(0)
            need(("nodes are in us-west-2" in done.stderr) == ("us-west-2" not in done.stdout), done.stderr)
            return json.loads(done.stdout)["region"]
        home = pathlib.Path(there.environment()["HOME"])
        (home / ".aws").mkdir()
        (home / ".aws/config").write_text("[profile p]\nregion = eu-west-3\n")
        need(region() == "us-west-2", "not the nodes'")
        need(region("--profile=p", AWS_SHARED_CREDENTIALS_FILE=str(keys_file(home))) == "eu-west-3", "not the profile's")
        need(region(AWS_PROFILE="p", AWS_DEFAULT_REGION="eu-west-2") == "eu-west-2", "not AWS_DEFAULT_REGION")
        need(region(AWS_DEFAULT_REGION="eu-west-2", AWS_REGION="eu-west-1") == "eu-west-1", "not AWS_REGION")
        need(region("--region=eu-north-1", AWS_REGION="eu-west-1") == "eu-north-1", "not --region")
        there.run("cert import", "--region", "x/y").needs(2, "no region of AWS")
    with folder() as at:
        files, _ = pair(at)
        with StandIn(playing((at / "tls.crt").read_text())) as a:
            # Nothing but the ARN can be right.
            run(at, *files, "--certificate-arn", ARN, AWS_REGION="eu-west-1", AWS_ENDPOINT_URL=a.url, **KEYS).needs(0)
            need({r.region for r in a.requests} == {REGION}, "another region than the ARN's")


def keys_file(home):
    file = home / "keys"
    file.write_text(profile_text("p"))
    return file


# -- signatures

def signature_cases():
    """(region, service, headers, body, key ID, secret, token)"""
    chance = random.Random(20261121)
    target = "X-Amz-Target: CertificateManager.ListCertificates"
    json_type = "Content-Type: application/x-amz-json-1.1"
    bodies = ["", "{}", '{"a":"b"}', "ключ=значение ☃ \U0001f600", "\n \t\r\n", "x" * 100_000, "é" * 30_000, "%2F?&=+#"]
    secrets = [KEY, "a/b+c=d", "AWS4", "pass:word@host", "%41%2f", "~!@$^&*()_-{}[]|'`\"<>,.?", "0" * 128]
    places = [("us-east-1", "acm"), ("eu-west-1", "acm"), ("us-gov-west-1", "acm"), ("cn-north-1", "acm"),
              ("ap-southeast-2", "sts"), ("us-west-2", "execute-api"), ("eusc-de-east-1", "acm"), ("me-south-1", "s")]
    for body in bodies:
        yield (*places[0], [target, json_type], body, KEY_ID, KEY, TOKEN)
    for secret in secrets:
        yield (*places[1], [target, json_type], '{"a":1}', KEY_ID, secret, "")
    for region, service in places:
        yield region, service, [target], "{}", KEY_ID, KEY, TOKEN
    for headers in ([], ["Content-Type: application/x-www-form-urlencoded; charset=utf-8"],
                    ["A: 1", "Zeta: 2", "X-Amz-Aaa: 3", "x-amz-zzz: /=+"], ["X-Amz-Target: a.B", "Etag: de"]):
        yield (*places[2], headers, "Action=AssumeRole&Version=2011-06-15", "AKID", KEY, "")
    characters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789/+="
    for _ in range(12):
        def text(low, high):
            return "".join(chance.choices(characters, k=chance.randint(low, high)))
        yield (*chance.choice(places), [target, json_type], json.dumps({"t": text(0, 5000)}), text(16, 128).replace("/", ""),
               text(1, 80), chance.choice(["", text(1, 1500)]))


def signatures():
    cases = list(signature_cases())
    with StandIn(lambda _: (200, "{}")) as recorder:
        for number, (region, service, headers, body, key_id, secret, token) in enumerate(cases):
            host = ["127.0.0.1", "localhost"][number % 2]
            done = subprocess.run([SIGNER, f"http://{host}:{recorder.port}", region, service, *headers],
                                  input=body.encode(), capture_output=True, timeout=SECONDS, env=environment("/", **{
                                      "AWS_ACCESS_KEY_ID": key_id, "AWS_SECRET_ACCESS_KEY": secret,
                                      "AWS_SESSION_TOKEN": token}))
            need(done.returncode == 0, f"case {number}: {done.stderr}")
        requests = recorder.requests
    need(len(requests) == len(cases), f"{len(requests)} requests of {len(cases)}")
    lines, claims = [], []
    for (region, service, _, body, key_id, secret, token), request in zip(cases, requests):
        said = request.headers["authorization"]
        signed = said.partition("SignedHeaders=")[2].partition(",")[0].split(";")
        claims.append({"signature": said.partition("Signature=")[2], "signed": ";".join(signed),
                       "scope": said.partition("Credential=")[2].partition(",")[0]})
        need(request.body.decode() == body, "another body")
        need(request.headers.get("x-amz-security-token", "") == token, "another token")
        need(not token or "x-amz-security-token" in signed, "the token is not signed")
        unsigned = {h for h in request.headers if h.startswith("x-amz-")} - set(signed)
        need(not unsigned and "host" in signed and "user-agent" not in signed, f"signed: {signed}")
        lines.append(json.dumps({"url": f"http://{request.headers['host']}/", "headers": request.headers, "body": body,
                                 "signed": signed, "id": key_id, "secret": secret, "token": token, "service": service,
                                 "region": region}))
    done = subprocess.run([TOOLS / "bin/python", ROOT / "tests/e2e/aws_signatures.py"], input="\n".join(lines),
                          capture_output=True, text=True, timeout=SECONDS)
    need(done.returncode == 0, done.stderr[-600:])
    theirs = [json.loads(line) for line in done.stdout.splitlines()]
    need(len(theirs) == len(cases), "botocore has left some out")
    for number, (own, their, request) in enumerate(zip(claims, theirs, requests)):
        need(request.headers["x-amz-content-sha256"] == their["body"], f"case {number}: another hash of the body")
        for part in ("scope", "signed", "signature"):
            need(own[part] == their[part], f"case {number}: {part} is {own[part]} and botocore's {their[part]}")
    return f"{len(cases)} as botocore's"


def add_methods():
    from plugin import PluginPlace
    PluginPlace.enable_import = lambda self, *args: self.run(
        "enable", "--yes", "--timeout=60s", "--cloud=aws", "--host", NAME, "--import-certificate", *args)
    PluginPlace.certificate = lambda self: self.get("Ingress", SERVER + "-l7")["metadata"]["annotations"][CERTIFICATE_ARN]


def cases(kubeconfig):
    add_methods()
    with moto() as acm, side_by_side() as case:
        case("the balancer's Secret", import_secret, kubeconfig, acm)
        case("a dry run", dry_run, kubeconfig, acm)
        case("files with a chain", import_files, kubeconfig, acm)
        case("--certificate-arn", certificate_arn, kubeconfig, acm)
        case("several with the same tags", several, kubeconfig, acm)
        case("certificates that ACM does not take", refused, kubeconfig, acm)
        case("enable --import-certificate", enable_imports, kubeconfig, acm)
        case("enable: a dry run", enable_dry_run, kubeconfig, acm)
        case("enable without waiting", enable_without_waiting, kubeconfig, acm)
        case("enable refuses", enable_refuses, kubeconfig, acm)
        case("enable: the import fails midway", import_fails_midway, kubeconfig, acm)
        case("a new import is made once", new_import_once, kubeconfig)
        case("pages", pages, kubeconfig)
        case("regions", regions, kubeconfig, acm)
        case("what ACM refuses", errors)
        case("repeated requests", repeats)
        case("AWS_CA_BUNDLE", authorities)
        case("signatures", signatures)
        case("credentials: environment", from_environment)
        case("credentials: files", from_files)
        case("credentials: process", from_process)
        case("credentials: web identity", from_web_identity)
        case("credentials: web identity, moto", from_moto_sts, acm)
        case("credentials: assumed role", from_assumed_role)
        case("credentials: container", from_container)
        case("credentials: instance metadata", from_instance_metadata)
        case("credentials: AWS CLI", from_command_line_interface)
        case("credentials: order", order)


if __name__ == "__main__":
    sys.exit(on_api_server(cases))
