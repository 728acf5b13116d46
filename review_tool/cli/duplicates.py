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
from review_tool.cli.showing import show_kept, show_pair
from review_tool.services.gathering import deduping, splitting
from review_tool.services.gathering.deduping import Pair
from review_tool.services.history import undoing
from review_tool.services.reviews import Review

_VERDICTS = {"s": "same", "d": "different", "l": "related"}
_LETTERS = (
    Letter("s", "same", "They are one report: merge them. It can be split at any time."),
    Letter("d", "different", "They are different reports, for good."),
    Letter("l", "linked", "Related but distinct, such as a preprint and its article; kept apart."),
    Letter("k", "keep for later", "Leave this pair for later."),
    Letter("f", "field", "Keep the other record's value of a field when they are merged: f title.", takes=True),
    Letter("a", "all", "Merge every pair from a score up, as one deed: a 0.9.", takes=True),
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
    if queue:
        say("Where two texts differ in words, [-these-] are in the first only, {+these+} in the second only.")
    at, shown, began = 0, -1, bool(queue)
    chosen: dict[str, int] = {}
    while began:
        if at >= len(queue):
            left = plural(len(deduping.pairs(talk.review)), "pair")
            key, _ = talk.at_the_end(f"The end of the list. {left} still to judge.")
        else:
            pair = queue[at]
            if shown != at:
                show_pair(talk.review, pair, f"Pair {at + 1} of {len(queue)}")
                shown, chosen = at, {}
            key, rest = talk.letter(_LETTERS)
        if key == "k":
            at += 1
        elif key == "f":
            _choose(talk, pair, rest, chosen)
        elif key == "a":
            if _merge_all(talk, rest):
                queue, shown = _again(talk, queue[:at]), -1
        elif key in "ur":
            if talk.take_back(undoing.DUPLICATES, redo=key == "r"):
                at = max(at - 1, 0) if key == "u" else at + 1
                queue, shown = _again(talk, queue[:at]), -1
        else:
            before = talk.refused
            with talk.writing(f"{_VERDICTS[key]} {pair.a} {pair.b}"):
                fields = chosen if key == "s" else None
                deduping.judge(talk.review, pair.a, pair.b, _VERDICTS[key], by=talk.by, chosen=fields)
            if talk.refused == before:
                at += 1
                queue = _again(talk, queue[:at])


def _choose(talk: Talk, pair: Pair, field: str, chosen: dict[str, int]) -> None:
    """Turn to the other record's value of a field; it is written with the merge."""
    with talk.asking():
        group = [*deduping.records(talk.review, pair.a), *deduping.records(talk.review, pair.b)]
        if field:
            now = deduping.combined(group, chosen)[1].get(field)
            other = pair.b if now == pair.a else pair.a
            deduping.check_choice(group, field, other)
            chosen[field] = other
        show_kept(talk.review, pair, chosen)


def _merge_all(talk: Talk, given: str) -> bool:
    """Merge every waiting pair from a score up, once the count is confirmed."""
    try:
        score = float(given)
    except ValueError:
        talk.refused += 1
        say("Give a score from 0 to 1 with it, as in: a 0.9.")
        return False
    will = deduping.merge_all(talk.review, score, by=talk.by, preview=True)
    count = plural(will.pairs, "pair")
    if not will.pairs or not talk.yes(f"Merge {count} with a score of {score:.2f} or more? One u takes it back"):
        say(f"{count} with that score; nothing was done.")
        return False
    with talk.writing(f"{count} merged"):
        deduping.merge_all(talk.review, score, by=talk.by)
    return True


def _again(talk: Talk, passed: list[Pair]) -> list[Pair]:
    """What was gone through, then every pair that waits now and was not among it."""
    known = {(pair.a, pair.b) for pair in passed}
    return [*passed, *(pair for pair in deduping.pairs(talk.review) if (pair.a, pair.b) not in known)]


@command.command("list")
@click.option("--judged", is_flag=True, help="Those already judged too.")
@click.option("--merged", is_flag=True, help="The reports made of several records, instead.")
@click.option("--related", is_flag=True, help="The related but distinct reports, instead: linked, never merged.")
def list_(judged: bool, merged: bool, related: bool) -> None:
    """The doubtful pairs, most likely first, each side by side."""
    asked = settings()
    with opened(asked) as review:
        if merged:
            _list_merged(review, as_json=asked.json)
            return
        pairs = deduping.related(review) if related else deduping.pairs(review, judged=judged)
        if asked.json:
            say_json([_payload(review, pair) for pair in pairs])
            return
        for n, pair in enumerate(pairs, 1):
            show_pair(review, pair, f"{n} of {len(pairs)}")
    if related:
        narrate(f"{plural(len(pairs), 'pair')} of related reports.")
    elif pairs:
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
        chosen = deduping.choices(review, group[0].report)
        _, origin = deduping.combined(group, chosen)
        said = (f"{field} {number}{' (chosen)' if field in chosen else ''}" for field, number in origin.items())
        say(f"  fields by record: {', '.join(said)}")
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


@command.command("all")
@click.option("--score", type=click.FloatRange(0, 1), required=True, help="From this score up, as the list shows it.")
@click.option("--preview", is_flag=True, help="Say how many; write nothing.")
def all_(score: float, preview: bool) -> None:
    """Merge every waiting pair from a score up, as one deed that one undo takes back."""
    asked = settings()
    with opened(asked) as review:
        done = deduping.merge_all(review, score, by=who(review, asked), preview=preview)
        left = len(deduping.pairs(review))
    if asked.json:
        say_json(asdict(done) | {"preview": preview, "to_review": left})
        return
    verb = "would be merged" if preview else "is merged" if done.pairs == 1 else "are merged"
    say(f"{plural(done.pairs, 'pair')} {verb}. {plural(left, 'pair')} to review.")
    if done.left_out:
        say(f"{plural(done.left_out, 'pair')} left out: they would join what was told apart.")


@command.command()
@click.argument("report", type=int)
@click.argument("name", metavar="FIELD", type=click.Choice(deduping.FIELDS))
@click.argument("record", type=int)
def field(report: int, name: str, record: int) -> None:
    """Have merged report REPORT show the FIELD of its record RECORD."""
    asked = settings()
    with opened(asked) as review:
        report = deduping.choose_field(review, report, name, record, by=who(review, asked))
    if asked.json:
        say_json({"report": report, "field": name, "record": record})
    else:
        say(f"Report {report} shows the {name} of record {record}.")


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
        done = splitting.split(review, list(numbers), by=who(review, asked), preview=preview)
    if asked.json:
        say_json(asdict(done) | {"preview": preview})
    else:
        say(("Would be: " if preview else "") + done.words)
