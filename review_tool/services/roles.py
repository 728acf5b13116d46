"""Database roles of reviewers: blindness that PostgreSQL itself keeps."""

from __future__ import annotations

from dataclasses import dataclass

from review_tool.domain.errors import ReviewError
from review_tool.services.people import check_lead, check_reviewer
from review_tool.store.database import roles
from review_tool.store.review import Review


@dataclass(frozen=True, slots=True)
class Role:
    """A role of the server, and what it means in this review."""

    role: str
    reviewer: str
    sighted: bool
    """It reads everything; else others' judgements are kept from it until they can no longer sway."""


def grant(review: Review, role: str, reviewer: str, *, by: str, sighted: bool = False) -> Role:
    """Let a role of the server read and add for one reviewer, and nothing else.

    Raises:
        ReviewError: no such reviewer or role, the role has all rights, `by` is no lead, or the review lies in a folder.
    """
    check_reviewer(review, reviewer)
    with review.writing() as unit:
        check_lead(unit, by)
        roles.grant(unit.connection, role, reviewer, sighted=sighted)
    return Role(role, reviewer, sighted)


def revoke(review: Review, role: str, *, by: str) -> str:
    """Take a role's rights away; returns whose it was.

    Raises:
        ReviewError: the role is nobody's, `by` is no lead, or the review lies in a folder.
    """
    with review.writing() as unit:
        check_lead(unit, by)
        return roles.revoke(unit.connection, role)


def granted(review: Review) -> list[Role]:
    """Every role that was granted.

    Raises:
        ReviewError: the review lies in a folder, or this connection is itself bound to a role.
    """
    if review.bound:
        raise ReviewError(f"This connection is {review.bound}'s.", hint="The lead sees the list.")
    with review.reading() as connection:
        return [Role(*row) for row in roles.granted(connection)]
