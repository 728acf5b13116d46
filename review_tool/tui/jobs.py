"""Slow work in a thread, told of in the status line and stopped with Esc.

A job is a method of a screen or widget:

    @job("Reading files")
    def read(self, progress: Progress, paths: list[Path]) -> None:
        for n, path in enumerate(paths):
            progress(n, len(paths), path.name)          # raises Cancelled after Esc
            report = importing.read(self.app.review, path)
        self.app.call_from_thread(self.show_report, report)

    self.read(paths)                                     # returns at once

Inside a job no widget may be touched: results cross over by `post_message` or `app.call_from_thread`. A ReviewError
is shown as a toast with its hint, any other error as an honest one, and its traceback goes to the log.
"""

from __future__ import annotations

import functools
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Concatenate, ParamSpec, TypeVar

from textual.message import Message
from textual.message_pump import MessagePump
from textual.worker import Worker, get_current_worker

from review_tool.domain.errors import Cancelled, ReviewError
from review_tool.domain.text import clean

LOG = logging.getLogger("review_tool.tui")
GROUP = "job"

Node = TypeVar("Node", bound=Any)
P = ParamSpec("P")


class JobMoved(Message):
    """How far a job is. Newer ones replace older ones that nobody has read yet."""

    def __init__(self, label: str, done: int = 0, total: int = 0, what: str = "") -> None:
        super().__init__()
        self.label = label
        self.done = done
        self.total = total
        """0 where nobody knows."""
        self.what = what

    def can_replace(self, message: Message) -> bool:
        return isinstance(message, JobMoved) and message.label == self.label


class JobEnded(Message):
    """A job is over."""

    def __init__(self, label: str, *, result: Any = None, ok: bool = False, cancelled: bool = False) -> None:
        super().__init__()
        self.label = label
        self.result = result
        self.ok = ok
        self.cancelled = cancelled


class Progress:
    """What a job calls to say how far it is. Services take it as their progress callback."""

    def __init__(self, node: MessagePump, label: str) -> None:
        self._node = node
        self._label = label
        self._worker = get_current_worker()

    @property
    def cancelled(self) -> bool:
        return self._worker.is_cancelled

    def __call__(self, done: int = 0, total: int = 0, what: str = "") -> None:
        """Raises Cancelled once the person has pressed Esc."""
        if self.cancelled:
            raise Cancelled
        self._node.post_message(JobMoved(self._label, done, total, what))


def job(
    label: str, *, group: str = GROUP
) -> Callable[[Callable[Concatenate[Node, Progress, P], Any]], Callable[Concatenate[Node, P], Worker[None]]]:
    """Make a method run in a thread. A second job of the same node and group cancels the first."""

    def decorate(
        deed: Callable[Concatenate[Node, Progress, P], Any],
    ) -> Callable[Concatenate[Node, P], Worker[None]]:
        @functools.wraps(deed)
        def start(self: Node, /, *args: P.args, **kwargs: P.kwargs) -> Worker[None]:
            def run() -> None:
                _run(self, label, lambda progress: deed(self, progress, *args, **kwargs))

            self.post_message(JobMoved(label))
            worker: Worker[None] = self.run_worker(
                run, name=label, group=group, thread=True, exclusive=True, exit_on_error=False
            )
            return worker

        return start

    return decorate


def _run(node: Any, label: str, deed: Callable[[Progress], Any]) -> None:
    """The body of a job's thread: whatever happens, one JobEnded is posted."""
    try:
        result = deed(Progress(node, label))
    except Cancelled:
        node.post_message(JobEnded(label, cancelled=True))
    except Exception as error:  # told on the screen, which goes on; a fault's traceback goes to the log
        node.app.call_from_thread(tell, node, error)
        node.post_message(JobEnded(label))
    else:
        node.post_message(JobEnded(label, result=result, ok=True))


def tell(node: Any, error: Exception) -> None:
    """Show an error as a toast: a refusal with its remedy, a fault of ours as one, with the traceback in the log.

    A refusal that says what stands in the way is shown until it is closed: that is more than a toast holds.
    """
    if isinstance(error, ReviewError) and error.details:
        from review_tool.tui.dialogs.tell import Tell

        node.app.push_screen(Tell(str(error), ["", *error.details, "", error.hint]))
        return
    if isinstance(error, ReviewError):
        message = clean(f"{error}\n{error.hint}".strip())
        node.notify(message, severity="warning", markup=False)
        return
    LOG.error("%s", error, exc_info=error)
    message = clean(f"That failed by a fault of this program, not of yours: {type(error).__name__}: {error}")
    node.notify(message, severity="error", timeout=12, markup=False)


@contextmanager
def telling(node: Any) -> Iterator[None]:
    """A deed done at once: `with telling(self): screening.decide(…)`. A refusal becomes a toast."""
    try:
        yield
    except ReviewError as refusal:
        tell(node, refusal)


def running(node: Any, group: str = GROUP) -> list[Worker[Any]]:
    """The jobs under way in the app."""
    return [worker for worker in node.app.workers if worker.group == group and not worker.is_finished]


def cancel(node: Any, group: str = GROUP) -> bool:
    """Ask every running job to stop; True where there was one."""
    workers = running(node, group)
    for worker in workers:
        worker.cancel()
    return bool(workers)
