#!/usr/bin/env python3
"""Builds the release twice, in two folders, and tests what comes out: the bytes, the archives, and the programs in an empty
root and against an API server. TARGETS names the targets instead of Linux's."""
import base64
import gzip
import hashlib
import json
import os
import pathlib
import platform
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "tests/cluster"), str(ROOT / "tests/lint")]

from cases import case, on_api_server  # noqa: E402
from hardening_test import lacks  # noqa: E402
from place import need  # noqa: E402

TARGETS = os.environ.get("TARGETS", "linux_amd64 linux_arm64").split()
# Of these, the ones that are built in a second folder.
AGAIN = os.environ.get("AGAIN", " ".join(TARGETS)).split()
PROGRAMS = ["kubectl-milvus_l7", "milvus-l7-postrender"]
FILES = {"kubectl-milvus_l7": 0o755, "milvus-l7-postrender": 0o755, "kubectl_complete-milvus_l7": 0o755, "LICENSE": 0o644,
         "THIRD_PARTY_LICENSES": 0o644, "plugin.yaml": 0o644}
LARGEST = 9_000_000
MACHINES = {"amd64": "x86_64", "arm64": "aarch64"}
# Where distributions keep the authorities: Debian, Fedora, SUSE, Alpine.
BUNDLES = ["etc/ssl/certs/ca-certificates.crt", "etc/pki/tls/certs/ca-bundle.crt", "etc/ssl/ca-bundle.pem",
           "etc/ssl/cert.pem"]
EXAMPLE = ROOT / "examples/milvus-release.yaml"
VERSION = re.search(r"project\(milvus-l7 VERSION ([0-9.]+)", (ROOT / "CMakeLists.txt").read_text(encoding="utf-8")).group(1)


def run(*command, **options):
    done = subprocess.run(command, capture_output=True, check=False, timeout=3600, **options)
    need(done.returncode == 0, f"{' '.join(map(str, command))}: exit {done.returncode}: {done.stderr.decode()[-700:]}")
    return done.stdout


def exported(folder):
    """The project as it is here, without what is built, in another folder."""
    names = run("git", "-C", ROOT, "ls-files", "-z", "--cached", "--others", "--exclude-standard").decode().split("\0")
    for name in filter(None, names):
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, folder / name)
    return folder


class Release:
    def __init__(self, folder, targets):
        self.targets = targets
        self.dist = folder / "dist"
        # A commit's time in general; here it only has to be the same.
        environment = dict(os.environ, SOURCE_DATE_EPOCH="1700000000")
        environment.pop("DIST", None)
        run(folder / "scripts/release.sh", *targets, env=environment)

    def files(self):
        return {file.name: file.read_bytes() for file in sorted(self.dist.iterdir())}


def name_of(target):
    return f"milvus-l7_v{VERSION}_{target}"


def package_of(target):
    return f"milvus-l7-{VERSION}-{target.replace('_', '-')}.tgz"


def suffixed(target, name):
    if not target.startswith("windows"):
        return name
    return name + {"kubectl_complete-milvus_l7": ".cmd", **dict.fromkeys(PROGRAMS, ".exe")}.get(name, "")


def files_of(targets):
    return {f"{name_of(target)}{end}" for target in targets for end in (".tar.gz", ".cdx.json")} | {
        package_of(target) for target in targets}


def all_files(release):
    need(set(release.files()) == files_of(release.targets) | {"SHA256SUMS"}, f"files: {sorted(release.files())}")


def same_bytes(one, other):
    files, others = one.files(), other.files()
    compared = sorted(files_of(other.targets))
    different = [name for name in compared if files[name] != others[name]]
    need(not different, f"other bytes from another folder: {different}")
    return f"{len(compared)} files"


def checksums(release):
    said = run("sha256sum", "-c", "SHA256SUMS", cwd=release.dist).decode()
    need(said.count(": OK\n") == 3 * len(TARGETS), said)


def archive_is_flat(release, target):
    file = release.dist / f"{name_of(target)}.tar.gz"
    with tarfile.open(file) as archive:
        found = {entry.name: entry.mode for entry in archive}
        need(found == {suffixed(target, name): mode for name, mode in FILES.items()}, f"{found}")
        need([*found] == sorted(found), "not sorted")
        for entry in archive:
            need(entry.isfile() and entry.uid == entry.gid == 0 and not entry.uname and entry.mtime == 1700000000,
                 f"{entry.name}: {entry.get_info()}")
    # The header of gzip: no name, no time.
    need(file.read_bytes()[3:8] == b"\0" * 5 and gzip.decompress(file.read_bytes()), "gzip's header says more than it must")


def unpacked(release, target, folder):
    with tarfile.open(release.dist / f"{name_of(target)}.tar.gz") as archive:
        archive.extractall(folder)
    return folder


