from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from review_tool.domain.evidence import ExcerptKind
from review_tool.domain.second_eyes import State
from review_tool.services.fulltexts import marking
from review_tool.services.studies import extracting, extraction_sheet, forms
from review_tool.services.studies.extracting import Entry
from review_tool.tui.app import ReviewApp
from review_tool.tui.widgets.field_editor import FieldEditor
from review_tool.tui.widgets.prose import Prose
from review_tool.tui.widgets.record_list import RecordList
from tests.reviews import make_review
from tests.tui.frames import HOSTILE, SIZES, frame, settle
from tests.tui.reviewing import all_included, app_on, fill, kinds, press

TWELVE = """
id = "twelve"
title = "Twelve fields"
[[fields]]
id = "setting"
label = "Setting"
[[fields]]
id = "country"
label = "Country"
[[fields]]
id = "design"
label = "Design"
type = "choice"
options = ["qualitative", "randomised", "survey"]
[[fields]]
id = "n"
label = "Participants"
type = "number"
units = ["people", "households"]
[[fields]]
id = "who"
label = "Who took part"
type = "choices"
options = ["patients", "staff", "carers"]
[[fields]]
id = "when"
label = "When"
type = "date"
[[fields]]
id = "aim"
label = "Aim"
[[fields]]
id = "outcome"
label = "Outcome"
[[fields]]
id = "helped"
label = "What helped"
[[fields]]
id = "barriers"
label = "Barriers"
[[fields]]
id = "costs"
label = "Costs"
[[fields]]
id = "gaps"
label = "Gaps named"
"""


async def typed(pilot: Pilot[None], text: str) -> None:
    """Words, as a person types or pastes them into the blank that has the keys."""
    box = pilot.app.focused
    assert isinstance(box, Input), box
    box.value = text
    await pilot.pause()


@pytest.mark.parametrize("size", SIZES)
async def test_one_study_of_twelve_fields_and_eight_excerpts_in_forty_presses(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    review = all_included(tmp_path)
    file = tmp_path / "twelve.toml"
    file.write_text(TWELVE, encoding="utf-8")
    forms.adopt(review, file, by="AK")
    app = app_on(review)
    presses = 0
    async with app.run_test(size=size) as pilot:

        async def key(*keys: str) -> None:
            nonlocal presses
            presses += len(keys)
            await press(pilot, *keys)

        await settle(pilot)
        await press(pilot, "8")
        await key("enter")
        for field, value in (("setting", "a ward [/]"), ("country", "Estonia")):
            await typed(pilot, value)
            await key("enter")
            await typed(pilot, f"passage on {field}")
            await key("enter")
            await typed(pilot, "p. 4")
            await key("enter")
        await key("2")
        await key("enter")
        await typed(pilot, "240")
        await key("enter")
        await typed(pilot, "passage on n")
        await key("enter", "enter")
        await typed(pilot, "1 3")
        await key("enter", "enter")
        await typed(pilot, "2021-05")
        await key("enter", "enter")
        for field in ("aim", "outcome", "helped", "barriers", "gaps"):
            if field == "gaps":
                await typed(pilot, "-")
                await key("enter")
            await typed(pilot, f"the {field}")
            await key("enter")
            await typed(pilot, f"passage on {field}")
            await key("enter", "enter")
        values = {value.field: value for value in extracting.values(review, 1)}
        assert len(values) == 12
        assert len(marking.excerpts(review)) == 8
        assert (values["n"].value, values["who"].value, values["design"].value) == (
            "240 people",
            "patients; carers",
            "randomised",
        )
        assert values["costs"].not_reported
        assert {e.locator for e in marking.excerpts(review)} == {"p. 4"}
        fields = app.screen.query_one("#fields", RecordList)
        assert (fields.has_focus, app.screen.query_one(FieldEditor).is_open) == (True, False)
        assert "12/12" in frame(app)
    assert presses <= 40, presses


@pytest.mark.parametrize("size", SIZES)
async def test_values_with_and_without_a_passage(tmp_path: Path, size: tuple[int, int]) -> None:
    review = all_included(tmp_path)
    app = app_on(review)
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        await press(pilot, "8")
        assert "Extraction · 0 of 6 studies complete" in frame(app)
        assert "Nobody chose a form yet" in frame(app)
        await press(pilot, "enter")
        await typed(pilot, "a ward [/]")
        await press(pilot, "enter")
        await typed(pilot, "partners felt heard")
        await press(pilot, "enter", "ctrl+s")
        assert "needs its place" in frame(app)
        assert extracting.values(review) == []
        await press(pilot, "ctrl+t")
        assert "paraphrase" in frame(app)
        await typed(pilot, "p. 4 [r]")
        await press(pilot, "enter")
        (value,) = extracting.values(review, 1)
        (excerpt,) = marking.excerpts(review)
        assert (value.value, value.excerpt) == ("a ward [/]", excerpt.id)
        assert (excerpt.text, excerpt.locator, excerpt.kind) == (
            "partners felt heard",
            "p. 4 [r]",
            ExcerptKind.PARAPHRASE,
        )
        assert "a ward [/]" in frame(app)
        assert "1/14" in frame(app)
        await typed(pilot, "half")
        await press(pilot, "escape")
        fields = app.screen.query_one("#fields", RecordList)
        assert (fields.current, fields.has_focus) == (1, True)
        await press(pilot, "enter")
        assert isinstance(app.focused, Input)
        assert app.focused.value == "half"
        await press(pilot, "escape", "minus")
        said = {v.field: (v.value, v.not_reported) for v in extracting.values(review, 1)}
        assert said["country"] == ("", True)
        await press(pilot, "u")
        assert len(extracting.values(review, 1)) == 1
        assert kinds(review, 1) == ["event.undone"]


async def test_a_table_is_filled_in_a_grid(tmp_path: Path) -> None:
    review = all_included(tmp_path)
    form = forms.current(review)
    table = replace(forms.checked(replace(form, every=(form.every[0],))).every[0], id="arms", label="Arms")
    from review_tool.domain.extraction import FieldType

    arms = replace(table, type=FieldType.TABLE, columns=("arm", "n"))
    forms.adopt(review, replace(form, every=(arms, *form.every)), by="AK")
    app = app_on(review)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "8", "enter", "enter")
        await typed(pilot, "usual | care")
        await press(pilot, "enter")
        await typed(pilot, "12")
        await press(pilot, "enter")
        await typed(pilot, "new")
        await press(pilot, "enter", "enter", "enter")
        assert "usual \\| care | 12 // new |" in frame(app)
        await press(pilot, "enter")
        (value,) = extracting.values(review, 1)
        assert value.value == "usual \\| care | 12\nnew |"


