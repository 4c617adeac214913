"""What no shape can say of an article that has lost something: that it had more when it was written."""

from __future__ import annotations

from collections.abc import Iterator

from kg.checking.parts import Part
from kg.checking.violations import Violation
from kg.graph import Iris, all_roles_back, is_as_written
from kg.store.names import Names
from kg.store.raw import Raw


def broken_checksum(store: Raw, part: Part) -> Iterator[Violation]:
    """Where the named graph of an article has not all that was written into it, or something else.

    A file without named graphs (Turtle) cannot tell: what an article says of a name is not to be told from what
    others say of it.
    """
    if part.article is None:
        return
    quads = store.quads_for_pattern(None, None, None, part.article)
    triples = [(str(quad.subject), str(quad.predicate), str(quad.object)) for quad in quads]
    iris = Iris(part.article.value.rpartition("article/")[0])
    names = Names(store, iris)
    try:
        of = all_roles_back(triples, lambda name: names.entity(name, {}), names.principal, iris)
    except (LookupError, StopIteration, ValueError):
        return  # said by the shapes
    if not is_as_written(str(part.article), triples, of, iris):
        rule = "an article has all that was found in it, by its checksum"
        yield Violation(part.name, part.article.value, rule, "kg:checksum")
