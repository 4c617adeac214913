"""What is known of outside identifiers, for a person to look through, and that person's decisions."""

from __future__ import annotations

import csv
import io
import textwrap
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import astuple, dataclass, fields
from datetime import date

from kg.entities import Name
from kg.errors import LinkError
from kg.linking import protocol
from kg.store import Store
from kg.store.links import Decision, Known, Match, Named, identifiers, plain


@dataclass(frozen=True, slots=True)
class Row:
    """An identifier of an entity: ``relation`` is exact, close or refused; the rest is empty where not known."""

    entity: str
    kind: str
    relation: str
    identifier: str
    score: str
    candidate: str
    description: str
    types: str
    reason: str
    name: str
    service: str
    day: str


def rows(store: Store, entities: Iterable[Named]) -> Iterator[Row]:
    """All identifiers of each entity, the exact ones first, then by score."""
    order = ("exact", "close", "refused")
    for entity in entities:
        found = list(_rows_of(entity, store.known(entity)))
        yield from sorted(found, key=lambda r: (order.index(r.relation), -float(r.score or 0), r.identifier))


def _rows_of(entity: Named, known: Mapping[Name, Known]) -> Iterator[Row]:
    relations: dict[str, str] = dict(identifiers(entity.names, known))
    decisions: dict[str, Decision] = {}
    matches: dict[str, Match] = {}
    for found in (known[name] for name in entity.names):
        for decision in found.decisions:
            decisions.setdefault(decision.identifier, decision)
        for match in sorted(found.matches, key=lambda m: (m.relation != "exact", m.service)):
            matches.setdefault(match.identifier, match)
    relations |= {i: "refused" for i, decision in decisions.items() if not decision.accepted}
    for identifier, relation in relations.items():
        yield _row(entity, identifier, relation, matches.get(identifier), decisions.get(identifier))


def _row(entity: Named, identifier: str, relation: str, match: Match | None, decision: Decision | None) -> Row:
    reason = match.reason if match else ""
    if decision:
        reason = "accepted by you" if decision.accepted else "refused by you"
    elif match and match.relation == "exact" and relation == "close":
        reason = "another one was accepted, or is as exact"
    return Row(
        entity=entity.label,
        kind=entity.kind,
        relation=relation,
        identifier=identifier,
        score=plain(match.score) if match and match.score is not None else "",
        candidate=match.label if match else "",
        description=(match.description or "") if match else "",
        types="; ".join(match.types) if match else "",
        reason=reason,
        name=(match.name.name if match else decision.name.name if decision else ""),
        service=match.service if match else "",
        day=str(decision.day if decision else match.asked if match else ""),
    )


def lines(found: Iterable[Row], width: int) -> Iterator[str]:
    """Rows to read: the entity, below it each identifier with its score, and what the service calls it."""
    entity = None
    for row in found:
        if entity != (row.entity, row.kind):
            yield from [""] if entity else []
            entity = (row.entity, row.kind)
            yield f"{row.entity} ({row.kind})"
        yield f"  {row.relation:<8}{row.score:>6}  {row.identifier}"
        about = ", ".join(part for part in (row.candidate, row.description) if part)
        asked = f"asked as {row.name}" if row.name != row.entity else ""
        words = " · ".join(part for part in (about, row.types, row.reason, asked, row.day) if part)
        yield from textwrap.wrap(words, max(40, width), initial_indent=" " * 18, subsequent_indent=" " * 18)


def as_csv(found: Iterable[Row]) -> str:
    """Rows as a table with a header."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([field.name for field in fields(Row)])
    writer.writerows(astuple(row) for row in found)
    return out.getvalue()


def full_identifier(store: Store, entity: Named, text: str) -> str:
    """The identifier that ``text`` means: an address, or the end of one that is known for ``entity``.

    Raises ``LinkError`` if it is neither, or the end of several.
    """
    known = store.known(entity).values()
    proposed = {match.identifier for found in known for match in found.matches}
    proposed |= {decision.identifier for found in known for decision in found.decisions}
    ends = sorted(i for i in proposed if i == text or (i.endswith(text) and i[: -len(text)].endswith(tuple("/#=:"))))
    if len(ends) > 1:
        raise LinkError(f"{text!r} can be several identifiers of {entity.label}: {', '.join(ends)}")
    if ends:
        return ends[0]
    try:
        return protocol.identifier(text)
    except ValueError:
        hint = f"; known are {', '.join(sorted(proposed))}" if proposed else ""
        raise LinkError(f"{text!r} is no address and no known identifier of {entity.label}{hint}") from None


def decide(store: Store, entity: Named, identifier: str, accepted: bool | None, day: date) -> None:
    """Accept or refuse ``identifier`` for ``entity``; ``None`` takes back what was decided before.

    Raises ``LinkError`` where there is nothing to take back.
    """
    known = store.known(entity)
    if accepted is not None:
        called = entity.names[0]
        decision = Decision(called, identifier, accepted, day)
        store.tell([(entity, called, known[called].decided(identifier, decision))])
        return
    about = [name for name, found in known.items() if any(d.identifier == identifier for d in found.decisions)]
    if not about:
        raise LinkError(f"nothing was decided about {identifier} for {entity.label}; see: kg links {entity.label!r}")
    for name in about:
        store.tell([(entity, name, known[name].decided(identifier, None))])
