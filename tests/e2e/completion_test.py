#!/usr/bin/env python3
"""Completion: what the program answers, on a cluster and without one. shells_test.py has what shells make of it; there
is no PowerShell to try its script with, so that of this only the text is looked at."""
import os
import pathlib
import re
import socket
import subprocess
import sys

import yaml

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/cluster"))

from cases import case, on_api_server  # noqa: E402
from completable import ARN, CONTEXTS, PLUGIN, TRIES, on_completable, silent_server, write_kubeconfig  # noqa: E402
from place import SECONDS, SERVER, need, until  # noqa: E402

SCRIPTS = {"bash": "script.bash", "zsh": "script.zsh", "fish": "script.fish", "powershell": "script.ps1"}
VALUES, FILES, FOLDERS = 4, 0, 16


class Answer:
    """What the program says of the last word: {word: about}, and what the shell shall do."""

    def __init__(self, *words, kubeconfig=os.devnull, command=(PLUGIN, "__complete"), **environment):
        environment = {**os.environ, "KUBECONFIG": str(kubeconfig), **environment}
        done = subprocess.run([*command, *words], capture_output=True, text=True, timeout=SECONDS, env=environment,
                              stdin=subprocess.DEVNULL, cwd="/")
        *lines, last = done.stdout.splitlines()
        need(done.returncode == 0, f"exit {done.returncode} for {words}")
        need(command[0] != PLUGIN or not done.stderr, f"stderr says {done.stderr!r} for {words}")
        self.words = dict(line.split("\t", 1) if "\t" in line else (line, "") for line in lines)
        need(len(self.words) == len(lines), f"something comes twice: {lines}")
        need(last.startswith(":"), f"no directive: {last!r}")
        self.directive = int(last[1:])

    def needs(self, *words, directive=VALUES):
        need(list(self.words) == list(words), f"{list(self.words)} and not {list(words)}")
        need(self.directive == directive, f"directive {self.directive} and not {directive}")
        return self


def found(*words, **where):
    """The answer with names that have to be looked up. A busy machine may take longer than the program waits for them:
    then once more."""
    for _ in range(TRIES):
        answer = Answer(*words, **where)
        if answer.words:
            break
    return answer


# -- without a cluster

def every_flag():
    """The flags that a verb's help lists, and no others."""
    count = 0
    verbs = [(verb,) for verb in Answer("").words]
    verbs += [("cert", verb) for verb in Answer("cert", "").words]
    for verb in verbs:
        if verb in {("version",), ("cert",), ("completion",)}:
            continue
        said = subprocess.run([PLUGIN, *verb, "--help"], capture_output=True, text=True, timeout=30).stdout
        listed = re.findall(r"^  (?:-\w, |    )(--[\w-]+)", said, re.M)
        need("--help" in listed, f"{verb} --help: {said[:300]}")
        offered = Answer(*verb, "-").words
        need(sorted(offered) == sorted(listed), f"{verb}: {offered.keys() ^ set(listed)}")
        count += len(listed)
    return f"{len(verbs)} verbs, {count} flags"


def values():
    Answer("").needs("enable", "diff", "disable", "status", "check", "verify", "cert", "connect", "post-render",
                     "completion", "version")
    Answer("cert", "").needs("create", "inspect", "import")
    Answer("cert", "cr").needs("create")
    Answer("enable", "--cloud", "").needs("gcp", "aws")
    Answer("enable", "--cloud=g").needs("gcp")
    Answer("enable", "--host", "a.b", "--dry-run=").needs("none", "client", "server")
    Answer("status", "-o", "").needs("table", "wide", "json", "yaml", "name")
    Answer("status", "-oy").needs("-oyaml")
    Answer("status", "-Ao", "y").needs("yaml")
    Answer("cert", "create", "--key", "").needs("p256", "rsa-2048", "rsa-3072", "rsa-4096")
    Answer("cert", "import", "--dry-run=").needs("none", "client", "server")
    Answer("connect", "-l", "").needs("python", "go", "java", "node", "curl")
    Answer("status", "--color", "a").needs("auto", "always")
    Answer("status", "--watch=").needs("true", "false")
    Answer("completion", "").needs(*SCRIPTS)
    Answer("post-render", "--cloud", "").needs("gcp", "aws")
    Answer("post-render", "--report-file", "").needs(directive=FILES)
    Answer("enable", "--config", "").needs(directive=FILES)
    Answer("status", "--kubeconfig=x").needs(directive=FILES)
    Answer("cert", "create", "--dir", "").needs(directive=FOLDERS)
    for words in (["enable", "--host", ""], ["enable", "--cloud", "x"], ["enable", "--unknown="], ["nonsense", ""],
                  ["version", ""], ["completion", "bash", ""], ["enable", "--request-timeout-sec", "x", "-n", ""]):
        Answer(*words).needs()
    # Each ID that is offered can be explained.
    ids = Answer("check", "--explain", "").words
    for name, title in ids.items():
        said = subprocess.run([PLUGIN, "check", "--explain", name], capture_output=True, text=True, timeout=30)
        need(said.returncode == 0 and title in said.stdout, f"{name}: {said.stderr}")
    return f"{len(ids)} finding IDs"


