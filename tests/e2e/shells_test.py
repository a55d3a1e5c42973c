#!/usr/bin/env python3
"""Completion in bash, zsh and fish: what becomes of a line that is typed there on a terminal."""
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/cluster"))

from cases import case, on_api_server  # noqa: E402
from completable import ARN, LONG, PLUGIN, TRIES, on_completable, silent_server, write_kubeconfig  # noqa: E402
from place import SERVER, Failure, need  # noqa: E402
from shells import ShellError, shell, stubs  # noqa: E402

BASH_COMPLETION = "/usr/share/bash-completion/bash_completion"

LINES = [  # the keys, and the arguments they come to
    ("en\t", ["enable"]),
    ("cert ins\t", ["cert", "inspect"]),
    ("enable --keep\t--yes", ["enable", "--keep-l4", "--yes"]),
    ("enable --cloud g\t", ["enable", "--cloud", "gcp"]),
    ("enable --cloud=a\t--yes", ["enable", "--cloud=aws", "--yes"]),
    ("status -oy\t", ["status", "-oyaml"]),
    ("status -A -o na\t", ["status", "-A", "-o", "name"]),
    ("completion fi\t", ["completion", "fish"]),
    ("check --explain gcp-health-c\t", ["check", "--explain", "gcp-health-check"]),
    ("status --context arn\t-oy\t", ["status", "--context", ARN, "-oyaml"]),
    ("status --context arn:aws:e\t", ["status", "--context", ARN]),
    ("status --context=arn:aws:eks:eu-west-1\t", ["status", f"--context={ARN}"]),
    ("status --context admin@\t", ["status", "--context", "admin@kubernetes"]),
    ("status --context lo\t", ["status", "--context", LONG]),
    ("status --context my\t-o y\t", ["status", "--context", "my context", "-o", "yaml"]),
    ('status --context "my c\t', ["status", "--context", "my context"]),
    ('status --context "my context" -o y\t', ["status", "--context", "my context", "-o", "yaml"]),
    ("status --context '$(t\t", ["status", "--context", "$(touch oops)"]),
    ("enable --config mani\t", ["enable", "--config", "manifest.yaml"]),
    ("enable --config=mani\t", ["enable", "--config=manifest.yaml"]),
    ("cert create --dir fold\t", ["cert", "create", "--dir", "folder"]),
    ("enable --host mani\t", ["enable", "--host", "mani"]),
    ("status -o y --watch" + "\x1b[D" * 8 + "\t", ["status", "-o", "yaml", "--watch"]),
]


def differing(there, prefix, lines):
    """What becomes of the lines, where it is something else, and not because the machine is busy; `prefix` says how the
    program is called."""
    command, arguments = prefix
    wrong = []
    for keys, wanted in lines:
        for _ in range(TRIES):
            # zsh takes the slash behind a folder away when the line is run.
            came = [word.rstrip("/") for word in there.becomes(f"{command} {keys}")]
            if came == arguments + wanted:
                break
        if came != arguments + wanted:
            wrong.append(f"{keys!r} became {came}")
    return wrong


COMPLAINT = re.compile(r"rror|not found|nknown|invalid|bounds|[Uu]nable|bash:|zsh:|fish:|set:")
CALLS = {"kubectl": ("kubectl milvus-l7", ["milvus-l7"]), "itself": ("kubectl-milvus_l7", [])}


def typed(name, folder, call, before=""):
    with shell(name, folder / "bin", folder, before=before, KUBECONFIG=str(folder / "contexts")) as there:
        home = folder / ("home-" + name)
        write_kubeconfig(home / "another", contexts=["only-there"])
        lines = [*LINES, ("status --kubeconfig ~/another --context only\t",
                          ["status", "--kubeconfig", f"{home}/another", "--context", "only-there"])]
        wrong = differing(there, CALLS[call], lines)
        need(not wrong, "; ".join(wrong))
        # Several that fit are listed with what they mean; the shell may cut that short.
        there.shows(CALLS[call][0] + " c\t\t", r"onnect\b.*print a pro")
        need(not (folder / "oops").exists(), "the shell has run what stands in a name")
    return f"{len(lines)} lines"