def small_and_clean(folder, target, paths):
    sizes = []
    for program in PROGRAMS:
        data = (folder / suffixed(target, program)).read_bytes()
        sizes.append(f"{len(data) / 1e6:.2f} MB")
        need(len(data) <= LARGEST, f"{program} has {len(data)} bytes")
        for path in paths:
            need(f"{path}/".encode() not in data, f"{program} holds {path}")
    post_renderer = (folder / suffixed(target, PROGRAMS[1])).read_bytes()
    need(b"OpenSSL" not in post_renderer and b"libcurl" not in post_renderer, "the post-renderer holds OpenSSL or libcurl")
    return ", ".join(sizes)


def static(folder, target):
    for program in PROGRAMS:
        said = run("readelf", "-Wlhd", folder / program).decode()
        need("INTERP" not in said and "(NEEDED)" not in said, f"{program} is not static: {said[-300:]}")
        machine = {"amd64": "X86-64", "arm64": "AArch64"}[target.split("_")[1]]
        need(machine in said, f"{program} is no program of {target}")
        need(".symtab" not in run("readelf", "-WS", folder / program).decode(), f"{program} is not stripped")
        missing = lacks(folder / program)
        need(not missing, f"{program} is without {', '.join(missing)}")


def helm_package(release, target, folder):
    """tests/e2e/helm_test.sh has Helm install one of this form."""
    with tarfile.open(release.dist / package_of(target)) as package:
        found = {entry.name: package.extractfile(entry).read() for entry in package}
    parts = ["LICENSE", "THIRD_PARTY_LICENSES", suffixed(target, PROGRAMS[1]), "plugin.yaml"]
    need(found == {f"milvus-l7/{name}": (folder / name).read_bytes() for name in parts}, f"{[*found]}")


def licences(folder):
    text = (folder / "THIRD_PARTY_LICENSES").read_text(encoding="utf-8")
    for words in ("openssl 3.", "curl 8.", "nghttp2 1.", "zlib 1.", "yaml-cpp 0.", "cli11 2.", "rapidjson 1.", "libcxx",
                  "musl 1.", "Apache License", "Daniel Stenberg", "Tatsuhiro Tsujikawa", "Jean-loup Gailly",
                  "Jesse Beder", "Tencent", "Rich Felker", "LLVM Exceptions"):
        need(words in text, f"it does not say {words!r}")


def bill(release, target, folder):
    made = json.loads((release.dist / f"{name_of(target)}.cdx.json").read_text(encoding="utf-8"))
    need((made["bomFormat"], made["specVersion"]) == ("CycloneDX", "1.5"), "not CycloneDX 1.5")
    need(made["metadata"]["component"]["version"] == VERSION, "another version")
    need(made["metadata"]["timestamp"] == "2023-11-14T22:13:20Z", "another time")
    parts = {part["name"]: part for part in made["components"]}
    for name in ("openssl", "curl", "nghttp2", "zlib", "yaml-cpp", "cli11", "rapidjson", "libcxx", "musl"):
        part = parts[name]
        need(part["version"] and part["licenses"][0]["expression"] and part["purl"].startswith("pkg:"), f"{part}")
        need(all(len(each["content"]) == 64 for each in part["hashes"]) and part["hashes"], f"{part}")
    found = {each["id"]: each for each in made["vulnerabilities"]}
    need({"CVE-2024-38517", "CVE-2024-39684"} <= found.keys(), f"what is no vulnerability here: {found.keys()}")
    for each in found.values():
        need(each["analysis"]["state"] == "not_affected" and each["affects"][0]["ref"] in parts, f"{each}")
    for program in PROGRAMS:
        found = hashlib.sha256((folder / suffixed(target, program)).read_bytes()).hexdigest()
        need(parts[suffixed(target, program)]["hashes"][0]["content"] == found, f"another checksum of {program}")


class EmptyRoot:
    """A folder with nothing but the archive in it, as the root of what runs there."""

    def __init__(self, folder, target):
        self.folder = folder
        self.before = []
        arch = target.split("_")[1]
        if MACHINES[arch] != platform.machine():
            emulator = shutil.which(f"qemu-{MACHINES[arch]}-static")
            need(emulator, f"no qemu-{MACHINES[arch]}-static: scripts/install-packages.sh release installs it")
            shutil.copy2(emulator, folder / "qemu")
            self.before = ["/qemu"]

    def attempt(self, program, *arguments, env=None, **options):
        # As root in a namespace of its own, which takes no rights outside.
        return subprocess.run(["unshare", "--user", "--map-root-user", f"--root={self.folder}", "--wd=/", *self.before,
                               f"/{program}", *arguments], capture_output=True, check=False, timeout=120,
                              env={"HOME": "/", **(env or {})}, **options)

    def run(self, program, *arguments, **options):
        done = self.attempt(program, *arguments, **options)
        need(done.returncode == 0, f"{program} {' '.join(arguments)}: exit {done.returncode}: "
                                   f"{done.stdout.decode()[-300:]} {done.stderr.decode()[-500:]}")
        return done


