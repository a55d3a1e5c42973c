"""What krew and the reviewers of krew-index ask of a plugin's manifest. krew_archives.py has the rules about the archives
that it names, and has to be imported for them.

Each rule is a function that yields what is wrong. Where they come from: krew's "Writing Krew plugin manifests", "Naming
guide", "Submitting plugins" and "Releasing plugin updates" (https://krew.sigs.k8s.io/docs/developer-guide/), and what
`krew install` and `validate-krew-manifest` of krew 0.5 do, which is more than these pages say."""
import pathlib
import posixpath
import re

import yaml

API_VERSION = "krew.googlecontainertools.github.com/v1alpha2"
# Those that krew itself is released for.
KNOWN_PLATFORMS = [(system, arch) for system, arches in {
    "windows": ("386", "amd64", "arm64"),
    "linux": ("386", "amd64", "arm", "arm64", "ppc64le"),
    "darwin": ("386", "amd64", "arm64"),
}.items() for arch in arches]
FIELDS = {
    "": {"apiVersion", "kind", "metadata", "spec"},
    "metadata": {"name"},
    "spec": {"version", "homepage", "shortDescription", "description", "caveats", "platforms"},
    "platform": {"selector", "uri", "sha256", "files", "bin"},
    "files": {"from", "to"},
    "selector": {"matchLabels", "matchExpressions"},
}
RESERVED_ON_WINDOWS = {"con", "prn", "aux", "nul", *(f"{p}{n}" for p in ("com", "lpt") for n in range(1, 10))}
# https://semver.org, with the v before it.
NUMBER = r"(0|[1-9]\d*)"
SEMVER = re.compile(rf"v{NUMBER}\.{NUMBER}\.{NUMBER}(-[0-9A-Za-z-]+(\.[0-9A-Za-z-]+)*)?(\+[0-9A-Za-z.-]+)?")
# `krew search` shows the short description in one column of a terminal.
SHORT = 50
WIDTH = 80
CAVEATS_LINES = 8

RULES = {}


def load(text):
    return yaml.load(text, getattr(yaml, "CSafeLoader", yaml.SafeLoader))


def rule(name):
    def register(function):
        RULES[name] = function
        return function
    return register


class Manifest:
    """A manifest's file, and the folder of the archives that it names, if they are to be looked at."""

    def __init__(self, path, archives=None, wanted=None):
        self.path = pathlib.Path(path)
        self.data = load(self.path.read_text())
        self.name = self.data.get("metadata", {}).get("name") or ""
        self.spec = self.data.get("spec") or {}
        self.platforms = self.spec.get("platforms") or []
        self.archives = archives and pathlib.Path(archives)
        self.wanted = wanted

    def text(self, field):
        value = self.spec.get(field)
        return value if isinstance(value, str) else ""

    def packages(self):
        """(platform, path of its archive) of each archive that is there."""
        for platform in self.platforms if self.archives else ():
            path = self.archives / posixpath.basename(platform.get("uri") or "-")
            if path.is_file():
                yield platform, path


def faults(manifest):
    """[(rule, what is wrong)]"""
    return [(name, fault) for name, check in RULES.items() for fault in check(manifest)]


@rule("api-version")
def api_version(m):
    if m.data.get("apiVersion") != API_VERSION:
        yield f"apiVersion is {m.data.get('apiVersion')}"


@rule("kind")
def kind(m):
    if m.data.get("kind") != "Plugin":
        yield f"kind is {m.data.get('kind')}"


@rule("known-fields")
def known_fields(m):
    def unknown(where, value):
        for field in sorted(set(value or {}) - FIELDS[where]):
            yield f"{where or 'the manifest'} has {field}"

    yield from unknown("", m.data)
    yield from unknown("metadata", m.data.get("metadata"))
    yield from unknown("spec", m.spec)
    for platform in m.platforms:
        yield from unknown("platform", platform)
        yield from unknown("selector", platform.get("selector"))
        for operation in platform.get("files") or []:
            yield from unknown("files", operation)


@rule("file-name")
def file_name(m):
    if m.path.name != f"{m.name}.yaml":
        yield f"{m.path.name} holds the plugin {m.name}"


@rule("safe-name")
def safe_name(m):
    if not re.fullmatch(r"[A-Za-z0-9_-]+", m.name) or m.name.lower() in RESERVED_ON_WINDOWS:
        yield f"{m.name!r} cannot be the name of a file everywhere"


@rule("kebab-case")
def kebab_case(m):
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", m.name):
        yield f"{m.name} is not lower case with hyphens"


@rule("no-kube-in-name")
def no_kube_in_name(m):
    if "kube" in m.name.lower():
        yield f"{m.name}: kubectl says that already"


@rule("version")
def version(m):
    if not SEMVER.fullmatch(m.text("version")):
        yield f"{m.spec.get('version')!r} is not a semantic version with a v before it"


@rule("short-description")
def short_description(m):
    text = m.text("shortDescription")
    if not text.strip() or "\n" in text or "\r" in text:
        yield "there has to be one, in one line"


@rule("short-description-length")
def short_description_length(m):
    if len(m.text("shortDescription")) > SHORT:
        yield f"{len(m.text('shortDescription'))} characters and not {SHORT}"


@rule("short-description-wording")
def short_description_wording(m):
    text = m.text("shortDescription")
    if text.endswith("."):
        yield "a full stop at its end"
    if text[:1].islower():
        yield "a small letter at its beginning"
    for word in (m.name, "kubectl", "plugin"):
        if word and word in text.lower():
            yield f"{word} is redundant"


