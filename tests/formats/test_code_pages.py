"""Short texts that are not UTF-8 come out in the letters of their language."""

from __future__ import annotations

import pytest

from review_tool.domain.errors import Problem
from review_tool.domain.record import Entry
from review_tool.formats import Source
from review_tool.formats.encoding import guessed
from review_tool.formats.ris import RIS

TITLES = {
    "cp1252": (
        "Les élèves et l’entraide à l’école", "Größe und Wirkung der Förderung", "Participación de los niños en España",
        "Decisões das mães: avaliação", "La qualità della vita e l’attività", "Hälsa och lärande på landsbygden",
        "Børns inddragelse på små øer", "Nuorten osallistuminen kehittämiseen", "Þátttaka barna á Íslandi",
        "A carer’s “voice” – £20 ± 5 at 37 °C", "Young people’s views aren’t the children’s views; it’s the team’s",
        "Cost–benefit models: a researcher’s guide…", "Õpilaste kaasamine õppetöö kavandamisse",
    ),
    "cp1250": (
        "Zkušenosti pečujících osob ve škole", "Novák, Jiří", "Wpływ wsparcia na zdrowie młodzieży",
        "Małgorzata Wiśniewska: badań ciąg dalszy", "Gyermekek fejlődése és az erőszak megelőzése",
        "Szűcs, Győző", "Kovačević, Živko: iskustva učenika", "Experienţele îngrijitorilor în oraşele mici",
        "Vplyv dobrovoľníckej práce na mládež",
    ),
    "iso8859_2": ("Zkušenosti pečujících osob ve škole", "Żółć i jej składniki u dzieci", "Što žele učenici"),
    "cp1254": ("Gençlerin ruh sağlığı üzerine etkisi", "Yılmaz, Şükrü"),
    "cp1257": ("Jauniešu iesaistīšana pakalpojumu plānošanā",),
    "mac_roman": ("Über die Mitwirkung von Schülern in München", "Expériences vécues par les aidants à Besançon"),
    "cp1251": ("Опыт поддержки сверстников в школе",),
}  # fmt: skip


@pytest.mark.parametrize(("codec", "title"), [(codec, title) for codec, titles in TITLES.items() for title in titles])
def test_a_title_alone_comes_out_in_its_own_letters(codec: str, title: str) -> None:
    data = title.encode(codec)
    assert data.decode(guessed(data)[0], "replace") == title


def test_bytes_that_are_no_text_have_some_encoding_and_take_no_time() -> None:
    data = b"TY  - JOUR\nTI  - " + bytes(range(128, 256)) * 1000 + b"\nER  - \n"
    assert [item.position for item in RIS.read(Source.of(data)) if isinstance(item, Entry)] == [1]


def test_a_record_plainly_in_another_code_page_is_read_in_its_own_and_the_choice_is_named() -> None:
    def ris(title: str, author: str) -> str:
        return f"TY  - JOUR\nTI  - {title}\nAU  - {author}\nER  - \n\n"

    data = ris("Les élèves et l’entraide à l’école où l’on aide", "Lefèvre, Hélène").encode("cp1252") * 5
    data += ris("Společné rozhodování v péči: příběhy žáků", "Dvořáková, Žaneta").encode("cp1250")
    items = list(RIS.read(Source.of(data)))
    entries = [item.citation for item in items if isinstance(item, Entry)]
    assert entries[0].authors == ("Lefèvre, Hélène",)
    assert (entries[-1].title, entries[-1].authors) == (
        "Společné rozhodování v péči: příběhy žáků",
        ("Dvořáková, Žaneta",),
    )
    told = [item.what for item in items if isinstance(item, Problem)]
    assert told == [
        "The text is not UTF-8; it was read as cp1252 (Western). So is that of 4 more.",
        "The text is not UTF-8; it was read as cp1250 (Central European).",
    ]
