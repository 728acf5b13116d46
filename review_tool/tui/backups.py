"""Backups while the screens are open: by a program of its own, so that no key ever waits for one."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from textual.worker import Worker, get_current_worker

from review_tool.tui import jobs

if TYPE_CHECKING:
    from review_tool.tui.app import ReviewApp

_NONE = "No backup was made: "
LOOK_EVERY = 60
"""Seconds between two looks whether a backup is due."""


def watch(app: ReviewApp) -> None:
    """Look from time to time whether the review is due for a backup; to be called once."""
    app.set_interval(LOOK_EVERY, lambda: look(app))


def look(app: ReviewApp) -> Worker[None] | None:
    """Back the open review up if that is due, beside the keys; where it fails, the status line says so, once."""
    review = app.review
    if review is None or jobs.running(app, "backup"):
        return None
    return app.run_worker(
        lambda: _back_up(app, review), name="backup", group="backup", thread=True, exit_on_error=False
    )


def _back_up(app: ReviewApp, review: Any) -> None:
    from review_tool.services.safety import backing_up

    refused = ""
    try:
        # Who has not said who they are writes nothing, and the log of a database tells who made a backup.
        if backing_up.is_due(review) and (app.reviewer or not backing_up.in_database(review)):
            if app.served:  # in a browser's session no other program is started
                backing_up.keep_up(review, by=app.reviewer)
            else:
                refused = made_apart(review.folder, backing_up.named_to_a_program(review, app.reviewer))
    except Exception as error:  # a look that fails must not end the screens; the next one is in a minute
        jobs.LOG.error("looking whether a backup is due", exc_info=error)
        refused = str(error)
    worker = get_current_worker()
    if refused != app.backup_refused and not worker.is_cancelled:
        app.call_from_thread(tell, app, refused)


def made_apart(folder: Path, named: dict[str, str]) -> str:
    """Have the command line make a backup, at low priority; why it could not, or "". Ends early with this program.

    Args:
        folder: where the review's backups, imports and exports lie.
        named: the review and the reviewer, as variables of the environment: others may see how a program was called.
    """
    with subprocess.Popen(
        [sys.executable, "-m", "review_tool", "backup", "make", "--if-due", "--in-background", "--json"],
        cwd=folder,
        env=os.environ | named,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        encoding="utf-8",
    ) as process:
        worker = get_current_worker()
        while True:
            try:
                said, _ = process.communicate(timeout=0.2)
                break
            except subprocess.TimeoutExpired:
                if worker.is_cancelled:
                    process.terminate()
                    return ""
    try:
        found = json.loads(said)
        return str(found.get("error", ""))
    except (ValueError, AttributeError):
        return "The backup ended without a word." if process.returncode else ""


def tell(app: ReviewApp, refused: str) -> None:
    """Say in the status line that no backup could be made, and when that is mended."""
    app.backup_refused = refused
    remind(app.screen)


def remind(screen: Any) -> None:
    """Say on a screen that no backup could be made, as long as that is so; what else it says is left alone."""
    status = getattr(screen, "status", None)
    if status is not None and (not status.reason or status.reason.startswith(_NONE)):
        status.reason = f"{_NONE}{screen.app.backup_refused}" if screen.app.backup_refused else ""


def at_the_end(review: Any, reviewer: str) -> None:
    """When the screens close: a last backup if one is due. Ctrl+C leaves it out.

    A large review in a database is left to those who still have it open: to try a bundle of it takes minutes.
    """
    from review_tool.domain.errors import Cancelled, ReviewError
    from review_tool.services.safety import backing_up

    try:
        there = backing_up.in_database(review)
        if backing_up.is_due(review) and (not there or (reviewer and backing_up.is_cheap(review))):
            print("Backing the review up … (Ctrl+C leaves it out)", file=sys.stderr, flush=True)
            backing_up.keep_up(review, by=reviewer)
    except ReviewError as refusal:
        print(f"No backup was made: {refusal} {refusal.hint}", file=sys.stderr)
    except (KeyboardInterrupt, Cancelled):
        print("No backup was made; the next one is due.", file=sys.stderr)
