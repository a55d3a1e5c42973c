"""For tests: a repository with the Milvus chart, and Helm 3 and 4 set up as a user has them: `helm` on PATH, the
repository added, the kubectl plugin beside it, as krew does it (3), or the post-renderer as Helm's plugin (4)."""
import contextlib
import functools
import http.server
import json
import os
import shutil
import subprocess
import threading

import yaml

from place import need
from plugin import PROGRAM, PluginPlace
from releases import ROOT, run

VERSION = "5.0.19"
RELEASE = "demo"


class Handler(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


@contextlib.contextmanager
def repository(folder):
    """examples/chart, called as the Milvus chart is, behind a URL. Without its hook: nobody runs Jobs here."""
    chart = folder / "milvus"
    shutil.copytree(ROOT / "examples/chart", chart)
    (chart / "templates/hook.yaml").unlink()
    about = yaml.safe_load((chart / "Chart.yaml").read_text())
    (chart / "Chart.yaml").write_text(yaml.safe_dump({**about, "name": "milvus", "version": VERSION}))
    helm = run([str(ROOT / "scripts/get-helm.sh"), "3"]).strip()
    served = folder / "served"
    run([helm, "package", str(chart), "-d", str(served)])
    run([helm, "repo", "index", str(served)])
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Handler, directory=served))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


class Helm:
    """One major version, with folders of its own: each complains about the other's plugins."""

    def __init__(self, version, folder, url, kubeconfig):
        self.version = version
        home = folder / f"helm{version}"
        programs = home / "bin"
        programs.mkdir(parents=True)
        (programs / "helm").symlink_to(run([str(ROOT / "scripts/get-helm.sh"), version]).strip())
        (programs / PROGRAM.name).symlink_to(PROGRAM.resolve())
        self.environment = {k: v for k, v in os.environ.items() if not k.startswith(("HELM_", "MILVUS_L7_"))}
        self.environment.update(KUBECONFIG=str(kubeconfig), PATH=f"{programs}:{os.environ['PATH']}",
                                **{f"HELM_{kind}_HOME": str(home / kind.lower()) for kind in
                                   ("DATA", "CONFIG", "CACHE")})
        self.sh(f"helm repo add milvus {url}")
        if version == "4":
            run([str(ROOT / "scripts/make-helm-plugin.sh"), str(home / "plugin")])
            self.sh(f"helm plugin install {home / 'plugin'}")

    def sh(self, command):
        """A command line as a user enters it. Returns (exit code, stdout, stderr)."""
        done = subprocess.run(["bash", "-c", command], env=self.environment, capture_output=True, text=True)
        return done.returncode, done.stdout, done.stderr


class HelmPlace(PluginPlace):
    """A namespace with one release of the chart."""

    def __init__(self, kubeconfig, helm, cloud):
        super().__init__(kubeconfig, cloud)
        self.helm = helm

    def install(self, *flags, values=None, through=None):
        """`through` are the options of the post-renderer; without them it is not there."""
        command = ["helm", "install", RELEASE, "milvus/milvus", "-n", self.name, *flags]
        if through is not None:
            name, verb = ("milvus-l7", []) if self.helm.version == "4" else (PROGRAM.name, ["post-render"])
            command += ["--post-renderer", name]
            command += [f"--post-renderer-args={word}" for word in (*verb, f"--cloud={self.cloud}", *through)]
        stdin = None
        if values:
            command += ["-f", "-"]
            stdin = yaml.safe_dump(values)
        run(command, stdin, self.helm.environment)

    def sh(self, command):
        return self.helm.sh(command)

    def upgrades(self, command):
        """A command line of Helm that succeeds and knows of no conflict."""
        code, _, errors = self.sh(command)
        need(code == 0 and "conflict" not in errors.lower(), f"{command}: exit {code}: {errors}")

    def status(self):
        """The only Milvus, as -o json tells it."""
        [status] = json.loads(self.run("status", "--cloud", self.cloud, "-o", "json").needs(0).out)["items"]
        return status

    def enable(self, *options):
        return self.run("enable", "--yes", "--wait=false", "--cloud", self.cloud, *options)

    def disable(self, *args):
        return self.run("disable", "--yes", "--wait=false", *args)
