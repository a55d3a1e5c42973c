#!/usr/bin/env python3
"""windows_test.py [ARCHIVE]: runs the programs for Windows under Wine: what they write, where they look for files and
programs, and an API server. It needs Wine and the archive that scripts/release.sh windows_amd64 makes."""
import getpass
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tarfile
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/cluster"))

from cases import case, on_api_server  # noqa: E402
from place import need  # noqa: E402

EXAMPLE = ROOT / "examples/milvus-release.yaml"
PLUGIN, POST_RENDERER = "kubectl-milvus_l7", "milvus-l7-postrender"


class Windows:
    """A folder with the programs, and a Windows of its own to run them in."""

    def __init__(self, folder):
        self.folder = folder
        self.prefix = folder / "prefix"
        self.environment = {"PATH": os.environ["PATH"], "HOME": str(folder), "WINEPREFIX": str(self.prefix),
                            "WINEDEBUG": "-all", "WINEPATH": f"Z:{folder / 'bin'}".replace("/", "\\"), "LC_ALL": "C.UTF-8"}

    def __enter__(self):
        subprocess.run(["wineboot", "-i"], env=self.environment, capture_output=True, timeout=600, check=True)
        return self

    def __exit__(self, *_):
        # The server of this prefix alone.
        subprocess.run(["wineserver", "-k"], env=self.environment, capture_output=True, check=False)

    def run(self, program, *arguments, code=0, text=b"", **variables):
        done = subprocess.run(["wine", str(self.folder / f"{program}.exe"), *arguments], input=text, capture_output=True,
                              env={**self.environment, **variables}, cwd=self.folder, check=False, timeout=300)
        need(done.returncode == code, f"{program} {' '.join(arguments)}: exit {done.returncode}: "
                                      f"{done.stdout.decode()[-300:]} {done.stderr.decode()[-700:]}")
        return done

    def home(self):
        return self.prefix / "drive_c/users" / getpass.getuser()


def introduce_themselves(windows):
    for program, word in ((PLUGIN, "version"), (POST_RENDERER, "--version")):
        need(b"\r" not in windows.run(program, word).stdout, f"{program} ends lines in two characters")
        need(b"Usage: " in windows.run(program, "--help").stdout, f"{program} has no help")


def refuse_wrong_usage(windows):
    windows.run(PLUGIN, "enabel", code=2)
    windows.run(PLUGIN, "status", "--no-such-flag", code=2)
    windows.run(POST_RENDERER, "--cloud", "azure", code=2)
    said = windows.run(POST_RENDERER, "--cloud", "gcp", text=b"", code=1)
    need(not said.stdout, "stdout is not empty after an error")


def rewrite_as_on_linux(windows):
    text = EXAMPLE.read_bytes()
    large = b"".join(b"---\nkind: ConfigMap\nmetadata: {name: c%d}\ndata: {x: '%s'}\n" % (i, b"x" * 5000)
                     for i in range(800)) + text
    for name, stream in (("the example", text), ("lines of Windows", text.replace(b"\n", b"\r\n")), ("4 MB", large)):
        for cloud in ("gcp", "aws"):
            linux = subprocess.run([ROOT / "build/release" / POST_RENDERER, "--cloud", cloud], input=stream,
                                   capture_output=True, check=True)
            need(linux.stdout != stream, "nothing is rewritten")
            for program, verb in ((POST_RENDERER, []), (PLUGIN, ["post-render"])):
                done = windows.run(program, *verb, "--cloud", cloud, text=stream)
                need(done.stdout == linux.stdout, f"{program}, {name}, {cloud}: other bytes")
                need(done.stderr == linux.stderr, f"{program}, {name}, {cloud}: {done.stderr.decode()[-300:]}")


def write_files_with_any_name(windows):
    report = windows.folder / "Prüfung für Ωmega.json"
    for _ in range(2):
        windows.run(POST_RENDERER, "--cloud=gcp", f"--report-file={report.name}", text=EXAMPLE.read_bytes())
        need(json.loads(report.read_text(encoding="utf-8"))["result"] == "changed", "the report says something else")
    windows.run(POST_RENDERER, "--cloud=gcp", "--report-file=NUL", text=EXAMPLE.read_bytes())
    need(not list(windows.folder.glob("*.milvus-l7-*")), "a temporary file is left")


