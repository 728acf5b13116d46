"""Opening a review for the screens. The services are imported inside: the app paints before they are.

The command line calls `run`; the start screen's wishes come to the others by way of the app.
"""

from __future__ import annotations

import gc
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from review_tool.tui.messages import About

Around = Callable[[], Any]
"""Makes the services' `Surroundings`; called in the thread that opens the review, after the first paint."""


def run(
    address: str | None,
    reviewer: str | None,
    around_factory: Around,
    *,
    mode: str = "home",
    named: bool = False,
    served: bool = False,
) -> int:
    """Open the screens on a review and stay until the person leaves; returns the exit code.

    `address` is the review's folder or URL; None means this folder. Where it holds no review the start screen
    offers to make one, unless it was `named`: then the screen says that it is none. `reviewer` is the name given or
    the login name; someone who is not in the team is asked who they are. `mode` is a stage's mode from
    `stages.STAGES`. `served` says that a browser is at the other end.
    A fault of this program ends the screens and is raised. Nothing of the services or the store is imported before the
    first paint.
    """
    gc.disable()  # until the review is open: what is imported and read till then stays
    from review_tool.tui import backups
    from review_tool.tui.app import ReviewApp

    where = address or "."
    if served:
        from review_tool.tui.served import confine

        confine(where)
    opener = partial(open_there if named or served else open_if_there, where, around_factory)
    app = ReviewApp(where, reviewer, opener=opener, mode=mode, around=around_factory, served=served)
    try:
        app.run()
    finally:
        if app.review is not None:
            backups.at_the_end(app.review, app.reviewer)
            app.review.close()
    if app.fault is not None:
        raise app.fault
    return app.return_code or 0


def open_if_there(address: str, around: Around | None) -> Any:
    """The review at an address, or None where a folder holds none.

    Raises:
        ReviewError: there is one and it cannot be opened.
    """
    from review_tool.services import reviews

    return open_there(address, around) if reviews.is_there(address) else None


def open_there(address: str, around: Around | None) -> Any:
    """The review at an address.

    Raises:
        ReviewError: there is none, or it cannot be opened.
    """
    from review_tool.services import reviews

    return reviews.open_review(_folder(address), around=_surroundings(around))


def changed_since(review: Any, around: Around | None) -> list[str]:
    """What of the log is not as this computer saw it last, or wrong in what came since; nothing where all is well."""
    from review_tool.services.history import auditing

    memory = _surroundings(around).memory
    return auditing.glance(review, memory) if memory else []


def create(path: str, title: str, name: str, around: Around | None) -> Any:
    """A new review, with this person as its lead.

    Raises:
        ReviewError: the folder cannot take a review.
    """
    from review_tool.services import reviews

    return reviews.create(_folder(path), title, by=name, around=_surroundings(around))


def demonstrate(path: str, name: str, around: Around | None, progress: Any) -> None:
    """Make the demonstration in a folder, unless a review is there already; `progress` is that of a job.

    Raises:
        ReviewError: the folder cannot be written.
        Cancelled: the person stopped it.
    """
    from review_tool.services import demonstrating, reviews

    if not reviews.is_there(_folder(path)):
        demonstrating.demonstrate(Path(_folder(path)), by=name, around=_surroundings(around), progress=progress)


def about(review: Any) -> About:
    """What the frame shows of a review."""
    from review_tool.services import people, protocols, reviews

    return About(
        title=reviews.title(review),
        team=tuple(member.name for member in people.team(review)),
        blinded=blinded(protocols.current(review)),
    )


def blinded(protocol: Any) -> frozenset[str]:
    """The stages' modes at which several people vote."""
    from review_tool.domain.decision import Stage

    modes = {"screening": Stage.TITLE_ABSTRACT, "fulltext": Stage.FULL_TEXT}
    return frozenset(mode for mode, stage in modes.items() if protocol.is_blind(stage))


def _folder(address: str) -> str:
    return address if "://" in address else str(Path(address).expanduser())


def _surroundings(around: Around | None) -> Any:
    if around is not None:
        return around()
    import platform

    from review_tool.services.reviews import Surroundings

    return Surroundings(platform.node().partition(".")[0] or "device")
