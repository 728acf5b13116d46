"""What a claim weighs: which studies stand behind it with which quality, and what it can lose and still stand."""

from __future__ import annotations

from dataclasses import dataclass

from review_tool.domain.synthesis import Stance

LOW, STUDY, REVIEWER = "low quality", "study", "reviewer"
"""What is taken away from a claim to see whether it stands."""


@dataclass(frozen=True, slots=True)
class Contribution:
    """One study behind a claim or against it, with what the appraisal says of it."""

    study: int
    label: str
    stance: Stance
    excerpts: int
    """Through how many of its passages."""
    quality: str
    """`good`, `some concerns` or `low`; "" where nobody has judged it."""
    words: str
    """What each checklist says."""


@dataclass(frozen=True, slots=True)
class Scenario:
    """One thing taken away, and what is left."""

    kind: str
    """`low quality`, `study` or `reviewer`."""
    name: str
    """Which study or reviewer; "" for all low-quality studies."""
    left: int
    """How many different passages, studies and items still speak for the claim."""

    @property
    def stands(self) -> bool:
        return self.left > 0

    @property
    def words(self) -> str:
        """`without Kim et al. 2021`."""
        return {LOW: "without low-quality studies", REVIEWER: f"without {self.name}'s coding"}.get(
            self.kind, f"without {self.name}"
        )


@dataclass(frozen=True, slots=True)
class Robustness:
    pieces: int
    """How many different passages, studies and items speak for the claim."""
    scenarios: tuple[Scenario, ...] = ()
    judgement: bool = False

    @property
    def stands(self) -> int:
        return sum(scenario.stands for scenario in self.scenarios)

    @property
    def falls(self) -> tuple[Scenario, ...]:
        return tuple(scenario for scenario in self.scenarios if not scenario.stands)

    @property
    def fragile(self) -> bool:
        """One removal leaves nothing."""
        return bool(self.falls)

    @property
    def brief(self) -> str:
        """`stands in 7 of 8`; "" where there is nothing to take away."""
        return f"stands in {self.stands} of {len(self.scenarios)}" if self.scenarios else ""

    @property
    def words(self) -> str:
        """`Stands in 7 of 8: falls without Ada's coding.`"""
        if not self.scenarios:
            if self.judgement:
                return "Rests on the team's judgement alone: there is nothing to take away."
            return "Rests on nothing: there is nothing to take away."
        falls = " and ".join(scenario.words for scenario in self.falls)
        fragile = f": falls {falls}." if falls else ": whatever one thing is taken away, some support remains."
        return f"{self.brief[0].upper()}{self.brief[1:]}{fragile}"
