#!/usr/bin/env python3
"""The manifest for krew: scripts/make-krew-manifest.py makes one that keeps every rule of krew_rules.py, and each rule
refuses manifests that break it. Archives are small ones of the layout that releases have.

With a krew named in the variable KREW that one, too, installs, upgrades and removes the plugin on every platform."""
import contextlib
import functools
import hashlib
import http.server
import io
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import threading

import yaml

import krew_rules

ROOT = pathlib.Path(__file__).resolve().parents[2]
SCRIPT = ROOT / "scripts/make-krew-manifest.py"
PROGRAMS = ROOT / "build/release"
PLATFORMS = ("linux/amd64", "linux/arm64", "darwin/amd64", "darwin/arm64", "windows/amd64")
NAME = "milvus-l7"
# Of the machine that this runs on, as krew calls it.
HERE = f"{sys.platform}/" + {"x86_64": "amd64", "aarch64": "arm64"}.get(os.uname().machine, os.uname().machine)


class Failure(Exception):
    pass


def need(condition, message):
    if not condition:
        raise Failure(message)


def contents(platform, text=b"#!/bin/sh\n"):
    """{name: (mode, bytes)} of a release's archive."""
    exe = ".exe" if platform.startswith("windows/") else ""
    return {f"kubectl-milvus_l7{exe}": (0o755, text), "kubectl_complete-milvus_l7": (0o755, text),
            f"milvus-l7-postrender{exe}": (0o755, text), "LICENSE": (0o644, b"Apache\n"),
            "THIRD_PARTY_LICENSES": (0o644, b"MIT\n"), "plugin.yaml": (0o644, b"name: milvus-l7\n")}


def pack(path, files, links=()):
    with tarfile.open(path, "w:gz") as archive:
        for name, (mode, text) in files.items():
            entry = tarfile.TarInfo(name)
            entry.size, entry.mode = len(text), mode
            archive.addfile(entry, io.BytesIO(text))
        for name in links:
            entry = tarfile.TarInfo(name)
            entry.type, entry.linkname = tarfile.SYMTYPE, "LICENSE"
            archive.addfile(entry)


@functools.cache
def version():
    done = subprocess.run([PROGRAMS / "milvus-l7-postrender", "--version"], capture_output=True, text=True, check=True)
    return done.stdout.split()[-1]


def archive_name(platform):
    return f"{NAME}_v{version()}_{platform.replace('/', '_')}.tar.gz"


def make_dist(folder, platforms=PLATFORMS):
    folder.mkdir()
    for platform in platforms:
        # They differ, so that one with the sum of another is seen.
        pack(folder / archive_name(platform), contents(platform, f"#!/bin/sh\n# {platform}\n".encode()))
    write_sums(folder)
    return folder


def write_sums(folder):
    lines = [f"{hashlib.sha256(a.read_bytes()).hexdigest()}  {a.name}\n" for a in sorted(folder.glob("*.tar.gz"))]
    (folder / "SHA256SUMS").write_text("".join(lines))


def make(dist, *arguments):
    return subprocess.run([sys.executable, SCRIPT, dist, *arguments], capture_output=True, text=True, check=False)


def manifest(folder, dist, *arguments):
    """The path of the one that the script makes."""
    done = make(dist, *arguments)
    need(done.returncode == 0, f"exit {done.returncode}: {done.stderr}")
    path = folder / f"{NAME}.yaml"
    path.write_text(done.stdout)
    return path


def found(path, dist, wanted=PLATFORMS):
    return krew_rules.faults(krew_rules.Manifest(path, dist, wanted))


# What the script says

def keeps_every_rule(tmp):
    dist = make_dist(tmp / "dist")
    path = manifest(tmp, dist)
    need(not found(path, dist), found(path, dist))
    data = krew_rules.load(path.read_text())
    need(data["spec"]["version"] == f"v{version()}", f"version is {data['spec']['version']}")


def one_platform(tmp):
    dist = make_dist(tmp / "dist", ["windows/amd64"])
    path = manifest(tmp, dist, "--platform", "windows/amd64")
    need(not found(path, dist, ["windows/amd64"]), found(path, dist, ["windows/amd64"]))


def refused(dist, *wanted, arguments=()):
    done = make(dist, *arguments)
    need(done.returncode != 0 and not done.stdout, f"exit {done.returncode}: {done.stdout[:300]}")
    for word in wanted:
        need(word in done.stderr, f"no {word} in: {done.stderr}")


