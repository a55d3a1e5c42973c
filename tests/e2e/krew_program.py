"""krew itself, named in the variable KREW, and what it downloads from."""
import contextlib
import functools
import http.server
import os
import subprocess
import sys
import threading

NAME = "milvus-l7"
# Of the machine that this runs on, as krew calls it.
HERE = f"{sys.platform}/" + {"x86_64": "amd64", "aarch64": "arm64"}.get(os.uname().machine, os.uname().machine)


class Failure(Exception):
    pass


def need(condition, message):
    if not condition:
        raise Failure(message)


class Krew:
    """A krew with folders of its own, and an index, a git repository, which it does not work without."""

    def __init__(self, folder, platform=HERE):
        self.root, self.index = folder / "krew", folder / "index"
        system, arch = platform.split("/")
        self.link = self.root / "bin" / ("kubectl-milvus_l7" + (".exe" if system == "windows" else ""))
        self.environment = {
            **os.environ, "PATH": f"{self.root}/bin:{os.environ['PATH']}", "KREW_ROOT": str(self.root),
            "KREW_OS": system, "KREW_ARCH": arch, "KREW_NO_UPGRADE_CHECK": "1",
            "KREW_DEFAULT_INDEX_URI": str(self.index)}
        self.run("git", "init", "-q", str(self.index))
        self.publish("")

    def run(self, *command):
        done = subprocess.run(command, capture_output=True, text=True, check=False, env=self.environment)
        need(done.returncode == 0, f"{' '.join(map(str, command))}: {done.stdout}{done.stderr}")
        return done.stdout + done.stderr

    def krew(self, *arguments):
        return self.run(os.environ["KREW"], *arguments)

    def publish(self, text):
        """Makes that manifest the one of the index; "" for an index without plugins."""
        file = self.index / "plugins" / (f"{NAME}.yaml" if text else ".keep")
        file.parent.mkdir(exist_ok=True)
        file.write_text(text)
        git = ["git", "-C", str(self.index), "-c", "user.name=x", "-c", "user.email=x@example.com"]
        self.run(*git, "add", ".")
        self.run(*git, "commit", "-q", "-m", "Change the index")
        self.krew("update")


@contextlib.contextmanager
def served(folder):
    """The http address of a folder, on the loopback device."""
    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_):
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=folder)) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
