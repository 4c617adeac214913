"""Which candidate is the entity and which only looks like it. Nothing here asks or writes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from kg.entities import words
from kg.linking.protocol import Candidate, Type
from kg.model import Kind
from kg.store.links import Relation, plain

KINDS: tuple[Kind, ...] = ("person", "organisation", "place", "group")  # what services are asked for
# What services call our kinds in their lists of types: the specification's examples, and plain words.
_TYPE_NAMES: dict[Kind, tuple[str, ...]] = {
    "person": ("person", "human", "people", "personne", "individual"),
    "organisation": ("organisation", "organization", "corporate body", "corporatebody", "collectivité"),
    "place": ("place", "location", "lieu", "geographic location", "placeorgeographicname"),
    "group": ("group", "groupe"),
}


def type_of(kind: Kind, offered: Iterable[Type]) -> Type | None:
    """The type that a service offers for one of our kinds, by its name or the end of its id, or those of a wider one.

    >>> type_of("person", [Type("https://schema.org/Person", "Personne physique"), Type("o", "Organization")]).id
    'https://schema.org/Person'
    """
    offered, names = list(offered), _TYPE_NAMES.get(kind, ())
    for called in (lambda type: (type.name, type.id), lambda type: type.broader):
        for type in offered:
            if any(text.rstrip("/").replace("#", "/").rpartition("/")[2].casefold() in names for text in called(type)):
                return type
    return None


def verdicts(
    name: str, kind: Kind, candidates: Sequence[Candidate], threshold: Decimal | None
) -> Iterator[tuple[Candidate, Relation, str]]:
    """Each candidate with what it is to the entity called ``name``, and why.

    With a ``threshold`` (on the service's own scale) the best candidate is exact if its score
    reaches it; without one, the candidate that the service itself is certain of. Never exact: a
    candidate for a person's surname alone, one of two with the same score or certainty, and any but
    the best.

    >>> [(c.name, relation) for c, relation, _ in verdicts("Anne Martin", "person", [
    ...     Candidate("x:1", "Anne Martin", Decimal(90)), Candidate("x:2", "Anne Marty", Decimal(60))], Decimal(80))]
    [('Anne Martin', 'exact'), ('Anne Marty', 'close')]
    """
    best = _best(candidates, threshold)
    for candidate in candidates:
        relation, reason = _verdict(candidate, best, candidates, threshold)
        if relation == "exact" and kind == "person" and len(words(name)) == 1:
            relation, reason = "close", "a surname alone"
        yield candidate, relation, reason


def _best(candidates: Sequence[Candidate], threshold: Decimal | None) -> Candidate | None:
    """The one that is ahead of all others, if there is one."""
    certain = [candidate for candidate in candidates if candidate.certain]
    scores = [candidate.score for candidate in candidates if candidate.score is not None]
    if threshold is None:
        ahead = certain[0] if len(certain) == 1 else None
        if ahead and ahead.score is not None and (ahead.score < max(scores) or scores.count(ahead.score) > 1):
            return None
        return ahead
    top = [candidate for candidate in candidates if scores and candidate.score == max(scores)]
    return top[0] if len(top) == 1 else None


def _verdict(
    candidate: Candidate, best: Candidate | None, candidates: Sequence[Candidate], threshold: Decimal | None
) -> tuple[Relation, str]:
    if threshold is None:
        if not candidate.certain:
            return "close", "the service is not certain"
        return ("exact", "the service is certain") if candidate == best else ("close", "others fit as well")
    if candidate.score is None:
        return "close", "the service gave no score"
    if candidate.score < threshold:
        return "close", f"below {plain(threshold)}"
    if candidate == best:
        return "exact", f"at or above {plain(threshold)}"
    tied = sum(other.score == candidate.score for other in candidates) > 1
    return "close", "another has the same score" if tied else "another has a better score"
