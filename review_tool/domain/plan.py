"""The screening plan: which reports everybody judges, which two people, which one, and what a second person checks.

The preset `rapid` is the way of the Cochrane Rapid Reviews Methods Group (Garritty 2024, doi:10.1136/bmj-2023-076335):
everybody judges a calibration set; two judge a share; once they agree well enough the lead opens the gate, and from
there one person judges and a second verifies the exclusions. Every number can be amended.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum

from review_tool.domain.decision import Outcome, Stage
from review_tool.domain.errors import ReviewError


class Task(StrEnum):
    """Why a report waits for a reviewer, in the order the queues have them."""

    CALIBRATION = "calibration"
    DUAL = "dual"
    SINGLE = "single"
    VERIFY = "verify"

    @property
    def words(self) -> str:
        """Why it is this reviewer's to do, in a sentence without its full stop."""
        return _WORDS[self]


_WORDS = {
    Task.CALIBRATION: "calibration set: everybody judges it",
    Task.DUAL: "two people judge it, blind",
    Task.SINGLE: "one person judges it, you",
    Task.VERIFY: "a second look at what another reviewer excluded",
}


def not_theirs(task: str, *, outcome: Outcome = Outcome.TO_DO, held: bool = False) -> str:
    """Why a reviewer who has not judged a report is not to judge it now, in sentences; "" where they are.

    A vote outside the plan would decide what was given to another. Whose it is instead is not said: of a report to be
    verified, that would tell who excluded it.

    Args:
        task: why it is theirs, "" where it is not.
        outcome: where the report stands.
        held: what is theirs waits for the calibration set.
    """
    if task:
        return "Yours once all have judged the calibration set." if held else ""
    if outcome is Outcome.CONFLICT:
        return "Others judged it and differ: a note says your view."
    if outcome.shows_votes:
        return "It has its outcome; the lead can have it judged again."
    return "The plan gives it to others, or to nobody yet."


@dataclass(frozen=True, slots=True)
class StagePlan:
    """The numbers of one stage. How many judge the rest is the protocol's `reviewers_…`."""

    calibration: int = 0
    """Reports in the calibration set; 0: there is none."""
    dual_share: int = 0
    """Percent of the other reports that two people judge."""
    verify_share: int = 0
    """Percent of one person's exclusions that a second person verifies; 100 is all of them."""
    agreement: float = 0.0
    """Raw agreement (0 to 1) the team wants to see before the gate opens: shown beside the figure, never a verdict."""

    @property
    def has_samples(self) -> bool:
        return bool(self.calibration or self.dual_share)


@dataclass(frozen=True, slots=True)
class Plan:
    """The plan of both stages."""

    preset: str = ""
    """What it began as: `rapid`, `dual`, `single`; "" is no plan: everybody's queue holds everything undecided."""
    title_abstract: StagePlan = StagePlan()
    full_text: StagePlan = StagePlan()

    def at(self, stage: Stage) -> StagePlan:
        return self.title_abstract if stage is Stage.TITLE_ABSTRACT else self.full_text

    def check(self) -> None:
        """Raises ReviewError where a number makes no sense."""
        if self.preset not in ("", *(known.name for known in PRESETS)):
            raise ReviewError(
                f"There is no plan “{self.preset}”.",
                hint="There are " + ", ".join(known.name for known in PRESETS) + ".",
            )
        for stage in (self.title_abstract, self.full_text):
            if stage.calibration < 0:
                raise ReviewError("A calibration set cannot be smaller than nothing.", hint="Give 0 for none.")
            if not (0 <= stage.dual_share <= 100 and 0 <= stage.verify_share <= 100):
                raise ReviewError("A share is given in percent.", hint="Give a number from 0 to 100.")
            if not 0 <= stage.agreement <= 1:
                raise ReviewError("Agreement lies between 0 and 1.", hint="Give 0.8 for 80 %.")


