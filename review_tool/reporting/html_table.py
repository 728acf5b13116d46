"""A table as one page of HTML that a screen reader can walk through and a printer can print."""

from __future__ import annotations

from html import escape

from review_tool.domain.table import Table
from review_tool.domain.text import clean, one_line

_STYLE = """
body { font: 100%/1.45 system-ui, "Segoe UI", Helvetica, Arial, sans-serif; margin: 1.5rem;
  color: #1a1a1a; background: #fff; }
.wide { overflow-x: auto; }
.wide:focus-visible { outline: 3px solid #1f5fbf; outline-offset: 2px; }
table { border-collapse: collapse; border-block: 2px solid; font-size: .875rem; }
caption { text-align: left; font-weight: 700; font-size: 1rem; padding-block-end: .5rem; }
th, td { text-align: start; vertical-align: top; padding: .35rem .7rem .35rem 0; border-block-end: 1px solid #bbb;
  min-width: 2.5rem; max-width: 34rem; overflow-wrap: break-word; white-space: pre-line; }
thead th { border-block-end: 1.5px solid; vertical-align: bottom; background: #fff; }
tbody th { min-width: 11rem; position: sticky; inset-inline-start: 0; background: #fff; }
.notes { font-size: .875rem; max-width: 60rem; }
@page { size: A4 landscape; margin: 12mm; }
@media print {
  body { margin: 0; } .wide { overflow: visible; } table { font-size: 7.5pt; }
  thead { display: table-header-group; } tr { break-inside: avoid; }
  th, td { min-width: 0; position: static !important; padding-inline-end: .4rem; }
}
"""
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"
"""Nothing is fetched and nothing runs, whatever the cells say."""


def write_html(table: Table) -> bytes:
    """The bytes of the page."""
    title = escape(one_line(table.title or table.name))
    head = "".join(
        f'<th scope="col"{_hint(column.meaning)}>{escape(one_line(column.label))}</th>' for column in table.columns
    )
    rows = "\n".join(f"<tr>{_cells(row)}</tr>" for row in table.rows)
    notes = "".join(f'<p dir="auto">{escape(one_line(note))}</p>' for note in table.notes)
    page = (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{title}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<main>\n"
        f'<div class="wide" role="region" aria-label="{title}" tabindex="0">\n'
        f"<table>\n<caption>{title}</caption>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{rows}\n</tbody>\n</table>\n"
        f"</div>\n{f'<div class=notes>{notes}</div>' if notes else ''}\n</main>\n</body>\n</html>\n"
    )
    return page.encode("utf-8")


def _hint(meaning: str) -> str:
    return f' title="{escape(one_line(meaning))}"' if meaning else ""


def _cells(row: tuple[str, ...]) -> str:
    return "".join(
        f'<th scope="row" dir="auto">{_shown(cell)}</th>' if not at else f'<td dir="auto">{_shown(cell)}</td>'
        for at, cell in enumerate(row)
    )


def _shown(cell: str) -> str:
    return escape(clean(cell).strip())
