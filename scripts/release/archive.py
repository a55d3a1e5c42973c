#!/usr/bin/env python3
"""archive.py DIR OS ARCH DIST [COPYRIGHTS]: packs the programs that stand in DIR into
DIST/milvus-l7_v<version>_<os>_<arch>.tar.gz, and writes beside it what they are made of, as .cdx.json (CycloneDX 1.5), and
milvus-l7-<version>-<os>-<arch>.tgz, which is a package as Helm 4 wants its plugins to be.

The same programs make the same bytes: SOURCE_DATE_EPOCH is the only time in them, the commit's where it is not set.
COPYRIGHTS is for programs that were linked with vcpkg's libraries: the folder share of its triplet, which holds their
licences and what is known of them. Without it they are those of sources.ini.
"""
import configparser
import gzip
import hashlib
import io
import json
import os
import pathlib
import re
import subprocess
import sys
import tarfile
import time
import urllib.parse

from sources import source, sources

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAMS = ["kubectl-milvus_l7", "milvus-l7-postrender"]
RULE = "=" * 80


def version() -> str:
    text = (ROOT / "CMakeLists.txt").read_text(encoding="utf-8")
    return re.search(r"project\(milvus-l7 VERSION ([0-9.]+)", text).group(1)


def epoch() -> int:
    given = os.environ.get("SOURCE_DATE_EPOCH")
    if given:
        return int(given)
    return int(subprocess.check_output(["git", "-C", ROOT, "log", "-1", "--format=%ct"]))


def property_of(name: str, value: str) -> dict:
    return {"name": f"milvus-l7:{name}", "value": value}


def purl(entry) -> str:
    for kind, prefix in [("crate", "cargo"), ("debian", "deb/debian"), ("pypi", "pypi")]:
        if kind in entry:
            package, release = entry[kind].split()
            suffix = "?arch=source" if kind == "debian" else ""
            if "suite" in entry:
                suffix += f"&distro={entry['suite']}"
            return f"pkg:{prefix}/{package}@{urllib.parse.quote(release, safe='')}{suffix}"
    raise ValueError(entry.name)


def pinned(system: str) -> list[tuple[dict, str]]:
    """A component of the bill of materials and its licence's text, for each source of that system's programs."""
    listed = sources()
    found = []
    for name in listed.sections():
        entry = listed[name]
        if entry.get("only", system) != system:
            continue
        origin = listed[entry["within"]] if "within" in entry else entry
        component = {"type": "library", "bom-ref": name, "name": name, "version": entry["version"],
                     "hashes": [{"alg": "SHA-256", "content": each} for each in origin["sha256"].split()],
                     "licenses": [{"expression": entry["licence"]}], "purl": purl(origin)}
        if "cpe" in entry:
            component["cpe"] = f"cpe:2.3:a:{entry['cpe']}:{entry['version']}:*:*:*:*:*:*:*"
        texts = [(source(name) / text).read_text(encoding="utf-8", errors="replace") for text in entry["text"].split()]
        found.append((component, "\n".join(texts)))
    return found


def of_vcpkg(copyrights: pathlib.Path) -> list[tuple[dict, str]]:
    """The same from what vcpkg keeps of each port; its own helpers have names that begin with vcpkg."""
    found = []
    for text in sorted(copyrights.glob("*/copyright")):
        described = text.with_name("vcpkg.spdx.json")
        if text.parent.name.startswith("vcpkg") or not described.is_file():
            continue
        packages = json.loads(described.read_text(encoding="utf-8"))["packages"]
        port = next(each for each in packages if each["SPDXID"] == "SPDXRef-port")
        component = {"type": "library", "bom-ref": port["name"], "name": port["name"], "version": port["versionInfo"],
                     "purl": f"pkg:github/microsoft/vcpkg#ports/{port['name']}"}
        if port.get("licenseConcluded", "NOASSERTION") != "NOASSERTION":
            component["licenses"] = [{"expression": port["licenseConcluded"]}]
        hashes = [{"alg": each["algorithm"].replace("SHA", "SHA-"), "content": each["checksumValue"]}
                  for package in packages for each in package.get("checksums", [])]
        if hashes:
            component["hashes"] = hashes
        found.append((component, text.read_text(encoding="utf-8", errors="replace")))
    if not found:
        sys.exit(f"{copyrights} has no */copyright with a vcpkg.spdx.json beside it")
    return found


def third_party(parts: list[tuple[dict, str]]) -> str:
    """The licences; parts with the same one share it."""
    by_text: dict[str, list[str]] = {}
    for component, text in parts:
        by_text.setdefault(text.strip() + "\n", []).append(f"{component['name']} {component['version']}")
    head = "milvus-l7's programs contain these libraries, in whole or in part.\n"
    return head + "".join(f"\n{RULE}\n{', '.join(names)}\n{RULE}\n\n{text}" for text, names in by_text.items())


