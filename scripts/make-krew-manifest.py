#!/usr/bin/env python3
"""make-krew-manifest.py DIST [--platform OS/ARCH ..]: prints krew's manifest of the release whose archives are in DIST.

krew/milvus-l7.yaml.in, with the version and the address of the project as CMakeLists.txt has them and its last part, a
platform, once for each. Nothing is printed when an archive is missing or is not the one that DIST/SHA256SUMS names."""
import argparse
import hashlib
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[1]
TEMPLATE = ROOT / "krew/milvus-l7.yaml.in"
PLATFORMS = ("linux/amd64", "linux/arm64", "darwin/amd64", "darwin/arm64", "windows/amd64")
# Where the template's part for one platform begins.
PLATFORM = "  - selector:\n"


def project():
    """(version, address) as CMakeLists.txt has them."""
    text = (ROOT / "CMakeLists.txt").read_text()
    found = re.search(r"^project\(\S+ VERSION (\S+) HOMEPAGE_URL (\S+)", text, re.M)
    if not found:
        sys.exit("CMakeLists.txt: project() has no VERSION followed by a HOMEPAGE_URL")
    return found[1], found[2]


def fill(text, values):
    def value(match):
        if match[1] not in values:
            sys.exit(f"{TEMPLATE}: nothing is known of {match[0]}: there are {', '.join(values)}")
        return values[match[1]]

    return re.sub(r"@(\w+)@", value, text)


def sums(dist):
    """{file name: SHA-256} of DIST/SHA256SUMS, and {} where there is none."""
    file = dist / "SHA256SUMS"
    lines = file.read_text().splitlines() if file.exists() else []
    return {name.lstrip("*"): digest for digest, name in (line.split(maxsplit=1) for line in lines if line)}


def digest(archive, wanted):
    if not archive.is_file():
        sys.exit(f"{archive} is missing: build it with scripts/release.sh, or leave its platform out with --platform")
    found = hashlib.sha256(archive.read_bytes()).hexdigest()
    if found != wanted.get(archive.name, found):
        sys.exit(f"{archive} is not what {archive.parent / 'SHA256SUMS'} says: make both again with scripts/release.sh")
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("dist", type=pathlib.Path, metavar="DIST")
    parser.add_argument("--platform", action="append", choices=PLATFORMS, metavar="OS/ARCH",
                        help="only this one; repeatable: " + ", ".join(PLATFORMS))
    args = parser.parse_args()

    version, homepage = project()
    common, mark, platform = TEMPLATE.read_text().partition(PLATFORM)
    known = sums(args.dist)
    parts = [fill(common, {"VERSION": version, "HOMEPAGE": homepage})]
    for system, arch in (name.split("/") for name in args.platform or PLATFORMS):
        archive = f"milvus-l7_v{version}_{system}_{arch}.tar.gz"
        parts.append(fill(mark + platform, {
            "OS": system, "ARCH": arch, "EXE": ".exe" if system == "windows" else "",
            "URI": f"{homepage}/releases/download/v{version}/{archive}",
            "SHA256": digest(args.dist / archive, known)}))
    sys.stdout.write("".join(parts))


if __name__ == "__main__":
    main()
