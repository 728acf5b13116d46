"""LaTeX in BibTeX values as plain text: accents, letters, quotation marks; mathematics kept readable.

One pass of regular expressions over the text, no recursion: thousands of nested braces cost no more than others.
Source of the commands: “The Comprehensive LaTeX Symbol List” (CTAN), the tables on accents and letters.
"""

from __future__ import annotations

import re
import unicodedata

# The combining character that each accent command puts on its letter.
_ACCENTS = {
    "`": "\u0300", "'": "\u0301", "^": "\u0302", "~": "\u0303", '"': "\u0308", "=": "\u0304", ".": "\u0307",
    "u": "\u0306", "v": "\u030c", "H": "\u030b", "r": "\u030a", "c": "\u0327", "k": "\u0328", "d": "\u0323",
    "b": "\u0331", "t": "\u0361", "bar": "\u0304", "hat": "\u0302", "tilde": "\u0303", "dot": "\u0307",
    "ddot": "\u0308", "vec": "\u20d7", "textcommabelow": "\u0326", "textogonekcentered": "\u0328",
}  # fmt: skip
_LETTERS = {
    "ss": "ß", "o": "ø", "O": "Ø", "l": "ł", "L": "Ł", "ae": "æ", "AE": "Æ", "oe": "œ", "OE": "Œ", "aa": "å", "AA": "Å",
    "i": "ı", "j": "ȷ", "dh": "ð", "DH": "Ð", "th": "þ", "TH": "Þ", "dj": "đ", "DJ": "Đ", "ng": "ŋ", "NG": "Ŋ",
    "textendash": "–", "textemdash": "—", "textquoteright": "’", "textquoteleft": "‘", "textquotedblleft": "“",
    "textquotedblright": "”", "textquotesingle": "'", "textasciitilde": "\ue004", "textasciicircum": "^",
    "textbackslash": "\\", "textunderscore": "_", "textbar": "|", "textless": "<", "textgreater": ">",
    "textdegree": "°", "degree": "°", "textmu": "µ", "textpm": "±", "textregistered": "®", "texttrademark": "™",
    "copyright": "©", "pounds": "£", "euro": "€", "texteuro": "€", "S": "§", "P": "¶", "dag": "†", "ddag": "‡",
    "ldots": "…", "dots": "…", "textellipsis": "…", "LaTeX": "LaTeX", "TeX": "TeX", "guillemotleft": "«",
    "guillemotright": "»", "textexclamdown": "¡", "textquestiondown": "¿",
    "times": "×", "pm": "±", "cdot": "·", "leq": "≤", "le": "≤", "geq": "≥", "ge": "≥", "neq": "≠", "approx": "≈",
    "sim": "∼", "infty": "∞", "rightarrow": "→", "to": "→", "leftarrow": "←", "mu": "μ", "partial": "∂", "sum": "∑",
    "texttimes": "×", "textdiv": "÷", "div": "÷", "textonehalf": "½", "textonequarter": "¼", "textthreequarters": "¾",
    "textordfeminine": "ª", "textordmasculine": "º", "textcelsius": "°C", "textohm": "Ω", "textbullet": "•",
    "textperiodcentered": "·", "textdagger": "†", "textdaggerdbl": "‡", "textparagraph": "¶", "textsection": "§",
    "textyen": "¥", "textcent": "¢", "textsterling": "£", "textdollar": "$", "textcopyright": "©", "textbraceleft":
    "\ue000", "textbraceright": "\ue001", "textasteriskcentered": "*", "textperthousand": "‰", "textonesuperior": "¹",
    "texttwosuperior": "²", "textthreesuperior": "³", "textquotedbl": '"', "quotedblbase": "„", "quotesinglbase": "‚",
    "guilsinglleft": "‹", "guilsinglright": "›", "cdots": "…", "equiv": "≡", "ll": "≪", "gg": "≫", "propto": "∝",
    "nabla": "∇", "Rightarrow": "⇒", "leftrightarrow": "↔", "cup": "∪", "cap": "∩", "subset": "⊂", "forall": "∀",
    "exists": "∃", "int": "∫", "prod": "∏", "sqrt": "√", "ast": "*", "star": "⋆", "dagger": "†", "mp": "∓", "hbar": "ℏ",
    "lt": "<", "gt": ">", "ne": "≠", "langle": "⟨", "rangle": "⟩", "quad": " ", "qquad": " ", "enspace": " ",
    "newline": " ", "linebreak": " ", "par": " ", "space": " ",
    "geqslant": "≥", "leqslant": "≤", "lesssim": "≲", "gtrsim": "≳", "hyphen": "-", "slash": "/", "textslash": "/",
    "glqq": "„", "grqq": "“", "flqq": "«", "frqq": "»", "glq": "‚", "grq": "‘", "flq": "‹", "frq": "›",
    "varepsilon": "ε", "varphi": "φ", "vartheta": "ϑ", "prime": "′", "circ": "°", "ell": "ℓ", "in": "∈", "bullet": "•",
    "backslash": "\\", "mid": "|", "vert": "|", "colon": ":", "imath": "ı", "jmath": "ȷ", "lnot": "¬", "deg": "°",
    "oplus": "⊕", "otimes": "⊗", "perp": "⊥", "parallel": "∥", "wedge": "∧", "vee": "∨", "notin": "∉", "emptyset": "∅",
    "subseteq": "⊆", "supset": "⊃", "cong": "≅", "simeq": "≃", "mapsto": "↦", "longrightarrow": "⟶", "uparrow": "↑",
    "downarrow": "↓", "Leftrightarrow": "⇔", "iff": "⇔", "implies": "⟹", "rightleftharpoons": "⇌", "lesseqgtr": "⋚",
    "aleph": "ℵ", "micro": "µ", "ohm": "Ω", "celsius": "°C", "permil": "‰", "angstrom": "Å", "textnumero": "№",
    "textservicemark": "℠", "textasciigrave": "\ue008", "textprime": "′", "guillemetleft": "«", "guillemetright": "»",
}  # fmt: skip
_GREEK = (
    "alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa", "lambda", "mu", "nu", "xi",
    "omicron", "pi", "rho", "sigma", "tau", "upsilon", "phi", "chi", "psi", "omega",
)  # fmt: skip
for _name in _GREEK:
    _letter = _name.replace("lambda", "lamda").upper()  # as Unicode spells it
    _LETTERS.setdefault(_name, unicodedata.lookup(f"GREEK SMALL LETTER {_letter}"))
    _LETTERS.setdefault(_name.capitalize(), unicodedata.lookup(f"GREEK CAPITAL LETTER {_letter}"))