def missing_archive(tmp):
    for platform in PLATFORMS:
        dist = make_dist(tmp / platform.replace("/", "-"), [p for p in PLATFORMS if p != platform])
        refused(dist, archive_name(platform), "is missing")


def changed_archive(tmp):
    dist = make_dist(tmp / "dist")
    pack(dist / archive_name("darwin/arm64"), contents("darwin/arm64", b"another"))
    refused(dist, archive_name("darwin/arm64"), "SHA256SUMS")


def unknown_platform(tmp):
    refused(make_dist(tmp / "dist"), "plan9/386", arguments=("--platform", "plan9/386"))


# What breaks each rule: changes to the manifest, a dictionary, and below them changes to the archives.

def spec(**fields):
    return lambda data: data["spec"].update(fields)


def first(**fields):
    return lambda data: data["spec"]["platforms"][0].update(fields)


def file_of_first(**fields):
    return lambda data: data["spec"]["platforms"][0]["files"][0].update(fields)


def without(field, of=lambda data: data["spec"]):
    return lambda data: of(data).pop(field)


def first_platform(data):
    return data["spec"]["platforms"][0]


def named(name):
    return lambda data: data["metadata"].update(name=name)


def expression(*expressions):
    return first(selector={"matchExpressions": [dict(zip(("key", "operator", "values"), e)) for e in expressions]})


HASH = "0123456789abcdef" * 4
HOME = "https://github.com/milvus-l7/milvus-l7/releases/download"
BREAKS = {
    "api-version": [lambda data: data.update(apiVersion="krew.googlecontainertools.github.com/v1alpha1")],
    "kind": [lambda data: data.update(kind="Plugins"), without("kind", lambda data: data)],
    "known-fields": [lambda data: data.update(status={}), lambda data: data["metadata"].update(labels={}),
                     spec(licence="Apache"), first(head="main"), file_of_first(mode=755),
                     lambda data: first_platform(data)["selector"].update(os="linux")],
    "file-name": [named("milvus")],
    "safe-name": [named("milvus l7"), named("../milvus"), named("con"), named("COM1"), named("")],
    "kebab-case": [named("milvus_l7"), named("milvusL7"), named("milvus--l7"), named("-milvus")],
    "no-kube-in-name": [named("kube-milvus"), named("kubectl-milvus-l7")],
    "version": [spec(version=v) for v in ("0.1.0", "v0.1", "v01.0.0", "v1.0.0-", "latest", 1.0, "v1.0.0.1")]
               + [without("version")],
    "short-description": [without("shortDescription"), spec(shortDescription=" "), spec(shortDescription="Put\nit")],
    "short-description-length": [spec(shortDescription="Put Milvus behind the layer 7 load balancer of a cloud")],
    "short-description-wording": [spec(shortDescription=text) for text in (
        "Put Milvus behind a balancer.", "put Milvus behind a balancer", "Kubectl for Milvus", "A plugin for Milvus",
        "milvus-l7 puts Milvus behind a balancer")],
    "description": [without("description"), spec(description="\n")],
    "description-is-no-manual": [spec(description="Use --cloud gcp."), spec(description="Run kubectl milvus-l7 check")],
    "text-width": [spec(description="x" * 81), spec(caveats="a\n" + "x" * 81)],
    "caveats": [spec(caveats=""), spec(caveats="a line\n" * 9)],
    "only-the-download-changes": [lambda data: data["spec"].update(caveats=f"see {data['spec']['version']}"),
                                  lambda data: data["spec"].update(description=data["spec"]["version"][1:])],
    "homepage": [without("homepage"), spec(homepage="http://github.com/x"), spec(homepage="github.com/x"),
                 spec(homepage="https://")],
    "platforms": [without("platforms"), spec(platforms=[])],
    "selector": [without("selector", first_platform), first(selector={}), first(selector={"matchLabels": {}}),
                 first(selector={"matchLabels": {"os": "linux"}, "matchExpressions": []}),
                 first(selector={"matchLabels": {"os": "linux", "libc": "musl"}}),
                 expression(("libc", "In", ["musl"]))],
    "platform-used": [first(selector={"matchLabels": {"os": "linux", "arch": "s390x"}}),
                      first(selector={"matchLabels": {"os": "macos"}}),
                      expression(("os", "NotIn", ["linux", "windows", "darwin"])), expression(("os", "DoesNotExist"))],
    "platforms-overlap": [first(selector={"matchLabels": {"os": "linux"}}), expression(("os", "Exists")),
                          expression(("os", "In", ["linux", "darwin"]), ("arch", "In", ["arm64"]))],
    "platforms-wanted": [lambda data: data["spec"]["platforms"].pop(), expression(("os", "In", ["linux"]))],
    "uri": [without("uri", first_platform), first(uri=f"http{HOME[5:]}/v1/x.tar.gz"), first(uri=f"{HOME}/v1/x.tar.xz"),
            first(uri=f"{HOME}/v1/x.tar.gz?raw=1")],
    "uri-of-the-version": [first(uri=f"{HOME}/latest/x.tar.gz"), spec(version="v9.9.9")],
    "sha256": [without("sha256", first_platform), first(sha256=HASH.upper()), first(sha256=HASH[:-1]),
               first(sha256=HASH + "0")],
    "files": [first(files=[]), file_of_first(**{"from": ""}), without("to", lambda data: first_platform(data)["files"][1])],
    "clean-paths": [file_of_first(to="./"), file_of_first(to="../bin"), file_of_first(to="/bin"), first(bin="./x"),
                    file_of_first(**{"from": "a/../b"}), file_of_first(**{"from": "bin\\x"})],
    "bin": [without("bin", first_platform), first(bin="")],
    "windows-exe": [lambda data: data["spec"]["platforms"][-1].update(bin="kubectl-milvus_l7")],
    "archive-there": [first(uri=f"{HOME}/v0/other.tar.gz")],
    "archive-sum": [first(sha256=HASH)],
    "files-in-archive": [file_of_first(**{"from": "bin/kubectl-milvus_l7"}), file_of_first(**{"from": "*.sh"})],
    "bin-installed": [first(bin="milvus"), file_of_first(to="bin"),
                      lambda data: first_platform(data)["files"].pop(0)],
    "license-installed": [lambda data: first_platform(data)["files"].pop(1)],
}


