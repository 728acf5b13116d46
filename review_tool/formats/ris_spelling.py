"""RIS whose tags are not spelled as RIS: in small letters, with tabs, hard blanks or long dashes, or without blanks.

Word processors, spreadsheets and scripts leave them so. Their lines are spelled anew before they are read.
"""

from __future__ import annotations

import re
from collections.abc import Callable

_BLANK = rb"(?:[ \t]|\xc2\xa0|\xa0)"
_DASH = rb"(?:-|\xe2\x80[\x90-\x95]|\xe2\x88\x92|[\x96\x97])"
_LINE = rb"(?:\A|(?<=[\r\n]))" + _BLANK + rb"{0,8}"
_TYPE = re.compile(_LINE + rb"(TY|ty)(" + _BLANK + rb"{0,4}" + _DASH + _BLANK + rb"{0,4})(?=[A-Za-z]{3,})")
_REGULAR = re.compile(rb" {1,4}- {0,4}")
# Where no blank parts a tag from its dash, only tags that exist are tags: text also begins with `UV-`.
_TAGS = (
    "TY A1 A2 A3 A4 AB AD AN AU C1 C2 C3 C4 C5 C6 C7 C8 CA CN CT CY DA DB DI DO DP ED EP ER ET ID IS J1 J2 "
    "JA JF JO KW L1 L2 L3 L4 LA LB LK M1 M2 M3 N1 N2 NV OP PB PP PY RI RN RP SE SN SP ST T1 T2 T3 TA "
    "TI TT U1 U2 U3 U4 U5 UR VL VO Y1 Y2"
)


def odd_spelling(beginning: bytes) -> Callable[[bytes], bytes] | None:
    """What spells a file's lines as RIS has them, `TY  - JOUR`; None for a file that needs it not.

    The first line that names a type shows how the file's other tags are spelled.
    """
    if not (found := _TYPE.search(beginning)):
        return None
    tag, mark = found.groups()
    if tag == b"TY" and _REGULAR.fullmatch(mark):
        return None
    name, blanks = rb"[A-Za-z][A-Za-z0-9]", rb"{1,4}"
    if not mark.startswith((b" ", b"\t", b"\xc2", b"\xa0")):
        name, blanks = b"|".join(known.encode() for known in _TAGS.split()), rb"{0,4}"
    if tag.islower():
        name = b"(?i:" + name + b")"
    line = re.compile(_LINE + b"(" + name + b")" + _BLANK + blanks + _DASH + _BLANK + b"?")
    return lambda lines: line.sub(_spelled, lines)


def _spelled(found: re.Match[bytes]) -> bytes:
    return found.group(1).upper() + b"  - "
