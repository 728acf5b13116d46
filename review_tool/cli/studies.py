"""Choosing and showing included studies, for the verbs that go through them."""

from __future__ import annotations

from review_tool.cli.saying import labelled, say
from review_tool.domain.errors import ReviewError
from review_tool.services.studies.appraising import Study


def chosen(studies: list[Study], number: int | None) -> list[Study]:
    """The study asked for, or all.

    Raises:
        ReviewError: it is not an included study, or none is included yet.
    """
    if not studies:
        raise ReviewError("No study is included yet.", hint="Include reports at full text first: review-tool screen.")
    found = [study for study in studies if number in (None, study.id)]
    if not found:
        raise ReviewError(
            f"{number} is not an included study.", hint="They are " + ", ".join(str(s.id) for s in studies) + "."
        )
    return found


def show_study(study: Study, place: str) -> None:
    say()
    say(f"Study {study.id}, {place}: {study.label}")
    say(labelled("Title", study.title))
    say(labelled("Abstract", study.abstract or "none"))