async def test_a_second_person_verifies_and_corrects(tmp_path: Path) -> None:
    review = all_included(tmp_path)
    extracting.extract(review, 1, "setting", Entry("a ward", excerpt="On a ward.", locator="p. 2"), by="AK")
    extracting.extract(review, 1, "country", Entry("Estnia"), by="AK")
    own = app_on(review)
    async with own.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "8", "v")
        assert "another person's" in frame(own)
    app = app_on(review, "BR")
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        await press(pilot, "8", "f")
        assert "to verify" in frame(app)
        await press(pilot, "3")
        fields = app.screen.query_one("#fields", RecordList)
        assert len(fields.ids) == 2
        assert "quote, p. 2" in frame(app)
        await press(pilot, "v")
        assert len(fields.ids) == 1
        await press(pilot, "c")
        assert "correcting AK: Estnia" in frame(app)
        await typed(pilot, "Estonia")
        await press(pilot, "enter", "enter")
        assert isinstance(app.focused, Input)
        assert app.focused.id == "edit-why"
        await typed(pilot, "a letter was missing")
        await press(pilot, "enter")
        sheet = extraction_sheet.sheet(review, "BR")
        assert [sheet.cell(1, f).state for f in ("setting", "country")] == [State.VERIFIED, State.CORRECTED]
        await press(pilot, "escape", "h")
    assert [v.value for v in extracting.history(review, 1, "country")] == ["Estnia", "Estonia"]


async def test_two_who_differ_are_settled_and_blind_until_then(tmp_path: Path) -> None:
    review = all_included(tmp_path)
    extracting.choose_way(review, "dual", by="AK")
    extracting.extract(review, 1, "setting", Entry("a ward", excerpt="Secret words.", locator="p. 1"), by="BR")
    app = app_on(review)
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        await press(pilot, "8")
        assert "a ward" not in frame(app)
        assert "Secret words" not in frame(app)
        await press(pilot, "enter")
        await typed(pilot, "a clinic")
        await press(pilot, "enter", "enter", "escape", "k")
        assert "≠" in frame(app)
        assert "AK: a clinic" in " ".join(frame(app).split())
        await press(pilot, "enter", "1", "enter")
        await typed(pilot, "the methods say so")
        await press(pilot, "enter", "escape")
        cell = extraction_sheet.sheet(review, "AK").cell(1, "setting")
        assert (cell.state, cell.value and cell.value.value) == (State.SETTLED, "a ward")