def mode_of(name, mode):
    return lambda files: files.update({name: (mode, files[name][1])})


ARCHIVE_BREAKS = {
    "archive-entries": [(lambda files: files.update({"../kubectl": (0o755, b"")}), ()), (lambda files: None, ["link"]),
                        (lambda files: files.clear(), ())],
    "files-in-archive": [(lambda files: files.pop("THIRD_PARTY_LICENSES"), ())],
    "bin-installed": [(lambda files: files.pop("kubectl-milvus_l7"), ()), (mode_of("kubectl-milvus_l7", 0o644), ())],
    "license-installed": [(lambda files: files.pop("LICENSE"), ())],
}


def refuses(good, rule, change, tmp):
    """`good` is a folder with a manifest and its archives."""
    dist, path = good / "dist", tmp / f"{NAME}.yaml"
    data = krew_rules.load((good / path.name).read_text())
    change(data)
    path.write_text(yaml.safe_dump(data))
    need(rule in [name for name, _ in found(path, dist)], f"not refused: only {found(path, dist)}")


def refuses_archive(rule, change, links, tmp):
    dist = make_dist(tmp / "dist")
    files = contents(PLATFORMS[0])
    change(files)
    pack(dist / archive_name(PLATFORMS[0]), files, links)
    write_sums(dist)
    path = manifest(tmp, dist)
    need(rule in [name for name, _ in found(path, dist)], f"not refused: only {found(path, dist)}")


def every_rule_can_fail(_):
    never = set(krew_rules.RULES) - set(BREAKS) - set(ARCHIVE_BREAKS)
    need(not never, f"nothing breaks {sorted(never)}")


def default_files(tmp):
    """Without `files` krew installs everything."""
    dist = make_dist(tmp / "dist")
    path = manifest(tmp, dist)
    data = krew_rules.load(path.read_text())
    for platform in data["spec"]["platforms"]:
        del platform["files"]
    path.write_text(yaml.safe_dump(data))
    need(not found(path, dist), found(path, dist))


# What krew itself does

