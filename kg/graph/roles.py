"""Who speaks in a claim and about whom: by the names of its article, and as triples."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from kg.entities import Group, Name
from kg.graph.terms import RDF_TYPE, Iris, Triple, kg, literal
from kg.model import Claim, Kind


@dataclass(frozen=True, slots=True)
class Roles:
    """Who speaks in a claim and about whom, by the names of the article."""

    speaker: Name | None
    targets: frozenset[Name]
    main: Name | None

    @classmethod
    def of(cls, claim: Claim, kinds: Mapping[str, Kind]) -> Roles:
        """The roles of an extracted claim; ``kinds`` are those of the article's entities."""

        def name(text: str | None) -> Name | None:
            return Name(text, kinds.get(text, "thing")) if text else None

        targets = {name(text) for text in (*(target.name for target in claim.targets), claim.main_target)}
        return cls(name(claim.speaker.name), frozenset(t for t in targets if t), name(claim.main_target))

    def names(self) -> Iterator[Name]:
        """Every name in a role."""
        yield from self.targets
        if self.speaker:
            yield self.speaker


def roles(claim: str, of: Roles, group: Callable[[Name], Group], iris: Iris) -> Iterator[Triple]:
    """Speaker and targets of ``claim`` as triples.

    Two names of one entity in one claim, or a target that turns out to be the speaker, become one:
    the names stay readable in ``kg:speakerAs`` and ``kg:targetAs``. Speaker and target together are one more
    key, since joining the claims of two popular entities costs a hundred times a look-up (``tests.bench questions``).
    """
    speaker = group(of.speaker) if of.speaker else None
    if of.speaker and speaker:
        yield claim, kg("speaker"), iris.entity(speaker.id)
        if speaker.principal != of.speaker:
            yield claim, kg("speakerAs"), iris.name(of.speaker)
    groups = {name: group(name) for name in of.targets}
    ids = [found.id for found in groups.values()]
    for name, found in groups.items():
        same_as_speaker = speaker is not None and found.id == speaker.id
        ambiguous = same_as_speaker or ids.count(found.id) > 1
        if not same_as_speaker:
            yield claim, kg("target"), iris.entity(found.id)
        if speaker and not same_as_speaker:
            yield claim, kg("pair"), pair_key(speaker.id, found.id)
        if name == of.main and not same_as_speaker:
            yield claim, kg("mainTarget"), iris.entity(found.id)
        if name == of.main and ambiguous:
            yield claim, kg("mainTargetAs"), iris.name(name)
        if ambiguous or found.principal != name:
            yield claim, kg("targetAs"), iris.name(name)


def pair_key(speaker: str, target: str) -> str:
    """The key of the claims of one entity about another, from the ends of their IRIs.

    >>> pair_key("sergueï-lavrov", "jens-stoltenberg")
    '"sergueï-lavrov jens-stoltenberg"'
    """
    return literal(f"{speaker} {target}")


_NAMED = tuple(kg(t) for t in ("speaker", "speakerAs", "target", "targetAs", "mainTarget", "mainTargetAs"))
ROLE_TERMS = (*_NAMED, kg("pair"))


def roles_back(
    triples: Iterable[Triple], entity: Callable[[Name], str], principal: Callable[[str], Name], iris: Iris
) -> Roles:
    """The roles that ``roles`` wrote; ``entity`` gives the IRI of a name's entity, ``principal`` its main name."""
    found: dict[str, set[str]] = {term: set() for term in _NAMED}
    for _, predicate, value in triples:
        if predicate in found:
            found[predicate].add(value)
    speaker, speaker_as, target, target_as, main, main_as = (sorted(found[term]) for term in _NAMED)
    said_by = iris.name_back(speaker_as[0]) if speaker_as else principal(speaker[0]) if speaker else None
    targets = {iris.name_back(name) for name in target_as}
    called = {entity(name): name for name in targets}
    targets |= {principal(iri) for iri in target if iri not in called}
    about = iris.name_back(main_as[0]) if main_as else called.get(main[0]) or principal(main[0]) if main else None
    return Roles(said_by, frozenset(targets), about)


def all_roles_back(
    triples: Iterable[Triple], entity: Callable[[Name], str], principal: Callable[[str], Name], iris: Iris
) -> dict[str, Roles]:
    """As ``roles_back``, of each claim (its IRI) in the graph of an article.

    Raises what ``entity`` and ``principal`` raise where a name has no entity, or an entity no name.
    """
    triples = list(triples)
    claims: dict[str, list[Triple]] = {s: [] for s, p, o in triples if (p, o) == (RDF_TYPE, kg("Claim"))}
    for triple in triples:
        if triple[0] in claims and triple[1] in ROLE_TERMS:
            claims[triple[0]].append(triple)
    return {claim: roles_back(found, entity, principal, iris) for claim, found in claims.items()}
