from __future__ import annotations

from html import unescape

from markdown_it import MarkdownIt

from review_tool.domain.synthesis import (
    Agreement,
    Claim,
    ClaimKind,
    Dissent,
    Gap,
    Rank,
    Recommendation,
    Stance,
)
from review_tool.domain.table import Table
from review_tool.reporting.claims import (
    ClaimView,
    Evidence,
    claims_markdown,
    gaps_table,
    recommendations_table,
)

HOSTILE = "[Article in German] Dose [mg/kg] [/] [@click=app.quit]x"
EVIDENCE = (
    Evidence("quote", "Kim 2021", "1", "Time was never\nin the budget.", "p. 4"),
    Evidence("paraphrase", "Kim 2021", "1", "Trust came first."),
    Evidence("item", "Pilot 3", "", "Paid members stayed."),
    Evidence("study", HOSTILE, "3", stance=Stance.OPPOSES),
)
VIEWS = (
    ClaimView(Claim("a", ClaimKind.GAP, 1, Gap("What it costs", "too few", "Funders")), EVIDENCE[:1]),
    ClaimView(Claim("b", ClaimKind.RECOMMENDATION, 2, Recommendation(HOSTILE), judgement=True)),
    ClaimView(
        Claim(
            "c",
            ClaimKind.RECOMMENDATION,
            1,
            Recommendation("Budget for time", "Funders", "before it begins", "strong", "low", "small studies"),
        ),
        EVIDENCE,
    ),
)


def by_key(table: Table) -> list[dict[str, str]]:
    keys = [column.key for column in table.columns]
    return [dict(zip(keys, row, strict=True)) for row in table.rows]


def test_recommendations_stand_in_order_with_their_evidence() -> None:
    first, second = by_key(recommendations_table(VIEWS))
    said = ("id", "recommendation", "audience", "condition", "strength", "confidence", "confidence_reason")
    assert [first[key] for key in said] == [
        *("R1", "Budget for time", "Funders", "before it begins", "strong", "low", "small studies"),
    ]
    assert [first[key] for key in ("judgement", "studies", "supporting", "opposing")] == [
        "no",
        "1",
        "“Time was never in the budget.” (Kim 2021, p. 4)\n"
        "Trust came first. (Kim 2021)\nPaid members stayed. (Pilot 3)",
        HOSTILE,
    ]
    assert (second["id"], second["recommendation"]) == ("R2", HOSTILE)
    assert [second[key] for key in ("judgement", "studies", "supporting", "opposing")] == ["yes", "0", "", ""]


def test_gaps_stand_apart() -> None:
    (row,) = by_key(gaps_table(VIEWS))
    assert [row[key] for key in ("id", "gap", "why", "for_whom")] == ["G1", "What it costs", "too few", "Funders"]
    assert (row["judgement"], row["studies"]) == ("no", "1")
    for table in (gaps_table(VIEWS), recommendations_table(VIEWS)):
        assert all(len(row) == len(table.columns) for row in table.rows)
        assert all(column.meaning for column in table.columns)


def test_what_people_say_of_a_claim_is_printed_with_it() -> None:
    claim = Claim(
        "d",
        ClaimKind.GAP,
        2,
        Gap("Who pays?", population="tenants", outcome="costs", setting="housing", reasons="A1, D", stamp="2026-03"),
        judgement=True,
        agreement=(Agreement("staff", 5, 1, 2),),
        dissent=(Dissent("Nobody asked us [/]", "a tenant"),),
        ranks=(Rank("staff", 3), Rank("community members", 1)),
    )
    (row,) = by_key(gaps_table([ClaimView(claim)]))
    assert row["agreement"] == "staff: 5 for, 1 against, 2 unsure"
    assert row["dissent"] == "a tenant: Nobody asked us [/]"
    assert row["priority"] == "staff: 3; community members: 1"
    assert row["reasons"] == "A1; D"
    assert row["epicot"] == "Population: tenants, housing. Outcome: costs. Time stamp: 2026-03."
    text = claims_markdown([ClaimView(claim)], "Gaps").decode()
    for words in ("staff: 5 for, 1 against, 2 unsure", "Nobody asked us", "A1 no study"):
        assert words in text


def test_what_a_claim_rests_on_counts_each_study_once() -> None:
    assert VIEWS[2].basis == "1 study and 1 item of other strands"
    assert VIEWS[1].basis == ""
    assert len(VIEWS[2].opposing) == 1


def test_the_document_reads_as_it_was_written() -> None:
    html = MarkdownIt("commonmark").render(claims_markdown(VIEWS, "Claims: *all*").decode())
    text = unescape(html)
    assert "<h1>Claims: *all*</h1>" in text
    assert f"<h3>R2. {HOSTILE}</h3>" in text
    assert text.index("R1.") < text.index("R2.") < text.index("G1.")
    assert "<strong>Supported by 1 study and 1 item of other strands:</strong>" in text
    assert f"<li>{HOSTILE}</li>" in text
    assert "team's judgement" in text
    assert "<a " not in html