def runs_in_an_empty_root(root):
    for program in PROGRAMS:
        arguments = ["version"] if program == PROGRAMS[0] else ["--version"]
        need(VERSION in root.run(program, *arguments).stdout.decode(), f"{program} says another version")
        need("sage" in root.run(program, "--help").stdout.decode(), f"{program} has no help")


def rewrites_as_the_normal_build(root):
    text = EXAMPLE.read_bytes()
    for cloud in ("gcp", "aws"):
        normal = subprocess.run([ROOT / "build/release/milvus-l7-postrender", "--cloud", cloud], input=text,
                                capture_output=True, check=True)
        need(normal.stdout != text, "nothing is rewritten")
        for program, verb in ((PROGRAMS[1], []), (PROGRAMS[0], ["post-render"])):
            done = root.run(program, *verb, "--cloud", cloud, input=text)
            need(done.stdout == normal.stdout, f"{program} writes other bytes")
            need(done.stderr == normal.stderr, f"{program} says {done.stderr.decode()}")


def reads_a_cluster(root, kubeconfig):
    """Its authority is in the kubeconfig; the answer of an empty cluster is all that is asked for."""
    shutil.copy(kubeconfig, root.folder / "kubeconfig")
    said = root.run(PROGRAMS[0], "status", "-A", env={"KUBECONFIG": "/kubeconfig"}).stderr.decode()
    need("No Milvus found" in said, said)


def finds_the_systems_authorities(root, kubeconfig):
    text = pathlib.Path(kubeconfig).read_text(encoding="utf-8")
    authority = re.search(r"certificate-authority-data: (\S+)", text)
    pem = base64.b64decode(authority[1])
    (root.folder / "kubeconfig").write_text(text.replace(authority[0], "tls-server-name: localhost"), encoding="utf-8")

    def status(**environment):
        return root.attempt(PROGRAMS[0], "status", "-A", env={"KUBECONFIG": "/kubeconfig", **environment}).stderr.decode()

    said = status()
    need("x509: certificate signed by unknown authority" in said, f"without any authority: {said}")
    for place in [*BUNDLES, "elsewhere.pem"]:
        file = root.folder / place
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(pem)
        said = status(**({"SSL_CERT_FILE": f"/{place}"} if place == "elsewhere.pem" else {}))
        need("No Milvus found" in said, f"/{place}: {said}")
        file.unlink()


def main():
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as other, \
            tempfile.TemporaryDirectory() as place:
        folders = [exported(pathlib.Path(one) / "milvus-l7"), exported(pathlib.Path(other) / "a longer/path")]
        releases = []
        for folder, targets in zip(folders, (TARGETS, AGAIN)):
            case(f"a release is built in {folder.name}",
                 lambda folder=folder, targets=targets: releases.append(Release(folder, targets)))
        if len(releases) != len(folders):
            return on_api_server(lambda _: None)
        release = releases[0]
        for each in releases:
            case("its files are all there", all_files, each)
        case("two folders make the same bytes", same_bytes, *releases)
        case("SHA256SUMS is right", checksums, release)
        roots = {}
        for target in TARGETS:
            folder = unpacked(release, target, pathlib.Path(place) / target)
            case(f"{target}: the archive is flat and says nothing of its maker", archive_is_flat, release, target)
            case(f"{target}: the programs are small and hold no paths", small_and_clean, folder, target,
                 [*folders, ROOT, pathlib.Path.home()])
            case(f"{target}: the package for Helm has the same", helm_package, release, target, folder)
            case(f"{target}: every licence is in it", licences, folder)
            case(f"{target}: the bill of materials", bill, release, target, folder)
            if target.startswith("linux"):
                case(f"{target}: the programs are static", static, folder, target)
                roots[target] = EmptyRoot(folder, target)
                case(f"{target}: the programs run in an empty root", runs_in_an_empty_root, roots[target])
                case(f"{target}: they rewrite as the normal build does", rewrites_as_the_normal_build, roots[target])

        def live(kubeconfig):
            for target, root in roots.items():
                case(f"{target}: status reads a cluster", reads_a_cluster, root, kubeconfig)
                case(f"{target}: it finds the system's authorities", finds_the_systems_authorities, root, kubeconfig)

        return on_api_server(live)


if __name__ == "__main__":
    sys.exit(main())
