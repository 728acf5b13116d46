"""The column names that databases and review programs write, as data: Scopus renames its own every few years.

For each field of a citation the names that may hold it, the best first. A name is compared in lower case, with
every run of other signs as one blank: `Author(s)` is `author s`, `Art. No.` is `art no`.
"""

from __future__ import annotations

import re
import unicodedata

from review_tool.formats.header_words import FIELDS, LANGUAGES

NAMES: dict[str, tuple[str, ...]] = {
    "title": (
        "title", "article title", "document title", "primary title", "title primary", "item title",
        "publication title s", "paper title", "report title", "record title", "titulo", "titre", "titel",
        "display name", "ti", "t1", "name of the study", "original title", "study title", "title of reference",
        "reference title", "vernacular title", "translated title", "study title scientific", "public title",
        "scientific title", "titulo original", "titulo espanol", "title english", "english title",
        "short title", "book chapter title", "titolo", "tytul", "titulo do artigo", "titre de l article",
        "titulo del articulo",
        "title of article", "title of paper", "title of publication", "citation title",
        "titel des artikels", "titulo da publicacao", "title of the study", "title of the article",
        "题名", "标题", "篇名", "タイトル", "論文名", "제목", "заглавие", "название",
        "title s", "dctitle",
    ),
    "authors": (
        "authors", "author", "author names", "author s", "authors primary", "primary authors",
        "author full names", "author list", "first authors", "all authors", "autores", "auteurs", "au", "a1",
        "af", "authorships author display name", "authorships raw author name", "creator", "creators",
        "item author", "contributors", "author name", "first author", "author s full names", "inventors",
        "author full name", "authors full names", "autor", "autoren", "auteur", "autores personales",
        "authors raw affiliation", "author surnames", "authors short", "parentauthors", "editors",
        "publication author", "creator s", "author names full", "autori", "autorzy", "forfattare", "forfatter",
        "verfasser", "author s name", "authors list", "author information", "persons", "作者", "著者", "著者名", "저자",
        "автор", "авторы",
        "autor in", "autorinnen und autoren", "autoren innen", "autorinnen", "autor innen",
        "verfasser in", "auteur s", "auteur e s", "autor a",
        "autor a s", "autor es", "corporate author", "organisation", "organization", "issuing body",
        "author string", "dc contributor author", "dc creator", "dccreator", "authfullname s",
        "autor herausgeber oder institution",
    ),
    "family": ("last name", "surname", "family name", "lastname", "nachname", "familienname", "first author last name"),
    "given": ("first name", "given name", "initials", "forename", "firstname", "vorname", "first names"),
    "year": (
        "year", "publication year", "published year", "pub year", "year published", "year of publication",
        "date published", "publication year s", "py", "publicationyear", "pubyear", "date of publication",
        "publication date", "pub date", "date", "cover date", "issue date", "online publication date",
        "publication date online", "y1", "dp", "yr", "source year", "ano", "date created", "created",
        "publicationdate", "pubdate", "coverdate", "year pub", "datepublished", "published", "published date",
        "publish year", "publish date", "jahr", "annee", "anio", "erscheinungsjahr", "first published",
        "date registration", "start date", "study first posted", "ep date", "publication year online",
        "dateyear", "issued", "published print", "published online", "ano de publicacion",
        "ano de publicacao", "annee de publication", "anno", "rok", "jaar", "ar", "aar", "fecha", "data", "datum",
        "publikationsjahr", "year published online", "yearpublished", "date issued", "study year", "年",
        "出版年", "发表时间", "발행년", "год", "author year", "authors year", "author s year",
        "posted", "posted date", "dc date issued", "dcyear", "produceddatey i",
    ),
    "journal": (
        "journal", "source title", "journal title", "journal book", "periodical full", "publication",
        "publication name", "publication title", "journal name", "source full title", "t2", "jf", "jo", "so",
        "container title", "source titles", "primary location source display name", "host venue display name",
        "secondary title", "title secondary", "book title", "proceedings title", "conference title",
        "journal abbreviation", "abbreviated source title", "periodical abbrev", "periodical", "revista",
        "source", "pubtitle", "parenttitle", "booktitle", "book journal", "journal name full", "venue",
        "zeitschrift", "revue", "periodico", "anthology title", "collective title", "source name",
        "rivista", "czasopismo", "tidskrift", "zeitschriftentitel", "titre de la revue", "titulo de la revista",

        "期刊", "刊名", "来源", "杂志", "雑誌名", "誌名", "학술지", "журнал", "источник", "tijdschrift", "tidsskrift",
        "source publication", "published in", "journal source", "container title short", "serial title",
        "publicationname", "publicationtitle", "conference name", "secondary title journal title",
        "source title anthology title", "full journal", "host venue", "journaltitle s",
        "dc relation ispartof", "zeitschrift zeitung", "pub",
        "host publication", "series title", "book series title", "parent title",
    ),
    "volume": (
        "volume", "vol", "volume number", "vl", "biblio volume", "journal volume", "journal volume number",
        "jahrgang", "jaargang", "volumen", "volym", "tom", "arg", "卷", "巻", "том", "권",
    ),
    "issue": (
        "issue", "issue number", "number", "no", "is", "biblio issue", "journal issue", "issue part",
        "journal issue number", "heft", "issue no", "numero", "nummer", "numer", "fascicolo", "fasciculo", "nr",
        "期", "号", "номер", "выпуск", "호",
    ),
    "pages": (
        "pages", "page range", "page numbers", "pagination", "page s", "pg", "pages range", "page", "seiten",
        "pagerange", "page info", "paginas", "paginas inicial final", "pagine", "pagina s", "pagina", "sidor", "sider",
        "strony", "页码", "页", "ページ", "頁", "страницы", "페이지",
        "seiten von bis",
    ),
    "first_page": (
        "page start", "start page", "first page", "sp", "biblio first page", "begin page", "starting page",
        "bp", "startpage", "pagestart", "first page number", "page first",
    ),
    "last_page": (
        "page end", "end page", "last page", "ep", "biblio last page", "other pages", "ending page", "endpage",
        "pageend", "last page number", "page last",
    ),
    "article_number": (
        "art no", "article number", "article no", "article id number", "elocation id", "articlenumber",
        "elocationid", "elocation",
    ),
    "doi": (
        "doi", "ids doi", "doi url", "digital object identifier", "doi link", "item doi", "do", "di",
        "external id doi", "digitalobjectidentifier", "document object index", "doi number", "article doi",
        "item doi number", "publication doi", "link to doi", "externalids", "external ids", "doi s", "doi no", "d o i",
        "dc identifier doi", "dcdoi", "doiid s", "doi doi",
    ),
    "pmid": (
        "pmid", "pubmed id", "ids pmid", "medline pmid", "pubmedid", "pm", "pubmed",
        "embase accession id medline", "pubmed pmid", "pmid number", "medline id", "pmid medline",
    ),
    "abstract": (
        "abstract", "abstract note", "abstract text", "abstracts", "ab", "n2", "description", "summary",
        "resumen", "resumo", "abstract english", "original abstract", "abstract original language",
        "brief summary", "abstract en", "abstract plain text", "zusammenfassung", "resume",
        "structured abstract", "abstract s", "riassunto", "streszczenie", "sammanfattning", "abstrakt", "samenvatting",
        "kurzfassung", "摘要", "抄録", "要旨", "초록", "аннотация", "abstract text en", "abstract translated",
        "abstract summary", "dc description abstract", "dcdescription",
    ),
    "keywords": (
        "keywords", "author keywords", "keyword s", "keyword", "descriptor s", "subject terms", "subjects",
        "kw", "de", "descriptors", "manual tags", "index keywords", "mesh terms", "keywords plus", "ieee terms",
        "indexed keywords", "emtree medical index terms major focus", "emtree drug index terms major focus",
        "tags", "subjectterms", "subject", "mesh", "author keyword", "keywords author", "mesh subject headings",
        "subject headings", "automatic tags", "schlagworter", "palabras clave", "mots cles",
        "palavras chave", "parole chiave", "trefwoorden", "nyckelord",
        "stichworter", "slowa kluczowe", "关键词", "キーワード", "키워드", "ключевые слова", "topics",
        "conditions", "ky", "keywords display name", "mh", "descriptors s", "major subjects",
    ),
    "url": (
        "url", "link", "fulltext url", "urls", "links", "article url", "open url link", "ids openalex", "ur",
        "external url", "pdf link", "source url s", "source urls", "primary location landing page url",
        "record url", "full text link", "embase link", "articleurl", "documenturl", "plink", "permalink",
        "persistent link", "dimensions url", "study url", "doi link url", "fulltexturl", "landing page url",
        "web address", "source url", "document url", "link to source", "html url", "uri", "file urls",
        "abs url", "us", "paper link", "dc identifier uri", "download url", "online adresse",
    ),
    "type": (
        "type", "document type", "publication type", "item type", "reference type", "type of reference",
        "ref type", "ty", "content type", "pubtype", "entry type", "dt", "doctype", "publication types",
        "documenttype", "publicationtype", "typename", "entrytype", "itemtype", "doctypes", "pubtypes",
        "publication type s", "document types", "reference type name", "work type", "study type",
        "subtype description", "pt", "source type", "document identifier", "resource type", "tipo de documento",
        "dokumenttyp",
    ),
    "language": (
        "language", "languages", "language s", "language of original document", "la", "article language",
        "sprache", "idioma", "langue", "language code", "language of document", "languages of publication",
    ),
    "source_id": (
        "record id", "id", "key", "source id", "eid", "ut unique wos id", "ut", "ref id", "reference id",
        "lens id", "covidence", "accession number", "an", "unique id", "publication id", "internal id",
        "zotero key", "accession no", "recordid", "pui", "embase accession id", "cn", "accessionnumber",
        "storeid", "itemid", "item id", "nct number", "trialid", "main id", "paperid", "paper id",
        "ui", "record number", "citation key", "citekey", "bibtex key", "unique identifier",
        "openalex id", "work id", "article id", "refid", "rec number", "uid", "study id", "u id",
        "cochrane review id", "identifier", "record no",
        "cochrane id", "eric number", "epistemonikos id", "citation id", "core id", "halid s", "bibcode",
    ),
}  # fmt: skip

