"""From the store's entities to a service and back: batch by batch, each written as soon as it is answered."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Protocol

from kg.entities import Name, words
from kg.errors import LinkError
from kg.linking.client import Busy
from kg.linking.protocol import Answer, Manifest, Question
from kg.linking.verdicts import KINDS, type_of, verdicts
from kg.model import Kind
from kg.store import Store
from kg.store.links import Known, Match, Named

STOP_AFTER = 3  # single questions in a row that get no usable answer


class Asked(Protocol):
    """What answers questions: ``client.Service``, or anything like it."""

    address: str

    def ask(self, questions: Sequence[Question], limit: int, manifest: Manifest) -> list[Answer]:
        """The answers to a batch, in its order; ``LinkError`` if there are none."""
        ...


@dataclass(frozen=True, slots=True)
class Wish:
    """What the user wants: the least score of an exact match, how many candidates, which types, on which day."""

    day: date
    threshold: Decimal | None = None
    candidates: int = 3
    types: Mapping[Kind, str] = field(default_factory=dict)


@dataclass(slots=True)
class Outcome:
    """What came of it. ``failed`` are entities without an answer, ``unasked`` how many were not reached."""

    asked: int = 0
    exact: int = 0
    close: int = 0
    failed: list[tuple[str, str]] = field(default_factory=list)
    unasked: int = 0
    stopped: str | None = None

    def summary(self) -> str:
        """One line.

        >>> Outcome(asked=3, exact=1, close=1).summary()
        '3 asked: 1 with an exact match, 1 with close ones only, 1 with nothing'
        """
        nothing = self.asked - self.exact - self.close
        failed = f"; {len(self.failed)} without an answer" if self.failed else ""
        found = f"{self.exact} with an exact match, {self.close} with close ones only, {nothing} with nothing"
        return f"{self.asked} asked: {found}{failed}"


def fitting(entities: Iterable[Named], kinds: Iterable[Kind], pattern: str | None) -> Iterator[Named]:
    """The entities of these kinds with all words of ``pattern`` in one of their names, whatever the case or accents."""
    wanted = words(pattern) if pattern else ()
    chosen = frozenset(kinds) & frozenset(KINDS)
    for entity in entities:
        names = (" ".join(words(name.name)) for name in entity.names)
        if entity.kind in chosen and any(all(word in name for word in wanted) for name in names):
            yield entity


def unasked(store: Store, entities: Iterable[Named], service: str) -> list[Named]:
    """The entities whose fullest name ``service`` has not been asked for."""
    return [entity for entity in entities if service not in store.known(entity)[entity.names[0]].services]


def types_for(wish: Wish, manifest: Manifest) -> dict[Kind, str]:
    """The service's type for each of our kinds: the user's, else one of the manifest's with the same name."""
    offered = {kind: type_of(kind, manifest.types) for kind in KINDS}
    return {**{kind: type.id for kind, type in offered.items() if type}, **wish.types}


def ask_all(
    store: Store,
    service: Asked,
    manifest: Manifest,
    entities: Sequence[Named],
    wish: Wish,
    on_batch: Callable[[Outcome], None],
) -> Outcome:
    """Ask ``service`` for each of ``entities`` and write its answers, a batch in one transaction.

    A batch that gets no usable answer is asked again in halves. The run ends early, and says so in
    ``stopped``, when the service is busy or nothing that is asked gets an answer.
    """
    outcome = Outcome()
    types = types_for(wish, manifest)
    todo = [list(entities[at : at + manifest.batch]) for at in range(0, len(entities), manifest.batch)][::-1]
    in_a_row = 0
    while todo:
        batch = todo.pop()
        questions = [Question(entity.label, types.get(entity.kind)) for entity in batch]
        try:
            found = service.ask(questions, wish.candidates, manifest)
        except Busy as error:
            return _stopped(outcome, [*todo, batch], f"the service {error}")
        except LinkError as error:
            if len(batch) > 1:
                middle = len(batch) // 2
                todo += [batch[middle:], batch[:middle]]
                continue
            in_a_row += 1
            outcome.failed.append((batch[0].label, str(error)))
            if in_a_row == STOP_AFTER:
                return _stopped(outcome, todo, "nothing that the service is asked gets an answer")
        else:
            in_a_row = 0
            _write(store, service.address, batch, found, wish, outcome)
        on_batch(outcome)
    return outcome


def _stopped(outcome: Outcome, left: Sequence[Sequence[Named]], why: str) -> Outcome:
    outcome.unasked, outcome.stopped = sum(map(len, left)), why
    return outcome


def _write(
    store: Store, service: str, batch: Sequence[Named], found: Sequence[Answer], wish: Wish, outcome: Outcome
) -> None:
    news: list[tuple[Named, Name, Known]] = []
    for entity, answer in zip(batch, found, strict=True):
        if answer.wrong:
            outcome.failed.append((entity.label, answer.wrong))
            continue
        matches = tuple(_matches(entity, answer, service, wish))
        name = entity.names[0]
        news.append((entity, name, store.known(entity)[name].answered(service, matches)))
        outcome.asked += 1
        outcome.exact += any(match.relation == "exact" for match in matches)
        outcome.close += bool(matches) and all(match.relation == "close" for match in matches)
    if news:
        store.tell(news)


def _matches(entity: Named, answer: Answer, service: str, wish: Wish) -> Iterator[Match]:
    called = entity.names[0]
    for candidate, relation, reason in verdicts(called.name, entity.kind, answer.candidates, wish.threshold):
        yield Match(
            name=called,
            service=service,
            identifier=candidate.identifier,
            label=candidate.name,
            score=candidate.score,
            relation=relation,
            reason=reason,
            asked=wish.day,
            description=candidate.description,
            types=candidate.types,
        )
