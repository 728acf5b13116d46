"""`checklist`: which checklists there are, the team's own, whose study takes which, official wording."""

from __future__ import annotations

from pathlib import Path

import click

from review_tool.cli.opening import opened, who
from review_tool.cli.saying import labelled, narrate, plural, say, say_json, say_table
from review_tool.cli.settings import Verbs, settings
from review_tool.domain.appraisal import DESIGNS, Checklist
from review_tool.domain.errors import ReviewError
from review_tool.services.studies import appraising, checklists

_DESIGN = click.Choice([checklists.ANY, *(name for name, _ in DESIGNS)])


@click.group(cls=Verbs)
def command() -> None:
    """Which checklists there are, and which of them the studies are appraised with."""


@command.command("list")
def list_() -> None:
    """Every checklist with its licence, and the plan: one or two reviewers, which design takes which."""
    asked = settings()
    with opened(asked) as review:
        known, plan = checklists.all_known(review), checklists.plan(review)
        studies = appraising.studies(review)
    without = plan.without([study.id for study in studies])
    takes = {t.id: [d for d, names in plan.assigned.items() if t.id in names] for t, _ in known}
    if asked.json:
        say_json(
            {
                "reviewers": plan.reviewers,
                "checklists": [
                    {
                        "id": t.id,
                        "title": t.title,
                        "version": t.version,
                        "whose": whose,
                        "items": len(t.items),
                        "unit": t.unit,
                        "sum_score": t.sum_score,
                        "licence": t.licence,
                        "source": t.source,
                        "for_designs": list(t.for_designs),
                        "used_for": takes[t.id],
                    }
                    for t, whose in known
                ],
                "designs": {str(study): design for study, design in plan.designs.items()},
                "without": without,
            }
        )
        return
    rows = [(t.id, t.version, str(len(t.items)), whose, ", ".join(takes[t.id])) for t, whose in known]
    say_table(("Checklist", "Version", "Items", "Whose", "Used for designs"), rows)
    people = "Two reviewers appraise blind and settle what they differ on."
    say(people if plan.reviewers > 1 else "One reviewer appraises; a second person checks the answers.")
    if not plan.assigned:
        say("No design has a checklist of its own: every study may be appraised with each of them.")
    if without:
        say(f"{plural(len(without), 'study', 'studies')} without a checklist: {', '.join(map(str, without))}.")


@command.command()
@click.argument("name")
@click.option("--toml", is_flag=True, help="The template as a file to copy and change.")
def show(name: str, toml: bool) -> None:
    """One checklist: its items, answers, rule, licence and source. `own-template --toml` is the one to copy."""
    if toml or name == "own-template":
        say(checklists.template(), end="")
        if name != "own-template":
            narrate("Only the template is written as TOML: copy that one.")
        return
    asked = settings()
    with opened(asked) as review:
        tool = appraising.checklist(review, name)
        shown = checklists.wording(review, tool)
    if asked.json:
        say_json(
            {
                **{key: getattr(tool, key) for key in ("id", "title", "version", "licence", "citation", "source")},
                **{key: getattr(tool, key) for key in ("wording", "unit", "rule", "sum_score", "sum_reason")},
                "options": [{"id": o.id, "label": o.label} for o in tool.options],
                "items": [{"id": i.id, "text": i.text, "help": i.help, "group": i.group} for i in tool.items],
                "designs": [{"id": name, "label": label} for name, label in tool.designs],
                "levels": [{"id": level.id, "label": level.label} for level in tool.levels],
                "targets": [{"id": target.id, "label": target.label} for target in tool.targets],
            }
        )
        return
    _show(tool, shown.items, shown.whose)


def _show(tool: Checklist, official: dict[str, str], whose: str) -> None:
    say(f"{tool.title}, version {tool.version}; unit: {tool.unit}")
    for label, text in (("Licence", tool.licence), ("Citation", tool.citation), ("Source", tool.source)):
        say(labelled(label, text))
    say(labelled("Rule", tool.rule))
    say(labelled("Sum", f"{tool.sum_score}. {tool.sum_reason}"))
    say(labelled("Answers", ", ".join(f"{o.symbol} {o.label} ({o.id})" for o in tool.options)))
    if tool.levels:
        say(labelled("Levels", ", ".join(f"{o.symbol} {o.label} ({o.id})" for o in tool.levels)))
        say(labelled("Judged", ", ".join(f"{target.id} {target.label}" for target in tool.targets)))
    if tool.groups:
        say(labelled("Designs", ", ".join(f"{label} ({name})" for name, label in tool.designs)))
    say(labelled("Words shown", whose))
    for item in tool.items:
        say(labelled(item.id, official.get(item.id, item.text)))


