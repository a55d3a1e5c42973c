"""For tests: shells on a terminal of their own, in which keys are pressed."""
import contextlib
import fcntl
import os
import pathlib
import pty
import re
import select
import shlex
import shutil
import signal
import struct
import termios
import time

PROMPT = "READY>"
SECONDS = 60
RAN = re.compile(r"RAN((?:<[^>\r\n]*>)*)\r?\n")
# The prompts of bash and zsh for the rest of a text whose quote is still open. fish has none, and says nothing for so long.
QUIET = 15
OPEN = re.compile(r"\n(?:\x1b\[[^a-zA-Z]*[a-zA-Z]|\r)*> |quote> ")

# Program and flags, and the file that it reads first.
STARTS = {
    "bash": (["bash", "--noprofile", "--rcfile", "{rc}", "-i"], "bashrc"),
    "zsh": (["zsh", "-d", "-i"], ".zshrc"),
    "fish": (["fish", "-i"], "fish/config.fish"),
}
BEFORE = {
    "bash": f"PS1='{PROMPT}'\nbind 'set enable-bracketed-paste off'\n",
    "zsh": f"PS1='{PROMPT}'\nunsetopt prompt_sp\nautoload -Uz compinit\ncompinit -u -D\n",
    "fish": f"function fish_prompt; echo -n '{PROMPT}'; end\nset -g fish_greeting\n",
}
LOAD = {
    "bash": 'eval "$({command} completion bash)"\n',
    "zsh": "source <({command} completion zsh)\n",
    "fish": "{command} completion fish | source\n",
}


class ShellError(Exception):
    pass


def stubs(folder, program, kubectl=None):
    """A folder for PATH with a `kubectl` and a `kubectl-milvus_l7` that answer shells as the real ones do, and
    print on the terminal what they were given."""
    folder = pathlib.Path(folder)
    folder.mkdir()
    say = """printf RAN; [ $# = 0 ] || printf '<%s>' "$@"; echo\n"""
    asked = "[ -t 1 ] || case $1 in __complete|completion) exec {} \"$@\";; esac\n"
    texts = {"kubectl-milvus_l7": asked.format(shlex.quote(str(program))),
             "kubectl": 'if [ ! -t 1 ] && [ "$1" = milvus-l7 ]; then shift; exec kubectl-milvus_l7 "$@"; fi\n' +
                        asked.format(shlex.quote(str(kubectl)) if kubectl else "false")}
    for name, text in texts.items():
        (folder / name).write_text("#!/bin/sh\n" + text + say)
        (folder / name).chmod(0o755)
    return folder


class Shell:
    """A shell that is being typed into."""

    def __init__(self, pid, terminal):
        self.pid, self.terminal, self.seen, self.all = pid, terminal, "", ""

    def press(self, keys):
        os.write(self.terminal, keys.encode())

    def wait_for(self, pattern, seconds=SECONDS):
        """The match of the pattern in what was shown since the last one that was waited for."""
        end = time.monotonic() + seconds
        while not (found := re.search(pattern, self.seen)):
            left = end - time.monotonic()
            if left <= 0 or not select.select([self.terminal], [], [], left)[0]:
                raise ShellError(f"{pattern!r} is not shown: {self.seen[-600:]!r}")
            try:
                text = os.read(self.terminal, 65536).decode(errors="replace")
            except OSError as e:
                raise ShellError(f"the shell has ended: {self.seen[-600:]!r}") from e
            self.seen += text
            self.all += text
        self.seen = self.seen[found.end():]
        return found

    def becomes(self, keys):
        """The arguments with which a line that was typed with these keys is run; none where it could not be."""
        for part in re.split(r"(?<=\t)", keys):
            self.press(part)
            time.sleep(0.02)
        self.press("\r")
        try:
            ran = self.wait_for(f"(?:{RAN.pattern})|{OPEN.pattern}", QUIET)[1]
        except ShellError:
            ran = None
        if ran is None:
            # No name has come in time, and so nothing has closed the quote.
            self.seen = ""
            self.press("\x03")
        self.wait_for(PROMPT)
        return re.findall(r"<([^>]*)>", ran or "")

    def shows(self, keys, pattern):
        """Needs the pattern on the screen once these keys are pressed. The line is left as it is."""
        self.press(keys)
        self.wait_for(pattern)


@contextlib.contextmanager
def shell(name, path, work, command="kubectl milvus-l7", before="", **environment):
    """A shell in the folder `work`, with completion as the command prints it; `path` comes first in PATH. `before` is
    what stands at the beginning of the file that it reads first."""
    home = pathlib.Path(work) / ("home-" + name)
    shutil.rmtree(home, ignore_errors=True)
    arguments, file = STARTS[name]
    rc = home / file
    rc.parent.mkdir(parents=True)
    # Where it is missing, fish fills it from the manual pages, and goes on with that when it has ended itself.
    (home / ".local/share/fish/generated_completions").mkdir(parents=True)
    rc.write_text(before + BEFORE[name] + LOAD[name].format(command=command))
    environment = {"HOME": str(home), "ZDOTDIR": str(home), "XDG_CONFIG_HOME": str(home), "TERM": "xterm",
                   "LANG": "C.UTF-8", "PATH": f"{path}:/usr/local/bin:/usr/bin:/bin", **environment}
    pid, terminal = pty.fork()
    if pid == 0:
        os.chdir(work)
        arguments = [a.format(rc=rc) for a in arguments]
        os.execvpe(arguments[0], arguments, environment)
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 50, 160, 0, 0))
    try:
        there = Shell(pid, terminal)
        there.wait_for(PROMPT)
        yield there
    finally:
        os.kill(pid, signal.SIGKILL)
        os.close(terminal)
        os.waitpid(pid, 0)
