"""How the review was done and where it is quicker than a full one: told from the plan and the log, never typed."""

from __future__ import annotations

from review_tool.domain.decision import Stage
from review_tool.domain.protocol import Protocol
from review_tool.services import overview, protocols
from review_tool.services.judging import ranking
from review_tool.services.studies import appraised, appraising, checklists, extracting, extraction_sheet
from review_tool.services.synthesis import coding
from review_tool.store.review import Review

_PEOPLE = {1: "one person", 2: "two people"}


def how(review: Review) -> tuple[str, ...]:
    """How the review was done, a sentence each."""
    protocol, status = protocols.current(review), overview.status(review)
    sources = "; ".join(f"{name} ({n} records)" for name, n in status.sources)
    form = extracting.form(review)
    said = [
        f"Records came from {len(status.sources)} sources: {sources}." if sources else "Nothing was searched yet.",
        *(_who_judged(protocol, stage) for stage in Stage),
        "Where people differed, the team settled it; every vote is kept.",
        f"The same facts were written down for every study, on the form “{form.title}” ({len(form.fields)} fields), "
        "each with the passage it rests on.",
    ]
    said += filter(None, (ranking.disclosed(review),))
    tools = [tool.title for tool in appraising.checklists(review) if appraised.appraised(review, tool.id)]
    if tools:
        said.append(f"How well the studies were done was judged with {' and '.join(tools)}. Scores were not summed.")
    if coding.themes(review):
        said.append(
            "Passages were given codes, codes were gathered into themes, and recommendations and research gaps were "
            "written on them. Each names what it rests on, or says that it is the team's judgement."
        )
    said.append(
        f"The plan is in version {protocol.version}. Every decision is in the log, which cannot be changed unseen."
    )
    return tuple(said)


def _who_judged(protocol: Protocol, stage: Stage) -> str:
    """Whom the plan gives the reports of a stage to, in a sentence."""
    at, people = protocol.plan.at(stage), _PEOPLE[protocol.reviewers(stage)]
    steps = []
    if protocol.is_planned and at.calibration:
        steps.append(f"everybody judged the same first {at.calibration}")
    if protocol.is_planned and at.dual_share:
        steps.append(f"two people judged {at.dual_share} % of the others")
    steps.append(f"{people} judged each of the rest" if steps else f"{people} judged each report")
    if protocol.is_planned and at.verify_share:
        which = "every exclusion" if at.verify_share == 100 else f"{at.verify_share} % of the exclusions"
        steps.append(f"a second person looked again at {which} made by one person")
    return f"At {stage.words}, by the plan, {', then '.join(steps)}."


def differences(review: Review) -> tuple[str, ...]:
    """What a full systematic review would have done otherwise (Cochrane Handbook, chapters 4 to 7), a sentence each."""
    return (*_searching(review), *_screening(review), *_judging(review), *_open(review))


def _searching(review: Review) -> list[str]:
    sources = overview.status(review).sources
    flow = overview.flow(review)
    found = []
    if len(sources) < 3:
        found.append(f"Only {len(sources)} source{'s were' if len(sources) != 1 else ' was'} searched.")
    if not flow.other_identified:
        found.append("Nothing was looked for beyond databases and registers: no websites, no lists of references.")
    return found


def _screening(review: Review) -> list[str]:
    protocol = protocols.current(review)
    found = []
    for stage in Stage:
        if protocol.reviewers(stage) == 1:
            found.append(f"{_who_judged(protocol, stage)} A full review asks two people to judge every report.")
    return found


def _judging(review: Review) -> list[str]:
    studies = len(appraising.studies(review))
    if not studies:
        return []
    judged: set[int] = set()
    for tool in appraising.checklists(review):
        judged |= appraised.appraised(review, tool.id).keys()
    found = []
    if len(judged) < studies:
        found.append(f"{studies - len(judged)} of {studies} studies were not appraised.")
    if checklists.plan(review).reviewers == 1 and judged:
        found.append("One person appraised each study; a full review asks two.")
    sheet = extraction_sheet.sheet(review, "")
    looked = {study for study, _ in sheet.cells}
    if len(looked) < studies:
        found.append(f"Nothing was extracted from {studies - len(looked)} of {studies} studies.")
    if sheet.way == "single":
        found.append("One person extracted from each study, without a second check of every value.")
    return found


def _open(review: Review) -> list[str]:
    flow = overview.flow(review)
    left = flow.records_to_do + flow.other_records_to_do + flow.dbr_to_do + flow.other_to_do
    missing = flow.dbr_notretrieved_reports + flow.other_notretrieved_reports
    unread = "1 report could not be had and was not read."
    if missing != 1:
        unread = f"{missing} reports could not be had and were not read."
    unfinished = f"{left} reports are not decided yet: the review is not finished."
    return [unfinished] * bool(left) + [unread] * bool(missing)
