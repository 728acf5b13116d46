"""Identifiers in the ways that sources write them."""

from __future__ import annotations

import pytest

from review_tool.domain import identifiers

OLD = "10.1002/(sici)1097-0258(19980815)17:15<1661::aid-sim968>3.0.co;2-2"


@pytest.mark.parametrize(
    ("text", "doi"),
    [
        ("https://doi.org/10.1234/AB_c(1).", "10.1234/ab_c(1)"),
        ("(doi:10.1234/x)", "10.1234/x"),
        (OLD.upper(), OLD),
        (OLD.replace("<", "&lt;").replace(">", "&gt;"), OLD),
        (OLD.replace("<", "%3C").replace(">", "%3E"), OLD),
        ('<a href="https://doi.org/10.1234/x">10.1234/x</a>', "10.1234/x"),
        ("<b>10.1234/x</b> 3.0", "10.1234/x"),
        ("10.1234", ""),
        ("https://doi-org.proxy.example/10.1234/x?via=y#top", "10.1234/x"),
        ("http://sfx.example/?id=doi:10.1234%2Fx&title=plans", "10.1234/x"),
        ("https://x.example/doi/10.1234/x.1/full", "10.1234/x.1"),
        ("https://x.example/pdf/10.1234/s-1.pdf", "10.1234/s-1"),
        ("https://www.biorxiv.org/content/10.1101/2020.01.02.000003v2.full.pdf", "10.1101/2020.01.02.000003"),
        ("https://doi.org/10.1234/full", "10.1234/full"),
        ("10.1234/x/full", "10.1234/x/full"),
        ("10.1234/x?1", "10.1234/x?1"),
        ("See https://x.example, 10.1234/x?1", "10.1234/x?1"),
    ],
)
def test_a_doi_is_found_whole_and_alone(text: str, doi: str) -> None:
    assert identifiers.doi(text) == doi