_VAGUE = {"journal": "source", "type": "source type"}
"""Names that serve a field only where no other column does: beside a journal, `source` is a database."""
_AUTHOR_YEAR = frozenset(("author year", "authors year", "author s year", "author date"))
"""Names of a column whose cells hold both: `Roe & Doe (2017)`."""
_RUNNING = frozenset(("no", "nr", "number", "numero", "nummer"))
"""Names of an issue that at the head of the first column count the rows."""
_WOS = {"pt", "af", "so", "ut"}
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")
"""Where words meet in a name such as `articleTitle`."""
_ADDED = re.compile(
    r" (?:\d|(?:of (?:the )?|der |des |de la |de l |del |du )(?:document|report|record|work|resource|item|source|paper|"
    r"publication|studie|artikels|publikation|dokuments|berichts|etude|articulo|estudio|documento|rapport)|"
    r"number|nummer|name|nr|ermittelt|(?:and |und |et )?(?:journal|source|zeitschrift|revue))$"
)
"""What people put behind the name of a column: `Author 2`, `Title of document`, `DOI-Name`, `Title & journal`."""
_BEFORE = re.compile(
    r"^(?:(?:citation|article|paper|record|reference|ref|study|item|publication|document|work|report|dc) "
    r"(?=(?:title|authors?|(?:pub |publication )?year|journal(?: name)?|abstract|doi|pmid|keywords?|url|link)$)"
    r"|(?:citation|article|publication|dc) (?=(?:date|pages|language|volume|issue)$))"
)
"""What people and programs put before it: `Citation abstract`, `Paper authors`; a study's date or issue is its own."""
_IN_ENGLISH = re.compile(r" en(?: us)?$")
"""Behind the name of a column in the tables of repositories: `dc.title[en_US]`."""
_ENGLISH, _SHORTENED = 500, 1000
"""Put such a name behind all others of its field; a shortened one has no say beside them."""
_NUMBERED = re.compile(r" \d$")
_SIGNS = re.compile(r"[\W_]+")
_NO_ACCENT = (0, 8)
"""Classes of signs that make another letter of the one before them, as kana's voicing marks do, and of letters."""
_STROKED = str.maketrans("łøđıħ", "lodih")
"""Letters whose stroke is no accent to Unicode."""


