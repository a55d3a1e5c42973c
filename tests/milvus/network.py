"""For tests: a network that ends in this machine, for servers that cannot be told to listen on loopback only."""
import ctypes
import fcntl
import os
import pathlib
import socket
import struct
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
CLONE_NEWUSER, CLONE_NEWNET = 0x10000000, 0x40000000
SIOCGIFFLAGS, SIOCSIFFLAGS = 0x8913, 0x8914
IFF_UP = 1
IFREQ = "16sh22x"


def unshare(flags):
    return ctypes.CDLL(None, use_errno=True).unshare(flags) == 0


def become_root(user, group):
    """Of the new namespace only: as such one may switch its loopback on, and listen at any port."""
    own = pathlib.Path("/proc/self")
    (own / "setgroups").write_text("deny")
    (own / "uid_map").write_text(f"0 {user} 1")
    (own / "gid_map").write_text(f"0 {group} 1")


def switch_loopback_on():
    with socket.socket() as any_socket:
        name, flags = struct.unpack(IFREQ, fcntl.ioctl(any_socket, SIOCGIFFLAGS, struct.pack(IFREQ, b"lo", 0)))
        fcntl.ioctl(any_socket, SIOCSIFFLAGS, struct.pack(IFREQ, name, flags | IFF_UP))


def leave(*fetching):
    """Runs the scripts that fetch what is needed; from then on this process, and what it starts, have a loopback of their
    own and nothing else, where the system lets them (Linux; some containers do not). Before any thread is started."""
    for script in fetching:
        subprocess.run([ROOT / "scripts" / script], stdout=subprocess.DEVNULL, check=True)
    user, group = os.getuid(), os.getgid()
    if sys.platform == "linux" and unshare(CLONE_NEWNET):
        switch_loopback_on()
    elif sys.platform == "linux" and unshare(CLONE_NEWUSER | CLONE_NEWNET):
        become_root(user, group)
        switch_loopback_on()
    else:
        print("no network of one's own here: Milvus 2.3 listens on every interface while this runs", flush=True)
