"""terminal.py INPUT COMMAND..: runs the command with INPUT as stdin and a terminal as stdout, and prints its output."""
import os
import pty
import subprocess
import sys

terminal, stdout = pty.openpty()
with open(sys.argv[1], "rb") as stdin:
    child = subprocess.Popen(sys.argv[2:], stdin=stdin, stdout=stdout)
os.close(stdout)
try:
    while data := os.read(terminal, 65536):
        sys.stdout.buffer.write(data)
except OSError:
    pass  # Linux says EIO, rather than end of file, once the command has closed its terminal.
sys.exit(child.wait())