# The shell, and how it comes to kubectl's own completion: at once, or when that is first needed. fish does the latter
# by itself.
KUBECTLS = [("bash", "at once", f". {BASH_COMPLETION}\nsource <(kubectl completion bash)\n"),
            ("bash", "when needed", f"BASH_COMPLETION_USER_DIR=$PWD/kubectls\n. {BASH_COMPLETION}\n"),
            ("zsh", "at once", "autoload -Uz compinit\ncompinit -u -D\nsource <(kubectl completion zsh)\n"),
            ("zsh", "when needed", "fpath=($PWD/kubectls $fpath)\n"),
            ("fish", "at once", "kubectl completion fish | source\n"),
            ("fish", "when needed", "")]


def lay_out(folder, kubeconfig):
    """kubectl's scripts where bash-completion and zsh look for them."""
    for file, name in (("completions/kubectl", "bash"), ("_kubectl", "zsh")):
        script = subprocess.run([pathlib.Path(kubeconfig).parent / "kubectl", "completion", name], capture_output=True,
                                text=True, timeout=30, check=True).stdout
        path = folder / "kubectls" / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(script)


def typed_live(name, kubectls, folder, place, kubeconfig):
    """Names of the cluster, and kubectl's own completion beside ours, before and after."""
    lines = [(f"status -n {place.name} {SERVER[:-3]}\t", ["status", "-n", place.name, SERVER]),
             (f"enable -n {place.name} --tls-secret=ed\t", ["enable", "-n", place.name, "--tls-secret=edge-tls"]),
             ("status -n place-\t", ["status", "-n", place.name]),
             ("status --context nobody -n pla\t", ["status", "--context", "nobody", "-n", "pla"])]
    with shell(name, folder / "bin", folder, before=kubectls, KUBECONFIG=str(kubeconfig)) as there:
        wrong = differing(there, ("kubectl", []), [("milvus\ten\t", ["milvus-l7", "enable"]),
                                                   ("versi\t", ["version"]),
                                                   ("config current-c\t", ["config", "current-context"])])
        wrong += differing(there, CALLS["kubectl"], lines)
        need(not wrong, "; ".join(wrong))


def no_answer(name, folder):
    """The line stays as it is when the cluster is silent, and can be typed on."""
    with silent_server() as port:
        file = write_kubeconfig(folder / ("quiet-" + name), f"https://127.0.0.1:{port}")
        with shell(name, folder / "bin", folder, KUBECONFIG=str(file)) as there:
            wrong = differing(there, CALLS["kubectl"], [("status my\t-oy\t", ["status", "my-oy"])])
            need(not wrong, "; ".join(wrong))
            need(not COMPLAINT.search(there.all), f"the shell shows {there.all!r}")


def no_program(name, folder):
    """The same when the program is gone."""
    bin_ = stubs(folder / ("gone-" + name), PLUGIN)
    with shell(name, bin_, folder) as there:
        (bin_ / "kubectl-milvus_l7").unlink()
        wrong = differing(there, CALLS["kubectl"], [("xy\tz", ["xyz"]), ("xyz a \tb", ["xyz", "a", "b"])])
        need(not wrong, "; ".join(wrong))
        need(not COMPLAINT.search(there.all), f"the shell shows {there.all!r}")


def shell_case(name, function, *args):
    """A case whose shell may hang."""
    def run():
        try:
            return function(*args)
        except ShellError as e:
            raise Failure(str(e)) from e
    case(name, run)


def cases(kubeconfig):
    with on_completable(kubeconfig) as (folder, place):
        (folder / "folder").mkdir()
        (folder / "folder.txt").touch()
        (folder / "manifest.yaml").touch()
        stubs(folder / "bin", PLUGIN, pathlib.Path(kubeconfig).parent / "kubectl")
        for call in CALLS:
            for name in ("bash", "zsh", "fish"):
                shell_case(f"{name}, {call}", typed, name, folder, call)
            shell_case(f"bash with bash-completion, {call}", typed, "bash", folder, call, f". {BASH_COMPLETION}\n")
        lay_out(folder, kubeconfig)
        for name, when, kubectls in KUBECTLS:
            shell_case(f"{name} on the cluster, kubectl's completion {when}", typed_live, name, kubectls, folder, place,
                       kubeconfig)
        for name in ("bash", "zsh", "fish"):
            shell_case(f"{name} without an answer", no_answer, name, folder)
            shell_case(f"{name} without the program", no_program, name, folder)


if __name__ == "__main__":
    sys.exit(on_api_server(cases))
