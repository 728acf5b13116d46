"""Which 8-bit code page a text in Latin letters is in, told by the letters that languages have and have not.

A byte above ASCII is a letter in one code page and another, or a sign, in the next: `ø` in Windows Western is `ř` in
Windows Central European. A code page is the likelier the better some language explains each word as it reads there, and
the languages that explain the other words of the file count more: few files hold many.
Source of the letters: the languages' alphabets, the common ones first.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from math import exp, log
from unicodedata import category

_WESTERN = {
    "English": "éñöüáíóç",
    "French": "éèàêçôîûâùœëïüÿæ",
    "German": "üäöß",
    "Spanish": "óíáéñúü",
    "Portuguese": "ãçáéóêíõúâàô",
    "Italian": "àèùòéì",
    "Catalan": "óàéíèçòúïü",
    "Dutch": "ëéïèöüó",
    "Swedish": "äöåé",
    "Danish, Norwegian": "øåæéòô",
    "Finnish": "äöå",
    "Icelandic": "áíðþéóæöúý",
    "Estonian": "äõüöšž",
}
_CENTRAL = {
    "Czech": "íáéěřšžýčůúťďňó",
    "Slovak": "áíéýčšľúžťôňóďäŕĺ",
    "Polish": "łąęóśżćńź",
    "Hungarian": "éáöóőíüűú",
    "Croatian, Slovene": "čšžćđ",
    "Romanian": "ăîâşţ",
    "German": "üäöß",
}
# Where letters do not stand in words of a language. What is said of `ñ` holds for the names in any text.
_NEVER = {
    "French": re.compile("è(?![b-df-hj-np-tv-z])|(?<!o)ù|ñ(?![aeiou])", re.IGNORECASE),
    "Italian": re.compile(r"[àèéìòù](?=[^\W\d_])", re.IGNORECASE),
    "Catalan": re.compile(r"[èò][aeiou]|à$", re.IGNORECASE),
    "Portuguese": re.compile("õ(?![ei])|ã(?![eois]|$)", re.IGNORECASE),
    "Spanish": re.compile("ñ(?![aeiouáéíóú])", re.IGNORECASE),
    "English": re.compile("ñ(?![aeiouáéíóú])", re.IGNORECASE),
    "Estonian": re.compile("[cqwxyz]", re.IGNORECASE),
    "Polish": re.compile("^[ąęń]", re.IGNORECASE),
}
_RARE = frozenset(("Estonian", "Icelandic", "Catalan"))
"""Languages of which a file must hold more than a word before they count as others do."""
_ONE_LETTER_WORDS = frozenset("àáâåæèéêíóôöøúůÀÁÅÆÉÈÓÖØÚ")
_TURKISH = {"Turkish": "ıüşğçöİâî"}
_BALTIC = {"Lithuanian": "ėšųžįąūčę", "Latvian": "āīšēžūņļķģč", "Estonian": "äõüöšž"}
# Each code page with how rare it is (a natural logarithm) and the languages that are written in it.
_PAGES = (
    ("cp1252", 0.0, _WESTERN),
    ("cp1250", 1.5, _CENTRAL),
    ("iso8859_2", 2.5, _CENTRAL),
    ("cp1254", 2.5, _TURKISH),
    ("cp1257", 4.0, _BALTIC),
    ("mac_roman", 4.0, _WESTERN),
    ("mac_latin2", 6.0, _CENTRAL),
)
_NAMES = tuple(name for name, _, _ in _PAGES)
_RARITIES = tuple(-rare for _, rare, _ in _PAGES)

_FOREIGN, _ODD, _NO_LETTER = -7.0, -8.0, -14.0
"""Of a letter that the language has not, a sign where none stands, what no text has (natural logarithms)."""
_SIGN, _BETWEEN, _CASE = -1.2, -3.5, -7.0
"""Of a sign in its place, of a dash between letters, of a capital within a word."""
_LEAST = -300.0
"""Of whatever letters; of less no logarithm could be taken back."""
_MOST_WORDS, _MOST_KNOWN = 400, 50_000
_LOOKED_AT = 4096
"""Bytes of a record that are looked at."""
_STRONG = 9.0
"""How much likelier another code page must make a record than that of its file: e to that power."""
_WORD = re.compile(rb"(?<![A-Za-z0-9\x80-\xff])[A-Za-z0-9]*+[\x80-\xff][A-Za-z0-9\x80-\xff]*+")
# Where signs stand in a word that was cut out of its text at what is ASCII and neither a letter nor a digit.
_IN_PLACE = re.compile(
    r"^[“„‘‚«‹¿¡]|[”’“‘»›…®™©]$|(?<=[^\W\d_])’(?=[^\W\d_])|(?<=\d)[–°º€](?=[\dCF]|$)|[£€±§](?=\d|$)|(?<=\d)[ª¼½¾µ]"
    r"|^\d*[A-Za-zχ]{0,3}[²³¹]$|^[–—±×·•…°©®§†‡µ]$|^µ[a-zA-Z]{1,4}$|\xa0|^[–—](?=\w)|(?<=\w)[–—]$|(?<=l)·(?=l)"
)
_DASH = re.compile(r"(?<=[^\W\d_])[–—](?=[^\W\d_])")


class CodePages:
    """What a file's foreign words say about its code page."""

    def __init__(self, sample: bytes) -> None:
        words = Counter(dict(Counter(_WORD.findall(sample)).most_common(_MOST_WORDS)))
        self._shares = [_fitted(name, languages, words) for name, _, languages in _PAGES]
        self._known: dict[bytes, tuple[float, ...]] = {}
        letters = sum(n * sum(b > 127 for b in word) for word, n in words.items())
        totals = self._totals(words.elements())
        self.at = max(range(len(totals)), key=totals.__getitem__)
        """The place of the likeliest among the code pages."""
        self.name = _NAMES[self.at]
        self.doubt = -totals[self.at] / max(letters, 1)
        """How badly it explains a letter, on average: below 4 for all languages known here."""

    def of(self, record: bytes) -> str:
        """The code page of one record: the file's, but where another makes far more of it."""
        totals = self._totals(_WORD.findall(record[:_LOOKED_AT]))
        best = max(range(len(totals)), key=totals.__getitem__)
        return _NAMES[best] if totals[best] - totals[self.at] > _STRONG else self.name

    def _scores(self, word: bytes) -> tuple[float, ...]:
        """What each code page makes of the word."""
        if (scores := self._known.get(word)) is None:
            if len(self._known) > _MOST_KNOWN:
                self._known.clear()
            scores = self._known[word] = tuple(map(_score, [word] * len(_PAGES), _PAGES, self._shares))
        return scores

    def _totals(self, words: Iterable[bytes]) -> list[float]:
        columns = zip(_RARITIES, *map(self._scores, words), strict=False)
        return [sum(column) for column in columns]


