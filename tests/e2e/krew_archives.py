"""What krew asks of the archives that a manifest names: see krew_rules.py."""
import fnmatch
import hashlib
import io
import posixpath
import tarfile

from krew_rules import rule

# Names of a licence's file, without regard to case.
LICENSES = {"license", "license.txt", "license.md", "licenses", "licenses.txt", "licenses.md", "copying", "copying.txt"}


def entries(path):
    """{path in the archive: its tarfile.TarInfo}; {} for what is no tar.gz."""
    try:
        with tarfile.open(fileobj=io.BytesIO(path.read_bytes()), mode="r:gz") as archive:
            return {posixpath.normpath(entry.name): entry for entry in archive}
    except (tarfile.TarError, OSError):
        return {}


def installed(platform, found):
    """{place in the installation folder: its tarfile.TarInfo}, as `krew install` moves the files."""
    places = {}
    for operation in platform.get("files") or [{"from": "*", "to": "."}]:
        origin, to = posixpath.normpath(operation.get("from") or "-"), operation.get("to") or "."
        direct = any(path == origin or path.startswith(origin + "/") for path in found)
        for path, entry in found.items():
            parts, pattern = path.split("/"), origin.split("/")
            top = parts[:len(pattern)]
            if len(top) == len(pattern) and all(map(fnmatch.fnmatchcase, top, pattern)):
                place = to if direct and to != "." else posixpath.join(to, top[-1])
                places[posixpath.normpath(posixpath.join(place, *parts[len(pattern):]))] = entry
    return {place: entry for place, entry in places.items() if entry.isfile()}


@rule("archive-there")
def archive_there(m):
    there = [platform for platform, _ in m.packages()]
    yield from (f"{p.get('uri')} has none" for p in m.platforms if m.archives and p not in there)


@rule("archive-sum")
def archive_sum(m):
    for platform, path in m.packages():
        if hashlib.sha256(path.read_bytes()).hexdigest() != platform.get("sha256"):
            yield f"{path.name} has another"


@rule("archive-entries")
def archive_entries(m):
    for _, path in m.packages():
        found = entries(path)
        if not found:
            yield f"{path.name} is no tar.gz"
        for name, entry in found.items():
            if not entry.isfile() and not entry.isdir():
                yield f"{path.name}: {name} is neither a file nor a folder"
            if ".." in name or name.startswith(("/", "\\")):
                yield f"{path.name}: {name} would leave the folder"


@rule("files-in-archive")
def files_in_archive(m):
    for platform, path in m.packages():
        for operation in platform.get("files") or []:
            if not installed({"files": [operation]}, entries(path)):
                yield f"{path.name} has no {operation.get('from')}"


@rule("bin-installed")
def bin_installed(m):
    for platform, path in m.packages():
        entry = installed(platform, entries(path)).get(posixpath.normpath(platform.get("bin") or "-"))
        if entry is None:
            yield f"{platform.get('bin')} is not among what is installed of {path.name}"
        elif not entry.mode & 0o111:
            yield f"{platform.get('bin')} of {path.name} is not executable"


@rule("license-installed")
def license_installed(m):
    for platform, path in m.packages():
        names = {posixpath.basename(place).lower() for place in installed(platform, entries(path))}
        if not names & LICENSES:
            yield f"none of {path.name}"
