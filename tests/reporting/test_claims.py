from __future__ import annotations

from html import unescape

from markdown_it import MarkdownIt

from review_tool.domain.synthesis import Claim, ClaimKind, Gap, Recommendation, Stance
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


def test_recommendations_stand_in_order_with_their_evidence() -> None:
    first, second = recommendations_table(VIEWS).rows
    assert first[:7] == ("R1", "Budget for time", "Funders", "before it begins", "strong", "low", "small studies")
    assert first[7:] == (
        "no",
        "1",
        "“Time was never in the budget.” (Kim 2021, p. 4)\n"
        "Trust came first. (Kim 2021)\nPaid members stayed. (Pilot 3)",
        HOSTILE,
    )
    assert second[:2] == ("R2", HOSTILE)
    assert second[7:] == ("yes", "0", "", "")


def test_gaps_stand_apart() -> None:
    (row,) = gaps_table(VIEWS).rows
    assert row[:4] == ("G1", "What it costs", "too few", "Funders")
    assert row[4:6] == ("no", "1")
    for table in (gaps_table(VIEWS), recommendations_table(VIEWS)):
        assert all(len(row) == len(table.columns) for row in table.rows)
        assert all(column.meaning for column in table.columns)


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
