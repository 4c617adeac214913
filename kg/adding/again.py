"""Find the claims of articles again, in the text that the store has of them: no file is read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from kg.adding.extracting import Extractor
from kg.errors import ReadError
from kg.model import Run
from kg.store import Store


@dataclass(frozen=True, slots=True)
class Again:
    """What became of one article: ``told`` for a person, and whether its claims were ``found`` again."""

    told: str
    found: bool


def outdated(store: Store, run: Run) -> list[str]:
    """The ids of the articles whose claims other versions than ``run`` found."""
    return [head.id for head in store.articles() if not store.made_by(head.id, run)]


def extract_again(store: Store, articles: Iterable[str], extract: Extractor) -> Iterator[Again]:
    """Put what ``extract`` finds in the stored texts of these articles (ids) in the place of what the store has.

    Each is written as soon as it is extracted, all of it or nothing. One whose text or head is not
    what was read, by its hash and checksum, is left as it is.
    """
    for article in articles:
        yield _again(store, article, extract)


def _again(store: Store, article: str, extract: Extractor) -> Again:
    from kg.show import same_text

    head, read = store.find(article), store.as_read(article)
    if read is None:
        place = min((origin.place for origin in store.origins(article)), default=head.path)
        return Again(f"{head.name}: its text or head is not whole; read it again: kg add --force {place}", False)
    try:
        extraction = extract(read)
    except ReadError as error:
        return Again(f"{head.name}: {error}", False)
    stands_for_it = store.add(extraction, as_read=True).stands_for_it
    if stands_for_it:
        return Again(f"{head.name}: {same_text(stands_for_it)}", True)
    claims = len(extraction.claims)
    return Again(f"{head.name}: {claims} claim{'' if claims == 1 else 's'} found again in its stored text", True)