async def test_the_form_is_changed_and_says_what_needs_another_look(tmp_path: Path) -> None:
    review = all_included(tmp_path)
    extracting.extract(review, 1, "setting", Entry("a ward"), by="AK")
    app = app_on(review)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "8", "F", "a", "3")
        await fill(pilot, ["Ethics [approval]", "yes; no", "asked for?", "", "yes"])
        await press(pilot, "left_square_bracket", "home", "r")
        assert "asked no more" in frame(app)
        await press(pilot, "ctrl+s")
        assert "will need another look" in frame(app)
        await fill(pilot, ["after the pilot"])
        form = forms.current(review)
        assert (form.version, form.every[0].retired, form.every[13].label) == ("2", True, "Ethics [approval]")
        await press(pilot, "end")
        assert "Asked no more; what was extracted stays." in frame(app)
        assert "a ward" in frame(app)
        await press(pilot, "P", "f", "5")
        assert {look.field for look in forms.looks(review)} == {"ethics_approval"}
        assert "field added" in frame(app)
        assert extracting.pilots(review) == {1}
        await press(pilot, "escape", "u", "u")
        assert "The form in force would be general 1, not general 2." in frame(app)
        assert "Setting: asked again" in frame(app)
        await press(pilot, "y")
        assert forms.current(review).version == "1"


async def test_the_grid_goes_to_a_field_and_back(tmp_path: Path) -> None:
    review = all_included(tmp_path)
    extracting.extract(review, 2, "country", Entry("Estonia"), by="AK")
    app = app_on(review)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "8", "g", "down", "right")
        assert "Country: 1 of 6 extracted" in frame(app)
        assert "Estonia" in frame(app)
        await press(pilot, "enter")
        screen = app.screen
        assert screen.query_one("#studies", RecordList).current == 2
        assert screen.query_one("#fields", RecordList).current == 1
        assert not screen.has_class("-grid")


async def test_the_keys_stay_in_the_form(tmp_path: Path) -> None:
    review = all_included(tmp_path)
    app = app_on(review)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "8", "tab", "tab", "shift+tab", "j")
        fields = app.screen.query_one("#fields", RecordList)
        assert fields.current == 2
        await press(pilot, "right_square_bracket", "minus", "left_square_bracket")
        assert [v.study for v in extracting.values(review)] == [2]
        await press(pilot, "o")
        assert HOSTILE in " ".join(frame(app).split()) or "[Article in German]" in frame(app)
        assert "[IL-6] rose in *both*" in frame(app)
        await press(pilot, "escape")
        assert fields.has_focus


async def test_excerpts_links_and_history(tmp_path: Path) -> None:
    review = all_included(tmp_path)
    app = app_on(review)
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        await press(pilot, "8", "l")
        assert "Give the value first" in frame(app)
        await press(pilot, "m")
        await fill(pilot, ["partners [felt] heard", "abstract", "quote", "#heard; trust"])
        (excerpt,) = marking.excerpts(review, 1)
        assert excerpt.codes == ("heard", "trust")
        assert "“partners [felt] heard”" in frame(app)
        extracting.extract(review, 1, "setting", Entry("a clinic"), by="AK")
        await press(pilot, "1", "8", "l", "enter")
        (value,) = extracting.values(review, 1)
        assert (value.value, value.excerpt) == ("a clinic", excerpt.id)
        assert "⌁ a clinic" in frame(app)
        assert "quote, abstract" in frame(app)
        await press(pilot, "h")
        assert frame(app).count("a clinic") >= 2
        await press(pilot, "escape", "j", "enter")
        await typed(pilot, "Estonia")
        await press(pilot, "enter")
        await typed(pilot, "1")
        await press(pilot, "enter")
        assert {v.field: v.excerpt for v in extracting.values(review)}["country"] == excerpt.id


async def test_without_studies_it_says_so(tmp_path: Path) -> None:
    app: ReviewApp = app_on(make_review(tmp_path))
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "8", "enter", "minus", "tab", "right_square_bracket", "h", "m", "o", "g", "v", "c", "f")
        assert "No study is included yet" in frame(app)


async def test_a_chosen_form_is_asked_for_no_more(tmp_path: Path) -> None:
    review = all_included(tmp_path)
    app = app_on(review)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "8")
        assert "F chooses." in " ".join(app.screen.query_one("#value", Prose).content.plain.split())
        await press(pilot, "F", "o", "2", "ctrl+s")
        await fill(pilot, ["our question"])
        assert forms.current(review).id == "co-production"
        assert "Nobody chose" not in app.screen.query_one("#value", Prose).content.plain
