"""Is a graph whole: every claim, article, entity and name complete, and every word where the graph says it is.

``shapes.ttl`` says in SHACL what complete is (``shacl``); what SHACL cannot say, that a claim's words stand
in its article, is in ``words``, that what is called a copy is one, in ``copies``, and that nothing of an article is
lost, in ``checksums``. A store of any size is checked article by article (``parts``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from kg.checking.checksums import broken_checksum
from kg.checking.copies import broken_copies
from kg.checking.files import loaded
from kg.checking.parts import article_parts, name_parts, other_parts, stray_parts
from kg.checking.shacl import Shapes
from kg.checking.violations import Violation
from kg.checking.words import broken_pairs, broken_words, undeclared
from kg.errors import CheckError
from kg.store import Store
from kg.store.raw import Raw

__all__ = ["Checked", "Violation", "check_file", "check_store"]


@dataclass(slots=True)
class Checked:
    """How much was looked at so far, and how much of it is violated."""

    articles: int = 0
    claims: int = 0
    entities: int = 0
    violations: int = 0
    seen: set[Violation] = field(default_factory=set)

    def summary(self, where: object) -> str:
        """One line.

        >>> Checked(2, 1, 3, 0).summary(Path("press.kg"))
        'press.kg: 2 articles, 1 claim, 3 entities: nothing is violated'
        """
        counted = f"{_some(self.articles, 'article')}, {_some(self.claims, 'claim')}"
        entities = "1 entity" if self.entities == 1 else f"{self.entities} entities"
        violated = _some(self.violations, "violation") if self.violations else "nothing is violated"
        return f"{where}: {counted}, {entities}: {violated}"


def _some(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def check_store(store: Store, checked: Checked | None = None) -> Iterator[Violation]:
    """What is violated in a store, article by article; ``checked`` counts along.

    Raises ``CheckError`` if pySHACL is not there.
    """
    yield from _check(store.raw, checked or Checked())


def check_file(path: Path, checked: Checked | None = None) -> Iterator[Violation]:
    """What is violated in an RDF file (``files``); ``checked`` counts along.

    Raises ``CheckError`` if pySHACL is not there, if the file cannot be read, or has nothing of ours in it.
    """
    checked = checked or Checked()
    shapes = Shapes()
    with loaded(path) as store:
        yield from _check(store, checked, shapes)
    if not (checked.articles or checked.claims or checked.entities or checked.violations):
        raise CheckError(f"{path}: no article, claim or entity of kg is in it; is it another file?")


def _check(store: Raw, checked: Checked, shapes: Shapes | None = None) -> Iterator[Violation]:
    shapes = shapes or Shapes()
    for part in article_parts(store):
        checked.articles += part.article is not None
        checked.claims += part.claims
        words = (*broken_words(part), *broken_pairs(part), *broken_copies(part), *undeclared(part))
        yield from _new((*shapes.of_articles(part), *words, *broken_checksum(store, part)), checked)
    for part in stray_parts(store):
        checked.claims += part.claims
        yield from _new((*shapes.of_articles(part), *undeclared(part)), checked)
    for part in name_parts(store):
        checked.entities += part.entities
        yield from _new((*shapes.of_names(part), *undeclared(part)), checked)
    for part in other_parts(store):
        yield from _new((*shapes.of_others(part), *undeclared(part)), checked)


def _place(violation: Violation) -> tuple[list[int], Violation]:
    """Claims in the order of the text."""
    return [int(number) for number in re.findall(r"-(\d+)", violation.node)[-2:]], violation


def _new(found: tuple[Violation, ...], checked: Checked) -> Iterator[Violation]:
    for violation in sorted(found, key=_place):
        if violation not in checked.seen:
            checked.seen.add(violation)
            checked.violations += 1
            yield violation
