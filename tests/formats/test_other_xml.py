"""XML of services that have elements of their own: each service's files are read by its names."""

from __future__ import annotations

import pytest

from review_tool.domain.record import Citation, Entry
from review_tool.formats import Source, detect

ICTRP = """<?xml version="1.0" encoding="UTF-8"?><Trials_downloaded_from_ICTRP>
<Trial><Internal_Number>12</Internal_Number><TrialID>ISRCTN1</TrialID><Public_title>Walking groups</Public_title>
<Scientific_title>A trial</Scientific_title><Date_registration>12/05/2019</Date_registration>
<Date_registration3>20190512</Date_registration3><Source_Register>ISRCTN</Source_Register>
<web_address>https://trials.example/1</web_address><Condition>Frailty; Falls</Condition></Trial>
</Trials_downloaded_from_ICTRP>"""
EBSCO = """<?xml version="1.0"?><records><rec resultID="1"><header shortDbName="rzh" uiTerm="134">
<controlInfo><jinfo><jtl>Journal of Plans</jtl></jinfo><pubinfo><dt year="2019" month="02" day="01">Feb2019</dt>
<vid>75</vid><iid>2</iid></pubinfo><artinfo><ui type="doi">10.1111/JAN.1</ui><ppf>400</ppf>
<tig><atl>Nurses' views</atl></tig><aug><au>Roe, Ann</au><au>Doe, Dan</au></aug>
<sug><subj type="major">Nursing</subj></sug><ab>Aim: To see.</ab><doctype>Article</doctype></artinfo>
<language>English</language></controlInfo></header></rec></records>"""
ARXIV = """<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>Query</title><entry>
<id>http://arxiv.org/abs/2101.1v1</id><published>2021-01-01T00:00:00Z</published><title>Learning to
  screen</title><summary>We show.</summary><author><name>Ann Roe</name></author><author><name>Dan Doe</name></author>
<arxiv:doi xmlns:arxiv="http://arxiv.org/schemas/atom">10.1000/xyz</arxiv:doi>
<link href="http://arxiv.org/abs/2101.1v1" rel="alternate"/></entry></feed>"""
DBLP = """<?xml version="1.0"?><dblp><article key="journals/x/Roe21"><author>Ann Roe 0001</author><title>In the
large.</title><pages>1-9</pages><year>2021</year><volume>3</volume><journal>J. Large</journal><number>2</number>
<ee>https://doi.org/10.1145/12.3</ee></article></dblp>"""
WORD = """<?xml version="1.0"?><b:Sources xmlns:b="http://schemas.openxmlformats.org/officeDocument/2006/bibliography">
<b:Source><b:Tag>Roe19</b:Tag><b:SourceType>JournalArticle</b:SourceType><b:Author><b:Author><b:NameList><b:Person>
<b:Last>Roe</b:Last><b:First>Ann</b:First></b:Person></b:NameList></b:Author></b:Author><b:Title>Plans</b:Title>
<b:JournalName>J Word</b:JournalName><b:Year>2019</b:Year><b:Pages>1-2</b:Pages></b:Source></b:Sources>"""


@pytest.mark.parametrize(
    ("text", "citation"),
    [
        (ICTRP, Citation("Walking groups", year=2019, journal="ISRCTN", keywords=("Frailty", "Falls"),
                         url="https://trials.example/1", source_id="ISRCTN1")),
        (EBSCO, Citation("Nurses' views", ("Roe, Ann", "Doe, Dan"), 2019, "Journal of Plans", "75", "2", "400",
                         "10.1111/jan.1", abstract="Aim: To see.", keywords=("Nursing",), type="Article",
                         language="English", source_id="134")),
        (ARXIV, Citation("Learning to screen", ("Ann Roe", "Dan Doe"), 2021, doi="10.1000/xyz", abstract="We show.",
                         url="http://arxiv.org/abs/2101.1v1", source_id="http://arxiv.org/abs/2101.1v1")),
        (DBLP, Citation("In the large.", ("Ann Roe",), 2021, "J. Large", "3", "2", "1-9", "10.1145/12.3",
                        url="https://doi.org/10.1145/12.3", type="article", source_id="journals/x/Roe21")),
        (WORD, Citation("Plans", ("Roe, Ann",), 2019, "J Word", pages="1-2", type="JournalArticle", source_id="Roe19")),
    ],
    ids=["ictrp", "ebsco", "arxiv", "dblp", "word"],
)  # fmt: skip
def test_a_service_s_record(text: str, citation: Citation) -> None:
    data = text.encode()
    found, why = detect(Source.of(data), "x.xml")
    assert (found.name, why) == ("other-xml", "it has the elements of its service")
    assert [item.citation for item in found.read(Source.of(data)) if isinstance(item, Entry)] == [citation]
