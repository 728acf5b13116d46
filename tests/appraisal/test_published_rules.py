"""The decision tables against the published algorithms, written out here a second time as the papers draw them.

RoB 2: Sterne 2019, doi:10.1136/bmj.l4898, and its guidance of 22 August 2019. AMSTAR 2: Shea 2017,
doi:10.1136/bmj.j4008.
ROBINS-I: Sterne 2016, doi:10.1136/bmj.i4919: the overall rule is the paper's, the domains are read from its criteria.
"""

from __future__ import annotations

import pytest

from review_tool.appraisal.judge import asked, proposals
from review_tool.appraisal.loader import load_all
from review_tool.domain.appraisal import Checklist

TOOLS = {tool.id: tool for tool in load_all()}
ROB2, ROBINS, AMSTAR = TOOLS["rob-2"], TOOLS["robins-i"], TOOLS["amstar-2"]

LOW, SOME, HIGH = "low", "some-concerns", "high"


def yes(answer: str) -> bool:
    return answer in ("y", "py")


def no(answer: str) -> bool:
    return answer in ("n", "pn")


def randomisation(a: dict[str, str]) -> str:
    if no(a["1.2"]):
        return HIGH
    if a["1.2"] == "ni":
        return HIGH if yes(a["1.3"]) else SOME
    if no(a["1.1"]):
        return SOME
    return SOME if yes(a["1.3"]) else LOW


def deviations(a: dict[str, str]) -> str:
    first = LOW
    if not (no(a["2.1"]) and no(a["2.2"])) and not no(a["2.3"]):
        first = SOME if a["2.3"] == "ni" or no(a["2.4"]) or yes(a["2.5"]) else HIGH
    second = LOW if yes(a["2.6"]) else SOME if no(a["2.7"]) else HIGH
    return max(first, second, key=(LOW, SOME, HIGH).index)


def missing(a: dict[str, str]) -> str:
    if yes(a["3.1"]) or yes(a["3.2"]) or no(a["3.3"]):
        return LOW
    return SOME if no(a["3.4"]) else HIGH


def measuring(a: dict[str, str]) -> str:
    if yes(a["4.1"]) or yes(a["4.2"]):
        return HIGH
    floor = SOME if a["4.2"] == "ni" else LOW
    if no(a["4.3"]) or no(a["4.4"]):
        return floor
    return SOME if no(a["4.5"]) else HIGH


def reporting(a: dict[str, str]) -> str:
    if yes(a["5.2"]) or yes(a["5.3"]):
        return HIGH
    return LOW if no(a["5.2"]) and no(a["5.3"]) and yes(a["5.1"]) else SOME


def every_way(tool: Checklist, domain: str, among: tuple[str, ...] = ("y", "pn", "ni")) -> list[dict[str, str]]:
    """Every way to answer a domain with these answers, each question asked only where the tool asks it."""
    ways: list[dict[str, str]] = [{}]
    for item in [item for item in tool.items if item.domain == domain]:
        longer = []
        for way in ways:
            live = {one.id for one in asked(tool, "", way)}
            options = [option.id for option in tool.options_of(item) if option.id in among]
            longer += [way | {item.id: answer} for answer in options] if item.id in live else [way]
        ways = longer
    return ways


def level(tool: Checklist, target: str, given: dict[str, str], made: dict[str, str] | None = None) -> str:
    return next(p.level for p in proposals(tool, "", given, made) if p.target == target)


class Unasked(dict[str, str]):
    """A question that is not asked is neither yes nor no."""

    def __missing__(self, _key: str) -> str:
        return ""


@pytest.mark.parametrize(
    ("domain", "drawn"),
    [("D1", randomisation), ("D2", deviations), ("D3", missing), ("D4", measuring), ("D5", reporting)],
)
def test_rob_2_domains_follow_the_published_algorithms_in_every_case(domain: str, drawn: object) -> None:
    ways = every_way(ROB2, domain)
    ways += every_way(ROB2, domain, ("py", "n") if domain == "D2" else ("y", "py", "pn", "n", "ni"))
    assert len(ways) > 40
    for way in ways:
        assert level(ROB2, domain, way) == drawn(Unasked(way)), way  # type: ignore[operator]


@pytest.mark.parametrize(
    ("levels", "overall"),
    [
        ((LOW, LOW, LOW, LOW, LOW), LOW),
        ((LOW, SOME, LOW, LOW, LOW), SOME),
        ((SOME, SOME, SOME, SOME, SOME), SOME),
        ((LOW, LOW, HIGH, LOW, SOME), HIGH),
        ((LOW, LOW, LOW, LOW, ""), ""),
    ],
)
def test_rob_2_overall_is_the_worst_domain(levels: tuple[str, ...], overall: str) -> None:
    made = {f"D{n}": one for n, one in enumerate(levels, 1) if one}
    assert level(ROB2, "overall", {}, made) == overall
    said = proposals(ROB2, "", {}, made)[-1].why
    assert ("D5 still to be judged" in said) if not overall else ("a person judges" in said)


