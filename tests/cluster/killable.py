"""For tests: a program that may be killed at any moment."""
import os
import subprocess
import threading


class Client:
    """A program under test, in a process group of its own, so that killing it leaves no child of it behind."""

    def __init__(self):
        self.process = None
        self.lock = threading.Lock()

    def run(self, command, environment, timeout=None, capture=False):
        """(exit code or minus the signal, stdout, stderr). Raises subprocess.TimeoutExpired, after killing it."""
        pipe = subprocess.PIPE if capture else None
        with self.lock:
            self.process = subprocess.Popen(command, env=environment, stdout=pipe, stderr=pipe, text=True,
                                            stdin=subprocess.DEVNULL, start_new_session=True)
        try:
            out, errors = self.process.communicate(timeout=timeout)
        except subprocess.TimeoutExpired:
            self.kill()
            self.process.communicate()
            raise
        return self.process.returncode, out, errors

    def kill(self):
        with self.lock:
            if self.process and self.process.poll() is None:
                os.killpg(self.process.pid, 9)