_CYRILLIC = "A B V G D E YO ZH Z I ISHRT K L M N O P R S T U F H C CH SH SHCH HRDSN ERY SFTSN EREV YU YA"
"""What LaTeX's T2 encodings call А to Я, in that order."""
for _name, _letter in zip(_CYRILLIC.split(), "АБВГДЕЁЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯ", strict=True):
    _LETTERS |= {f"CYR{_name}": _letter, f"cyr{_name.lower()}": _letter.lower()}
_RAISED = str.maketrans("0123456789+-=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿ")
_LOWERED = str.maketrans("0123456789+-=()", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎")

_ACCENT = re.compile(
    r"""\{?\\(?:(?P<sign>[`'^~"=.])|(?P<word>[uvHrckdbt]|d?dot|bar|hat|tilde|vec|textcommabelow|textogonekcentered)(?=[\s{\\]))\s*"""
    r"""(?:\{\s*(?P<braced>\\?[^\W\d_])\s*\}|\\(?P<dotless>[ij])(?![a-zA-Z])\s*(?:\{\})?|(?P<bare>[^\W\d_]))""",
    re.VERBOSE,
)
_COMMAND = re.compile(r"\\([A-Za-z]+)\*?(?:\s*\{\}|\s+(?=[^\s{])|)")
# Commands of which one part is printed: a colour's name is not, nor what stands for PDF's bookmarks.
_FIRST_PART = re.compile(
    r"\\(?:textcolor|colorbox|color|fontsize|foreignlanguage|texorpdfstring)\s*(?:\{[^{}]{0,400}\})(?=\s*\{)?"
)
# Sorts without being printed, by a definition that comes with BibTeX's own examples.
_SORTED = re.compile(r"\\(?:noopsort|sortnoop|noop|printfirst)\s*\{[^{}]{0,60}\}", re.IGNORECASE)
_LINK = re.compile(r"\\href\s*\{[^{}]*\}\s*\{")
_FRACTION = re.compile(r"\\[dt]?frac\s*\{([^{}]{0,100})\}\s*\{([^{}]{0,100})\}")
_QUOTED = re.compile(r"\\(?:enquote|mkbibquote|textquote)\*?\s*\{((?:[^{}]|\{[^{}]{0,200}\}){0,400}+)\}")
# An accent above nothing is the sign itself: `z\~{}2`.
_NO_LETTER = re.compile(r"\\([`'^~\"])(?:\s*\{\s*\}|(?=\s*(?:[\d$,;:.)<>]|\Z)))")
# Quotation marks as a programmer escapes them, which open before a word and close behind one.
_ESCAPED_QUOTES = re.compile(r"(?<![\w{\\])\\\"([^\\\"{}]{1,200})\\\"(?=[\s,;:.)?!]|\Z)")
_SINGLE = re.compile(r"(?<![\w`?!])`([^`'\n]{1,200})'(?!['\w])")
_BREAK = re.compile(r"\\\\(?:\[[^\[\]]{0,20}\])?|\\[()\[\]]")
_URL = re.compile(r"\\url\s*\{([^{}]{0,2000})\}")
_SCRIPT = re.compile(r"([_^])(?:\{([0-9+\-=()n]{1,12})\}|([0-9n]))|\\text(super|sub)script\s*\{([^{}]{0,60})\}")
_SPECIAL = re.compile("[\\\\${}~`\ue000-\ue008]|--|''")
_ESCAPED = re.compile(r"\\([&%$#_{} ,;:!/\-])")
_BLANK = "\ue007"
"""Stands for a blank that no command takes to itself."""
_KEEP = {"{": "\ue000", "}": "\ue001", "$": "\ue002", " ": _BLANK}
_BACK = str.maketrans(
    {
        "\ue000": "{",
        "\ue001": "}",
        "\ue002": "$",
        "\ue004": "~",
        "\ue005": "_",
        "\ue006": "--",
        "\ue007": " ",
        "\ue008": "`",
    }
)
_SIGNS = (("---", "—"), ("--", "–"), ("``", "“"), ("''", "”"), ("?`", "¿"), ("!`", "¡"))


def plain_text(text: str) -> str:
    """The value as a reader of the printed page would see it: `{\\"U}ber $\\alpha$` is `Über α`."""
    if not _SPECIAL.search(text):
        return text
    if "\\" in text:
        text = _URL.sub(_bracketed, text)
        text = _LINK.sub("{", without_sorting(text))
        if any(word in text for word in ("color", "foreignlang", "texorpdf", "\\fontsize")):
            text = _FIRST_PART.sub("", text)
        text = _BREAK.sub(" ", text)
        text = _ESCAPED.sub(_escaped, text)
        if '\\"' in text:
            text = _ESCAPED_QUOTES.sub("“\\1”", text)
        text = _ACCENT.sub(_accented, _NO_LETTER.sub(_alone, text))
        if "\\" in text:
            text = _ACCENT.sub(_accented, text)  # a letter may bear two accents: `\\~{\\^e}`
        if "frac" in text or "quote" in text:
            text = _QUOTED.sub("“\\1”", _FRACTION.sub(r"\1/\2", text))
        text = _SCRIPT.sub(_script, text)
        text = _COMMAND.sub(lambda found: _LETTERS.get(found.group(1), _unknown(found)), text)
    elif "_" in text or "^" in text:
        text = _SCRIPT.sub(_script, text) if "$" in text else text
    if "$" in text:
        text = re.sub(r"\$([^$]{0,2000})\$", r"\1", text)
    if "`" in text:
        text = _SINGLE.sub("‘\\1’", text)
    for written, printed in _SIGNS:
        text = text.replace(written, printed)
    text = text.replace("{", "").replace("}", "").replace("~", " ")
    return text.translate(_BACK)


def without_sorting(text: str) -> str:
    """The value without what only sorts: `{\\noopsort{1973b}}1981` is of 1981."""
    return _SORTED.sub("", text) if "oop" in text or "printfirst" in text else text


def _bracketed(found: re.Match[str]) -> str:
    """An address within angle brackets, as RFC 3986, appendix C, sets it off in text."""
    address = found.group(1).strip().strip("<>")
    for sign, kept in (("~", "\ue004"), ("_", "\ue005"), ("--", "\ue006")):
        address = address.replace(sign, kept)
    return f"<{address}>"


def _escaped(found: re.Match[str]) -> str:
    sign = found.group(1)
    if sign in "/-!,;:":  # spacing and hyphenation
        return _BLANK if sign in ",;:" else ""
    return _KEEP.get(sign, sign)


def _alone(found: re.Match[str]) -> str:
    return "\ue004" if found.group(1) == "~" else found.group(1)


def _accented(found: re.Match[str]) -> str:
    letter = (found["braced"] or found["dotless"] or found["bare"]).removeprefix("\\")
    mark = _ACCENTS[found["sign"] or found["word"]]
    opened = "{" if found.group().startswith("{") else ""
    return opened + unicodedata.normalize("NFC", letter + mark)


def _script(found: re.Match[str]) -> str:
    kind, *_ = found.groups()
    inner = found.group(2) or found.group(3) or found.group(5) or ""
    table = _RAISED if kind == "^" or found.group(4) == "super" else _LOWERED
    moved = inner.translate(table)
    return moved if all(ord(c) > 127 for c in moved) else inner


def _unknown(found: re.Match[str]) -> str:
    """A command we have no letter for: its text, without formatting commands; in mathematics its name stays."""
    name = found.group(1)
    if letter := _LETTERS.get(re.sub(r"\A(?:text|up|var)", "", name)) if name not in _FORMATTING else None:
        return letter  # `\textalpha`, `\upmu`
    if name.startswith("textbackslash"):
        return name.removeprefix("textbackslash")  # Paperpile's, of a command that it took for text
    return "" if name in _FORMATTING else f" {name} " if name in _FUNCTIONS else ""


_FUNCTIONS = {"log", "ln", "sin", "cos", "exp", "max", "min", "lim"}
_FORMATTING = {"textit", "textbf", "emph", "text", "mathrm", "mathit", "url", "textsc", "it", "bf", "em", "sc", "rm"}
