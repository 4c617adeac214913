"""A claim: the words in their paragraph, who, about whom, when, and how all that is known."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import cast

from pyoxigraph import NamedNode
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from kg.export.turtle import Writer
from kg.graph import Triple, kg
from kg.model import Span
from kg.store import Store, StoredClaim
from kg.web.claims import card, cards
from kg.web.columns import NOBODY, Columns
from kg.web.language import texts
from kg.web.marking import Mark, lines, marked
from kg.web.pages.article import head, stored
from kg.web.showing import Data, Explorer, Missing, explorer, page

COPIES = 50  # shown; their number is said


def claim(explorer: Explorer, request: Request) -> Data:
    """What is on the page of a claim."""
    columns, store, row = explorer.columns, explorer.store, _row(explorer, request)
    shown = card(store, columns, row)
    article = stored(explorer, shown["article"]["id"])
    own = next(one for one in article.claims if one.record["id"] == shown["id"])
    record = own.record
    pieces = [Span(*span) for span in record["spans"]]
    whole = Span(pieces[0].start, pieces[-1].end)
    copies = _copies(store, columns, shown["id"])
    same = _same_words(store, columns, row, {row, *copies})
    within = _within(columns, row)
    outer = _values(store, shown["id"], "inside")
    return {
        **shown,
        "article": {**shown["article"], **head(article.head)},
        "spans": record["spans"],
        "date_basis": record["date_basis"],
        "rule": {"rule": record["rule"], "key": _known(f"rule.{record['rule']}")},
        "because": [_reason(one) for one in own.because],
        "topics": record["topics"],
        "paragraphs": marked(article.text, lines(article.text, whole), _marks(article.text, own, pieces)),
        "copies": {"found": len(copies), "claims": cards(store, columns, copies[:COPIES])},
        "same_words": {"found": len(same), "claims": cards(store, columns, same[:COPIES])},
        "within": cards(store, columns, within),
        "inside": cards(store, columns, _rows(columns, outer)),
        **_neighbours(columns, row),
        "turtle": turtle(store, shown["id"]),
    }


def _row(explorer: Explorer, request: Request) -> int:
    id = request.path_params["id"]
    row = explorer.columns.find_claim(id)
    if row is None:
        raise Missing(id)
    return row


def _marks(text: str, claim: StoredClaim, pieces: list[Span]) -> list[Mark]:
    """The claim's words, and the source's mention and the cue where they stand nearest to them."""
    marks = [Mark(piece, "claim", first=not at) for at, piece in enumerate(pieces)]
    for what in ("mention", "cue"):
        found = nearest(text, claim.record[what] or "", pieces)
        if found:
            marks.append(Mark(found, what))
    return marks


def nearest(text: str, words: str, pieces: list[Span]) -> Span | None:
    """Where ``words`` stand as whole words nearest to ``pieces`` and outside of them, in the same lines.

    >>> nearest("Il est là, a dit Jean. Il rit.", "Il", [Span(3, 9)])
    Span(start=0, end=2)
    """
    if not words:
        return None
    around = list(lines(text, Span(pieces[0].start, pieces[-1].end)))
    edge = Span(around[0].start, around[-1].end)
    each = re.compile(rf"(?<!\w){re.escape(words)}(?!\w)")
    found = [Span(*match.span()) for match in each.finditer(text, edge.start, edge.end)]
    outside = [one for one in found if not any(one.overlaps(piece) for piece in pieces)]
    return min(outside, key=lambda one: min(_gap(one, piece) for piece in pieces), default=None)


def _gap(one: Span, other: Span) -> int:
    return max(other.start - one.end, one.start - other.end)


def _reason(because: str) -> Data:
    """« target Otan: named » as what was decided, of whom, by which rule, and the key of its words if it has some.

    >>> _reason("target Otan: named")
    {'what': 'target', 'of': 'Otan', 'rule': 'named', 'key': 'target_named'}
    """
    about, _, rule = because.partition(": ")
    what, _, of = about.partition(" ")
    name = _of_day(rule) if what == "date" else re.sub(r"[^a-z]+", "_", rule)
    return {"what": what, "of": of or None, "rule": rule, "key": _known(f"why.{what}_{name}")}


_DAYS = (
    ("headline", r"headline: .* below$"), ("holds_on", r".* holds on$"), ("after", r"« .* after "),
    ("no_publication_date", r".*, no publication date$"), ("words", "«"),
)  # fmt: skip


def _of_day(rule: str) -> str:
    """The name of a rule of ``kg.dates``, which has the words of the article in it.

    >>> _of_day("« mardi » holds on"), _of_day("« mardi »"), _of_day("the article's date")
    ('holds_on', 'words', 'the_article_s_date')
    """
    known = (name for name, shape in _DAYS if re.match(shape, rule, re.DOTALL))
    return next(known, re.sub(r"[^a-z]+", "_", rule))


def _known(key: str) -> str | None:
    return key.partition(".")[2] if key in texts() else None


def _values(store: Store, claim: str, term: str) -> list[str]:
    me, predicate = NamedNode(store.iris.claim(claim)[1:-1]), NamedNode(kg(term)[1:-1])
    return [_id(store, cast(NamedNode, quad.object)) for quad in store.raw.quads_for_pattern(me, predicate, None)]


def _id(store: Store, claim: NamedNode) -> str:
    return claim.value.removeprefix(f"{store.iris.base}claim/")


def _copies(store: Store, columns: Columns, claim: str) -> list[int]:
    """The same statement in articles that are copies of each other, without ``claim`` itself."""
    originals = _values(store, claim, "copyOf") or [claim]
    copy_of, found = NamedNode(kg("copyOf")[1:-1]), set(originals)
    for original in originals:
        quads = store.raw.quads_for_pattern(None, copy_of, NamedNode(store.iris.claim(original)[1:-1]))
        found |= {_id(store, cast(NamedNode, quad.subject)) for quad in quads}
    return _rows(columns, sorted(found - {claim}))


def _same_words(store: Store, columns: Columns, row: int, but: set[int]) -> list[int]:
    """The claims of the same speaker with exactly the same text, without those of ``but``; none for nobody's words."""
    speaker = columns.speaker[row]
    if speaker == NOBODY:
        return []
    me, term = NamedNode(store.iris.claim(columns.claim_id(row))[1:-1]), NamedNode(kg("text")[1:-1])
    ids = {
        _id(store, cast(NamedNode, same.subject))
        for own in store.raw.quads_for_pattern(me, term, None)
        for same in store.raw.quads_for_pattern(None, term, own.object)
    }
    return [one for one in _rows(columns, ids) if columns.speaker[one] == speaker and one not in but]


