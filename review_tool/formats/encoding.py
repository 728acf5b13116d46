"""From bytes to text. One bad byte never refuses a file, and never changes the records around it.

Readers work on bytes that are UTF-8 or a superset of ASCII, cut them into records, and decode record by record:
databases' exports are often glued together from files of different encodings.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator

from charset_normalizer import from_bytes

from review_tool.domain.errors import Problem
from review_tool.formats.code_pages import CodePages
from review_tool.formats.source import Source, after_line

_LINE = re.compile(rb"[^\r\n]+")
_HIGH = re.compile(rb"[\x80-\xff]")
_HIGH_RUN = re.compile(rb"[\x80-\xff]+")
_MULTIBYTE = re.compile(rb"[\xc3-\xf4][\x80-\xbf]")
# Legacy encodings that citation files in the field are met in (Windows, old Mac OS, East Asian, Cyrillic, Greek).
_LEGACY = (
    "cp1252", "mac_roman", "cp1250", "cp1251", "cp1253", "cp1254", "koi8_r",
    "shift_jis", "euc_jp", "gb18030", "big5", "euc_kr",
)  # fmt: skip
_LETTERS = {
    "cp1252": "Western", "mac_roman": "Western, of an old Mac", "cp1250": "Central European",
    "iso8859_2": "Central European", "mac_latin2": "Central European, of an old Mac", "cp1254": "Turkish",
    "cp1257": "Baltic", "cp1251": "Cyrillic", "koi8_r": "Cyrillic", "cp1253": "Greek", "shift_jis": "Japanese",
    "euc_jp": "Japanese", "gb18030": "Chinese", "big5": "Chinese, traditional", "euc_kr": "Korean",
}  # fmt: skip
"""Whose letters an encoding holds, for people."""
_DOUBTFUL = 5.0
"""How badly a letter may be explained, on average, in a text of Latin letters, see `CodePages`."""


class Decoder:
    """Decodes a file's records; guesses a legacy encoding when the first record asks for it, for the whole file.

    What was not UTF-8 is counted, and told once a file and way of reading: see `problems`.
    """

    def __init__(self, source: Source, declared: str = "") -> None:
        """`declared`: an 8-bit encoding that the file itself names, believed where text is not UTF-8."""
        self._source = source
        self._declared = declared
        self._guess = ""
        self._pages: CodePages | None = None
        self._noted: dict[str, tuple[int, int, int]] = {}

    def text(self, part: bytes, line: int, position: int) -> str:
        """The text of one record; a warning is noted where it is not UTF-8."""
        try:
            return part.decode("utf-8")
        except UnicodeDecodeError:
            pass
        text, how = self.decoded(part)
        self.note(how, line, position)
        return text

    def decoded(self, part: bytes) -> tuple[str, str]:
        """(text, how it was read), the latter "" for UTF-8 and for what the file declares."""
        try:
            return part.decode("utf-8"), ""
        except UnicodeDecodeError:
            pass
        if self._declared:
            return part.decode(self._declared, "replace"), ""
        if _MULTIBYTE.search(part) and _mostly_utf8(part):
            return part.decode("utf-8", "cp1252_bytes"), "UTF-8 with bytes of another encoding in it"
        codec = self._legacy(part)
        letters = f" ({_LETTERS[codec]})" if codec in _LETTERS else ""
        return part.decode(codec, "replace"), f"not UTF-8; it was read as {codec}{letters}"

    def note(self, how: str, line: int, position: int) -> None:
        """Remember for `problems` that a record was read that way."""
        if how:
            first, record, count = self._noted.get(how, (line, position, 0))
            self._noted[how] = (first, record, count + 1)

    def problems(self) -> Iterator[Problem]:
        """One warning for each way in which text was read that is not UTF-8; to be asked at the file's end."""
        hint = "Compare names and accents with the source, or export it again as UTF-8."
        for how, (line, position, count) in self._noted.items():
            more = f" So is that of {count - 1} more." if count > 1 else ""
            yield Problem(line, f"The text is {how}.{more}", hint, position)

    def _legacy(self, part: bytes) -> str:
        """The encoding of the file's text that is not UTF-8, or of this record's where it is plainly another."""
        if not self._guess:
            self._guess, self._pages = guessed(_foreign(Source(self._source.open)))
        return self._pages.of(part) if self._pages else self._guess


def _mostly_utf8(part: bytes) -> bool:
    """More of its high bytes are whole UTF-8 letters than are not."""
    kept = len(part.decode("utf-8", "ignore").encode("utf-8"))
    return 2 * (len(part) - kept) < len(_HIGH.findall(part))


def _foreign(source: Source) -> bytes:
    """Up to 16 kB of the lines that are not UTF-8, each cut at 2 kB."""
    sample = bytearray()
    for part in source.parts(_after_line_or_letter, watched=False):
        if _is_utf8(part.data):
            continue
        for line in _LINE.findall(part.data):
            if not _is_utf8(line[:2048]):
                sample += line[:2048]
                if len(sample) > 16384:
                    return bytes(sample)
    return bytes(sample)


def _after_line_or_letter(data: bytes) -> int:
    """Cuts after the last line, or in a line that is longer than the data, before its last letter."""
    if at := after_line(data):
        return at
    at = len(data) - 1
    while at > len(data) - 4 and data[at] & 0xC0 == 0x80:  # not the first byte of a letter
        at -= 1
    return max(at, 0)


def _is_utf8(part: bytes) -> bool:
    try:
        part.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def guessed(sample: bytes) -> tuple[str, CodePages | None]:
    """(the likeliest encoding of some text, what it says of its code page where it is in Latin letters)."""
    if _has_kana(sample):
        return "shift_jis", None
    pages = CodePages(sample)
    high, runs = len(_HIGH.findall(sample)), len(_HIGH_RUN.findall(sample))
    if high < 2.5 * runs and pages.doubt < _DOUBTFUL:
        return pages.name, pages
    best = from_bytes(sample, cp_isolation=list(_LEGACY)).best()
    return (best.encoding, None) if best else (pages.name, pages)


def _has_kana(sample: bytes) -> bool:
    """Read as Shift JIS, at least a fifth of its foreign letters are Japanese syllables, which chance never makes."""
    try:
        text = sample.decode("shift_jis")
    except UnicodeDecodeError:
        return False
    foreign = _LONE.findall(text)
    return bool(foreign) and 5 * sum("\u3041" <= letter <= "\u30ff" for letter in foreign) >= len(foreign)


_LONE = re.compile(r"[^\x00-\x7f]")


def _cp1252_bytes(error: UnicodeError) -> tuple[str, int]:
    """A decoding error handler: each byte that is not UTF-8 is read as Windows Western."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("cp1252", "replace"), error.end


codecs.register_error("cp1252_bytes", _cp1252_bytes)
