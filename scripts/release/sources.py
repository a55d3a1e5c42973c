#!/usr/bin/env python3
"""sources.py NAME..: prints the folder of each source of sources.ini, fetched and checked where it is not there yet.

They lie in milvus-l7's cache (see scripts/cache.sh), in a folder named after their checksum, so that another version is
another folder.
"""
import configparser
import glob
import hashlib
import os
import pathlib
import platform
import re
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent


def cache() -> pathlib.Path:
    given = os.environ.get("MILVUS_L7_CACHE")
    if given:
        return pathlib.Path(given)
    return pathlib.Path(os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache") / "milvus-l7"


def sources() -> configparser.ConfigParser:
    listed = configparser.ConfigParser(interpolation=None)
    listed.read(HERE / "sources.ini", encoding="utf-8")
    return listed


def run(*command, needs: str, otherwise: str = "it needs access to its package registry", **options) -> None:
    if not shutil.which(command[0]):
        sys.exit(f"{command[0]} is missing, which fetches the sources: install {needs} "
                 "(scripts/install-packages.sh release does)")
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False, **options)
    if done.returncode:
        sys.exit(f"{done.stdout}\n{' '.join(map(str, command))} failed: {otherwise}")


def check(file: pathlib.Path, sha256: str) -> None:
    found = hashlib.sha256(file.read_bytes()).hexdigest()
    if found not in sha256.split():
        sys.exit(f"{file.name} has sha256 {found}, and scripts/release/sources.ini says {sha256}: it was changed, "
                 "or the version there was without its checksum")


def fetch_crate(package: str, version: str, entry: configparser.SectionProxy, work: pathlib.Path) -> None:
    (work / "src").mkdir()
    (work / "src/lib.rs").touch()
    # What follows the + is no part of a requirement.
    (work / "Cargo.toml").write_text(f'[package]\nname = "fetch"\nversion = "0.0.0"\n'
                                     f'[dependencies]\n{package} = "={version.split("+")[0]}"\n', encoding="utf-8")
    run("cargo", "fetch", "--manifest-path", work / "Cargo.toml", needs="cargo")
    home = pathlib.Path(os.environ.get("CARGO_HOME") or pathlib.Path.home() / ".cargo")
    crates = list(home.glob(f"registry/cache/*/{glob.escape(package)}-{glob.escape(version)}.crate"))
    if not crates:
        sys.exit(f"cargo fetch left no {package}-{version}.crate in {home}/registry/cache")
    check(crates[0], entry["sha256"])
    run("tar", "-xzf", crates[0], "--no-same-owner", "--strip-components=1", "-C", work, needs="tar")


def codename() -> str:
    """Of the release of Debian that apt is configured for."""
    return platform.freedesktop_os_release().get("VERSION_CODENAME", "")


def source_lists(work: pathlib.Path, suite: str) -> list[str]:
    """Options by which apt knows the sources of suite where it is configured for this machine's, with lists of its own."""
    parts = work / "parts"
    (work / "lists/partial").mkdir(parents=True)
    parts.mkdir()
    for file in [pathlib.Path("/etc/apt/sources.list"), *pathlib.Path("/etc/apt/sources.list.d").glob("*")]:
        if not file.is_file() or "debian" not in file.read_text(encoding="utf-8"):
            continue
        text = re.sub(rf"\b{codename()}\b", suite, file.read_text(encoding="utf-8"))
        changed = [f"deb-src{line[3:]}" if line.startswith("deb ") else
                   "Types: deb-src" if line.startswith("Types:") else line for line in text.splitlines()]
        (parts / file.name).write_text("\n".join(changed) + "\n", encoding="utf-8")
    settings = {"Etc::sourcelist": "/dev/null", "Etc::sourceparts": parts, "State::lists": work / "lists",
                "Cache::srcpkgcache": work / "sources.bin", "Cache::pkgcache": work / "packages.bin"}
    return [f"-oDir::{name}={value}" for name, value in settings.items()] + ["-oAPT::Sandbox::User=root"]


def fetch_debian(package: str, version: str, entry: configparser.SectionProxy, work: pathlib.Path) -> None:
    with tempfile.TemporaryDirectory() as folder:
        options = source_lists(pathlib.Path(folder), entry.get("suite", codename()))
        run("apt-get", *options, "update", needs="apt, on Debian 12")
        run("apt-get", *options, "source", "--download-only", f"{package}={version}", cwd=folder, needs="apt",
            # Debian keeps what it had on each day in its snapshot archive.
            otherwise=f"Debian drops a version when it has the next one: name that one and its .dsc's sha256 in "
                      f"scripts/release/sources.ini, or configure apt for the archive of a day that had {version}")
        described = pathlib.Path(folder) / f"{package}_{version}.dsc"
        check(described, entry["sha256"])
        # It checks the other files against the checksums in this one, whose signature ours stands in for.
        run("dpkg-source", "--no-check", "-x", described.name, "sources", cwd=folder, needs="dpkg-dev")
        shutil.copytree(pathlib.Path(folder) / "sources", work, symlinks=True, dirs_exist_ok=True)


def fetch_pypi(package: str, version: str, entry: configparser.SectionProxy, work: pathlib.Path) -> None:
    requirement = f"{package}=={version} " + " ".join(f"--hash=sha256:{each}" for each in entry["sha256"].split())
    with tempfile.TemporaryDirectory() as folder:
        wanted = pathlib.Path(folder) / "requirements.txt"
        wanted.write_text(requirement + "\n", encoding="utf-8")
        python = pathlib.Path(folder) / "venv/bin/python"
        run(sys.executable, "-m", "venv", python.parent.parent, needs="python3-venv")
        run(python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps", "--no-compile",
            "--require-hashes", "--target", work, "-r", wanted, needs="python3-venv")


FETCH = {"crate": fetch_crate, "debian": fetch_debian, "pypi": fetch_pypi}


def source(name: str) -> pathlib.Path:
    listed = sources()
    entry = listed[name]
    if "within" in entry:
        return source(entry["within"]) / entry["folder"]
    kind = next(kind for kind in FETCH if kind in entry)
    package, version = entry[kind].split()
    # A wheel is another one on each machine.
    suffix = f"-{platform.machine()}" if kind == "pypi" else ""
    folder = cache() / "release" / f"{name}-{entry['version']}-{entry['sha256'][:12]}{suffix}"
    if not folder.is_dir():
        print(f"fetching {name} {entry['version']}", file=sys.stderr)
        folder.parent.mkdir(parents=True, exist_ok=True)
        # Beside its place and renamed, so that two runs at once cannot see half a folder.
        with tempfile.TemporaryDirectory(dir=folder.parent) as work:
            place = pathlib.Path(work) / name
            place.mkdir()
            FETCH[kind](package, version, entry, place)
            try:
                place.rename(folder)
            except OSError:
                if not folder.is_dir():
                    raise
    return folder / entry.get("folder", "")


if __name__ == "__main__":
    for each in sys.argv[1:]:
        print(source(each))
