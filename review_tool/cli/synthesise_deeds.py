"""The single deeds of `synthesise`, for scripts: codes and themes changed, groups heard, drafts made and confirmed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from review_tool.cli.opening import opened, who
from review_tool.cli.saying import plural, say, say_json
from review_tool.cli.settings import Verb, settings
from review_tool.domain.synthesis import Agreement, Rank
from review_tool.services.reviews import Review
from review_tool.services.synthesis import coding, mapping, synthesising


def _do(deed: Callable[[Review, str], Any], said: str) -> None:
    """Do it as the person who asks, and say so."""
    asked = settings()
    with opened(asked) as review:
        told = deed(review, who(review, asked))
    words = told if isinstance(told, str) else said
    if asked.json:
        say_json({"done": words})
    else:
        say(words)


@click.command("merge-codes", cls=Verb)
@click.argument("codes", nargs=-1, required=True)
@click.option("--into", required=True, help="The code they all become; a new one, or one of them.")
def merge_codes(codes: tuple[str, ...], into: str) -> None:
    """Make one code of several; one undo parts them again."""
    _do(lambda review, by: coding.merge_codes(review, codes, into, by=by), f"{', '.join(codes)} → {into}")


@click.command("rename-code", cls=Verb)
@click.argument("old")
@click.argument("new")
def rename_code(old: str, new: str) -> None:
    """Give a code another name."""
    _do(lambda review, by: coding.rename_code(review, old, new, by=by), f"{old} → {new}")


@click.command("split-code", cls=Verb)
@click.argument("code")
@click.argument("new")
@click.argument("targets", nargs=-1, required=True)
def split_code(code: str, new: str, targets: tuple[str, ...]) -> None:
    """Give the passages and items named by their ids the code NEW instead of CODE."""
    _do(
        lambda review, by: coding.split_code(review, code, [(new, targets)], by=by),
        f"{plural(len(targets), 'passage')} of {code} → {new}",
    )


@click.command("merge-themes", cls=Verb)
@click.argument("themes", nargs=-1, required=True)
@click.option("--into", required=True, help="The theme they all become; a new one, or one of them.")
def merge_themes(themes: tuple[str, ...], into: str) -> None:
    """Make one theme of several; claims that rest on them follow."""
    _do(lambda review, by: coding.merge_themes(review, themes, into, by=by), f"{', '.join(themes)} → {into}")


@click.command("rename-theme", cls=Verb)
@click.argument("old")
@click.argument("new")
def rename_theme(old: str, new: str) -> None:
    """Give a theme another name."""
    _do(lambda review, by: coding.rename_theme(review, old, new, by=by), f"{old} → {new}")


@click.command("finish-theme", cls=Verb)
@click.argument("theme")
@click.option("--disconfirming", required=True, help="What you looked for that speaks against it, and found.")
def finish_theme(theme: str, disconfirming: str) -> None:
    """Call a theme final."""
    _do(lambda review, by: coding.finish_theme(review, theme, disconfirming=disconfirming, by=by), f"{theme} is final.")


@click.command("frame", cls=Verb)
@click.argument("file", type=click.Path(path_type=Path))
def frame(file: Path) -> None:
    """Take an a-priori frame from a CSV file: theme, description, codes parted by semicolons."""
    _do(lambda review, by: f"{plural(len(coding.adopt_frame(review, file, by=by)), 'theme')} of the frame.", "")


@click.command("memo", cls=Verb)
@click.argument("kind", type=click.Choice(("code", "theme", "claim")))
@click.argument("target")
@click.argument("text")
def memo(kind: str, target: str, text: str) -> None:
    """Write a memo on a code, a theme or a claim."""

    def write(review: Review, by: str) -> None:
        on = synthesising.claim(review, target).id if kind == "claim" else target
        coding.write_memo(review, kind, on, text, by=by)

    _do(write, f"Memo on {target}.")


@click.command("agree", cls=Verb)
@click.argument("claim")
@click.argument("group")
@click.argument("for_", metavar="FOR", type=int)
@click.argument("against", type=int)
@click.argument("unsure", type=int)
def agree(claim: str, group: str, for_: int, against: int, unsure: int) -> None:
    """Write how many of a group are for, against and unsure: agree R1 staff 5 1 0."""
    said = Agreement(group, for_, against, unsure)
    _do(lambda review, by: synthesising.agree(review, claim, said, by=by), f"{claim}: {said.words}")


@click.command("dissent", cls=Verb)
@click.argument("claim")
@click.argument("text")
@click.option("--who", "of", default="", help="The group or person it comes from, as they want to be named.")
def dissent(claim: str, text: str, of: str) -> None:
    """Keep somebody's disagreement in their own words; it is printed with the claim."""
    _do(lambda review, by: synthesising.dissent(review, claim, text, who=of, by=by), f"{claim}: dissent kept.")


@click.command("rank", cls=Verb)
@click.argument("gap")
@click.argument("group")
@click.argument("place", type=int)
def rank(gap: str, group: str, place: int) -> None:
    """Write the place a group gives a gap; 1 is the most urgent."""
    _do(lambda review, by: synthesising.rank(review, gap, Rank(group, place), by=by), f"{gap}: {group}: {place}")


@click.command("draft-gap", cls=Verb)
@click.argument("row")
@click.argument("column")
@click.option("--rows", default="", help="The dimension of the row.  [default: theme]")
@click.option("--columns", default="", help="The dimension of the column.")
def draft_gap(row: str, column: str, rows: str, columns: str) -> None:
    """Write a draft gap for a cell of the map, with the reasons that its counts suggest."""

    def write(review: Review, by: str) -> str:
        claim = mapping.draft_gap(review, mapping.make(review, rows, columns), row, column, by=by)
        return f"{claim.label} (draft): {claim.body.text}"

    _do(write, "")


@click.command("confirm", cls=Verb)
@click.argument("gap")
@click.option("--judgement", is_flag=True, help="It is the team's judgement.")
def confirm(gap: str, judgement: bool) -> None:
    """Take a draft gap into the register."""
    _do(lambda review, by: synthesising.confirm(review, gap, judgement=judgement, by=by), f"{gap} is confirmed.")


DEEDS: tuple[click.Command, ...] = (
    *(merge_codes, rename_code, split_code, merge_themes, rename_theme, finish_theme, frame, memo),
    *(agree, dissent, rank, draft_gap, confirm),
)
