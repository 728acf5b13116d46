from __future__ import annotations

from review_tool.domain.evidence import Excerpt, ExcerptKind, Theme
from review_tool.synthesis.matrix import NOTHING, coverage, matrix


def excerpt(n: int, report: int, *codes: str) -> Excerpt:
    return Excerpt(f"e{n}", report, ExcerptKind.QUOTE, "words", "p. 1", codes=codes)


def test_studies_by_theme_with_empty_cells_and_codes_that_fit_nowhere() -> None:
    table = coverage(
        [
            excerpt(1, 1, "trust", "time"),
            excerpt(2, 2, "time"),
            excerpt(3, 2, "pay"),
            excerpt(4, 3, "odd"),
            excerpt(5, 9, "pay"),
        ],
        [Theme("Relations", codes=("trust", "time")), Theme("Money", codes=("pay",))],
        studies={1: "Kim 2021", 2: "Kim 2021", 3: "Lee 2020", 4: "Cho 2018"},
    )
    assert [column.label for column in table.columns] == ["Study", "Money", "Relations", "#odd"]
    assert table.rows == (
        ("Kim 2021", "1", "2", "0"),
        ("Lee 2020", "0", "0", "1"),
        ("Cho 2018", "0", "0", "0"),
        ("studies with any", "1", "1", "1"),
    )


def test_two_fields_crossed_show_the_empty_cell() -> None:
    table = matrix(
        {
            "1": {"country": "UK", "design": "qualitative"},
            "2": {"country": "UK", "design": "qualitative"},
            "3": {"country": "Chile"},
        },
        down="country",
        across="design",
        across_values=("randomised", "qualitative"),
    )
    assert [column.label for column in table.columns] == ["country", "randomised", "qualitative", NOTHING]
    assert table.rows == (("Chile", "0", "0", "1"), ("UK", "0", "2", "0"))
