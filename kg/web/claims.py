"""A claim as pages show it: who, what, about whom, when and where, as a plain dict."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any, cast

import pyoxigraph
from pyoxigraph import NamedNode

from kg.graph import VOCABULARY
from kg.model import ACTS
from kg.store import Store
from kg.web.columns import FORMS, NOBODY, Columns, day

Card = dict[str, Any]


def cards(store: Store, columns: Columns, claims: Iterable[Any]) -> list[Card]:
    """A dict for each claim (rows of ``columns``), in their order. Texts are read from the store."""
    return [card(store, columns, int(claim)) for claim in claims]


def card(store: Store, columns: Columns, claim: int) -> Card:
    """What a list of claims shows of one; also its JSON."""
    id = columns.claim_id(claim)
    words = _values(store, f"{store.iris.base}claim/{id}")
    first, last = day(columns.first[claim]), day(columns.last[claim])
    return {
        "id": id,
        "text": _one(words, "text"),
        "speaker": someone(columns, int(columns.speaker[claim])),
        "mention": _one(words, "mention"),
        "cue": _one(words, "cue"),
        "negated": _one(words, "negated") == "true",
        "targets": [someone(columns, target) for target in columns.targets(claim)],
        "main_target": someone(columns, int(columns.main[claim])),
        "act": ACTS[columns.act[claim]],
        "form": FORMS[columns.form[claim]],
        "first": first and first.isoformat(),
        "last": last and last.isoformat(),
        "day_known": bool(columns.known[claim]),
        "via": sorted(words.get("via", ())),
        "copy": bool(columns.copy[claim]),
        "article": paper(columns, int(columns.article[claim])),
    }


def paper(columns: Columns, article: int) -> Card:
    """An article as a link needs it."""
    published, publisher = day(columns.article_day[article]), int(columns.article_publisher[article])
    return {
        "id": columns.articles[article],
        "title": columns.titles[article],
        "published": published and published.isoformat(),
        "publisher": columns.publishers[publisher] if publisher != NOBODY else None,
    }


def someone(columns: Columns, entity: int) -> dict[str, str] | None:
    """An entity as a link needs it; None for ``NOBODY``."""
    if entity == NOBODY:
        return None
    return {"id": columns.entities[entity], "label": columns.labels[entity], "kind": columns.kind_of(entity)}


def _values(store: Store, iri: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for quad in store.raw.quads_for_pattern(NamedNode(iri), None, None):
        value = cast(pyoxigraph.Literal | NamedNode, quad.object).value
        found[quad.predicate.value.removeprefix(VOCABULARY)].append(value)
    return found


def _one(values: dict[str, list[str]], term: str) -> str | None:
    return next(iter(values.get(term, ())), None)