def fold_header(cell: str) -> str:
    """A heading as the table has it: accents count no more than case."""
    if not cell.isascii():
        cell = "".join(c for c in unicodedata.normalize("NFKD", cell) if unicodedata.combining(c) in _NO_ACCENT)
        cell = unicodedata.normalize("NFC", cell)
    return _SIGNS.sub(" ", cell.casefold().translate(_STROKED)).strip()


FIELD_OF: dict[str, tuple[str, int]] = {}
"""A folded column name as (field, rank): rank 0 is the best name for its field."""
for _field, _names in NAMES.items():
    for _rank, _name in enumerate(_names):
        FIELD_OF.setdefault(_name, (_field, _rank))
for _words in LANGUAGES.values():
    for _field, _word in zip(FIELDS, _words, strict=True):
        FIELD_OF.setdefault(fold_header(_word), (_field, len(NAMES[_field])))


def _known(name: str, cell: str) -> tuple[str, int] | None:
    """(field, rank) of a column's name: as it stands, with its words told apart, without what adds nothing to it."""
    return (
        FIELD_OF.get(name)
        or FIELD_OF.get(fold_header(_HUMP.sub(" ", cell)) if name else "")
        or FIELD_OF.get(_ADDED.sub("", name))
        or _less_sure(FIELD_OF.get(_BEFORE.sub("", name)))
        or _less_sure(FIELD_OF.get(_BEFORE.sub("", _ADDED.sub("", name))))
        or _less_sure(_known(_IN_ENGLISH.sub("", name), "") if name.endswith((" en", " en us")) else None, _ENGLISH)
    )