class Krew:
    """A krew with folders of its own, and an index, a git repository, which it does not work without."""

    def __init__(self, folder, platform=HERE):
        self.root, self.index = folder / "krew", folder / "index"
        system, arch = platform.split("/")
        self.link = self.root / "bin" / ("kubectl-milvus_l7" + (".exe" if system == "windows" else ""))
        self.environment = {
            **os.environ, "PATH": f"{self.root}/bin:{os.environ['PATH']}", "KREW_ROOT": str(self.root),
            "KREW_OS": system, "KREW_ARCH": arch, "KREW_NO_UPGRADE_CHECK": "1",
            "KREW_DEFAULT_INDEX_URI": str(self.index)}
        self.run("git", "init", "-q", str(self.index))
        self.publish("")

    def run(self, *command):
        done = subprocess.run(command, capture_output=True, text=True, check=False, env=self.environment)
        need(done.returncode == 0, f"{' '.join(map(str, command))}: {done.stdout}{done.stderr}")
        return done.stdout + done.stderr

    def krew(self, *arguments):
        return self.run(os.environ["KREW"], *arguments)

    def publish(self, text):
        """Makes that manifest the one of the index; "" for an index without plugins."""
        file = self.index / "plugins" / (f"{NAME}.yaml" if text else ".keep")
        file.parent.mkdir(exist_ok=True)
        file.write_text(text)
        git = ["git", "-C", str(self.index), "-c", "user.name=x", "-c", "user.email=x@example.com"]
        self.run(*git, "add", ".")
        self.run(*git, "commit", "-q", "-m", "Change the index")
        self.krew("update")


def real_dist(folder, platform=HERE):
    """One with the programs of this machine's platform, where krew is to start them."""
    dist = make_dist(folder)
    if platform == HERE:
        files = contents(platform)
        for name in ("kubectl-milvus_l7", "milvus-l7-postrender"):
            files[name] = (0o755, (PROGRAMS / name).read_bytes())
        pack(dist / archive_name(platform), files)
        write_sums(dist)
    return dist


def krew_installs(platform, tmp):
    dist = real_dist(tmp / "dist", platform)
    krew = Krew(tmp, platform)
    said = krew.krew("install", f"--manifest={manifest(tmp, dist)}", f"--archive={dist / archive_name(platform)}")
    need("--post-renderer kubectl-milvus_l7" in said, f"no caveats: {said}")
    need(krew.link.is_symlink() and krew.link.exists(), f"{krew.link} leads nowhere")
    names = sorted(p.name for p in (krew.root / "store" / NAME / f"v{version()}").iterdir())
    need(names == sorted(["LICENSE", "THIRD_PARTY_LICENSES", krew.link.name]), f"installed are {names}")
    if platform == HERE and shutil.which("kubectl"):
        said = krew.run("kubectl", NAME, "version")
        need(version() in said, f"kubectl {NAME} version says {said}")
    krew.krew("uninstall", NAME)
    need(not krew.link.is_symlink(), f"{krew.link} is left")


@contextlib.contextmanager
def served(folder):
    """The http address of a folder, on the loopback device."""
    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_):
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=folder)) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def krew_upgrades(tmp):
    """From an earlier version to this one."""
    dist, krew = real_dist(tmp / "dist"), Krew(tmp)
    with served(dist) as address:
        text = re.sub(r"uri: \S+/", f"uri: {address}/", manifest(tmp, dist).read_text())
        for number, command in (("v0.0.1", "install"), (f"v{version()}", "upgrade")):
            krew.publish(text.replace(f"version: v{version()}", f"version: {number}"))
            krew.krew(command, NAME)
            place = os.readlink(krew.link)
            need(f"/{number}/" in place, f"after {command} of {number} the link leads to {place}")


def cases(good):
    """[(name, function that takes an empty folder)]"""
    manifest(good, make_dist(good / "dist"))
    yield "the manifest keeps every rule", keeps_every_rule
    yield "--platform makes one of that platform only", one_platform
    yield "a missing archive stops it", missing_archive
    yield "an archive that is not the one of SHA256SUMS stops it", changed_archive
    yield "an unknown platform is refused", unknown_platform
    yield "every rule can fail", every_rule_can_fail
    yield "without files everything is installed", default_files
    for rule, changes in BREAKS.items():
        for number, change in enumerate(changes):
            yield f"{rule} refuses manifest {number}", functools.partial(refuses, good, rule, change)
    for rule, changes in ARCHIVE_BREAKS.items():
        for number, (change, links) in enumerate(changes):
            yield f"{rule} refuses archive {number}", functools.partial(refuses_archive, rule, change, links)
    if os.environ.get("KREW"):
        for platform in PLATFORMS:
            yield f"krew installs and removes it on {platform}", functools.partial(krew_installs, platform)
        yield "krew upgrades it", krew_upgrades


def main():
    passed = failed = 0
    with tempfile.TemporaryDirectory() as good:
        for name, function in cases(pathlib.Path(good)):
            with tempfile.TemporaryDirectory() as folder:
                try:
                    function(pathlib.Path(folder))
                    passed += 1
                    print(f"ok - {name}")
                except Failure as e:
                    failed += 1
                    print(f"not ok - {name}: {str(e)[:1000]}")
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