@command.command()
@click.argument("file", type=click.Path(path_type=Path))
def adopt(file: Path) -> None:
    """Take a checklist of the team's own from a TOML FILE; `checklist show own-template` is one to begin with."""
    asked = settings()
    with opened(asked) as review:
        new = checklists.adopt(review, file, by=who(review, asked))
    if asked.json:
        say_json({"checklist": new.id, "version": new.version, "items": [item.id for item in new.items]})
    else:
        say(f"“{new.title}” ({new.id}, version {new.version}) is adopted, {plural(len(new.items), 'item')}.")


@command.command()
@click.argument("name")
@click.option("--for", "designs", multiple=True, required=True, type=_DESIGN, help="A design; give it again for more.")
@click.option("--drop", is_flag=True, help="No longer.")
def use(name: str, designs: tuple[str, ...], drop: bool) -> None:
    """Have studies of a design appraised with a checklist; `any` is every design."""
    asked = settings()
    with opened(asked) as review:
        checklists.assign(review, name, designs, by=who(review, asked), drop=drop)
        assigned = checklists.plan(review).assigned
    if asked.json:
        say_json({design: list(names) for design, names in assigned.items()})
        return
    for design, names in assigned.items():
        say(labelled(design, ", ".join(names)))


@command.command()
@click.argument("study", type=int)
@click.argument("design", type=click.Choice([name for name, _ in DESIGNS]))
@click.option("--note", default="", help="What says so.")
def design(study: int, design: str, note: str) -> None:
    """Say what DESIGN a STUDY has, so that it takes the checklists of that design."""
    asked = settings()
    with opened(asked) as review:
        checklists.note_design(review, study, design, by=who(review, asked), note=note)
        plan = checklists.plan(review)
        takes = [tool.id for tool, _ in checklists.all_known(review) if plan.assigned and plan.takes(study, tool.id)]
    if asked.json:
        say_json({"study": study, "design": design, "checklists": takes})
    else:
        say(f"Study {study} is {design}." + (f" It takes {', '.join(takes)}." if takes else ""))


@command.command()
@click.argument("reviewers", type=click.Choice(["one", "two"]))
@click.option("--yes", is_flag=True, help="Going back to one: show everybody the answers that are still blind.")
def plan(reviewers: str, *, yes: bool) -> None:
    """`one` appraises and a second person checks, or `two` appraise blind and settle what they differ on."""
    asked = settings()
    with opened(asked) as review:
        by = who(review, asked)
        told = "" if reviewers == "two" or yes else checklists.revealing(review)
        if told:
            raise ReviewError(told, hint="Let both finish first; --yes shows them nevertheless.")
        checklists.set_reviewers(review, 2 if reviewers == "two" else 1, by=by, reveal=yes)
    if asked.json:
        say_json({"reviewers": 2 if reviewers == "two" else 1})
    elif reviewers == "two":
        say("From now on two reviewers appraise each study blind: nobody sees another's answers before both finish.")
    else:
        say("From now on one reviewer appraises and a second person checks. Answers are open to everybody.")


@command.command()
@click.argument("file", type=click.Path(path_type=Path))
def wording(file: Path) -> None:
    """Show a checklist's official words from a TOML FILE of yours. They stay on this computer and are never exported.

    The file has `checklist`, `version`, `licence`, `source`, and a table `[items]`: 1 = "…".
    """
    asked = settings()
    with opened(asked) as review:
        name = checklists.load_wording(review, file, by=who(review, asked))
        shown = checklists.wording(review, appraising.checklist(review, name))
    if asked.json:
        say_json({"checklist": name, "items": list(shown.items), "shown": shown.whose})
    else:
        say(f"{name}: {plural(len(shown.items), 'item')} in their official words. {shown.whose.capitalize()}.")


@command.command()
@click.argument("name")
def score(name: str) -> None:
    """The items met, added up, where the team's own checklist has a rule for it; else the reason against it."""
    asked = settings()
    with opened(asked) as review:
        found = checklists.scores(review, name, reviewer=asked.who)
    if asked.json:
        say_json([{"study": study, "met": met, "asked": of} for study, (met, of) in found.items()])
        return
    for study, (met, of) in found.items():
        say(f"Study {study}: {met} of {of}")
