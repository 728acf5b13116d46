"""Folding text for comparison: fast, since every title, name and abstract of a large import passes here."""

from __future__ import annotations

import html
import re
import unicodedata

_BETWEEN = re.compile(r"[\W_]+")
_COMBINING = re.compile("[\u0300-\u036f]+")
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,20}>")
_LOST = re.compile(r"(?<=\w)\?(?=\w)")
# Letters that Unicode does not decompose, as library catalogues transliterate them (ALA-LC).
_PLAIN = str.maketrans(
    {"ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ð": "d", "Ð": "D", "þ": "th", "Þ": "Th"}
    | {"æ": "ae", "Æ": "Ae", "œ": "oe", "Œ": "Oe", "ı": "i", "’": "'", "‘": "'", "ʼ": "'", "´": "'"}
)


_ASCII = bytes(ord(chr(n).lower()) if n < 128 and chr(n).isalnum() else 32 for n in range(256))


def letters(text: str) -> str:
    """Words of lower-case letters and digits, one blank between; accents, tags and entities are gone.

    A `?` inside a word is a letter some database lost, and so leaves no gap; apostrophes neither.
    """
    if not text:
        return ""
    if "&" in text:
        text = html.unescape(html.unescape(text)).replace("&", " and ")
    if "<" in text:
        text = _TAG.sub("", text)
    if "?" in text:
        text = _LOST.sub("", text)
    if text.isascii():
        return _words(text.encode())
    text = _COMBINING.sub("", unicodedata.normalize("NFKD", text.translate(_PLAIN)))
    return _BETWEEN.sub(" ", text.casefold().replace("'", "")).strip()


def plain_letters(text: str) -> str:
    """The same without whatever is not ASCII: faster, for long texts where a letter more or less is nothing."""
    return _words(text.encode("ascii", "ignore"))


def _words(ascii_text: bytes) -> str:
    return b" ".join(ascii_text.translate(_ASCII, b"'").split()).decode()
