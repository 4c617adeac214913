"""One article with everything that a graph can say, a copy of it, and what a service and the user said of its names."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
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
TEXT += "La circulation avait été coupée en décembre, après la crue la plus haute depuis le début des relevés.\n"


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
        authors=("Anne Morel",),
        reader="trafilatura 2.3.1",
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


def copied(extraction: Extraction, number: int, publisher: str, more: str = "\n(Avec l’agence)\n") -> Extraction:
    """The same in another paper, a day later, with ``more`` at the end."""
    old, id = extraction.article, f"{number:016x}"
    day = old.published + timedelta(days=1) if old.published else None
    article = replace(
        old, id=id, name=f"{old.name}-{number}", text=old.text + more, path=f"{number}.txt", url=None,
        publisher=publisher, published=day,
    )  # fmt: skip
    ids = {claim.id: claim.id.replace(old.id, id) for claim in extraction.claims}
    claims = tuple(replace(c, id=ids[c.id], inside=c.inside and ids[c.inside]) for c in extraction.claims)
    return replace(extraction, article=article, claims=claims)


def linked() -> Store:
    """``full`` and a copy of it, with what a service and the user said, and what a store notes of itself."""
    store = Store.memory()
    settle_format(store.raw, store.iris, Path())
    store.overrule([Overrule("Vova", "Vladimir Poutine", "https://example.org/vova"), Overrule("Petit", None)])
    store.add(full(), Origin("/presse/p/pont.txt", "0" * 64, full().article.id))
    store.note(Origin("/presse/p/le-même.txt", "1" * 64, full().article.id, twin=True))
    store.add(copied(full(), 8, "Le Quotidien"))
    entity = next(found for found in store.named_entities() if found.label == "Anne Martin")
    name, day = entity.names[0], date(2024, 2, 1)
    sure = Match(name, SERVICE, "https://id.example/1", "Anne Martin", Decimal("98.5"), "exact", "sure", day, "préfète")
    other = replace(sure, identifier="https://id.example/2", relation="close", types=("human",))
    said = Decision(name, "https://id.example/3", False, day)
    store.tell([(entity, name, Known(frozenset({SERVICE}), (sure, other), (said,)))])
    return store