def of_kubeconfig(folder):
    file = folder / "contexts"
    for where in ({"kubeconfig": file}, {}):
        words = ["status"] if where else ["status", "--kubeconfig", str(file)]
        found(*words, "--context", "", **where).needs(*sorted(CONTEXTS))
        found(*words, "--context=arn:", **where).needs(ARN)
        found(*words, "--cluster", "", **where).needs("c")
        found(*words, "--user=", **where).needs("u")


def scripts():
    for name, file in SCRIPTS.items():
        said = subprocess.run([PLUGIN, "completion", name], capture_output=True, text=True, timeout=30)
        need(said.returncode == 0 and said.stdout == (ROOT / "plugin/completion" / file).read_text(), name)
    text = said.stdout
    need("Register-ArgumentCompleter -Native" in text and "__complete" in text, "PowerShell's script")
    need(all(text.count(a) == text.count(b) for a, b in ("()", "{}", "[]")), "a bracket in PowerShell's script")
    for words, code, stream in ((["bahs"], 2, "did you mean bash?"), ([], 2, "powershell"), (["bash", "x"], 2, "'x'"),
                                (["--help"], 0, "~/.zshrc")):
        said = subprocess.run([PLUGIN, "completion", *words], capture_output=True, text=True, timeout=30)
        need(said.returncode == code and stream in (said.stderr if code else said.stdout), f"{words}: {said}")


# -- when the cluster does not help

def silence(folder):
    with silent_server() as port:
        for scheme in ("https", "http"):
            file = write_kubeconfig(folder / ("silent-" + scheme), f"{scheme}://127.0.0.1:{port}")
            for words in (["status", ""], ["status", "-n", ""], ["enable", "--tls-secret="]):
                Answer(*words, kubeconfig=file).needs()


def refusal(folder):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    file = write_kubeconfig(folder / "no", f"https://127.0.0.1:{port}")
    Answer("status", "-n", "", kubeconfig=file).needs()


def no_kubeconfig(folder):
    Answer("status", "--context", "", kubeconfig=folder / "missing").needs()
    Answer("status", "--context", "", "--kubeconfig", str(folder / "missing"), "--user", "").needs()
    (folder / "broken").write_text("contexts: [")
    Answer("status", "-n", "", kubeconfig=folder / "broken").needs()
    # Somebody may have put a pipe there.
    os.mkfifo(folder / "pipe")
    Answer("status", "-n", "", kubeconfig=folder / "pipe").needs()
    Answer("status", "", kubeconfig=folder / "missing", HOME=str(folder)).needs()


def plugin_user(script, mode):
    return {"exec": {"apiVersion": "client.authentication.k8s.io/v1", "command": str(script), "interactiveMode": mode}}


def executable(file, text):
    file.write_text("#!/bin/sh\n" + text)
    file.chmod(0o755)
    return file


def cluster_of(kubeconfig):
    """(server, certificate authority, token of its administrator)"""
    config = yaml.safe_load(pathlib.Path(kubeconfig).read_text())
    cluster = config["clusters"][0]["cluster"]
    token = next(u["user"]["token"] for u in config["users"] if u["name"] == "admin")
    return cluster["server"], cluster["certificate-authority-data"], token


