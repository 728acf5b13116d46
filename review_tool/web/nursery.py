"""Where screens come from quickly: a process that has everything loaded, and forks itself for each person.

To load it all takes three quarters of what a screen costs until it is painted; here it is done once, and its memory is
shared. It holds no review, no thread and no file, so that a fork finds nothing half done. It listens on one socket,
inherited from the server: a message with three pipes makes a screen, another sends it a signal; what became of each is
told back. It ends when the server does.

    python -m review_tool.web.nursery DESCRIPTOR
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import json
import os
import select
import signal
import socket
import sys
import traceback
from collections.abc import Sequence
from typing import Any

_LOADED = (
    *("cli.main", "cli.start", "cli.screens", "cli.opening"),
    *(
        "tui.opening",
        "tui.app",
        "tui.served",
        "tui.screens.home.screen",
        "tui.screens.screening.screen",
        "tui.taking_back",
    ),
    *("services.history.auditing", "services.overview", "services.history.undoing"),
)
"""What everybody's screens need from the start; a stage that is visited loads its own. By name, as this roof knows
neither of the others."""
_OF_DATABASE = ("psycopg", "review_tool.store.database.postgresql_dialect")


def load() -> None:
    for name in _LOADED:
        importlib.import_module(f"review_tool.{name}")
    if "://" in os.environ.get("REVIEW_TOOL_REVIEW", ""):
        for name in _OF_DATABASE:
            importlib.import_module(name)
    gc.collect()
    gc.freeze()  # what is here now is never looked through again, so that its pages stay shared


def serve(control: socket.socket) -> None:
    """Make screens until the server is gone."""
    woken, wake = socket.socketpair()
    for end in (woken, wake):
        end.setblocking(False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(wake.fileno(), warn_on_full_buffer=False)
    living: set[int] = set()
    while True:
        ready, _, _ = select.select([control, woken], [], [])
        if woken in ready:
            with contextlib.suppress(BlockingIOError):
                woken.recv(4096)
            _tell_ended(control, living)
        if control in ready:
            data, pipes, _, _ = socket.recv_fds(control, 65536, 3)
            if not data:
                return
            said = json.loads(data)
            if "signal" in said:
                if said["pid"] in living:  # else it has ended, and the number may be another's
                    os.kill(said["pid"], said["signal"])
                continue
            pid = os.fork()
            if pid == 0:
                _be_screen(said["environment"], pipes, (control, woken, wake))
            for pipe in pipes:
                os.close(pipe)
            living.add(pid)
            _tell(control, {"born": said["number"], "pid": pid})


def _tell_ended(control: socket.socket, living: set[int]) -> None:
    for pid in sorted(living):
        found, status = os.waitpid(pid, os.WNOHANG)
        if found:
            living.discard(pid)
            _tell(control, {"ended": pid, "code": os.waitstatus_to_exitcode(status)})


def _tell(control: socket.socket, said: dict[str, Any]) -> None:
    with contextlib.suppress(OSError):  # the server is gone; the next look at its socket ends this
        control.send(json.dumps(said).encode())


def _be_screen(environment: dict[str, str], pipes: Sequence[int], ours: Sequence[socket.socket]) -> None:
    """The forked process: a group of its own, its own pipes, and from here what `review-tool` does. Never returns."""
    code = 1
    try:
        os.setsid()
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        for one in ours:
            one.close()
        for pipe, usual in zip(pipes, (0, 1, 2), strict=True):
            os.dup2(pipe, usual)
            os.close(pipe)
        for usual, (name, mode) in enumerate((("stdin", "r"), ("stdout", "w"), ("stderr", "w"))):
            stream = os.fdopen(usual, mode, encoding="utf-8", errors="replace", closefd=False)
            setattr(sys, name, stream)
            setattr(sys, f"__{name}__", stream)
        os.environ.update(environment)
        sys.argv[:] = ["review-tool"]
        importlib.import_module("review_tool.__main__").main()
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else int(end.code is not None)
    except BaseException:  # a forked child: whatever goes up from here would run on in the parent's code
        traceback.print_exc()
    finally:
        with contextlib.suppress(Exception):  # who read it may be gone
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(code)


if __name__ == "__main__":
    load()
    serve(socket.socket(fileno=int(sys.argv[1])))