def make_a_certificate(windows):
    windows.run(PLUGIN, "cert", "create", "--host", "milvus.example.com", "--dir", "certificates")
    (certificate,) = (windows.folder / "certificates").glob("*.crt")
    key = certificate.with_suffix(".key")
    public = [subprocess.run(["openssl", *words], capture_output=True, check=True).stdout
              for words in (("x509", "-in", certificate, "-noout", "-pubkey"), ("pkey", "-in", key, "-pubout"))]
    need(public[0] == public[1], "the key is another one's")


def finds_no_milvus(windows, *flags, **variables):
    """The answer of an empty cluster, which only comes when the API server was asked."""
    said = windows.run(PLUGIN, "status", "-A", *flags, **variables).stderr.decode()
    need("No Milvus found" in said, said)


def read_a_cluster(windows, kubeconfig):
    folder = windows.home() / ".kube"
    folder.mkdir(exist_ok=True)
    shutil.copy(kubeconfig, folder / "config")
    finds_no_milvus(windows)
    other = windows.folder / "other.yaml"
    (folder / "config").rename(other)
    finds_no_milvus(windows, KUBECONFIG="Z:\\absent;" + f"Z:{other}".replace("/", "\\"))
    said = windows.run(PLUGIN, "check", "--cloud", "gcp", code=1, KUBECONFIG=f"Z:{other}").stderr.decode()
    need("no Milvus" in said, said)


def log_in_with_a_plugin(windows, kubeconfig):
    kubectl = pathlib.Path(kubeconfig).parent / "kubectl"
    view = json.loads(subprocess.run([kubectl, "config", "view", "--raw", "-o", "json", "--kubeconfig", kubeconfig],
                                     capture_output=True, check=True).stdout)
    (user,) = (each for each in view["users"] if each["name"] == "admin")
    credential = {"apiVersion": "client.authentication.k8s.io/v1", "kind": "ExecCredential", "status": user["user"]}
    folder = windows.folder / "bin"
    folder.mkdir(exist_ok=True)
    (folder / "answer.json").write_text(json.dumps(credential), encoding="utf-8")
    # A name without an ending, found by way of PATHEXT; an argument with spaces arrives in one piece.
    (folder / "some-login.cmd").write_bytes(b'@if not "%~1"=="two words" exit /b 9\r\n@type "%~dp0answer.json"\r\n')
    user["user"] = {"exec": {"apiVersion": "client.authentication.k8s.io/v1", "command": "some-login",
                             "args": ["two words"], "interactiveMode": "IfAvailable"}}
    file = windows.folder / "exec.json"
    file.write_text(json.dumps(view), encoding="utf-8")
    finds_no_milvus(windows, "--kubeconfig", file.name)


def complete_words(windows):
    need(b"--cloud" in windows.run(PLUGIN, "__complete", "enable", "--cl").stdout, "no flag is completed")
    kubeconfig = windows.folder / "exec.json"
    done = windows.run(PLUGIN, "__complete", "status", "--kubeconfig", kubeconfig.name, "")
    need(done.stdout.decode().splitlines()[-1].startswith(":"), f"no directive: {done.stdout.decode()}")
    need(not done.stderr, done.stderr.decode())


def cases(windows, kubeconfig):
    for name, function, *more in (("they introduce themselves", introduce_themselves),
                                  ("wrong usage is exit code 2", refuse_wrong_usage),
                                  ("they write the bytes that Linux' do", rewrite_as_on_linux),
                                  ("files may have any name", write_files_with_any_name),
                                  ("a certificate and its key are written", make_a_certificate),
                                  ("a cluster is found by kubectl's rules", read_a_cluster, kubeconfig),
                                  ("a plugin of PATHEXT logs in", log_in_with_a_plugin, kubeconfig),
                                  ("words are completed", complete_words)):
        case(name, function, windows, *more)


def main():
    archives = sys.argv[1:] or sorted((ROOT / "dist").glob("milvus-l7_v*_windows_amd64.tar.gz"))
    if not archives:
        sys.exit("no archive for Windows: scripts/release.sh windows_amd64 makes it")
    if not shutil.which("wine") or not shutil.which("wineboot"):
        sys.exit("no Wine: scripts/install-packages.sh portability installs it")
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        with tarfile.open(archives[-1]) as archive:
            archive.extractall(folder)
        with Windows(folder) as windows:
            return on_api_server(lambda kubeconfig: cases(windows, kubeconfig))


if __name__ == "__main__":
    sys.exit(main())
