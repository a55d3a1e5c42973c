#!/usr/bin/env python3
"""`kubectl milvus-l7 cert import` and `enable --import-certificate` against moto's ACM: what is imported, found again
and refused. No secret is ever shown, not even with -v=9."""
import base64
import json
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/cluster"))

from aws_bench import (  # noqa: E402
    ARN, KEYS, NAME, REGION, SECRET, decoded, folder, key_lines, leaf_of, needs_no_secret,
    on_api_server_that_can_sign, pair, place, run)
from aws_stand_in import StandIn, moto  # noqa: E402
from cases import side_by_side  # noqa: E402
from place import SERVER, need  # noqa: E402
from releases import published_certificate  # noqa: E402

CERTIFICATE_ARN = "alb.ingress.kubernetes.io/certificate-arn"


def enable_import(there, *args):
    return there.run("enable", "--yes", "--timeout=60s", "--cloud=aws", "--host", NAME, "--import-certificate", *args)


def certificate_of(there):
    """The ARN that the balancer is given."""
    return there.get("Ingress", SERVER + "-l7")["metadata"]["annotations"][CERTIFICATE_ARN]


def imported(there, *args):
    """`cert import` with -v=9: its ARN."""
    done = there.run("cert import", "--yes", "-v=9", *args).needs(0)
    secret = there.get("Secret", SECRET)
    needs_no_secret(done, *key_lines(decoded(secret, "tls.key")), secret["data"]["tls.key"])
    need(done.out.startswith("arn:aws:acm:") and done.out.count("\n") == 1, f"no ARN on stdout: {done.out}")
    return done.out.strip()


# -- import

def import_secret(kubeconfig, acm):
    with place(kubeconfig, acm.url) as there:
        there.run("cert import", "--yes").needs(1, "there is no such Secret", "cert create")
        there.run("cert create", "--host", NAME).needs(0)
        there.run("cert import").needs(1, "will be imported", "--yes", "nothing was changed")
        there.run("cert import", "--dry-run", "-o", "json").needs(0).prints('"arn": ""')
        arn = imported(there)
        need(f":{REGION}:" in arn, f"not in the nodes' region: {arn}")
        first = decoded(there.get("Secret", SECRET), "tls.crt")
        need(leaf_of(acm.leaf(arn)) == leaf_of(first), "another certificate")
        uid = there.api.get("Namespace", "", there.name)["metadata"]["uid"]
        tags = {"milvus-l7/service": SERVER, "milvus-l7/namespace": there.name, "milvus-l7/namespace-uid": uid}
        need(acm.tags(arn) == tags, f"{acm.tags(arn)}")

        done = there.run("cert import", "--yes").needs(0, "is there already")
        need(done.out.strip() == arn, f"another one: {done.out}")
        there.run("cert create", "--renew", "--yes").needs(0)
        planned = there.run("cert import", "--yes", "--dry-run", "-o", "json").needs(0, "again", "(dry run)")
        need(json.loads(planned.out) == {"arn": arn, "region": REGION, "result": "reimported", "dryRun": True},
             planned.out)
        need(leaf_of(acm.leaf(arn)) == leaf_of(first), "a dry run imports")
        need(imported(there) == arn, "not under the same ARN")
        need(leaf_of(acm.leaf(arn)) == leaf_of(decoded(there.get("Secret", SECRET), "tls.crt")), "not replaced")
        need(acm.tagged(tags) == [arn], "imported twice")
        report = json.loads(there.run("cert import", "--yes", "-o", "json").needs(0).out)
        need(report == {"arn": arn, "region": REGION, "result": "unchanged", "dryRun": False}, f"{report}")
        there.run("cert import", "--yes", "-o", "yaml").needs(0).prints('result: "unchanged"')