def _within(columns: Columns, row: int) -> list[int]:
    """The claims of the article whose characters all lie inside those of this one."""
    rows = columns.of_article(int(columns.article[row]))
    inside = (columns.begin[rows] >= columns.begin[row]) & (columns.end[rows] <= columns.end[row]) & (rows != row)
    return [int(one) for one in rows[inside]]


def _rows(columns: Columns, claims: Iterable[str]) -> list[int]:
    rows = (columns.find_claim(one) for one in claims)
    return sorted(row for row in rows if row is not None)


def _neighbours(columns: Columns, row: int) -> Data:
    rows = [int(one) for one in columns.of_article(int(columns.article[row]))]
    at = rows.index(row)
    return {
        "place": at + 1,
        "of": len(rows),
        "previous": columns.claim_id(rows[at - 1]) if at else None,
        "next": columns.claim_id(rows[at + 1]) if at + 1 < len(rows) else None,
    }


def turtle(store: Store, claim: str) -> str:
    """All that the graph says of a claim (its id) and of its pieces, as Turtle."""
    triples = _about(store, store.iris.claim(claim))
    for _, predicate, value in list(triples):
        if predicate == kg("piece"):
            triples |= _about(store, value)
    writer = Writer(store.iris)
    return "\n".join([writer.head(), *writer.blocks(triples)])


def _about(store: Store, subject: str) -> set[Triple]:
    hidden = {store.iris.sketches, store.iris.store}
    quads = store.raw.quads_for_pattern(NamedNode(subject[1:-1]), None, None)
    return {(subject, str(quad.predicate), str(quad.object)) for quad in quads if str(quad.graph_name) not in hidden}


def as_turtle(request: Request) -> Response:
    """A claim as Turtle."""
    here = explorer(request)
    _row(here, request)
    return Response(turtle(here.store, request.path_params["id"]), media_type="text/turtle")


def routes() -> list[Route]:
    """``/claim/ID``, also as ``.json`` and ``.ttl``."""
    return [Route("/claim/{id}.ttl", as_turtle, methods=["GET"]), *page("/claim/{id}", claim, "claim.html")]
