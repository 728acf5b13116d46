"""`serve`: the screens in a browser, for teammates without a terminal; `serve link|revoke|list` for who may come in."""

from __future__ import annotations

import importlib
import importlib.util
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from review_tool.cli.opening import around, opened, who
from review_tool.cli.saying import narrate, plural, say, say_json, say_table
from review_tool.cli.settings import Settings, Verbs, settings
from review_tool.domain.errors import ReviewError
from review_tool.services import people, reviews, serving
from review_tool.services.reviews import Review


@click.group(cls=Verbs, invoke_without_command=True)
@click.option("--for", "names", metavar="NAME", multiple=True, help="Who gets a link; else everybody in the team.")
@click.option("--no-links", is_flag=True, help="Write no links: who is signed in stays so.")
@click.option("--port", default=8000, show_default=True, help="Where it listens; 0 takes a free one.")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address it listens on.")
@click.option("--behind-proxy", is_flag=True, help="A proxy with TLS stands before it; see the README.")
@click.option("--public-url", default="", metavar="URL", help="What teammates type, with https.")
@click.option("--sessions", default=20, show_default=True, help="How many screens may be open at once.")
@click.option("--idle", default=60.0, show_default=True, help="Minutes without a key, then a screen is closed.")
@click.option("--hours", default=12.0, show_default=True, help="Hours that a sign-in lasts.")
@click.pass_context
def command(context: click.Context, /, names: Sequence[str], **asked: Any) -> None:
    """The screens in a browser, for teammates without a terminal.

    Prints a link for each person; it lets them in once, and they stay signed in in that browser. Only this computer is
    listened to: teammates come by ssh -L, or by a proxy with TLS that you set up. Ctrl+C ends it.
    """
    if context.invoked_subcommand is None:
        _serve(tuple(names), **asked)


def _serve(
    names: tuple[str, ...],
    *,
    no_links: bool,
    port: int,
    host: str,
    behind_proxy: bool,
    public_url: str,
    sessions: int,
    idle: float,
    hours: float,
) -> None:
    if importlib.util.find_spec("textual_serve") is None:
        raise ReviewError(
            "The part that serves browsers is not installed.", hint="Install it: pip install 'review-tool[web]'."
        )
    if sessions < 1 or idle <= 0 or hours <= 0:
        raise ReviewError("A limit must be more than nothing.", hint="Look at --sessions, --idle and --hours.")
    # By name, so that the command line can be imported without the web.
    web = importlib.import_module("review_tool.web.serving")
    limits = importlib.import_module("review_tool.web.limits").Limits
    asked, now = settings(), around().clock
    with opened(asked) as review:
        by, passes = who(review, asked), _folder(review)
        served = web.Served(
            web.What(_address(asked), Path(review.folder).resolve(), reviews.title(review)),
            passes,
            by,
            now,
            host,
            port,
            behind_proxy,
            public_url.rstrip("/"),
            limits(sessions=sessions, idle=60 * idle, hours=hours),
        )
        web.check(served)
        people = () if no_links else _people(review, names)

        def ready(address: str) -> None:
            made = [(name, _link(passes, address, name, served.limits.link_hours)) for name in people]
            _tell(address, made, asked, served.limits.link_hours, passes)

        web.run(review, served, ready=ready)
    narrate("Stopped; every screen is closed, nothing was lost.")


@command.command()
@click.argument("names", metavar="NAME…", nargs=-1, required=True)
@click.option("--url", default="http://127.0.0.1:8000", show_default=True, help="Where the server is reached.")
@click.option("--hours", default=48.0, show_default=True, help="Hours that the link lasts unused.")
def link(names: tuple[str, ...], url: str, hours: float) -> None:
    """A new link for a person, while the server runs: for another browser, or when the sign-in has ended."""
    asked = settings()
    with opened(asked) as review:
        made = [(name, _link(_folder(review), url.rstrip("/"), name, hours)) for name in _people(review, names)]
    if asked.json:
        say_json([{"name": name, "link": address} for name, address in made])
    else:
        for name, address in made:
            say(f"{name}  {address}")


@command.command()
@click.argument("name")
def revoke(name: str) -> None:
    """Take a person's links and sign-ins away; an open screen is closed within seconds."""
    asked = settings()
    with opened(asked) as review:
        gone = serving.revoke(_folder(review), name, now=around().clock())
    if asked.json:
        say_json({"name": name, "revoked": gone})
    else:
        say(f"{name}: {plural(gone, 'link or sign-in', 'links and sign-ins')} taken away.")


@command.command("list")
def list_() -> None:
    """Who has a link that waits, and who is signed in."""
    asked = settings()
    with opened(asked) as review:
        held = serving.passes(_folder(review), now=around().clock())
    if asked.json:
        say_json([{"name": one.who, "kind": one.kind, "until": one.until.isoformat()} for one in held])
    elif held:
        local = [(one.who, one.kind, f"{one.until.astimezone():%d %b %H:%M}") for one in held]
        say_table(("Name", "What", "Until"), local)
    else:
        say("Nobody has a link or is signed in.")


def _folder(review: Review) -> Path:
    """Where this computer keeps the passes of a review: outside of it, so that no copy of it carries them."""
    from platformdirs import user_state_path

    return user_state_path("review-tool") / "served" / review.id


def _address(asked: Settings) -> str:
    return asked.review if "://" in asked.review else str(Path(asked.review).expanduser().resolve())


def _people(review: Review, names: Sequence[str]) -> list[str]:
    here = [member.name for member in people.team(review) if member.is_here]
    for name in names:
        people.check_reviewer(review, name)
        if name not in here:
            raise ReviewError(f"{name} has left the team.", hint=f"Take them back: review-tool team return {name}.")
    return list(dict.fromkeys(names)) or here


def _link(passes: Path, address: str, name: str, hours: float) -> str:
    """What stands behind `#` stays in the browser: no proxy and no log on the way gets to see it."""
    secret = serving.write_link(passes, name, now=around().clock(), hours=hours)
    return f"{address}/enter#{secret}"


def _tell(address: str, made: list[tuple[str, str]], asked: Settings, hours: float, passes: Path) -> None:
    if asked.json:
        links = [{"name": name, "link": link} for name, link in made]
        say_json({"url": address, "links": links})
    else:
        say(f"Serving on {address}; Ctrl+C ends it.")
        if made:
            narrate(f"One link each. It lets a person in once, within {hours:.0f} hours; send it to nobody else.")
        for name, link in made:
            say(f"{name}  {link}")
        held = [one for one in serving.passes(passes, now=around().clock()) if one.kind == serving.SIGN_IN]
        if held:
            narrate(f"Signed in already: {', '.join(sorted({one.who for one in held}))}.")
    sys.stdout.flush()
