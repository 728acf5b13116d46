"""What the columns of a citation table are called in more languages, as people write them in sheets of their own."""

from __future__ import annotations

FIELDS = ("title", "authors", "year", "journal", "volume", "issue", "pages", "abstract", "keywords")
"""The fields that the words of each language stand for, in their order."""
LANGUAGES: dict[str, tuple[str, ...]] = {
    "Arabic": ("العنوان", "المؤلف", "السنة", "المجلة", "المجلد", "العدد", "الصفحات", "الملخص", "الكلمات المفتاحية"),
    "Chinese, traditional": ("題名", "作者", "年份", "期刊名稱", "卷", "期", "頁碼", "摘要", "關鍵詞"),
    "Czech": ("Název", "Autoři", "Rok", "Časopis", "Ročník", "Číslo", "Strany", "Abstrakt", "Klíčová slova"),
    "Danish": ("Titel", "Forfattere", "Årstal", "Tidsskrift", "Bind", "Nummer", "Sider", "Resumé", "Emneord"),
    "Finnish": ("Otsikko", "Tekijät", "Vuosi", "Lehti", "Vuosikerta", "Numero", "Sivut", "Tiivistelmä", "Avainsanat"),
    "Greek": (
        "Τίτλος", "Συγγραφείς", "Έτος", "Περιοδικό", "Τόμος", "Τεύχος", "Σελίδες", "Περίληψη", "Λέξεις κλειδιά",
    ),
    "Hungarian": ("Cím", "Szerzők", "Év", "Folyóirat", "Kötet", "Szám", "Oldalak", "Absztrakt", "Kulcsszavak"),
    "Korean": ("제목", "저자", "발행년도", "학술지명", "권", "호", "페이지", "초록", "키워드"),
    "Norwegian": ("Tittel", "Forfattere", "År", "Tidsskrift", "Bind", "Nummer", "Sider", "Sammendrag", "Nøkkelord"),
    "Persian": ("عنوان", "نویسندگان", "سال", "مجله", "دوره", "شماره", "صفحات", "چکیده", "کلیدواژه"),
    "Romanian": ("Titlu", "Autori", "Anul", "Revista", "Volum", "Număr", "Pagini", "Rezumat", "Cuvinte cheie"),
    "Turkish": ("Başlık", "Yazarlar", "Yıl", "Dergi", "Cilt", "Sayı", "Sayfalar", "Özet", "Anahtar kelimeler"),
    "Ukrainian": ("Назва", "Автори", "Рік", "Журнал", "Том", "Номер", "Сторінки", "Анотація", "Ключові слова"),
}  # fmt: skip
