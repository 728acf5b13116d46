"""Identifiers of documents, parsed and brought to one form."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import unquote

# The DOI Handbook (doi.org, 2.2): a directory indicator 10, a registrant, a slash, any suffix. Angle brackets end one,
# but for those that older ones hold around their page: `10.1002/(SICI)…17:15<1661::AID-SIM968>3.0.CO;2-2`.
_DOI = re.compile(
    r"10\.\d{4,9}(?:\.\d+)*/(?:[^\s\"<>{}|\\^`]|<[\w.:()-]{1,40}>(?=\d\.\d\.))+",
    re.IGNORECASE,
)
_BARE = re.compile(r"10\.\d{4,9}/[A-Za-z0-9._/-]*[A-Za-z0-9]", re.ASCII)
"""One that stands by itself, as most do, of letters that are never more than its own."""
_VIEW = re.compile(
    r"(?:(?:/|(?<=v\d)\.)(?:full|full-text|fulltext|abstract|e?pdf|pdfft|meta|summary|html|xml)|\.pdf|/)+\Z", re.I
)
"""What publishers' addresses have after a DOI."""
_VERSION = re.compile(r"(\A10\.1101/[\d.]{6,40})v\d{1,2}\Z")
"""A preprint's version in addresses of bioRxiv and medRxiv, whose DOIs have none."""
_BLANK = re.compile(r"[\s\"<>]")
_PMID = re.compile(r"(?<!\d)[1-9]\d{0,7}(?!\d)")


def doi(text: str) -> str:
    """The DOI in the text, lower case, without resolver or label; "" where there is none."""
    if _BARE.fullmatch(text):
        return text.lower()
    text = unquote(text) if "%" in text else text
    text = unescape(text) if "&" in text and ";" in text else text
    found = _DOI.search(text)
    if not found:
        return ""
    name = found.group()
    if "://" in (address := _BLANK.split(text[: found.start()])[-1]):
        name = _in_address(name, address)
    name = name.lower().rstrip(".,;:'")
    while name and name[-1] in ")]" and name.count(name[-1]) > name.count("(" if name[-1] == ")" else "["):
        name = name[:-1].rstrip(".,;:'")
    return name


def _in_address(name: str, address: str) -> str:
    """The DOI without what a web address, which begins before it, says after it: `…/full`, `…&title=plans`, `….pdf`."""
    name = (name.split("&") if "?" in address else name.split("?"))[0].split("#")[0]
    if address.endswith("doi.org/"):
        return name
    shown = _VERSION.sub(r"\1", _VIEW.sub("", name))
    return shown if "/" in shown else name


def pmid(text: str) -> str:
    """The PubMed identifier in the text, digits only; "" where there is none."""
    found = _PMID.search(text)
    return found.group() if found else ""
