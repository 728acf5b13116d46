"""Crossref's JSON."""

from __future__ import annotations

import pytest

from review_tool.domain.record import Entry
from review_tool.formats import detect
from review_tool.formats.source import Source

WORK = (
    '{"DOI":"10.1234\\/AB","type":"journal-article","title":["Shared plans"],"subtitle":["A trial"],'
    '"reference-count":3,"container-title":["Journal of Plans"],'
    '"author":[{"given":"Ann","family":"Roe"}],"page":"12-20","volume":"3",'
    '"issued":{"date-parts":[[2020,3,1]]},"abstract":"<jats:p> One.<\\/jats:p>","subject":["a","b"],'
    '"reference":[{"DOI":"10.9999\\/cited"}]}'
)


@pytest.mark.parametrize(
    "answer",
    [
        WORK,
        f'{{"status":"ok","message-type":"work","message":{WORK}}}',
        f'[{{"status":"ok","message-type":"work","message":{WORK}}}]',
        f'{{"status":"ok","message-type":"work-list","message":{{"total-results":1,"items":[{WORK}]}}}}',
    ],
)
def test_a_work_in_each_of_its_envelopes(answer: str) -> None:
    found, _ = detect(Source.of(answer.encode()), "x.json")
    assert found.name == "crossref-json"
    (entry,) = found.read(Source.of(answer.encode()))
    assert isinstance(entry, Entry)
    c = entry.citation
    assert (c.title, c.authors, c.year) == ("Shared plans: A trial", ("Roe, Ann",), 2020)
    assert (c.journal, c.volume, c.pages, c.doi) == ("Journal of Plans", "3", "12-20", "10.1234/ab")
    assert (c.abstract, c.keywords, c.source_id) == ("One.", ("a", "b"), "10.1234/AB")