@pytest.mark.parametrize(
    ("weak", "confidence"),
    [
        ((), "high"),
        (("1",), "high"),
        (("1", "3"), "moderate"),
        (("1", "3", "5", "6", "8", "10", "12", "14", "16"), "moderate"),
        (("2",), "low"),
        (("4", "1", "3", "5"), "low"),
        (("2", "15"), "critically-low"),
        (("7", "9", "11", "13"), "critically-low"),
    ],
)
def test_amstar_2_rates_by_critical_weaknesses(weak: tuple[str, ...], confidence: str) -> None:
    given = {item.id: "no" if item.id in weak else "yes" for item in AMSTAR.items}
    assert level(AMSTAR, "overall", given) == confidence
    partly = {
        i.id: "partial-yes" if "partial-yes" in i.options and given[i.id] == "yes" else given[i.id]
        for i in AMSTAR.items
    }
    assert level(AMSTAR, "overall", partly) == confidence
    without = given | {name: "no-meta-analysis" for name in ("11", "12", "15") if given[name] == "yes"}
    assert level(AMSTAR, "overall", without) == confidence
    del given["16"]
    assert level(AMSTAR, "overall", given) == ""


@pytest.mark.parametrize(
    ("levels", "overall"),
    [
        (("low",) * 7, "low"),
        (("low", "moderate", *("low",) * 5), "moderate"),
        (("moderate", "no-information", *("low",) * 5), "no-information"),
        (("serious", "no-information", *("low",) * 5), "serious"),
        (("serious", "critical", *("no-information",) * 5), "critical"),
    ],
)
def test_robins_i_overall(levels: tuple[str, ...], overall: str) -> None:
    assert level(ROBINS, "overall", {}, {f"D{n}": one for n, one in enumerate(levels, 1)}) == overall


@pytest.mark.parametrize(
    ("target", "given", "expected"),
    [
        ("D1", {"1.1": "n"}, "low"),
        ("D1", {"1.1": "y", "1.2": "n", "1.4": "y", "1.5": "py", "1.6": "n"}, "moderate"),
        ("D1", {"1.1": "y", "1.2": "n", "1.4": "y", "1.5": "py", "1.6": "y"}, "serious"),
        ("D1", {"1.1": "y", "1.2": "n", "1.4": "ni", "1.6": "n"}, "no-information"),
        ("D1", {"1.1": "py", "1.2": "y", "1.3": "y", "1.7": "y", "1.8": "y"}, "moderate"),
        ("D1", {"1.1": "py", "1.2": "y", "1.3": "y", "1.7": "n"}, "serious"),
        ("D2", {"2.1": "n", "2.4": "y"}, "low"),
        ("D2", {"2.1": "n", "2.4": "n", "2.5": "y"}, "moderate"),
        ("D2", {"2.1": "y", "2.2": "y", "2.3": "y", "2.4": "y", "2.5": "n"}, "serious"),
        ("D2", {"2.1": "ni", "2.4": "y"}, "no-information"),
        ("D3", {"3.1": "y", "3.2": "y", "3.3": "n"}, "low"),
        ("D3", {"3.1": "y", "3.2": "n", "3.3": "n"}, "moderate"),
        ("D3", {"3.1": "y", "3.2": "y", "3.3": "py"}, "serious"),
        ("D4", {"4.1": "n", "4.3": "y", "4.4": "y", "4.5": "y"}, "low"),
        ("D4", {"4.1": "y", "4.2": "y", "4.3": "y", "4.4": "y", "4.5": "y"}, "serious"),
        ("D4", {"4.1": "n", "4.3": "n", "4.4": "y", "4.5": "y", "4.6": "py"}, "moderate"),
        ("D5", {"5.1": "y", "5.2": "n", "5.3": "n"}, "low"),
        ("D5", {"5.1": "n", "5.2": "n", "5.3": "n", "5.4": "n", "5.5": "n"}, "serious"),
        ("D5", {"5.1": "n", "5.2": "n", "5.3": "n", "5.4": "y", "5.5": "n"}, "moderate"),
        ("D6", {"6.1": "n", "6.2": "y", "6.3": "y", "6.4": "n"}, "low"),
        ("D6", {"6.1": "y", "6.2": "y", "6.3": "y", "6.4": "n"}, "serious"),
        ("D6", {"6.1": "y", "6.2": "ni", "6.3": "y", "6.4": "n"}, "moderate"),
        ("D7", {"7.1": "n", "7.2": "n", "7.3": "n"}, "low"),
        ("D7", {"7.1": "pn", "7.2": "n", "7.3": "n"}, "moderate"),
        ("D7", {"7.1": "n", "7.2": "py", "7.3": "ni"}, "serious"),
        ("D7", {"7.1": "ni", "7.2": "n", "7.3": "n"}, "no-information"),
    ],
)
def test_robins_i_domains_follow_the_criteria(target: str, given: dict[str, str], expected: str) -> None:
    assert not [p.missing for p in proposals(ROBINS, "", given) if p.target == target and p.missing]
    assert level(ROBINS, target, given) == expected


def test_every_way_through_robins_i_ends_in_a_level() -> None:
    for target in ROBINS.targets[:-1]:
        ways = every_way(ROBINS, target.id)
        assert all(level(ROBINS, target.id, way) for way in ways[:: max(len(ways) // 300, 1)])


def test_questions_follow_only_from_the_answers_before_them() -> None:
    assert [i.id for i in asked(ROB2, "", {"2.1": "n", "2.2": "pn"}) if i.domain == "D2"] == ["2.1", "2.2", "2.6"]
    given = {"2.1": "y", "2.2": "n", "2.3": "y", "2.4": "ni", "2.6": "n"}
    assert [i.id for i in asked(ROB2, "", given) if i.domain == "D2"] == [f"2.{n}" for n in range(1, 8)]
    # An answer left over from before no longer counts once its question is not asked.
    stale = {"3.1": "y", "3.2": "n", "3.3": "y", "3.4": "y"}
    assert level(ROB2, "D3", stale) == LOW
