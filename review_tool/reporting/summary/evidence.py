"""The fourth depth: the strands, the flow, the studies, their appraisal, the map; how it was done; what words mean."""

from __future__ import annotations

from review_tool.domain.synthesis import Strand
from review_tool.domain.table import Table
from review_tool.reporting.boxes import arms, included
from review_tool.reporting.summary.book import (
    Block,
    Bullets,
    Card,
    Fold,
    Grid,
    Heading,
    Link,
    Notice,
    Page,
    Picture,
    Runs,
    joined,
    para,
)
from review_tool.reporting.summary.facts import Drawing, StudyFacts, Summary
from review_tool.reporting.summary.headlines import HOME, study_page, theme_anchor

_UP = (HOME, Link("The overview", "overview"))

GLOSSARY = (
    ("Appraisal", "Judging how well a study was done, with a list of questions made for its kind of study."),
    ("Confidence", "How sure the team is that a finding is true beyond the studies it comes from. Four dots are high."),
    ("Code", "A short label put on a passage, so that passages about the same thing can be found together."),
    ("Conflict", "Two people judged the same report differently. The team talks, and both votes are kept."),
    ("Database", "Here: a searchable collection of references, such as PubMed."),
    ("Duplicate", "The same work found twice, for example in two databases. It is counted once."),
    ("Equity", "Fairness: who gains and who could lose."),
    ("Excerpt", "A passage of a report, quoted or told in the reviewers' words, with its page."),
    ("Extraction", "Writing down the same facts for every study, each with the passage it comes from."),
    ("Finding", "What the studies together say on one point."),
    ("GRADE-CERQual", "A way of judging confidence in findings from interviews and the like, by four questions."),
    ("Included", "A study that fits what the review asked for, and is counted in it."),
    ("Log", "The list of everything that was decided, by whom and when. Nobody can change it unseen."),
    ("PRISMA", "The usual way to show how studies were found and chosen, as a picture of boxes with numbers."),
    ("Protocol", "The plan of the review, written before it began. Changes to it are dated and give a reason."),
    ("Rapid review", "A review that takes some short cuts to be quicker, and says which."),
    ("Recommendation", "What should be done, according to the evidence or to the team's judgement."),
    ("Report", "One document about a study, such as an article. A study may have several."),
    ("Research gap", "Something that research has not answered yet."),
    ("Screening", "Deciding from title and summary, then from the whole text, whether a report belongs in the review."),
    ("Strand", "A kind of evidence beside the studies: a survey, stories, pilot projects."),
    ("Theme", "Codes that belong together, described in a sentence or two."),
)


def evidence(summary: Summary) -> Page:
    """The evidence base."""
    blocks: list[Block] = [
        Bullets(
            (
                (Link("Where the evidence comes from", "evidence#strands"),),
                (Link("How studies were found and chosen", "evidence#flow"),),
                (Link(f"The studies ({len(summary.studies)})", "evidence#studies"),),
                *(((Link(d.caption, f"evidence#{d.file}"),)) for d in summary.drawings if d.file),
                *(((Link("Themes", "evidence#themes"),),) if summary.themes else ()),
            )
        ),
        Heading("Where the evidence comes from", 2, "strands"),
        _strands(summary),
        Heading("How studies were found and chosen", 2, "flow"),
        para("This is the PRISMA 2020 flow diagram. The same numbers stand in the table below it."),
        *drawn(summary.flow_drawing),
        _flow(summary),
    ]
    if faults := summary.flow.faults():
        blocks.append(Notice((para("These boxes do not add up: " + "; ".join(faults) + "."),)))
    blocks += [Heading("The studies", 2, "studies"), *_studies(summary)]
    for drawing in summary.drawings:
        blocks += [Heading(drawing.caption, 2, drawing.file), *drawn(drawing)]
        if drawing.table is not None:
            blocks.append(Fold("The same as a table", (grid(drawing.table),)))
    if summary.themes:
        blocks += [Heading("Themes", 2, "themes"), *_themes(summary)]
    lead = "Where it all comes from: the strands, the flow of studies, each study, its appraisal, the map."
    return Page("evidence", "The evidence base", lead, tuple(blocks), 4, _UP)


def drawn(drawing: Drawing) -> tuple[Block, ...]:
    return (Picture(drawing.svg, drawing.caption, drawing.words, drawing.file),) if drawing.svg else ()


def grid(table: Table) -> Grid:
    """A table of the exports as people read it."""
    shown = table.for_page()
    numeric = [
        place
        for place in range(1, len(shown.columns))
        if shown.rows and all(row[place].replace(".", "", 1).isdecimal() for row in shown.rows if row[place])
    ]
    heads = tuple(column.label for column in shown.columns)
    return Grid(shown.title, heads, tuple(tuple((cell,) for cell in row) for row in shown.rows), tuple(numeric))