@rule("description")
def description(m):
    if not m.text("description").strip():
        yield "there has to be one"


@rule("description-is-no-manual")
def description_is_no_manual(m):
    found = re.search(rf"(^|\s)--[a-z]|kubectl {re.escape(m.name)}", m.text("description"))
    if found:
        yield f"{found[0].strip()}: commands and options belong into --help"


@rule("text-width")
def text_width(m):
    for field in ("description", "caveats"):
        for line in m.text(field).splitlines():
            if len(line) > WIDTH:
                yield f"{field}: {len(line)} characters in: {line}"


@rule("caveats")
def caveats(m):
    lines = m.text("caveats").splitlines()
    if "caveats" in m.spec and not 0 < len(lines) <= CAVEATS_LINES:
        yield f"{len(lines)} lines: it is shown at each installation, and 1 to {CAVEATS_LINES} are enough"


@rule("only-the-download-changes")
def only_the_download_changes(m):
    """A pull request that changes nothing but version, uri and sha256 is merged without a reviewer."""
    number = m.text("version").removeprefix("v")
    for field in ("homepage", "shortDescription", "description", "caveats"):
        if number and number in m.text(field):
            yield f"{field} holds the version"


@rule("homepage")
def homepage(m):
    if not re.fullmatch(r"https://[\w.-]+(/[\w./-]*)?", m.text("homepage")):
        yield f"{m.spec.get('homepage')!r} is no https address"


@rule("platforms")
def platforms(m):
    if not m.platforms:
        yield "there is none"


@rule("selector")
def selector(m):
    for platform in m.platforms:
        chosen = platform.get("selector") or {}
        if not chosen.get("matchLabels") and not chosen.get("matchExpressions"):
            yield "an empty one is not supported"
        for part in ("matchLabels", "matchExpressions"):
            if part in chosen and not chosen[part]:
                yield f"{part} is there and empty"
        keys = [*(chosen.get("matchLabels") or {}), *(e.get("key") for e in chosen.get("matchExpressions") or [])]
        yield from (f"{key} is neither os nor arch" for key in keys if key not in ("os", "arch"))


def matches(platform, system, arch):
    labels = {"os": system, "arch": arch}
    chosen = platform.get("selector") or {}
    operators = {
        "In": lambda value, values: value in values, "NotIn": lambda value, values: value not in values,
        "Exists": lambda value, _: value is not None, "DoesNotExist": lambda value, _: value is None,
    }
    return all(labels.get(key) == value for key, value in (chosen.get("matchLabels") or {}).items()) and all(
        operators[e["operator"]](labels.get(e["key"]), e.get("values") or [])
        for e in chosen.get("matchExpressions") or [])


@rule("platform-used")
def platform_used(m):
    for number, platform in enumerate(m.platforms):
        if not any(matches(platform, *known) for known in KNOWN_PLATFORMS):
            yield f"platforms[{number}] is for none that krew runs on"


@rule("platforms-overlap")
def platforms_overlap(m):
    for system, arch in KNOWN_PLATFORMS:
        numbers = [number for number, platform in enumerate(m.platforms) if matches(platform, system, arch)]
        if len(numbers) > 1:
            yield f"platforms {numbers} are all for {system}/{arch}"


@rule("platforms-wanted")
def platforms_wanted(m):
    found = {f"{s}/{a}" for s, a in KNOWN_PLATFORMS if any(matches(p, s, a) for p in m.platforms)}
    if m.wanted is not None and found != set(m.wanted):
        yield f"for {sorted(found)} and not {sorted(m.wanted)}"


@rule("uri")
def uri(m):
    for platform in m.platforms:
        if not re.fullmatch(r"https://[^\s?#]+\.(tar\.gz|zip)", platform.get("uri") or ""):
            yield f"{platform.get('uri')!r} is not the https address of a .tar.gz or .zip"


@rule("uri-of-the-version")
def uri_of_the_version(m):
    for platform in m.platforms:
        if f"/{m.text('version')}/" not in (platform.get("uri") or ""):
            yield f"{platform.get('uri')} is not of the tag {m.text('version')}"


@rule("sha256")
def sha256(m):
    for platform in m.platforms:
        if not re.fullmatch(r"[0-9a-f]{64}", platform.get("sha256") or ""):
            yield f"{platform.get('sha256')!r} is not 64 digits in lower case"


@rule("files")
def files(m):
    for platform in m.platforms:
        if "files" in platform and not platform["files"]:
            yield "has to be left out or to name some"
        for operation in platform.get("files") or []:
            yield from (f"{end} is missing in {operation}" for end in ("from", "to") if not operation.get(end))


@rule("clean-paths")
def clean_paths(m):
    for platform in m.platforms:
        paths = [platform.get("bin"), *(o.get(end) for o in platform.get("files") or [] for end in ("from", "to"))]
        for path in filter(None, paths):
            if path != posixpath.normpath(path) or path.startswith(("/", "..")) or "\\" in path:
                yield f"{path!r}"


@rule("bin")
def bin_is_set(m):
    yield from (f"is not set for {p.get('uri')}" for p in m.platforms if not p.get("bin"))


@rule("windows-exe")
def windows_exe(m):
    for platform in m.platforms:
        windows = any(matches(platform, s, a) for s, a in KNOWN_PLATFORMS if s == "windows")
        if windows and not (platform.get("bin") or "").endswith(".exe"):
            yield f"{platform.get('bin')}: krew runs nothing else there"
