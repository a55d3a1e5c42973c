#!/usr/bin/env python3
"""The manifest for krew: scripts/make-krew-manifest.py makes one that keeps every rule of krew_rules.py, and each rule
refuses manifests that break it. Archives are small ones of the layout that releases have, and those of a release in the
folder that an argument names.

With a krew named in the variable KREW that one, too, installs, upgrades and removes the plugin on every platform."""
import functools
import hashlib
import io
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile

import yaml

import krew_archives  # noqa: F401: for its rules
import krew_rules
from krew_breaks import ARCHIVE_BREAKS, BREAKS
from krew_program import HERE, NAME, Failure, Krew, need, served

ROOT = pathlib.Path(__file__).resolve().parents[2]
SCRIPT = ROOT / "scripts/make-krew-manifest.py"
RELEASE = ROOT / "scripts/release.sh"
PROGRAMS = pathlib.Path(os.environ.get("PLUGIN", ROOT / "build/release/kubectl-milvus_l7")).parent
PLATFORMS = ("linux/amd64", "linux/arm64", "darwin/amd64", "darwin/arm64", "windows/amd64")


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


def release_keeps_every_rule(dist, tmp):
    path = manifest(tmp, dist)
    need(not found(path, dist), found(path, dist))


def release_finishes(tmp):
    """The script of the release writes the same, over sums of its own; without an archive it leaves no manifest."""
    dist = make_dist(tmp / "dist")
    (dist / "SHA256SUMS").write_text("stale\n")
    made = dist / f"{NAME}.yaml"
    archive = dist / archive_name("darwin/arm64")
    held = archive.rename(tmp / "held")
    done = finish(dist)
    need(done.returncode != 0 and archive.name in done.stderr and not made.exists(), f"without one: {done.stderr}")
    held.rename(archive)
    done = finish(dist)
    need(done.returncode == 0, done.stderr)
    need(made.read_text() == make(dist).stdout, "another manifest than make-krew-manifest.py's")
    need(not found(made, dist), found(made, dist))
    done = finish(tmp / "nowhere")
    need(done.returncode != 0 and "is missing" in done.stderr, f"without a folder: {done.stderr}")


def finish(dist):
    return subprocess.run([RELEASE, "--finish"], capture_output=True, text=True, check=False,
                          env={**os.environ, "DIST": str(dist), "SOURCE_DATE_EPOCH": "0"})


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
    yield "release.sh --finish makes it", release_finishes
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
    for dist in map(pathlib.Path, sys.argv[1:]):
        yield f"the release in {dist} keeps every rule", functools.partial(release_keeps_every_rule, dist)
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
