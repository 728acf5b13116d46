"""Traffic lights and bars: a sign, a letter and words for everything that has a colour."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise
from xml.etree import ElementTree

from review_tool.reporting.judgement_plot import (
    Block,
    Heading,
    Judged,
    Level,
    Plot,
    described,
    shares,
    summary_svg,
    traffic_svg,
)

SVG = "{http://www.w3.org/2000/svg}"
LEVELS = (
    Level("low", "Low", "L"),
    Level("some", "Some concerns", "S"),
    Level("high", "High", "H"),
    Level("ni", "No information", "?", is_unknown=True),
)
HOSTILE = '</text><script>x</script> "&" \x1b[31m\u202e' + "A very long name of a study group " * 4
PLOT = Plot(
    "Risk of bias & more",
    LEVELS,
    (
        Block(
            "",
            (Heading("D1", "Randomisation"), Heading("D2", "Missing data " * 20)),
            (
                Judged(HOSTILE, ("low", "some"), 3.0),
                Judged("Roe 2020", ("high", ""), 1.0),
                Judged("Doe 2021", ("ni", "low"), 4.0),
            ),
        ),
    ),
)


def texts(svg: str) -> list[str]:
    return ["".join(node.itertext()) for node in ElementTree.fromstring(svg).iter(f"{SVG}text")]


def test_each_light_has_a_colour_a_sign_and_a_letter() -> None:
    svg = traffic_svg(PLOT)
    root = ElementTree.fromstring(svg)
    lights = list(root.iter(f"{SVG}circle"))
    assert len(lights) == 5 + len(LEVELS), "five cells and the legend"
    assert len({light.get("fill") for light in lights}) == len(LEVELS)
    said = texts(svg)
    for sign, letter in (("+", "L"), ("−", "SC"), ("×", "H"), ("?", "NI")):
        assert said[said.index(sign) + 1] == letter, "the letter stands beside its sign"
    assert {"Low", "Some concerns", "High", "No information"} <= set(said), "the legend says what they mean"


def test_both_have_a_title_a_text_alternative_and_nothing_of_a_name_s_own() -> None:
    for svg in (traffic_svg(PLOT), summary_svg(PLOT)):
        root = ElementTree.fromstring(svg)
        assert "Risk of bias & more" in (root.findtext(f"{SVG}title") or "")
        assert "D1: Low 1, High 1, No information 1." in (root.findtext(f"{SVG}desc") or "")
        assert {node.tag.removeprefix(SVG) for node in root.iter()} <= {
            *("svg", "title", "desc", "rect", "circle", "path", "text"),
        }
        assert not re.search("[\x00-\x08\x1b\u202e]", svg)
    assert "not appraised 1" in described(PLOT)


def test_sixty_long_names_are_wrapped_within_their_column_and_stay_apart() -> None:
    block = PLOT.blocks[0]
    rows = tuple(replace(block.rows[0], study=f"{n} {HOSTILE}") for n in range(60))
    root = ElementTree.fromstring(traffic_svg(replace(PLOT, blocks=(replace(block, rows=rows),))))
    names = [node for node in root.iter(f"{SVG}text") if node.get("x") == "20"]
    assert len(names) > 200
    heights = [int(node.get("y", "0")) for node in names]
    assert heights == sorted(heights)
    assert min(b - a for a, b in pairwise(heights)) >= 16, "no line on another"
    assert max(len(node.text or "") for node in names if "study" in (node.text or "")) < 50
    assert int(root.get("height", "0")) > max(heights)


def test_the_bars_share_the_weights_and_say_what_is_missing() -> None:
    block = PLOT.blocks[0]
    assert [(level.id, share) for level, share in shares(PLOT, block, 0) if level] == [
        ("low", 3 / 8),
        ("high", 1 / 8),
        ("ni", 4 / 8),
    ]
    assert shares(PLOT, block, 1)[-1] == (None, 1 / 8)
    svg = summary_svg(PLOT)
    bars = [node for node in ElementTree.fromstring(svg).iter(f"{SVG}rect") if node.get("stroke")]
    assert [round(float(bar.get("width", "0"))) for bar in bars] == [195, 65, 260, 260, 195, 65]
    assert bars[-1].get("stroke-dasharray"), "what nobody appraised is dashed"
    assert "? NI 50 %" in texts(svg)
    assert sum("Missing data" in text for text in texts(svg)) > 3, "a name that was cut stands beneath in full"
