"""Claims, articles and entities as a network needs them, read from the triples that an export holds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from kg.export.part import Part
from kg.graph import KINDS, LABEL, RDF_TYPE, TITLE, VOCABULARY, Triple, kg
from kg.graph.literals import parts


@dataclass(frozen=True, slots=True)
class Paper:
    """An article. ``id`` is the end of its IRI, with ``article/`` before, as of all that is a node."""

    id: str
    title: str
    published: str | None
    publisher: str | None
    url: str | None


@dataclass(frozen=True, slots=True)
class Told:
    """A claim. ``day`` is the day of saying (ISO), ``first`` and ``last`` where only an interval is known;
    ``known`` is false where ``day`` is but the article's."""

    id: str
    text: str
    speaker: str | None
    targets: tuple[str, ...]
    act: str
    form: str
    day: str | None
    first: str | None
    last: str | None
    known: bool
    inside: str | None
    paper: Paper


@dataclass(frozen=True, slots=True)
class Someone:
    """An entity; ``country`` is the id of the one that it is a voice of."""

    id: str
    label: str
    kind: str
    country: str | None


def told(part: Part) -> Iterator[tuple[Paper, list[Told]]]:
    """Each article with its claims, in the order of the text."""
    for graph, triples in part.articles():
        nodes = _nodes(triples)
        of = nodes[graph]
        paper = Paper(
            _id(graph, part),
            _text(of, TITLE) or _text(of, kg("name")) or "",
            _text(of, kg("published")),
            _text(of, kg("publisher")),
            _text(of, kg("url")),
        )
        claims = [
            (int(_text(of, kg("begin")) or 0), _told(subject, of, paper, part))
            for subject, of in nodes.items()
            if kg("Claim") in of.get(RDF_TYPE, ())
        ]
        yield paper, [claim for _, claim in sorted(claims, key=lambda pair: (pair[0], pair[1].id))]


def entities(part: Part) -> Iterator[Someone]:
    """The entities that the claims use, and the countries that they are voices of, in the order of their ids."""
    start = f"<{part.iris.base}entity/"
    for graph, subjects in part.shared():
        for triples in subjects if graph == part.iris.names else ():
            for subject, of in _nodes(triples).items():
                if subject.startswith(start):
                    country = next(iter(of.get(kg("voiceOf"), ())), None)
                    yield Someone(
                        _id(subject, part), _text(of, LABEL) or "", _kind(of), _id(country, part) if country else None
                    )


def _told(subject: str, of: dict[str, list[str]], paper: Paper, part: Part) -> Told:
    speaker, inside = (next(iter(of.get(kg(term), ())), None) for term in ("speaker", "inside"))
    return Told(
        id=_id(subject, part),
        text=_text(of, kg("text")) or "",
        speaker=_id(speaker, part) if speaker else None,
        targets=tuple(sorted(_id(target, part) for target in of.get(kg("target"), ()))),
        act=_term(of, "act"),
        form=_term(of, "form"),
        day=_text(of, kg("date")),
        first=_text(of, kg("earliest")),
        last=_text(of, kg("latest")),
        known=_term(of, "dateBasis") != "publicationDay",
        inside=_id(inside, part) if inside else None,
        paper=paper,
    )


def _nodes(triples: set[Triple]) -> dict[str, dict[str, list[str]]]:
    nodes: dict[str, dict[str, list[str]]] = {}
    for subject, predicate, value in triples:
        nodes.setdefault(subject, {}).setdefault(predicate, []).append(value)
    return nodes


def _id(iri: str, part: Part) -> str:
    return iri[1:-1].removeprefix(part.iris.base)


def _text(of: dict[str, list[str]], term: str) -> str | None:
    return parts(of[term][0])[0] if term in of else None


def _term(of: dict[str, list[str]], term: str) -> str:
    return next((value[1:-1].removeprefix(VOCABULARY) for value in of.get(kg(term), ())), "")


def _kind(of: dict[str, list[str]]) -> str:
    terms = (value[1:-1].removeprefix(VOCABULARY) for value in of.get(RDF_TYPE, ()))
    return next((KINDS[term] for term in terms if term in KINDS), "thing")


def days_of(claim: Told) -> tuple[date, date] | None:
    """The first and the last day on which a claim can have been said, or ``None``."""
    first, last = claim.day or claim.first, claim.day or claim.last
    return (date.fromisoformat(first), date.fromisoformat(last)) if first and last else None
