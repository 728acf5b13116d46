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


class Decoder:
    """Decodes a file's records; guesses a legacy encoding once a file, when the first record asks for it.

    What was not UTF-8 is counted, and told once a file and way of reading: see `problems`.
    """

    def __init__(self, source: Source, declared: str = "") -> None:
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
            self._guess = legacy(_foreign(Source(self._source.open)))
        return self._guess


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


def legacy(sample: bytes) -> str:
    """The most likely 8-bit or East Asian encoding of some text; Windows Western where nothing says otherwise.

    Western text is told by its letters: a code page is wrong that puts capitals or signs inside words.
    """
    if _has_kana(sample):
        return "shift_jis"
    western = min(("cp1252", "mac_roman"), key=lambda codec: _oddity(sample, codec))
    high, runs = len(_HIGH.findall(sample)), len(_HIGH_RUN.findall(sample))
    bearable = high // 4 if western == "cp1252" else high // 10  # old Mac files are few
    if high < 2.5 * runs and _oddity(sample, western) <= bearable:
        return "cp1254" if western == "cp1252" and _is_turkish(sample) else western
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


def _is_turkish(sample: bytes) -> bool:
    """Turkish letters stand where Western has those of Icelandic alone, which has vowels with accents beside them."""
    own = sample.translate(None, delete=bytes(set(range(256)) - _TURKISH))
    return len(own) > 2 and len(set(own)) > 1 and len(own) > sum(map(sample.count, _ACCENTED))


_TURKISH = set("ğışĞİŞ".encode("cp1254"))
_ACCENTED = [letter.encode("cp1252") for letter in "áéíóúæÁÉÍÓÚÆ"]
_CAPITAL_INSIDE = re.compile(r"(?<=[a-z])[^\x00-\x7f](?=[a-z])")
_LONE = re.compile(r"[^\x00-\x7f]")
_ALONE = re.compile(r"(?<=\s)[^\x00-\x7f](?=\s)")
_SIGNS = "‘’“”–—…®©°±·×™†‡µ§€"
_ONE_LETTER_WORDS = "àáâäåæèéêíòóôöøùúûýÀÁÂÄÅÆÈÉÊÍÒÓÔÖØÙÚÛÝ"


def _oddity(sample: bytes, codec: str) -> int:
    """How many letters of the sample look wrong in that code page."""
    text = sample.decode(codec, "replace")
    inside = sum(1 for found in _CAPITAL_INSIDE.finditer(text) if not found.group().islower())
    odd = sum(1 for found in _LONE.finditer(text) if not (found.group().isalpha() or found.group() in _SIGNS))
    alone = sum(1 for found in _ALONE.finditer(text) if found.group() not in _ONE_LETTER_WORDS + _SIGNS)
    return inside + odd + alone


def _cp1252_bytes(error: UnicodeError) -> tuple[str, int]:
    """A decoding error handler: each byte that is not UTF-8 is read as Windows Western."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("cp1252", "replace"), error.end


codecs.register_error("cp1252_bytes", _cp1252_bytes)
