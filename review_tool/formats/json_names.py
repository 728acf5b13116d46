"""The names that other services and programs give to CSL's fields in JSON, as data.

OpenAlex, Lens, Semantic Scholar, Europe PMC and Zotero's own interface answer with records of one kind: only the names
differ, and how deep they stand. Source of the names: these services' public descriptions of their interfaces.
"""

from __future__ import annotations

from review_tool.formats.json_records import Fields

OTHER_NAMES: dict[str, tuple[str, ...]] = {
    "title": ("display_name", "title_display"),
    "author": ("authors", "authorships", "creators", "creator", "authorString", "author_names"),
    "container-title": (
        "publicationTitle", "bookTitle", "proceedingsTitle", "journalTitle", "journalInfo.journal.title",
        "primary_location.source.display_name", "host_venue.display_name", "source.display_name", "source.title",
        "parentTitle",
        "journal.title", "journal.name", "venue", "journal",
    ),
    "volume": ("biblio.volume", "journalVolume", "journalInfo.volume", "journal.volume"),
    "issue": ("biblio.issue", "journalIssue", "journalInfo.issue", "journal.issue"),
    "page": ("pages", "pageInfo", "journal.pages", "pagination"),
    "number-of-first-page": ("biblio.first_page", "start_page", "startpage"),
    "number-of-last-page": ("biblio.last_page", "end_page", "endpage"),
    "issued": (
        "publication_year", "year_published", "pubYear", "year", "publicationDate", "publication_date", "date",
        "journalInfo.yearOfPublication",
    ),
    "DOI": ("doi", "ids.doi", "externalIds.DOI"),
    "PMID": ("pmid", "ids.pmid", "externalIds.PubMed"),
    "abstract": ("abstractNote", "abstractText", "abstract_text"),
    "keyword": ("keywords", "tags"),
    "type": ("itemType", "publication_type", "pubType", "typeName"),
    "id": ("key", "paperId", "lens_id", "citationKey", "itemId"),
}  # fmt: skip


_CAPITALS = frozenset(("Title", "Authors", "Abstract"))


def _lower(name: str) -> str:
    """`ParentTitle` as `parentTitle`."""
    return name[:1].lower() + name[1:]


def common(record: Fields) -> Fields:
    """The record with what it says under other names under CSL's too, where those say nothing."""
    found: Fields = {}
    if record.keys() & _CAPITALS:  # EPPI-Reviewer, and what .NET programs write
        record = {_lower(name): value for name, value in record.items()} | record
    for name, others in OTHER_NAMES.items():
        if not record.get(name) and (value := next(filter(None, (_at(record, other) for other in others)), None)):
            found[name] = value
    if not record.get("abstract") and isinstance(words := record.get("abstract_inverted_index"), dict):
        found["abstract"] = _in_order(words)
    if isinstance(numbers := record.get("external_ids"), list):
        kinds = {one.get("type"): one.get("value") for one in numbers if isinstance(one, dict)}
        found |= {name: kinds[kind] for kind, name in (("doi", "DOI"), ("pmid", "PMID")) if kinds.get(kind)}
    return record | found if found else record


def _at(record: Fields, path: str) -> object:
    value: object = record
    for name in path.split("."):
        value = value.get(name) if isinstance(value, dict) else None
    return None if isinstance(value, dict) else value


def _in_order(places: Fields) -> str:
    """OpenAlex's abstract: each word with the places where it stands."""
    words = [
        (place, word)
        for word, found in places.items()
        if isinstance(found, list)
        for place in found
        if isinstance(place, int)
    ]
    return " ".join(word for _, word in sorted(words))
