"""`rank on|off|status|next|why`: the likeliest relevant report first, and why it is thought so."""

from __future__ import annotations

import click

from review_tool.cli.opening import opened, who
from review_tool.cli.progress import shown
from review_tool.cli.saying import labelled, narrate, plural, say, say_json
from review_tool.cli.settings import Verbs, settings
from review_tool.domain.decision import Stage
from review_tool.services.judging import ranking, screening, stopping
from review_tool.services.reviews import Review

_STAGE = click.option(
    "--stage",
    type=click.Choice([stage.value for stage in Stage]),
    default=Stage.TITLE_ABSTRACT.value,
    show_default=True,
)


@click.group(cls=Verbs)
def command() -> None:
    """Ranking: the likeliest relevant report first. Off until the team turns it on; it excludes nothing."""


@command.command()
@click.option("--random", type=int, metavar="N", help="Draw every Nth report at random, for estimation (20); 0: none.")
@click.option("--rule", metavar="NAME", help="The rule for stopping, chosen before it is needed.")
def on(random: int | None, rule: str | None) -> None:
    """Turn ranking on for the team. When it was on is in the log, and in the methods of the summary."""
    _turn(on=True, random=random, rule=rule)


@command.command()
def off() -> None:
    """Turn ranking off: reports come in the order of their numbers again."""
    _turn(on=False)


def _turn(*, on: bool, random: int | None = None, rule: str | None = None) -> None:
    asked = settings()
    with opened(asked) as review:
        ranking.turn(review, on=on, random=random, rule=rule, by=who(review, asked))
        _tell(review, as_json=asked.json)


@command.command()
def status() -> None:
    """Whether ranking is on, how it is set, and what has to be told of it."""
    asked = settings()
    with opened(asked) as review:
        _tell(review, as_json=asked.json)


def _tell(review: Review, *, as_json: bool) -> None:
    now, told = ranking.current(review), ranking.disclosed(review)
    if as_json:
        say_json({"on": now.on, "random": now.random, "rule": now.rule, "disclosed": told})
        return
    say(f"Ranking is {'on' if now.on else 'off'}.")
    if now.on:
        say(f"One report in {now.random} is drawn at random." if now.random else "No report is drawn at random.")
        chosen = f"“{now.rule}”" if now.rule else "none chosen; " + ", ".join(stopping.rule_names())
        say(f"Rule for stopping: {chosen}.")
    if told:
        say(labelled("To be told in the methods", told))


@command.command("next")
@click.option("-n", "count", type=click.IntRange(1), default=10, show_default=True, help="How many.")
@_STAGE
def next_(count: int, stage: str) -> None:
    """The next reports of your queue in the order of ranking."""
    asked = settings()
    at = Stage(stage)
    with opened(asked) as review:
        by = who(review, asked)
        with shown() as progress:
            made = ranking.ranker(review, at, by, progress=progress)
        numbers = ranking.queue(review, made, at, by)[:count]
        rows = screening.rows(review, numbers, at, by)
    if asked.json:
        say_json([{"report": row.id, "title": row.title, "random": made.is_random(row.id)} for row in rows])
        return
    for place, row in enumerate(rows, start=1):
        drawn = " (drawn at random)" if made.is_random(row.id) else ""
        say(labelled(f"{place}. report {row.id}{drawn}", f"{row.who}. {row.title}"))
    narrate(f"{plural(len(rows), 'report')} shown. Words for and against one: review-tool rank why REPORT")


@command.command()
@click.argument("report", type=int)
@_STAGE
def why(report: int, stage: str) -> None:
    """The words that speak most for and against a report, as learnt from what you may know."""
    asked = settings()
    with opened(asked) as review:
        by = who(review, asked)
        with shown() as progress:
            made = ranking.ranker(review, Stage(stage), by, progress=progress)
        found = made.why(report)
    if asked.json:
        say_json({"report": report, "for": dict(found.speaks_for), "against": dict(found.against)})
        return
    for label, terms in (("Words for", found.speaks_for), ("Words against", found.against)):
        say(labelled(label, ", ".join(f"{name} ({share:+.3f})" for name, share in terms) or "none"))


@command.command()
@_STAGE
def words(stage: str) -> None:
    """Words that tell relevant from irrelevant reports, to offer as words to mark in the protocol."""
    asked = settings()
    with opened(asked) as review:
        found = ranking.learned_terms(review, Stage(stage), who(review, asked))
    if asked.json:
        say_json({"include_words": list(found.include), "exclude_words": list(found.exclude)})
        return
    say(labelled("Speak for a report", ", ".join(found.include) or "none yet"))
    say(labelled("Speak against one", ", ".join(found.exclude) or "none yet"))
