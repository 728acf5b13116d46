"""`appraise`: a checklist for each included study; second looks, consensus, and where everything stands."""

from __future__ import annotations

from typing import Any

import click

from review_tool.cli.appraising import WHICH, go_through
from review_tool.cli.asking import converse
from review_tool.cli.opening import opened, who
from review_tool.cli.saying import labelled, plural, say, say_json, say_table, terminal
from review_tool.cli.screens import open_screens
from review_tool.cli.settings import Settings, Verbs, settings
from review_tool.cli.studies import chosen
from review_tool.domain.appraised import Standing, State
from review_tool.services.reviews import Review
from review_tool.services.studies import agreeing, appraising, checklists
from review_tool.services.studies.appraised import Appraised, appraised

_TOOL = click.option("--checklist", "tool", default="", metavar="ID", help="Which checklist; else the first in use.")


@click.group(cls=Verbs, invoke_without_command=True)
@click.option("--checklist", "tool", default="", metavar="ID", help="Which checklist; else you are asked.")
@click.option("--study", type=int, metavar="N", help="Only this study.")
@click.option(
    "--which",
    type=click.Choice(WHICH),
    default=WHICH[0],
    help="answer: your own answers; verify: check another's; settle: what two reviewers differ on.",
)
@click.pass_context
def command(context: click.Context, tool: str, study: int | None, which: str) -> None:
    """Answer a checklist for each included study, item by item; without a verb of its own: one after the other."""
    if context.invoked_subcommand is not None:
        return
    asked = settings()
    if asked.json:
        _list(asked, tool, study)
    elif terminal() and not asked.plain:
        open_screens(asked, mode="appraisal")
    else:
        converse(asked, lambda talk: go_through(talk, tool, study, which))


def used(review: Review, tool: str) -> str:
    """The checklist that was named, else the first that was answered, else the first there is.

    Raises:
        ReviewError: there is no such checklist.
    """
    if tool:
        return appraising.checklist(review, tool).id
    known = appraising.checklists(review)
    return next((one.id for one in known if appraised(review, one.id)), known[0].id)


@command.command("list")
@_TOOL
@click.option("--study", type=int, metavar="N", help="Only this study.")
def list_(tool: str, study: int | None) -> None:
    """Where each study stands with a checklist: answers, levels, what is to check and to settle."""
    _list(settings(), tool, study)


def _list(asked: Settings, tool: str, study: int | None) -> None:
    with opened(asked) as review:
        name = used(review, tool)
        plan = checklists.plan(review)
        studies = [s for s in chosen(appraising.studies(review), study) if plan.takes(s.id, name)]
        found = appraised(review, name, reviewer=asked.who)
    if asked.json:
        rows = [{"study": s.id, "label": s.label, **_payload(found.get(s.id))} for s in studies]
        say_json({"checklist": name, "reviewers": plan.reviewers, "studies": rows})
        return
    for s in studies:
        say(labelled(f"Study {s.id}, {s.label}", _words(found.get(s.id))))


def _words(one: Appraised | None) -> str:
    if one is None:
        return "not begun"
    said = [f"{one.done} of {plural(len(one.items), 'item')} answered"]
    if one.waiting:
        said.append(f"{', '.join(one.waiting)} began too (hidden until both have finished)")
    said += [
        f"{target} {one.tool.label(target, level.answer).lower()} ({level.state})"
        for target, level in one.levels.items()
        if level.answer
    ]
    if one.differences:
        said.append("to settle: " + ", ".join(s.item for s in one.differences))
    if one.to_verify:
        said.append("to verify: " + ", ".join(s.item for s in one.to_verify))
    return "; ".join(said)


def _payload(one: Appraised | None) -> dict[str, Any]:
    if one is None:
        return {"begun": False, "items": [], "levels": []}
    return {
        "begun": True,
        "design": one.design,
        "asked": len(one.items),
        "answered": one.done,
        "released": one.released,
        "hidden": list(one.waiting),
        "items": [_standing(stands) for stands in one.standings.values()],
        "levels": [
            _standing(stands) | {"proposed": one.proposals[name].level, "why": one.proposals[name].why}
            for name, stands in one.levels.items()
        ],
        "to_settle": [stands.item for stands in one.differences],
        "to_verify": [stands.item for stands in one.to_verify],
    }


def _standing(stands: Standing) -> dict[str, Any]:
    check, settled = stands.check, stands.settlement
    return {
        "item": stands.item,
        "state": stands.state.value,
        "answer": stands.answer,
        "said": [
            {"reviewer": a.reviewer, "answer": a.answer, "note": a.note, "excerpt": a.excerpt, "version": a.version}
            for a in stands.said
        ],
        "check": {"by": check.by, "answer": check.answer, "note": check.note} if check else None,
        "consensus": {"by": settled.by, "answer": settled.answer, "note": settled.note} if settled else None,
    }


