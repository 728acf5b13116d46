"""What is read once is what Textual would read, for every colour; and it is read once."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.css import stylesheet as of_textual

from review_tool.tui import stylesheet, themes
from tests.reviews import make_review
from tests.tui.frames import settle
from tests.tui.reviewing import app_on, press


async def test_it_holds_the_rules_that_textual_s_own_would(tmp_path: Path) -> None:
    app = app_on(make_review(tmp_path))
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        await press(pilot, "4", "8")
        told = []
        for theme in (themes.DARK.name, "textual-light"):
            app.theme = theme
            await settle(pilot)
            plain = of_textual.Stylesheet(variables=app.get_css_variables())
            plain.source = app.stylesheet.source.copy()
            plain.parse()
            told.append(rules(plain))
            assert rules(app.stylesheet) == told[-1]
        assert told[0] != told[1]


def rules(sheet: of_textual.Stylesheet) -> list[tuple[str, str]]:
    return [(rule.selectors, str(rule.styles.get_rules())) for rule in sheet.rules]


async def test_a_second_app_reads_no_style_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    review = make_review(tmp_path)
    for first in (True, False):
        app = app_on(review)
        async with app.run_test(size=(80, 24)) as pilot:
            if not first:
                monkeypatch.setattr(of_textual, "parse", lambda *_, **__: pytest.fail("a style was read again"))
            await settle(pilot)
            await press(pilot, "7", "question_mark")


def test_a_style_that_is_wrong_is_told_and_not_kept() -> None:
    sheet = stylesheet.Stylesheet()
    sheet.add_source("Label { colour: red; }", read_from=("made up", ""))
    for _ in range(2):
        with pytest.raises(of_textual.StylesheetParseError):
            sheet.reparse()
        sheet.set_variables({})
