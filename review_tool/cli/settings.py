"""The options that every verb takes, before or after it."""

from __future__ import annotations

import getpass
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

_OURS = "review_tool."


@dataclass(frozen=True, slots=True)
class Settings:
    """What the person asked for besides the verb."""

    review: str
    """The review's folder or URL; `.` where nothing was named."""
    named: bool
    """The review was named, by option or environment."""
    name: str
    """The reviewer that was named; "" where none was."""
    json: bool
    plain: bool

    @property
    def there(self) -> bool:
        """Whether something like a review is there; of a URL it is taken for granted."""
        return "://" in self.review or (Path(self.review) / "review.db").exists()

    @property
    def who(self) -> str:
        """The reviewer named, or the login name."""
        return self.name or login()


def login() -> str:
    """The name this person is logged in with; `reviewer` where the system does not tell."""
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return "reviewer"


def settings() -> Settings:
    """What was given with the running verb, on either side of it, or in the environment."""
    given = click.get_current_context().meta
    review = given.get(_OURS + "review") or os.environ.get("REVIEW_TOOL_REVIEW", "")
    return Settings(
        review=review or ".",
        named=bool(review),
        name=given.get(_OURS + "as") or os.environ.get("REVIEW_TOOL_REVIEWER", ""),
        json=bool(given.get(_OURS + "json")),
        plain=bool(given.get(_OURS + "plain")),
    )


def _keep(context: click.Context, option: click.Parameter, value: Any) -> None:
    if value:
        context.meta[_OURS + (option.name or "")] = value


def everywhere() -> list[click.Parameter]:
    """The four options, new for each verb."""
    return [
        click.Option(
            ["--review", "review"],
            metavar="DIR_OR_URL",
            expose_value=False,
            callback=_keep,
            help="The review's folder (or REVIEW_TOOL_REVIEW); else this folder.",
        ),
        click.Option(
            ["--as", "as"],
            metavar="NAME",
            expose_value=False,
            callback=_keep,
            help="Who you are in the team (or REVIEW_TOOL_REVIEWER); else your login name.",
        ),
        click.Option(["--json", "json"], is_flag=True, expose_value=False, callback=_keep, help="Print JSON."),
        click.Option(
            ["--plain", "plain"], is_flag=True, expose_value=False, callback=_keep, help="Line by line, no screens."
        ),
    ]


_NAMES = frozenset(("review", "as", "json", "plain"))


def write_options(command: click.Command, context: click.Context, formatter: click.HelpFormatter) -> None:
    """The help's options: the verb's own, then those of every verb."""
    own: list[tuple[str, str]] = []
    shared: list[tuple[str, str]] = []
    for option in command.get_params(context):
        if (record := option.get_help_record(context)) is not None:
            (shared if option.name in _NAMES and not option.expose_value else own).append(record)
    for heading, records in (("Options", own), ("Everywhere, before or after the verb", shared)):
        if records:
            with formatter.section(heading):
                formatter.write_dl(records)


class Verb(click.Command):
    """A verb with the options of all verbs."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.params += everywhere()

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        write_options(self, ctx, formatter)


class Verbs(click.Group):
    """A verb with verbs of its own, as `duplicates list`."""

    command_class = Verb

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.params += everywhere()

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        write_options(self, ctx, formatter)
        self.format_commands(ctx, formatter)