def dry_run(kubeconfig, acm):
    with place(kubeconfig, acm.url) as there:
        there.run("cert create", "--host", NAME).needs(0)
        for flag in ("--dry-run", "--dry-run=client", "--dry-run=server"):
            done = there.run("cert import", "--yes", flag).needs(0, "will be imported into ACM in " + REGION, "(dry run)")
            need(done.out == "", f"an ARN of nothing: {done.out}")
        need(acm.tagged({"milvus-l7/namespace": there.name}) == [], "a dry run imports")
        there.run("cert import", "--yes", "--dry-run=often").needs(2, "is not a kind of dry run")


def import_files(kubeconfig, acm):
    with place(kubeconfig, acm.url) as there, folder() as at:
        files, lines = pair(at, "--with-ca")
        arn = needs_no_secret(there.run("cert import", "--yes", *files, "-v=9").needs(0), *lines).out.strip()
        authority = (at / "ca.crt").read_text()
        need(leaf_of(acm.leaf(arn)) == leaf_of((at / "tls.crt").read_text()), "another certificate")
        need("BEGIN" not in acm.leaf(arn).split("END CERTIFICATE-----", 1)[1], "the chain is in the certificate")
        need(leaf_of(acm.chain(arn)) == leaf_of(authority), "the chain is not sent as such")
        there.run("cert import", "--yes", *files).needs(0, "is there already")
        # The same ARN, said by hand. moto takes the tags off, which ACM does not; they are put on again.
        pair(at, "--renew", "--yes")
        done = there.run("cert import", "--yes", SERVER, *files, "--certificate-arn", arn).needs(0, "again")
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
        there.run("cert import", "--yes", "--certificate-arn", ARN).needs(1, "ResourceNotFoundException", "list-certificates")
        there.run("cert import", "--yes", "--certificate-arn", arn, "--region", "eu-west-1").needs(2, "--region")
        there.run("cert import", "--yes", "--certificate-arn", "arn:aws:acm:x").needs(2, "no ARN of an ACM certificate")
        issued = acm.call("RequestCertificate", DomainName=NAME)["CertificateArn"]
        there.run("cert import", "--yes", "--certificate-arn", issued).needs(1, "was not imported", "AMAZON_ISSUED")


def several(kubeconfig, acm):
    with place(kubeconfig, acm.url) as there:
        there.run("cert create", "--host", NAME).needs(0)
        first = imported(there)
        secret = there.get("Secret", SECRET)
        second = acm.call("ImportCertificate", Certificate=secret["data"]["tls.crt"],
                          PrivateKey=secret["data"]["tls.key"], Tags=[
                              {"Key": k, "Value": v} for k, v in acm.tags(first).items()])["CertificateArn"]
        there.run("cert import", "--yes").needs(1, "several certificates", first, second, "--certificate-arn")
        enable_import(there).needs(1, "several certificates", first, second)
        need(there.get("Ingress", SERVER + "-l7") is None, "something was done")
        need(imported(there, "--certificate-arn", second) == second, "not the one that was named")


def refused(kubeconfig, acm):
    """Certificates that ACM does not take: nothing is sent to anybody."""
    with StandIn(lambda _: (500, "{}")) as nobody, place(kubeconfig, nobody.url) as there, folder() as at:
        (at / "v1").mkdir()
        key, certificate = published_certificate(str(at / "v1"), "milvus")
        there.cluster.kubectl("create", "secret", "tls", SECRET, f"--cert={certificate}", f"--key={key}")
        for verb in (("cert import", "--yes"), ("enable", "--cloud=aws", "--yes", "--import-certificate")):
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
        done = enable_import(there, "-v=9").needs(0, f"Secret {there.name}/{SECRET} will be imported", "--certificate-arn=")
        secret = there.get("Secret", SECRET)
        needs_no_secret(done, *key_lines(decoded(secret, "tls.key")), secret["data"]["tls.key"])
        arn = certificate_of(there)
        need(arn in done.err, "the ARN is not said")
        need(leaf_of(acm.leaf(arn)) == leaf_of(decoded(secret, "tls.crt")), "another certificate")
        need(there.service_type() == "ClusterIP", "not finished")
        names = json.loads(there.run("cert inspect", "-o", "json").needs(0).out)["names"]
        need(names[0] == NAME and SERVER in names, f"not the names as on GCP: {names}")

        enable_import(there).needs(0, "is in ACM in", "nothing was changed")
        need(certificate_of(there) == arn and acm.tagged({"milvus-l7/namespace": there.name}) == [arn], "imported twice")
        # A renewal goes into the same certificate, and nothing else changes.
        before = there.versions()
        there.run("cert create", "--renew", "--yes").needs(0)
        enable_import(there).needs(0, "imported again")
        need(leaf_of(acm.leaf(arn)) == leaf_of(decoded(there.get("Secret", SECRET), "tls.crt")), "not replaced")
        after = there.versions()
        changed = {name for name in before if before[name] != after.get(name)}
        need(changed <= {f"Secret/{SECRET}"}, f"changed: {changed}")
        there.run("diff", "--cloud", "aws", "--host", NAME, "--certificate-arn", arn).needs(0)

        there.disable().needs(0)
        there.needs_state(there.before)
        # The Secret went with it; the certificate in ACM is still there to be used.
        enable_import(there).needs(0, "an earlier import", arn)
        need(certificate_of(there) == arn and there.get("Secret", SECRET) is None, "another one")