def _strands(summary: Summary) -> Block:
    studies = Strand("Academic studies", "studies", summary.flow.new_studies, "Found by searching; see below.")
    rows = [(studies, "evidence#studies")]
    rows += [(strand, "items") for strand, _ in summary.strands]
    return Grid(
        "The evidence bases of the review",
        ("Name", "Kind", "What it is", "How many"),
        tuple(((Link(s.name, to),), (s.kind,), (s.description,), (str(s.size),)) for s, to in rows),
        (3,),
    )


def _flow(summary: Summary) -> Block:
    rows: list[tuple[str, int]] = []
    for arm in arms(summary.flow):
        other = " (other methods)" if arm.removed is None else ""
        for box in arm.boxes:
            if box.total is not None:
                rows.append((f"{box.heading.rstrip(':')}{other}", box.total))
            begins = f"{box.heading} " if box.heading else ""
            rows += [(f"{begins}{line.text}{other}", line.n) for line in box.lines]
    rows += [(line.text, line.n) for line in included(summary.flow).lines]
    table = Grid("Counts at each step", ("Step", "n"), tuple(((words,), (str(n),)) for words, n in rows), (1,))
    return Fold("The flow as a table", (table,))


def _studies(summary: Summary) -> tuple[Block, ...]:
    if not summary.studies:
        return (para("No study is included yet."),)
    rows = tuple(
        ((Link(s.label, study_page(s.id)),), (s.title,), (s.quality or "not judged",), _behind(s))
        for s in summary.studies
    )
    heads = ("Study", "Title", "Quality", "Behind")
    return (Grid(f"The {len(rows)} included studies; each name opens all about it", heads, rows),)


def _behind(study: StudyFacts) -> Runs:
    return joined([(Link(label, f"overview#{label}"),) for label in study.claims])


def _themes(summary: Summary) -> tuple[Block, ...]:
    def card(name: str) -> Card:
        theme = next(one for one in summary.themes if one.name == name)
        under = [one.name for one in summary.themes if one.above == name]
        said: list[Block] = [para(theme.description)] if theme.description else []
        if under:
            names = joined([(Link(one, f"evidence#{theme_anchor(one)}"),) for one in under])
            said.append(para("It gathers: ", *names))
        else:
            count = f"{theme.excerpts} passage{'s' if theme.excerpts != 1 else ''}"
            said.append(para(f"{count}; codes: {', '.join(theme.codes) or 'none'}."))
        return Card(theme_anchor(name), "", (name,), tuple(said))

    return tuple(card(theme.name) for theme in summary.themes)


def method(summary: Summary) -> Page:
    """How the review was done, and how that differs from a full one."""
    protocol, telling = summary.protocol, summary.telling
    blocks: list[Block] = [para(text) for text in summary.how]
    if summary.differences:
        blocks += [
            Heading("How this differs from a full systematic review", 2, "differences"),
            para("Told from the plan and the log of this review, not from memory."),
            Bullets(tuple((text,) for text in (*summary.differences, *telling.differences))),
        ]
    if protocol.criteria:
        kept = [c for c in protocol.criteria if c.include], [c for c in protocol.criteria if not c.include]
        blocks.append(Heading("What a study had to be", 2, "criteria"))
        for heading, criteria in (("It was kept if", kept[0]), ("It was left out if", kept[1])):
            if criteria:
                said = tuple((f"{c.text}" + (f" For example: {c.example}" if c.example else ""),) for c in criteria)
                blocks += [Heading(heading, 3), Bullets(said)]
    if summary.sources:
        rows = tuple(((n,), (p,), (d,), (q,), (str(k),)) for n, p, d, q, k in summary.sources)
        heads = ("Source", "Platform", "Searched", "The search as run", "Records")
        blocks += [Heading("Where we searched", 2, "sources"), Grid("Sources and searches", heads, rows, (4,))]
    if summary.amendments:
        blocks += [
            Heading("Changes of the plan", 2, "amendments"),
            Bullets(tuple((f"{when}: {why}",) for when, why in summary.amendments)),
        ]
    for heading, words in (("Who did it", telling.authors), ("Who paid for it", telling.funding)):
        if words:
            blocks += [Heading(heading, 2), para(words)]
    blocks += [
        Heading("Tell us what you think", 2, "feedback"),
        para(telling.feedback or "The team has not said yet how to reach it. Ask whoever gave you this summary."),
    ]
    return Page("method", "How the review was done", "The plan, the searches, the short cuts.", tuple(blocks), 0, _UP)


def glossary(summary: Summary) -> Page:
    """What the words mean."""
    words = sorted((*GLOSSARY, *summary.telling.glossary), key=lambda pair: pair[0].casefold())
    rows = tuple(((word,), (meaning,)) for word, meaning in words)
    blocks = (Grid("Words of this summary", ("Word", "What it means here"), rows),)
    return Page("glossary", "What the words mean", "In plain words.", blocks, 0, (HOME,))
