"""`duplicates`: doubtful pairs judged; reports merged and split by hand."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import click

from review_tool.cli.asking import HELP, QUIT, REDO, UNDO, Letter, Talk, converse
from review_tool.cli.opening import opened, who
from review_tool.cli.saying import narrate, plural, say, say_json, terminal
from review_tool.cli.screens import open_screens
from review_tool.cli.settings import Verbs, settings
from review_tool.cli.showing import show_pair
from review_tool.services import deduping, undoing
from review_tool.services.deduping import Pair
from review_tool.services.reviews import Review

_VERDICTS = {"s": "same", "d": "different", "l": "related"}
_LETTERS = (
    Letter("s", "same", "They are one report: merge them. It can be split at any time."),
    Letter("d", "different", "They are different reports, for good."),
    Letter("l", "linked", "Related but distinct, such as a preprint and its article; kept apart."),
    Letter("k", "keep for later", "Leave this pair for later."),
    UNDO,
    REDO,
    HELP,
    QUIT,
)


@click.group(cls=Verbs, invoke_without_command=True)
@click.pass_context
def command(context: click.Context) -> None:
    """Judge doubtful pairs; merge or split by hand. Without a verb of its own: the pairs one after the other."""
    if context.invoked_subcommand is None:
        asked = settings()
        if terminal() and not asked.plain and not asked.json:
            open_screens(asked, mode="duplicates")
        else:
            converse(asked, _judge_each)


def _judge_each(talk: Talk) -> None:
    queue = deduping.pairs(talk.review)
    say(f"{plural(len(queue), 'pair')} to judge, as {talk.by}.")
    at, shown, began = 0, -1, bool(queue)
    while began:
        if at >= len(queue):
            left = plural(len(deduping.pairs(talk.review)), "pair")
            key, _ = talk.at_the_end(f"The end of the list. {left} still to judge.")
        else:
            pair = queue[at]
            if shown != at:
                show_pair(talk.review, pair, f"Pair {at + 1} of {len(queue)}")
                shown = at
            key, _ = talk.letter(_LETTERS)
        if key == "k":
            at += 1
        elif key in "ur":
            if talk.take_back(undoing.DUPLICATES, redo=key == "r"):
                at = max(at - 1, 0) if key == "u" else at + 1
                queue, shown = _again(talk, queue[:at]), -1
        else:
            before = talk.refused
            with talk.writing(f"{_VERDICTS[key]} {pair.a} {pair.b}"):
                deduping.judge(talk.review, pair.a, pair.b, _VERDICTS[key], by=talk.by)
            at += talk.refused == before


def _again(talk: Talk, passed: list[Pair]) -> list[Pair]:
    """What was gone through, then every pair that waits now and was not among it."""
    known = {(pair.a, pair.b) for pair in passed}
    return [*passed, *(pair for pair in deduping.pairs(talk.review) if (pair.a, pair.b) not in known)]


@command.command("list")
@click.option("--judged", is_flag=True, help="Those already judged too.")
@click.option("--merged", is_flag=True, help="The reports made of several records, instead.")
def list_(judged: bool, merged: bool) -> None:
    """The doubtful pairs, most likely first, each side by side."""
    asked = settings()
    with opened(asked) as review:
        if merged:
            _list_merged(review, as_json=asked.json)
            return
        pairs = deduping.pairs(review, judged=judged)
        if asked.json:
            say_json([_payload(review, pair) for pair in pairs])
            return
        for n, pair in enumerate(pairs, 1):
            show_pair(review, pair, f"{n} of {len(pairs)}")
    if pairs:
        narrate("Judge one with: review-tool duplicates judge A B same|different|related")
    else:
        narrate("No pair waits for a person.")


def _payload(review: Review, pair: Pair) -> dict[str, Any]:
    fields = [
        {"field": f.field, "state": str(f.state), "a": f.a, "b": f.b} for f in deduping.compare(review, pair.a, pair.b)
    ]
    return asdict(pair) | {"fields": fields}


def _list_merged(review: Review, *, as_json: bool) -> None:
    groups = deduping.merged_groups(review)
    if as_json:
        say_json([{"report": group[0].report, "records": [record.id for record in group]} for group in groups])
        return
    for group in groups:
        say(f"Report {group[0].report}: {group[0].citation.title}")
        for record in group:
            say(f"  record {record.id}, {record.source}, {record.file}, {record.position}: {record.citation.short()}")


@command.command()
@click.argument("a", type=int)
@click.argument("b", type=int)
@click.argument("verdict", type=click.Choice(deduping.VERDICTS))
def judge(a: int, b: int, verdict: str) -> None:
    """Say of records A and B whether they are the same, different, or related but distinct."""
    asked = settings()
    with opened(asked) as review:
        deduping.judge(review, a, b, verdict, by=who(review, asked))
        left = len(deduping.pairs(review))
    if asked.json:
        say_json({"a": a, "b": b, "verdict": verdict, "to_review": left})
    else:
        say(f"Records {a} and {b} are {verdict}. {plural(left, 'pair')} to review.")


@command.command()
@click.argument("numbers", type=int, nargs=-1, required=True)
def merge(numbers: tuple[int, ...]) -> None:
    """Make these reports one; the lowest number stands for all. Their votes stay with them."""
    asked = settings()
    with opened(asked) as review:
        kept = deduping.merge(review, list(numbers), by=who(review, asked))
    if asked.json:
        say_json({"report": kept, "merged": sorted(set(numbers))})
    else:
        say(f"{', '.join(map(str, sorted(set(numbers))))} are report {kept} now.")


@command.command()
@click.argument("numbers", type=int, nargs=-1, required=True)
@click.option("--preview", is_flag=True, help="Say what would happen; write nothing.")
def split(numbers: tuple[int, ...], preview: bool) -> None:
    """Take these records out of their merged report. Every vote goes back to the report it was cast on."""
    asked = settings()
    with opened(asked) as review:
        done = deduping.split(review, list(numbers), by=who(review, asked), preview=preview)
    if asked.json:
        say_json(asdict(done) | {"preview": preview})
    else:
        say(("Would be: " if preview else "") + done.words)
