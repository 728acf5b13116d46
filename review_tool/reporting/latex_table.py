"""A table as LaTeX: longtable with booktabs rules, in a document that compiles as it is and can be copied from."""

from __future__ import annotations

import re
from collections.abc import Sequence

from review_tool.domain.table import Table
from review_tool.domain.text import clean, one_line
from review_tool.reporting.layout import Part, parts

_SIGNS = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "$": r"\$",
    "&": r"\&",
    "#": r"\#",
    "%": r"\%",
    "_": r"\_",
    "^": r"\textasciicircum{}",
    "~": r"\textasciitilde{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
    '"': r"\textquotedbl{}",
    "`": r"\textasciigrave{}",
    # After a line's end these would be read as its argument.
    "[": "{[}",
    "]": "{]}",
    "*": "{*}",
}
_SIGN = re.compile("[" + re.escape("".join(_SIGNS)) + "]")
_LIGATURE = re.compile(r"([-',])(?=\1)")
"""Two of a kind would become another sign: `--` a dash, `''` a quotation mark."""

_BEFORE = r"""% Compile with LuaLaTeX or XeLaTeX, which know every letter; pdfLaTeX does where all letters are Latin.
% To put the table into a manuscript, copy the part between the two lines of equals signs, and load array, booktabs,
% longtable and ragged2e there.
\documentclass[a4paper,10pt]{article}
\usepackage[landscape,margin=15mm]{geometry}
\usepackage{iftex}
\iftutex\usepackage{fontspec}\else\usepackage[utf8]{inputenc}\usepackage[T1]{fontenc}\usepackage{textcomp}\fi
\usepackage{array,booktabs,longtable,ragged2e}
\begin{document}
% ==== the table begins here
"""
_AFTER = r"""% ==== the table ends here
\end{document}
"""


def write_latex(table: Table) -> bytes:
    """The bytes of a LaTeX document in UTF-8."""
    fitted = parts(table)
    written = [_table(table, part, n, len(fitted)) for n, part in enumerate(fitted, 1)]
    notes = "".join(f"\\par\\noindent {latex(note)}\n" for note in table.notes)
    body = "{\\footnotesize\\setlength{\\tabcolsep}{4pt}\n" + "\n".join(written) + notes + "}\n"
    return (_BEFORE + body + _AFTER).encode("utf-8")


def latex(text: str) -> str:
    """The text as LaTeX shows it to the letter; its line ends are line ends in a cell."""
    lines = [one_line(line) for line in clean(text).split("\n") if line.strip()]
    return r"\newline ".join(_SIGN.sub(_sign, _LIGATURE.sub("\\1\x00", line)).replace("\x00", "{}") for line in lines)


def _sign(match: re.Match[str]) -> str:
    return _SIGNS[match.group()]


def _table(table: Table, part: Part, number: int, of: int) -> str:
    columns = "".join(_column(share, len(part.shares)) for share in part.shares)
    whole = f" (part {number} of {of})" if of > 1 else ""
    title = latex(one_line(table.title or table.name)) + whole
    head = _row([f"\\textbf{{{latex(one_line(table.columns[at].label))}}}" for at in part.columns])
    rows = [_row([latex(row[at]) for at in part.columns]) for row in table.rows]
    if number == 1:
        caption = f"\\caption{{{title}}}\\label{{tab:{re.sub('[^a-z0-9]+', '-', table.name.lower())}}}"
    else:  # a second \caption would count another table
        caption = f"\\multicolumn{{{len(part.columns)}}}{{@{{}}l}}{{{title}}}"
    return "\n".join(
        (
            f"\\begin{{longtable}}{{@{{}}{columns}@{{}}}}",
            f"{caption}\\tabularnewline",
            "\\toprule",
            head,
            "\\midrule",
            "\\endfirsthead",
            "\\toprule",
            head,
            "\\midrule",
            "\\endhead",
            "\\bottomrule",
            "\\endfoot",
            "\\bottomrule",
            "\\endlastfoot",
            "\n\\addlinespace\n".join(rows),
            "\\end{longtable}\n",
        )
    )


def _column(share: float, count: int) -> str:
    """A paragraph column of its share of the line, less its part of the gaps between the columns."""
    gaps = 2 * (count - 1) / count
    return f">{{\\RaggedRight\\arraybackslash}}p{{\\dimexpr{share:.4f}\\linewidth-{gaps:.3f}\\tabcolsep\\relax}}"


def _row(cells: Sequence[str]) -> str:
    return " & ".join(cells) + " \\tabularnewline"