def enable_dry_run(kubeconfig, acm):
    with place(kubeconfig, acm.url) as there:
        for kind in ("client", "server"):
            enable_import(there, f"--dry-run={kind}").needs(0, "will be imported", "(dry run)", "the ARN that ACM in")
        need(acm.tagged({"milvus-l7/namespace": there.name}) == [], "a dry run imports")
        there.needs_state(there.before)
        there.run("cert create", "--host", NAME).needs(0)
        arn = imported(there)
        done = enable_import(there, "--dry-run=client", "-o", "json").needs(0, "(dry run)")
        need(arn in done.out, "the earlier import does not give the ARN")
        # The cluster tells which cloud it is.
        done = there.run("enable", "--yes", "--host", NAME, "--import-certificate", "--dry-run=client").needs(0, arn)


def enable_without_waiting(kubeconfig, acm):
    with place(kubeconfig, acm.url) as there:
        done = enable_import(there, "--wait=false", "-o", "json").needs(0)
        need(certificate_of(there) in done.out and "that ACM in" not in done.out, "the report has another ARN")


def enable_refuses(kubeconfig, acm):
    with place(kubeconfig, acm.url) as there:
        there.run("enable", "--yes", "--cloud=gcp", "--import-certificate").needs(2, "--import-certificate")
        there.run("enable", "--yes", "--cloud=aws", "--import-certificate", "--certificate-arn", ARN).needs(
            2, "two certificates")
        there.run("diff", "--cloud=aws", "--import-certificate").needs(2, "unknown flag")
        there.needs_state(there.before)
    with StandIn(lambda r: (400, {"__type": "AccessDeniedException", "Message": "not you"})) as closed:
        with place(kubeconfig, closed.url) as there:
            enable_import(there).needs(1, "AccessDeniedException", "acm:ImportCertificate")
            there.needs_state(there.before)


def import_fails_midway(kubeconfig, acm):
    """The Secret is made, and then ACM refuses: the old entry serves, and a second run continues."""
    refuses = [True]

    def answer(request):
        if request.operation == "ImportCertificate" and refuses[0]:
            return 400, {"__type": "LimitExceededException", "message": "too many"}
        return 200, acm.call(request.operation, **request.json())
    with StandIn(answer) as between, place(kubeconfig, between.url) as there:
        enable_import(there).needs(1, "LimitExceededException", "Service Quotas")
        need(there.service_type() == "LoadBalancer" and there.get("Ingress", SERVER + "-l7") is None, "half done")
        refuses[0] = False
        enable_import(there).needs(0)
        need(acm.tagged({"milvus-l7/namespace": there.name}) == [certificate_of(there)], "imported twice")
        there.disable().needs(0)
        there.needs_state(there.before)


def cases(kubeconfig):
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


if __name__ == "__main__":
    sys.exit(on_api_server_that_can_sign(cases))
