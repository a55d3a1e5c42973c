#!/usr/bin/env python3
"""No name of a cloud, of its kinds or of its annotations is outside the cloud's own folder.

What the clouds' folders hold need not be known elsewhere: a new cloud then touches nothing but a folder and a row. Each
exception below has its reason, and one that is no longer needed is a failure as well."""
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
OWN = re.compile(r"src/cloud/[^/]+/")
NAMES = re.compile(
    r"\b(gcp|gke|gce|google(?!\.golang|\.gson)|cloud armor|backendconfig|frontendconfig|managedcertificate|"
    r"aws|eks|alb|acm|elbv2|wafv2|targetgroupbinding|ingressclassparams)\b", re.I)
# What a library or a Go package is called.
NOT_CLOUDS = re.compile(r"google\.golang\.org|com\.google\.gson")
ALLOWED = {
    "src/cloud/registry.cc": "the row of each cloud",
    "src/kube/auth_provider.cc": "kubectl's own words about its removed credential plugins",
    "src/kube/credentials.h": "the name of a signature, by which a request may be signed",
    "src/kube/signature.cc": "the name of a signature, as libcurl takes it",
    "src/kube/signature.h": "the name of a signature, as libcurl takes it",
    "src/kube/signature_key.h": "the name of a signature",
    "plugin/acm_certificate.cc": "enable --import-certificate",
    "plugin/acm_certificate.h": "enable --import-certificate",
    "plugin/acm_import.cc": "cert import, and enable --import-certificate",
    "plugin/acm_import.h": "cert import, and enable --import-certificate",
    "plugin/cert.cc": "the verb cert import",
    "plugin/cert_import.cc": "the verb cert import",
    "plugin/cert_import.h": "the verb cert import",
    "plugin/enable.h": "enable --import-certificate",
    "plugin/enable.cc": "enable --import-certificate",
    "postrender/post_render.cc": "the examples of --help",
}


def lines_with_names(file):
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
        if NAMES.search(NOT_CLOUDS.sub("", line)):
            yield number, line.strip()


def main():
    passed = failed = 0
    used = set()
    for folder in ("src", "plugin", "postrender"):
        for file in sorted((ROOT / folder).rglob("*")):
            name = file.relative_to(ROOT).as_posix()
            if file.suffix not in (".cc", ".h") or OWN.match(name):
                continue
            found = list(lines_with_names(file))
            if found and name not in ALLOWED:
                failed += 1
                for number, line in found:
                    print(f"FAILED {name}:{number}: {line}")
            else:
                passed += 1
            if found:
                used.add(name)
    for name in sorted(set(ALLOWED) - used):
        failed += 1
        print(f"FAILED {name} names no cloud any more: take it off the list")
    print(f"{passed} passed, {failed} failed")
    return failed != 0


sys.exit(main())
