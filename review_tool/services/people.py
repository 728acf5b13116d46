"""The team: who is in it, who joins, leaves and comes back, and who leads."""

from __future__ import annotations

from collections.abc import Iterable

from review_tool.domain.errors import ReviewError
from review_tool.domain.text import one_line
from review_tool.store.queries import plan
from review_tool.store.queries.plan import Reviewer as Reviewer
from review_tool.store.review import Review
from review_tool.store.unit import Unit

LEAD = "lead"


def team(review: Review) -> list[Reviewer]:
    """Everyone in the review, in the order they joined."""
    with review.reading() as connection:
        return plan.team(connection)


def join(review: Review, name: str, *, role: str = "reviewer", by: str) -> Reviewer:
    """Take a person into the team.

    Raises:
        ReviewError: the name is empty or taken; capital letters alone tell nobody from another.
    """
    name = one_line(name)
    if not name:
        raise ReviewError("A reviewer needs a name.", hint="Initials or a pseudonym will do.")
    with review.writing() as unit:
        if taken := called((known.name for known in plan.team(unit.connection)), name):
            raise ReviewError(f"{taken} is a reviewer of this review already.", hint="Choose another name.")
        unit.record("reviewer.joined", f"reviewer:{name}", {"role": role}, by=by)
    return Reviewer(name, role)


def called(known: Iterable[str], name: str) -> str:
    """The known name that is this one but for capital letters, which tell nobody from another; "" where there is none.

    Two that stand side by side in an older review are told apart still.
    """
    alike = [one for one in known if one.casefold() == name.casefold()]
    return name if name in alike else alike[0] if alike else ""


def withdraw(review: Review, name: str, *, by: str, why: str = "") -> None:
    """Note that a person left: their votes stay theirs, their open work is shared out among the others.

    Raises:
        ReviewError: nobody of that name is in the team, the last lead would go, or `by` is no lead.
    """
    with review.writing() as unit:
        team = {member.name: member for member in plan.team(unit.connection)}
        check_lead(unit, by)
        if name not in team or not team[name].is_here:
            raise ReviewError(f"{name} is not in the team.", hint="See `review-tool team list`.")
        if team[name].role == LEAD and sum(member.role == LEAD for member in team.values()) == 1:
            raise ReviewError(
                "The last lead cannot leave.", hint="Take in another with `review-tool team add NAME --role lead`."
            )
        unit.record("reviewer.withdrew", f"reviewer:{name}", {"why": one_line(why), "was": team[name].role}, by=by)


def take_back(review: Review, name: str, *, by: str, role: str = "") -> Reviewer:
    """Take a person back into the team, in the role they had or another.

    Raises:
        ReviewError: the person did not leave, or `by` is no lead.
    """
    with review.writing() as unit:
        check_lead(unit, by)
        roles = [member.role for member in plan.history(unit.connection) if member.name == name]
        if not roles or roles[-1] != plan.WITHDRAWN:
            raise ReviewError(f"{name} has not left the team.", hint="See `review-tool team list`.")
        role = role or next((known for known in reversed(roles) if known != plan.WITHDRAWN), "reviewer")
        unit.record("reviewer.returned", f"reviewer:{name}", {"role": role}, by=by)
    return Reviewer(name, role)


def leads(review: Review) -> tuple[str, ...]:
    """Who leads, in the order they joined."""
    return tuple(member.name for member in team(review) if member.role == LEAD)


def check_lead(unit: Unit, by: str) -> None:
    """Raises ReviewError where this is for a lead to do and the person is none."""
    leads = [member.name for member in plan.team(unit.connection) if member.role == LEAD]
    if by not in leads:
        raise ReviewError(
            f"This is for the lead to do: {', '.join(leads)}.", hint="Ask them; who it is says so with --as."
        )


def check_reviewer(review: Review, name: str) -> str:
    """The name as the team writes it, if it is a reviewer's.

    Raises:
        ReviewError: nobody of that name is in the team.
    """
    known = [reviewer.name for reviewer in team(review)]
    found = called(known, name)
    if not found:
        raise ReviewError(
            f"“{name}” is not a reviewer of this review.",
            hint=f"Choose one of {', '.join(known)} with --as, or add a person: review-tool team add NAME.",
        )
    return found
