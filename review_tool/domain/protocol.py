"""The protocol: the question, the criteria and the rule of who must vote, versioned."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import Any

from review_tool.domain.decision import Stage
from review_tool.domain.errors import ReviewError
from review_tool.domain.plan import Plan, StagePlan, preset

_NO_PLAN = Plan()


@dataclass(frozen=True, slots=True)
class Criterion:
    """One reason to keep or leave a report, in plain words."""

    id: str
    text: str
    include: bool = True
    """True: must hold; False: rules the report out."""
    example: str = ""


@dataclass(frozen=True, slots=True)
class Protocol:
    """One version of the plan. Amending makes a new version; old votes are never judged again by it."""

    question: str = ""
    criteria: tuple[Criterion, ...] = ()
    reviewers_title_abstract: int = 1
    """How many must vote on each report at title and abstract."""
    reviewers_full_text: int = 1
    reasons: tuple[str, ...] = (
        "wrong topic",
        "wrong population",
        "wrong study design",
        "wrong publication type",
        "other",
    )
    """Why a report may be excluded at full text, most important first."""
    include_words: tuple[str, ...] = ()
    """Words that speak for a report, marked in its text. A final * stands for any ending."""
    exclude_words: tuple[str, ...] = ()
    plan: Plan = _NO_PLAN
    """Who judges what, and in which order."""
    version: int = 0

    def reasons_at(self, stage: Stage) -> tuple[str, ...]:
        """What an exclusion may be put down to: the team's reasons, and at title and abstract a criterion's id."""
        ids = tuple(criterion.id for criterion in self.criteria) if stage is Stage.TITLE_ABSTRACT else ()
        return (*self.reasons, *ids)

    @property
    def is_planned(self) -> bool:
        """A plan says whose each report is; without one, everybody's queue holds everything undecided."""
        return bool(self.plan.preset)

    def is_blind(self, stage: Stage) -> bool:
        """More than one person judges some reports, so that one's opinion could sway another's."""
        at = self.plan.at(stage)
        return self.reviewers(stage) > 1 or (self.is_planned and (at.has_samples or at.verify_share > 0))

    def reviewers(self, stage: Stage) -> int:
        return self.reviewers_title_abstract if stage is Stage.TITLE_ABSTRACT else self.reviewers_full_text

    def amended(self, **changes: Any) -> Protocol:
        """The next version.

        Raises:
            ReviewError: a number of reviewers is not 1 or 2, or a criterion's id stands twice.
        """
        new = replace(self, **changes, version=self.version + 1)
        if not {new.reviewers_title_abstract, new.reviewers_full_text} <= {1, 2}:
            raise ReviewError("One or two reviewers vote on each report.", hint="Give 1 or 2.")
        ids = [criterion.id for criterion in new.criteria]
        if len(set(ids)) < len(ids):
            raise ReviewError("Two criteria have the same id.", hint="Number them I1, I2 … and E1, E2 …")
        new.plan.check()
        return new

    def planned(self, name: str) -> Protocol:
        """This protocol with a preset's plan and numbers. Raises ReviewError where there is no such preset."""
        chosen = preset(name)
        return replace(
            self, plan=chosen.plan, reviewers_title_abstract=chosen.reviewers, reviewers_full_text=chosen.reviewers
        )

    def to_payload(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_payload(cls, payload: dict[str, Any]) -> Protocol:
        fields = dict(payload)
        fields["criteria"] = tuple(Criterion(**criterion) for criterion in fields.get("criteria", ()))
        for name in ("reasons", "include_words", "exclude_words"):
            if name in fields:
                fields[name] = tuple(fields[name])
        if "plan" in fields:
            fields["plan"] = plan_from(fields["plan"])
        return cls(**fields)


def plan_from(said: dict[str, Any]) -> Plan:
    """The plan that nested mappings describe. Raises TypeError where they say what a plan has no place for."""
    stages: dict[str, Any] = {name: StagePlan(**said[name]) for name in _STAGES if name in said}
    return Plan(**(said | stages))


_STAGES = ("title_abstract", "full_text")
