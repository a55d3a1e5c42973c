#!/usr/bin/env python3
"""`kubectl milvus-l7 cert import`: the places where AWS' users keep their credentials, each with a stand-in on this
machine."""
import base64
import contextlib
import json
import pathlib
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/cluster"))

from aws_bench import (  # noqa: E402
    ARN, KEY, KEYS, KEY_ID, TOKEN, folder, on_api_server_that_can_sign, pair, playing, profile_text, run)
from aws_stand_in import StandIn, moto  # noqa: E402
from cases import side_by_side  # noqa: E402
from place import need  # noqa: E402


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


def cases(_kubeconfig):
    with moto() as acm, side_by_side() as case:
        case("environment", from_environment)
        case("files", from_files)
        case("process", from_process)
        case("web identity", from_web_identity)
        case("web identity, moto", from_moto_sts, acm)
        case("assumed role", from_assumed_role)
        case("container", from_container)
        case("instance metadata", from_instance_metadata)
        case("AWS CLI", from_command_line_interface)
        case("order", order)


if __name__ == "__main__":
    sys.exit(on_api_server_that_can_sign(cases))
