"""Small PDFs made by hand: lines of text at places on pages, nothing more."""

from __future__ import annotations

from collections.abc import Sequence

Line = tuple[float, float, str]
"""From the left, from the bottom, in points; and what stands there."""


def pdf(pages: Sequence[Sequence[Line]]) -> bytes:
    """A PDF with these lines in 9 point Helvetica on pages of A4."""
    objects = ["<< /Type /Catalog /Pages 2 0 R >>", "", "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"]
    kids = []
    for lines in pages:
        text = "".join(f"BT /F1 9 Tf {x:.1f} {y:.1f} Td ({_escaped(words)}) Tj ET\n" for x, y, words in lines)
        objects.append(f"<< /Length {len(text)} >>\nstream\n{text}endstream")
        page = "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >>"
        objects.append(f"{page} /Contents {len(objects)} 0 R >>")
        kids.append(f"{len(objects)} 0 R")
    objects[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>"
    out, places = "%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n"
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    end = f"trailer << /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{len(out)}\n%%EOF\n"
    return (out + f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}" + end).encode("latin-1")


def _escaped(words: str) -> str:
    return words.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")


def column(left: float, top: float, lines: Sequence[str]) -> list[Line]:
    """Lines under one another."""
    return [(left, top - 12 * n, line) for n, line in enumerate(lines)]


HEAD = "Journal of Shared Gardens 2024"
INTRODUCTION = """Introduction
Gardens are shared by many people in the commu-
nity, and they co-
produce what grows there. Little is known about
how such groups share power. It was co-produced."""
METHODS = """Methods
Participants were asked to keep a diary for two
weeks. We met (see Fig. 2) in the library. The
gardeners and the council produce a plan and this
sentence runs over to the"""
DISCUSSION = """next page. Another one follows it here in full.
Discussion
Councils should pay members for their time from
the outset. It is essential that roles are agreed
before the work begins."""
LIMITATIONS = """Limitations
A limitation of this study is its small sample. We
only met people in one town.
Conclusion
Future research should explore who is left out."""
REFERENCES = """References
Doe J, Poe E. Plots. Gardens. 2019;4(2):11-19. doi: 10.1234/abc."""


def paper() -> bytes:
    """Three pages in two columns with a running head and page numbers."""
    columns = ((INTRODUCTION, METHODS), (DISCUSSION, LIMITATIONS), (REFERENCES, ""))
    return pdf(
        [
            [
                *column(60, 780, [HEAD]),
                *column(60, 750, left.splitlines()),
                *column(320, 750, right.splitlines()),
                *column(290, 40, [str(number)]),
            ]
            for number, (left, right) in enumerate(columns, 1)
        ]
    )
