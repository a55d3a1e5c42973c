"""For tests: programs that end when the test does, and free ports for them."""
import contextlib
import ctypes
import signal
import socket
import subprocess
import sys

PR_SET_PDEATHSIG = 1
LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None


def free_ports(count):
    """So many ports of loopback that nobody listens on."""
    with contextlib.ExitStack() as stack:
        sockets = [stack.enter_context(socket.create_server(("127.0.0.1", 0))) for _ in range(count)]
        return [s.getsockname()[1] for s in sockets]


def listens(port, address="127.0.0.1"):
    with contextlib.suppress(OSError), socket.create_connection((address, port), 1):
        return True
    return False


def end_with_parent():
    """On Linux the kernel ends the program when the thread that began it is gone, however that went."""
    if LIBC:
        LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


@contextlib.contextmanager
def child(command, log, **options):
    """A program that runs meanwhile; what it says goes to the file `log`."""
    with open(log, "wb") as out:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=out, stderr=out,
                                   preexec_fn=end_with_parent, **options)
    try:
        yield process
    finally:
        # Nothing that it keeps is worth an orderly end.
        process.kill()
        process.wait()