def credential_plugins(folder, kubeconfig):
    server, authority, token = cluster_of(kubeconfig)

    def names(ask, name, script, mode):
        file = write_kubeconfig(folder / name, server, user=plugin_user(script, mode),
                                **{"certificate-authority-data": authority})
        return ask("status", "-n", "kube-", kubeconfig=file)

    credential = ('echo \'{"apiVersion": "client.authentication.k8s.io/v1", "kind": "ExecCredential", '
                  f'"status": {{"token": "{token}"}}}}\'\n')
    good = executable(folder / "good", f"touch {folder}/ran\necho noise >&2\n" + credential)
    names(Answer, "asks", good, "Always").needs()
    need(not (folder / "ran").exists(), "a credential plugin that has to ask was run")
    for mode in ("IfAvailable", "Never"):
        need("kube-system" in names(found, mode, good, mode).words, f"no names with a plugin of mode {mode}")
    # One that takes long goes on alone: it may have got a token that works once, and not have kept it yet.
    slow = executable(folder / "slow", f"until [ -e {folder}/go-on ]; do sleep 0.05; done\n"
                      f"touch {folder}/kept\n{credential}")
    names(Answer, "slow-config", slow, "IfAvailable").needs()
    (folder / "go-on").touch()
    until((folder / "kept").exists, "the slow plugin's own end")
    # It cannot reach the terminal.
    asking = executable(folder / "asking", f"(echo Password: >/dev/tty) && touch {folder}/asked\n" + credential)
    need("kube-system" in names(found, "asking-config", asking, "Never").words, "no names with one that cannot ask")
    need(not (folder / "asked").exists(), "a credential plugin has reached the terminal")


# -- on a cluster

def live_names(place, kubeconfig):
    def ask(*words):
        return found(*words, kubeconfig=kubeconfig)
    both = ["my-release", SERVER]
    for words in (["status", "-n", place.name, ""], ["status", f"--namespace={place.name}", "my-"],
                  ["status", f"-n{place.name}", "--release", ""], ["cert", "inspect", "-n", place.name, ""],
                  ["enable", "--cloud", "gcp", "-n", place.name, "--release=my"]):
        ask(*words).needs(*both)
    ask("status", "-n", place.name, "--context", "reader", "").needs(*both)
    ask("enable", "-n", place.name, "--tls-secret", "").needs("edge-tls")
    ask("enable", "-n", place.name, "--ingress-name=").needs("edge")
    ask("status", "-n", "place-").needs(place.name)
    need({"default", "kube-system", place.name} <= set(ask("status", "--namespace=").words), "namespaces")
    for words in (["status", ""], ["status", "-n", place.name, "my-release", ""],
                  ["status", "-n", place.name, "--context", "nobody", ""], ["status", "--context=nobody", "-n", ""],
                  ["status", "--token=wrong", "-n", ""], ["status", "-n", "a", "-n", "b", ""],
                  ["status", "-n", "..", ""]):
        Answer(*words, kubeconfig=kubeconfig).needs()


def kubectls_own(folder, place, kubeconfig):
    """kubectl finds kubectl_complete-milvus_l7 on PATH, and that the program: beside itself, or on PATH as well."""
    kubectl = pathlib.Path(kubeconfig).parent / "kubectl"
    script = ROOT / "plugin/kubectl_complete-milvus_l7"
    for name, links in (("beside", [(PLUGIN, "kubectl-milvus_l7"), (script, script.name)]),
                        ("apart", [(script, script.name)])):
        bin_ = folder / name
        bin_.mkdir()
        for target, link in links:
            (bin_ / link).write_bytes(target.read_bytes())
            (bin_ / link).chmod(0o755)
        # kubectl only completes plugins that it finds itself.
        path = f"{bin_}:{folder / 'beside'}:{os.environ['PATH']}"

        def ask(*words):
            return found(*words, kubeconfig=kubeconfig, command=(kubectl, "__complete", "milvus-l7"), PATH=path)
        ask("en").needs("enable")
        ask("enable", "--cloud", "").needs("gcp", "aws")
        ask("enable", "--cloud=a").needs("aws")
        ask("cert", "create", "--ke").needs("--key")
        ask("status", "-n", place.name, "-oy").needs("-oyaml")
        ask("status", "-n", place.name, "").needs("my-release", SERVER)
        ask("enable", "--config", "").needs(directive=FILES)
        need(ask("status", "--wat").words["--watch"], "a description")


def cases(kubeconfig):
    with on_completable(kubeconfig) as (folder, place):
        case("each flag of each verb's help is offered", every_flag)
        case("values come from the flags' rows", values)
        case("contexts, clusters and users of the kubeconfig", of_kubeconfig, folder)
        case("the scripts are printed, and other shells refused", scripts)
        case("names of the cluster", live_names, place, kubeconfig)
        case("a silent API server", silence, folder)
        case("an API server that refuses", refusal, folder)
        case("no kubeconfig", no_kubeconfig, folder)
        case("credential plugins", credential_plugins, folder, kubeconfig)
        case("kubectl's own completion of plugins", kubectls_own, folder, place, kubeconfig)


if __name__ == "__main__":
    sys.exit(on_api_server(cases))
