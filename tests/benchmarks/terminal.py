"""A program on a real pseudo-terminal: when it first paints, and how soon it answers a key."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import signal
import struct
import termios
import time
from pathlib import Path


class Terminal:
    """A child process on a pty of a given size; its output is read and kept."""

    def __init__(self, command: list[str], *, columns: int = 120, rows: int = 36) -> None:
        self.started = time.perf_counter()
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.environ |= {"TERM": "xterm-256color", "COLORTERM": "truecolor"}
            os.execvp(command[0], command)
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self.output = b""

    def read(self, seconds: float) -> bytes:
        """What comes within the time; b"" when nothing does."""
        ready, _, _ = select.select([self.fd], [], [], seconds)
        if not ready:
            return b""
        try:
            data = os.read(self.fd, 65536)
        except OSError:
            return b""
        # A terminal answers what Textual asks of it at the start; else it would wait for the answer.
        if b"\x1b[c" in data:
            os.write(self.fd, b"\x1b[?62;4c")
        self.output += data
        return data

    def until(self, text: bytes, *, within: float = 30.0) -> float:
        """Seconds from the start until the text is on the screen.

        Raises:
            TimeoutError: it never came.
        """
        while time.perf_counter() - self.started < within:
            self.read(0.05)
            if text in self.output:
                return time.perf_counter() - self.started
        raise TimeoutError(f"{text!r} did not come within {within} s")

    def quiet(self, seconds: float = 0.4) -> None:
        """Read until nothing has come for a while."""
        while self.read(seconds):
            pass

    def rest(self, seconds: float = 0.1) -> None:
        """Read until it has neither written nor worked for a while: soon where it is idle, late where all is slow.

        Where the system does not tell what it does, a longer silence is waited for.
        """
        if not Path("/proc/self/stat").exists():
            return self.quiet()
        while True:
            before = self.cpu()
            if not self.read(seconds) and self._asleep() and self.cpu() - before < 0.02:
                return None

    def _asleep(self) -> bool:
        return Path(f"/proc/{self.pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "R"

    def answer(self, key: bytes) -> float:
        """Seconds from a key to the first bytes painted after it."""
        self.quiet(0.05)
        start = time.perf_counter()
        os.write(self.fd, key)
        while not self.read(2.0):
            if time.perf_counter() - start > 5:
                raise TimeoutError(f"nothing was painted after {key!r}")
        return time.perf_counter() - start

    def cpu(self) -> float:
        """Seconds of processor time it has used, in all its threads. Linux only."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def peak(self) -> float:
        """The most memory it has held, in MB. Linux only."""
        lines = Path(f"/proc/{self.pid}/status").read_text().splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024

    def end(self) -> None:
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        os.close(self.fd)