def _fitted(name: str, languages: dict[str, str], words: Counter[bytes]) -> dict[str, float]:
    """The share of each language in the words read in that code page, by a few steps of expectation-maximisation."""
    said = [(_explained(word.decode(name, "replace"), languages), n) for word, n in words.items()]
    shares = {one: (0.1 if one in _RARE else 1) / len(languages) for one in languages}
    for _ in range(4 if len(languages) > 1 else 0):
        got = {one: 0.05 if one in _RARE else 0.5 for one in languages}
        for (_, by_language), n in said:
            whole = sum(shares[one] * exp(value) for one, value in by_language.items())
            for one, value in by_language.items():
                got[one] += n * shares[one] * exp(value) / whole
        every = sum(got.values())
        shares = {one: value / every for one, value in got.items()}
    return shares


def _score(word: bytes, page: tuple[str, float, dict[str, str]], shares: dict[str, float]) -> float:
    signs, by_language = _explained(word.decode(page[0], "replace"), page[2])
    return signs + log(sum(shares[one] * exp(value) for one, value in by_language.items()))


def _explained(word: str, languages: dict[str, str]) -> tuple[float, dict[str, float]]:
    """(what the word's signs and capitals say, what its letters say by language), as natural logarithms."""
    placed = {found.start(): _SIGN for found in _IN_PLACE.finditer(word)}
    placed |= {found.start(): _BETWEEN for found in _DASH.finditer(word)}
    signs, letters = 0.0, []
    for at, letter in enumerate(word):
        if letter < "\x80":
            continue
        if letter.isalpha() and category(letter) != "Lm":
            letters.append(letter)
            before, after = word[at - 1 : at] if at else "", word[at + 1 : at + 2]
            signs += _CASE if letter.isupper() and before.islower() else 0
            signs += _CASE if letter.islower() and before.isupper() and after.isupper() else 0
        elif (not letter.isprintable() and letter != "\xa0") or letter == "\ufffd":
            signs += _NO_LETTER
        else:
            signs += placed.get(at, _ODD)
    return signs, {one: _said(word, letters, one, alphabet) for one, alphabet in languages.items()}


def _said(word: str, letters: list[str], language: str, alphabet: str) -> float:
    never = _NEVER.get(language)
    if (never and never.search(word)) or (len(word) == 1 and word not in _ONE_LETTER_WORDS):
        return max(_FOREIGN * len(letters), _LEAST)
    return max(sum(_LIKELY.get((alphabet, letter), _FOREIGN) for letter in letters), _LEAST)


def _likely() -> dict[tuple[str, str], float]:
    """How likely each letter is among the foreign ones of each alphabet: the second half as often as the first, …"""
    found = {}
    for _, _, languages in _PAGES:
        for alphabet in languages.values():
            whole = sum(1 / (place + 1.5) for place in range(len(alphabet)))
            for place, letter in enumerate(alphabet):
                value = log(1 / (place + 1.5) / whole)
                found[alphabet, letter] = value
                found.setdefault((alphabet, letter.upper()), value - 1)
    return found


_LIKELY = _likely()