@command.command()
@_TOOL
def differences(tool: str) -> None:
    """What two reviewers answered differently and nobody has settled, by item."""
    asked = settings()
    with opened(asked) as review:
        name = used(review, tool)
        labels = {s.id: s.label for s in appraising.studies(review)}
        found = [
            (study, stands)
            for study, one in appraised(review, name, reviewer=asked.who).items()
            if study in labels
            for stands in one.differences
        ]
        order = [appraising.DESIGN, *(i.id for i in appraising.checklist(review, name).items)]
    found.sort(key=lambda pair: (order.index(pair[1].item) if pair[1].item in order else len(order), pair[0]))
    if asked.json:
        say_json([{"study": study, "label": labels[study], **_standing(stands)} for study, stands in found])
        return
    say(f"{plural(len(found), 'difference')} to settle in {name}.")
    for study, stands in found:
        said = "; ".join(f"{a.reviewer} {a.answer}" + (f" ({a.note})" if a.note else "") for a in stands.said)
        say(labelled(f"{stands.item}, study {study}, {labels[study]}", said))


@command.command()
@_TOOL
def agreement(tool: str) -> None:
    """How far reviewers agree, over the studies both have finished: by item, several measures side by side."""
    asked = settings()
    with opened(asked) as review:
        found = agreeing.agreements(review, used(review, tool))
    rows = [(one, one.figures) for one in found]
    if asked.json:
        measures = ("n", "same", "raw", "kappa", "pabak", "ac1")
        say_json(
            [
                {"reviewers": [one.one, one.other], "item": one.item or "all"}
                | {measure: getattr(f, measure) for measure in measures}
                for one, f in rows
            ]
        )
        return
    if not rows:
        say("No study was finished by two reviewers yet.")
        return
    heads = ("Reviewers", "Item", "Both answered", "Alike", "Share", "Kappa", "PABAK", "AC1")
    say_table(
        heads,
        [
            (
                f"{one.one}, {one.other}",
                one.item or "all",
                str(f.n),
                str(f.same),
                *map(_number, (f.raw, f.kappa, f.pabak, f.ac1)),
            )
            for one, f in rows
        ],
    )


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"


@command.command()
@click.argument("study", type=int)
@click.argument("item")
@click.argument("value")
@_TOOL
@click.option("--note", default="", help="What the answer rests on.")
@click.option("--passage", default="", metavar="TEXT", help="The passage it rests on, word by word.")
@click.option("--place", default="", metavar="WHERE", help="Where that stands: p. 4.")
def answer(study: int, item: str, value: str, tool: str, note: str, passage: str, place: str) -> None:
    """Answer ITEM of STUDY with VALUE; the item `design` says which part of the checklist the study takes."""
    asked = settings()
    with opened(asked) as review:
        by, name = who(review, asked), used(review, tool)
        appraising.answer(review, study, name, item, value, by=by, note=note, excerpt=passage, locator=place)
    _did(asked, f"Study {study}, {item}: {value}")


@command.command()
@click.argument("study", type=int)
@click.argument("item")
@_TOOL
@click.option("--correct", default="", metavar="VALUE", help="The answer is another one; --note says why.")
@click.option("--note", default="", help="What was found in the report.")
def verify(study: int, item: str, tool: str, correct: str, note: str) -> None:
    """Say that another's answer to ITEM of STUDY was compared with the report and is right, or correct it."""
    asked = settings()
    with opened(asked) as review:
        by, name = who(review, asked), used(review, tool)
        agreeing.verify(review, study, name, item, by=by, answer=correct, note=note)
    _did(asked, f"Study {study}, {item}: {State.CORRECTED if correct else State.VERIFIED}")


@command.command()
@click.argument("study", type=int)
@click.argument("item")
@click.argument("value")
@_TOOL
@click.option("--note", default="", help="Why; it is kept with the consensus.")
def settle(study: int, item: str, value: str, tool: str, note: str) -> None:
    """Write what the team agreed on where two reviewers differ on ITEM of STUDY. Their answers stay."""
    asked = settings()
    with opened(asked) as review:
        by, name = who(review, asked), used(review, tool)
        agreeing.settle(review, study, name, item, value, by=by, note=note)
    _did(asked, f"Study {study}, {item}: settled as {value}")


@command.command()
@click.argument("study", type=int)
@click.argument("target")
@click.argument("level")
@_TOOL
@click.option("--because", default="", help="Why it is another level than the rule proposes.")
def judge(study: int, target: str, level: str, tool: str, because: str) -> None:
    """Give TARGET of STUDY (a domain, or overall) a LEVEL: as the rule proposes, or another with the reason."""
    asked = settings()
    with opened(asked) as review:
        by, name = who(review, asked), used(review, tool)
        agreeing.judge_target(review, study, name, target, level, by=by, reason=because)
    _did(asked, f"Study {study}, {target}: {level}")


def _did(asked: Settings, words: str) -> None:
    if asked.json:
        say_json({"saved": words})
    else:
        say(f"Saved. {words}")
