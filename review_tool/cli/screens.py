"""From the command line to the screens. The services are imported only after these have painted."""

from __future__ import annotations

import importlib
from typing import Any

import click

from review_tool.cli.settings import Settings


def open_screens(settings: Settings, *, mode: str = "home", served: bool = False) -> None:
    """Open the screens, at a stage; the review itself is opened after the first paint.

    `served` says that a browser is at the other end, see `tui/served.py`.
    """
    # By name, so that the command line can be imported without the screens.
    opening = importlib.import_module("review_tool.tui.opening")
    address = settings.review if settings.named else None
    code: int = opening.run(address, settings.who, _around, mode=mode, named=settings.named, served=served)
    if code:
        raise click.exceptions.Exit(code)


def _around() -> Any:
    from review_tool.cli.opening import around

    return around()
