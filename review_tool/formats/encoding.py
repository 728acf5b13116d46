"""From bytes to text. One bad byte never refuses a file, and never changes the records around it.

Readers work on bytes that are UTF-8 or a superset of ASCII, cut them into records, and decode record by record:
databases' exports are often glued together from files of different encodings.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass

from charset_normalizer import from_bytes

from review_tool.domain.errors import Problem

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SAMPLE = 4096
_LINE = re.compile(rb"[^\r\n]+(?:\r\n|\r|\n)?|\r\n|\r|\n")
_HIGH = re.compile(rb"[\x80-\xff]")
_HIGH_RUN = re.compile(rb"[\x80-\xff]+")
_MULTIBYTE = re.compile(rb"[\xc3-\xf4][\x80-\xbf]")
# Legacy encodings that citation files in the field are met in (Windows, old Mac OS, East Asian, Cyrillic, Greek).
_LEGACY = (
    "cp1252", "mac_roman", "cp1250", "cp1251", "cp1253", "cp1254", "koi8_r",
    "shift_jis", "euc_jp", "gb18030", "big5", "euc_kr",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Plain:
    """A file as bytes that hold ASCII as ASCII, without a byte order mark."""

    data: bytes
    codec: str
    """How the file itself was written; for `utf-16` and `utf-32`, `data` is a translation to UTF-8."""

    def raw(self, start: int, end: int) -> bytes:
        """That part of `data` as it stood in the file."""
        part = self.data[start:end]
        return (
            part if self.codec == "utf-8" else part.decode("utf-8", "surrogatepass").encode(self.codec, "surrogatepass")
        )


def plain(data: bytes) -> Plain:
    """The file without its byte order mark; UTF-16 and UTF-32, marked or not, translated to UTF-8."""
    for mark, codec in _BOMS:
        if data.startswith(mark):
            return _translated(data[len(mark) :], codec)
    return _translated(data, _wide(data[:_SAMPLE]))


def _translated(data: bytes, codec: str) -> Plain:
    if codec == "utf-8":
        return Plain(data, codec)
    return Plain(data.decode(codec, "replace").encode("utf-8", "surrogatepass"), codec)


def _wide(sample: bytes) -> str:
    """`utf-16-le` or `-be` where every other byte of mostly ASCII text is zero, else `utf-8`."""
    half = len(sample) // 2
    if half >= 2:
        even, odd = sample[0::2].count(0), sample[1::2].count(0)
        if odd > 0.6 * half and even < 0.1 * half:
            return "utf-16-le"
        if even > 0.6 * half and odd < 0.1 * half:
            return "utf-16-be"
    return "utf-8"


def lines(data: bytes) -> Iterator[tuple[int, int]]:
    """(start, end) of each line, its end included. Only \\n, \\r\\n and \\r end a line: str.splitlines cuts at more."""
    return (found.span() for found in _LINE.finditer(data))


def line_ends(data: bytes, start: int, end: int) -> int:
    """How many lines end in that part, of a file that ends them all in one way."""
    return data.count(b"\n", start, end) or data.count(b"\r", start, end)


class Decoder:
    """Decodes a file's records; guesses a legacy encoding once a file, when the first record asks for it.

    What was not UTF-8 is counted, and told once a file and way of reading: see `problems`.
    """

    def __init__(self, source: Plain, declared: str = "") -> None:
        """`declared`: an 8-bit encoding that the file itself names, believed where text is not UTF-8."""
        self._source = source
        self._declared = declared
        self._guess = ""
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
        codec = self._legacy()
        return part.decode(codec, "replace"), f"not UTF-8; it was read as {codec}"

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

    def _legacy(self) -> str:
        if not self._guess:
            self._guess = legacy(_foreign(self._source.data))
        return self._guess


def _mostly_utf8(part: bytes) -> bool:
    """More of its high bytes are whole UTF-8 letters than are not."""
    kept = len(part.decode("utf-8", "ignore").encode("utf-8"))
    return 2 * (len(part) - kept) < len(_HIGH.findall(part))


def _foreign(data: bytes) -> bytes:
    """Up to 16 kB of the lines that are not UTF-8, each cut at 2 kB."""
    sample = bytearray()
    for start, end in lines(data):
        line = data[start : min(end, start + 2048)]
        if not line.isascii():
            try:
                line.decode("utf-8")
            except UnicodeDecodeError:
                sample += line
                if len(sample) > 16384:
                    break
    return bytes(sample)


def legacy(sample: bytes) -> str:
    """The most likely 8-bit or East Asian encoding of some text; Windows Western where nothing says otherwise.

    Western text is told by its letters: a code page is wrong that puts capitals or signs inside words.
    """
    if _has_kana(sample):
        return "shift_jis"
    western = min(("cp1252", "mac_roman"), key=lambda codec: _oddity(sample, codec))
    high, runs = len(_HIGH.findall(sample)), len(_HIGH_RUN.findall(sample))
    if high < 2.5 * runs and _oddity(sample, western) * 4 <= high:
        return western
    best = from_bytes(sample, cp_isolation=list(_LEGACY)).best()
    return best.encoding if best else western


def _has_kana(sample: bytes) -> bool:
    """Read as Shift JIS, at least a fifth of its foreign letters are Japanese syllables, which chance never makes."""
    try:
        text = sample.decode("shift_jis")
    except UnicodeDecodeError:
        return False
    foreign = _LONE.findall(text)
    return bool(foreign) and 5 * sum("\u3041" <= letter <= "\u30ff" for letter in foreign) >= len(foreign)


_CAPITAL_INSIDE = re.compile(r"(?<=[a-z])[^\x00-\x7f](?=[a-z])")
_LONE = re.compile(r"[^\x00-\x7f]")


def _oddity(sample: bytes, codec: str) -> int:
    """How many letters of the sample look wrong in that code page."""
    text = sample.decode(codec, "replace")
    inside = sum(1 for found in _CAPITAL_INSIDE.finditer(text) if not found.group().islower())
    odd = sum(1 for found in _LONE.finditer(text) if not (found.group().isalpha() or found.group() in "‘’“”–—…®©°±·×"))
    return inside + odd


def _cp1252_bytes(error: UnicodeError) -> tuple[str, int]:
    """A decoding error handler: each byte that is not UTF-8 is read as Windows Western."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("cp1252", "replace"), error.end


codecs.register_error("cp1252_bytes", _cp1252_bytes)