def statements(libraries: list[dict]) -> list[dict]:
    """What vex.ini says of those libraries that are of the version in sources.ini."""
    listed = configparser.ConfigParser(interpolation=None)
    listed.read(pathlib.Path(__file__).resolve().parent / "vex.ini", encoding="utf-8")
    pinned_version = {name: entry["version"] for name, entry in sources().items() if "version" in entry}
    here = {each["name"] for each in libraries if each["version"] == pinned_version.get(each["name"])}
    made = []
    for identifier in listed.sections():
        entry = listed[identifier]
        if entry["component"] not in here:
            continue
        name, url = entry["source"].split()
        made.append({"id": identifier, "source": {"name": name, "url": url},
                     "analysis": {"state": "not_affected", "justification": entry["justification"],
                                  "detail": " ".join(entry["detail"].split())},
                     "affects": [{"ref": entry["component"]}]})
    return made


def bill(parts: list[tuple[dict, str]], name: str, system: str, arch: str, programs: dict[str, bytes]) -> str:
    own = {"type": "application", "bom-ref": "milvus-l7", "name": "milvus-l7", "version": version(),
           "licenses": [{"expression": "Apache-2.0"}],
           "properties": [property_of("os", system), property_of("arch", arch)]}
    files = [{"type": "file", "bom-ref": file, "name": file,
              "hashes": [{"alg": "SHA-256", "content": hashlib.sha256(data).hexdigest()}]}
             for file, data in programs.items()]
    libraries = [component for component, _ in parts]
    made = {"bomFormat": "CycloneDX", "specVersion": "1.5", "version": 1,
            "metadata": {"timestamp": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(epoch())), "component": own,
                         "properties": [property_of("archive", name)]},
            "components": libraries + files,
            "dependencies": [{"ref": "milvus-l7", "dependsOn": [each["bom-ref"] for each in libraries + files]}],
            "vulnerabilities": statements(libraries)}
    return json.dumps(made, indent=2) + "\n"


def packed(files: dict[str, tuple[bytes, int]]) -> bytes:
    """A .tar.gz of files and their modes, that says nothing of who made it, when and where."""
    tar = io.BytesIO()
    with tarfile.open(fileobj=tar, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        for name in sorted(files):
            data, mode = files[name]
            entry = tarfile.TarInfo(name)
            entry.size, entry.mode, entry.mtime = len(data), mode, epoch()
            archive.addfile(entry, io.BytesIO(data))
    compressed = io.BytesIO()
    with gzip.GzipFile(filename="", fileobj=compressed, mode="wb", compresslevel=9, mtime=0) as stream:
        stream.write(tar.getvalue())
    return compressed.getvalue()


def helm_plugin(files: dict[str, tuple[bytes, int]]) -> dict[str, tuple[bytes, int]]:
    """Those of the plugin, in a folder of its name. Helm makes that name of the package's: all before the version
    (internal/plugin/installer, stripPluginName)."""
    parts = ("plugin.yaml", "LICENSE", "THIRD_PARTY_LICENSES", "milvus-l7-postrender", "milvus-l7-postrender.exe")
    return {f"milvus-l7/{name}": files[name] for name in parts if name in files}


def write(file: pathlib.Path, data: bytes) -> None:
    file.write_bytes(data)
    print(f"{file} ({len(data) / 1e6:.1f} MB)")


def main() -> None:
    if len(sys.argv) not in (5, 6):
        sys.exit(__doc__)
    folder, system, arch, dist = pathlib.Path(sys.argv[1]), sys.argv[2], sys.argv[3], pathlib.Path(sys.argv[4])
    parts = of_vcpkg(pathlib.Path(sys.argv[5])) if len(sys.argv) == 6 else pinned(system)
    suffix = ".exe" if system == "windows" else ""
    programs = {name + suffix: (folder / (name + suffix)).read_bytes() for name in PROGRAMS}
    files = {name: (data, 0o755) for name, data in programs.items()}
    completer = "kubectl_complete-milvus_l7" + (".cmd" if system == "windows" else "")
    for name, file, mode in [(completer, ROOT / "plugin" / completer, 0o755),
                             ("LICENSE", ROOT / "LICENSE", 0o644),
                             ("plugin.yaml", ROOT / "postrender/plugin.yaml", 0o644)]:
        files[name] = (file.read_bytes(), mode)
    files["THIRD_PARTY_LICENSES"] = (third_party(parts).encode(), 0o644)
    name = f"milvus-l7_v{version()}_{system}_{arch}"
    dist.mkdir(parents=True, exist_ok=True)
    write(dist / f"{name}.tar.gz", packed(files))
    write(dist / f"milvus-l7-{version()}-{system}-{arch}.tgz", packed(helm_plugin(files)))
    write(dist / f"{name}.cdx.json", bill(parts, f"{name}.tar.gz", system, arch, programs).encode())


if __name__ == "__main__":
    main()
