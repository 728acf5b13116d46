"""`screen`: votes on titles and abstracts, or on full texts."""

from __future__ import annotations

import click

from review_tool.cli.saying import terminal
from review_tool.cli.screens import open_screens
from review_tool.cli.settings import Verb, settings
from review_tool.domain.decision import Stage
from review_tool.domain.plan import Task
from review_tool.domain.report import Which

STATES = (
    *("to do", "voted", "postponed", "reopened", "maybe", "included", "excluded", "conflict", "not retrieved", "all"),
)


@click.command(cls=Verb)
@click.option(
    "--stage", type=click.Choice([stage.value for stage in Stage]), default="title-abstract", show_default=True
)
@click.option(
    "--state", type=click.Choice(STATES), default="to do", show_default=True, help="Which list to go through."
)
@click.option("--words", default="", help="Only reports that hold all these words.")
@click.option("--tag", default="", help="Only reports with this tag.")
@click.option("--task", type=click.Choice(list(Task)), default=None, help="Only what is yours for this reason.")
def command(stage: str, state: str, words: str, tag: str, task: Task | None) -> None:
    """Vote on titles and abstracts, or on full texts. Each vote is written at once; quit and come back at any time."""
    asked = settings()
    at = Stage(stage)
    if terminal() and not asked.plain and not asked.json:
        open_screens(asked, mode="screening" if at is Stage.TITLE_ABSTRACT else "fulltext")
        return
    # Imported here: the screens are to paint before the services are there.
    from review_tool.cli.screening import screen

    screen(asked, Which(at, state, words=words, tag=tag, task=task or ""))
