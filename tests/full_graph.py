"""One article with everything that a graph can say, with what a service and the user said of its names."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

from gold_extractions import RUN

from kg.entities import Overrule
from kg.model import Article, Attribution, Claim, Dropped, Entity, Extraction, Link, Span, When
from kg.store import Origin, Store
from kg.store.formats import settle_format
from kg.store.links import Decision, Known, Match

SERVICE = "https://reconciliation.example/api"
TEXT = "Publicité\n« Le pont rouvrira », promet à Poutine Anne Martin, « mardi ». « Jamais » ! a dit le Kremlin.\n"


def span(words: str) -> Span:
    return Span(TEXT.index(words), TEXT.index(words) + len(words))


def full() -> Extraction:
    """One article with everything that a graph can say."""
    article = Article(
        f"{7:016x}",
        "pont",
        TEXT,
        "p/pont.txt",
        "https://journal.example/pont",
        "Le Journal",
        "Le pont",
        date(2024, 1, 3),
    )
    broken = Attribution(
        (span("Le pont rouvrira"), span("mardi")), span("promet"), span("Anne Martin"), "direct", "made"
    )
    short = Attribution((span("Jamais"),), span("a dit"), span("le Kremlin"), "direct", "made", negated=True)

    def claim(found: Attribution, speaker: str, targets: tuple[str, ...], when: When, inside: str | None) -> Claim:
        return Claim(
            f"{article.id}-{found.content[0].start}-{found.content[-1].end}", found, Link(speaker, "made"),
            tuple(Link(target, "made") for target in targets), targets[0] if targets else None, "promise", "made",
            when, ("RIA Novosti",), ("pont",), inside,
        )  # fmt: skip

    day = When(date(2024, 1, 2), None, "weekday", "mardi")
    month = When(date(2023, 12, 1), date(2023, 12, 31), "relative", "month")
    first = claim(broken, "Anne Martin", ("Vladimir Poutine", "Poutine"), day, None)
    entities = (
        Entity("Anne Martin", "person", ("Martin",), ("préfète",), "f"),
        Entity("Vladimir Poutine", "person"),
        Entity("Poutine", "person"),
        Entity("Kremlin", "organisation"),
    )
    second = claim(short, "Kremlin", (), month, first.id)
    return Extraction(article, (Dropped(Span(0, 9), "advert"),), entities, (first, second), run=RUN)


def linked() -> Store:
    """``full`` with what a service and the user said, and what a store notes of itself."""
    store = Store.memory()
    settle_format(store.raw, store.iris, Path())
    store.overrule([Overrule("Vova", "Vladimir Poutine", "https://example.org/vova"), Overrule("Petit", None)])
    store.add(full(), Origin("/presse/p/pont.txt", "0" * 64, full().article.id))
    entity = next(found for found in store.named_entities() if found.label == "Anne Martin")
    name, day = entity.names[0], date(2024, 2, 1)
    sure = Match(name, SERVICE, "https://id.example/1", "Anne Martin", Decimal("98.5"), "exact", "sure", day, "préfète")
    other = replace(sure, identifier="https://id.example/2", relation="close", types=("human",))
    said = Decision(name, "https://id.example/3", False, day)
    store.tell([(entity, name, Known(frozenset({SERVICE}), (sure, other), (said,)))])
    return store