@dataclass(frozen=True, slots=True)
class Preset:
    """A plan to begin with."""

    name: str
    words: str
    plan: Plan
    reviewers: int
    """Who judge the rest, at both stages."""


PRESETS: tuple[Preset, ...] = (
    Preset(
        "rapid",
        "a calibration set all judge, a share two judge, then one, with exclusions verified",
        Plan("rapid", StagePlan(40, 20, 100, 0.8), StagePlan(5, 20, 100, 0.8)),
        1,
    ),
    Preset("dual", "two people judge every report, blind to each other", Plan("dual"), 2),
    Preset("single", "one person judges each report", Plan("single"), 1),
)


def preset(name: str) -> Preset:
    """Raises ReviewError where there is none of that name."""
    Plan(name).check()
    return next(known for known in PRESETS if known.name == name)


@dataclass(frozen=True, slots=True)
class Terms:
    """Under what a report is judged at one stage. Each vote carries them, so that no amendment judges it anew."""

    task: Task
    needs: int
    """How many must vote."""
    verify: bool = False
    """Where one person excludes it, a second must look."""


def terms(
    plan: StagePlan, reviewers: int, *, drawn: bool, gate_open: bool, team: int, sampled: Sampled
) -> Terms | None:
    """Under what a report without votes is to be judged; None where it waits for the gate.

    Args:
        drawn: it is in the calibration set.
        team: how many people screen.
    """
    if drawn:
        return Terms(Task.CALIBRATION, max(team, 2))
    if reviewers > 1 or sampled.share < plan.dual_share:
        return Terms(Task.DUAL, 2)
    if plan.has_samples and not gate_open:
        return None
    return Terms(Task.SINGLE, 1, verify=sampled.verify < plan.verify_share)


@dataclass(frozen=True, slots=True)
class Sampled:
    """Where a report falls in the samples of a stage: numbers from 0 to 100 that follow from its records alone.

    They are drawn when they are asked for, since most plans ask for one of them.
    """

    review: str
    stage: Stage
    key: str
    """What the report is known by, see `spokesman`."""

    @property
    def share(self) -> float:
        return 100 * chance(self.review, self.stage, "share", self.key)

    @property
    def verify(self) -> float:
        return 100 * chance(self.review, self.stage, "verify", self.key)


def spokesman(review: str, keys: Collection[str]) -> str:
    """Of a report's records, the one whose key the report is known by.

    Drawn by lot, so that a report of many records is no likelier in a sample than another; a merge or a split leaves
    the report known by one of the keys it had, and the order in which records came never matters.
    """
    return next(iter(keys)) if len(keys) == 1 else min(keys, key=lambda key: chance(review, "spokesman", key))


def allocated(
    review: str, stage: Stage, key: str, team: Iterable[str], *, voted: Collection[str], wanted: int
) -> list[str]:
    """Who of the team are to judge a report: those drawn first for it, who have not voted.

    Each person draws a number for each report (rendezvous hashing, Thaler & Ravishankar 1998, doi:10.1109/90.663936):
    the loads are even, two devices agree without asking each other, and who joins or leaves moves only their own work.
    """
    order = sorted((name for name in team if name not in voted), key=lambda name: chance(review, stage, key, name))
    return order[: max(wanted, 0)]


def calibration_order(review: str, stage: Stage, keys: dict[int, str]) -> list[int]:
    """Reports in the order a calibration set is drawn from them, given what each is known by."""
    return sorted(keys, key=lambda report: (chance(review, stage, "calibration", keys[report]), keys[report]))


def enough(needs: int, task: Task | None, able: int) -> int:
    """How many votes make an outcome: at calibration, of everybody, at most those who are still there to vote."""
    return min(needs, max(able, 2)) if task is Task.CALIBRATION else needs


def chance(*parts: str) -> float:
    """A number from 0 up to 1 that follows from the parts alone, the same on every machine."""
    drawn = hashlib.blake2b("\x1f".join(parts).encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(drawn, "big") / 2**64