def _less_sure(known: tuple[str, int] | None, by: int = _SHORTENED) -> tuple[str, int] | None:
    """A name that was shortened serves where no column has the name itself: `Reference DOI` beside `DOI`."""
    return (known[0], known[1] + by) if known else None


def columns(row: list[str]) -> dict[str, list[int]]:
    """For each field the columns of this heading row that hold it, the best first; {} where it is no heading.

    `each_author` are the columns of a table that has one for each person, `family` and `given` of one that parts names.
    """
    ranked: dict[str, list[tuple[int, int]]] = {}
    names: set[str] = set()
    for index, cell in enumerate(row):
        name = fold_header(cell) if len(cell) <= 100 else ""
        names.add(name)
        if index == 0 and name in _RUNNING:
            continue
        if known := _known(name, cell):
            field = "each_author" if known[0] == "authors" and _NUMBERED.search(name) else known[0]
            ranked.setdefault(field, []).append((known[1], index))
        if name in _AUTHOR_YEAR:
            ranked.setdefault("authors", []).append((len(NAMES["authors"]), index))
    if names >= _WOS:  # Web of Science's, where ID is its Keywords Plus
        for field, name in (("source_id", "id"), ("year", "ar")):  # and AR, a year in Danish, an article's number
            ranked[field] = [place for place in ranked.get(field, []) if fold_header(row[place[1]]) != name]
    for field, found in ranked.items():
        if any(rank < _SHORTENED for rank, _ in found):
            ranked[field] = [place for place in found if place[0] < _SHORTENED]
    for field, name in _VAGUE.items():
        if len(found := ranked.get(field, [])) > 1:
            ranked[field] = [place for place in found if fold_header(row[place[1]]) != name]
    return {field: [index for _, index in sorted(found)] for field, found in ranked.items() if found}
