#!/usr/bin/env python3
"""`kubectl milvus-l7 cert import`: what is made of ACM's answers, which region counts, and how requests are signed."""
import json
import os
import pathlib
import random
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/cluster"))

from aws_bench import (  # noqa: E402
    ARN, KEY, KEYS, KEY_ID, NAME, REGION, SECONDS, TOKEN, environment, folder, on_api_server_that_can_sign, pair,
    place, playing, profile_text, run)
from aws_stand_in import TOOLS, StandIn, moto  # noqa: E402
from cases import side_by_side  # noqa: E402
from place import SERVER, need  # noqa: E402
from plugin import PROGRAM, Done  # noqa: E402

SIGNER = pathlib.Path(os.environ.get("SIGNER", PROGRAM.parent / "aws_signer"))
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
            there.run("cert import", "--yes").needs(1)
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
                done = there.run("cert import", "--yes").needs(0)
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


# -- regions

def regions(kubeconfig, acm):
    """Which region counts; moto takes it from the signature."""
    with place(kubeconfig, acm.url) as there:
        there.run("cert create", "--host", NAME).needs(0)

        def region(*args, **variables):
            own = environment(there.environment()["HOME"], **{**KEYS, "AWS_ENDPOINT_URL": acm.url, **variables})
            done = subprocess.run(there.command("cert import", "--yes", "--dry-run", "-o", "json", *args), env=own,
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
        there.run("cert import", "--yes", "--region", "x/y").needs(2, "no region of AWS")
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


def cases(kubeconfig):
    with moto() as acm, side_by_side() as case:
        case("what ACM refuses", errors)
        case("repeated requests", repeats)
        case("a new import is made once", new_import_once, kubeconfig)
        case("pages", pages, kubeconfig)
        case("AWS_CA_BUNDLE", authorities)
        case("regions", regions, kubeconfig, acm)
        case("signatures", signatures)


if __name__ == "__main__":
    sys.exit(on_api_server_that_can_sign(cases))
