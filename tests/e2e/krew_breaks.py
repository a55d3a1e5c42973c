"""What each rule of krew_rules.py and krew_archives.py has to refuse: changes to a manifest and archives that keep it."""

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
