from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from textual.content import Content

from review_tool.tui.text import assemble, ends, highlighted, safe, safe_label, safe_line, side_by_side
from tests.tui.frames import HOSTILE, HOSTILE_RAW


def test_hostile_text_stays_literal_and_loses_its_escapes() -> None:
    for content in (safe(HOSTILE_RAW), safe_line(HOSTILE_RAW), assemble(HOSTILE_RAW), safe_label(HOSTILE_RAW)):
        assert content.plain == HOSTILE
        assert not content.spans


def test_a_line_is_cut_by_cells_with_an_ellipsis() -> None:
    assert safe_line("two\nlines", 20).plain == "two lines"
    assert safe_line("协同生产与公共服务", 7).cell_length <= 7
    assert safe_line("协同生产与公共服务", 7).plain.endswith("…")


def test_marks_are_more_than_a_colour() -> None:
    marked = highlighted("nurses and mice", [(0, 6, True), (11, 15, False)])
    assert marked.plain == "nurses⁺ and mice⁻"
    assert all("underline" in str(span.style) for span in marked.spans if span.end - span.start > 1)


def test_marks_that_overlap_or_fall_outside_are_left_out() -> None:
    assert highlighted("abc", [(0, 2, True), (1, 3, False), (2, 9, True)]).plain == "ab⁺c"


def test_marks_are_dropped_where_cleaning_would_shift_them() -> None:
    assert highlighted("\x1b[31mred", [(0, 3, True)]).plain == "red"


def test_ends_fill_the_width_and_keep_the_right() -> None:
    line = ends(Content("a long left side"), Content("right"), 16)
    assert line.cell_length == 16
    assert line.plain.endswith("right")


def test_columns_stand_side_by_side() -> None:
    rows = side_by_side([Content("one two"), Content("x")], [3, 4]).plain.splitlines()
    assert rows == ["one  x   ", "two      "]


@given(st.text(), st.lists(st.tuples(st.integers(-5, 50), st.integers(-5, 50), st.booleans()), max_size=5))
def test_no_text_and_no_marks_can_break_it(text: str, spans: list[tuple[int, int, bool]]) -> None:
    highlighted(text, spans)
    assert "\x1b" not in assemble(text).plain
