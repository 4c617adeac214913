"""A claim: its words in their paragraph, who, of whom, when, and how each of these is known."""

from __future__ import annotations

from typing import Any, cast

from pyoxigraph import NamedNode
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from kg.export.turtle import Writer
from kg.graph import Triple, kg
from kg.model import Span
from kg.store import StoredArticle, StoredClaim
from kg.web.claims import card
from kg.web.reading import mark, pieces_of, row_of, whole
from kg.web.showing import Data, Explorer, Missing, explorer, page
from kg.web.text import Marked, beside, paragraphs

CONTENT, SOURCE, CUE = range(3)  # what the parts of a text can be here, in the place of numbers of claims


def claim(explorer: Explorer, request: Request) -> Data:
    """What is on the page of a claim."""
    id = request.path_params["id"]
    row = row_of(explorer.columns, id)
    article, at = _of_article(explorer, id)
    found = article.claims[at]
    shown = card(explorer.store, explorer.columns, row)
    return {
        **shown,
        "mark": mark(id),
        "url": article.head.url,
        "begin": found.record["spans"][0][0],
        "end": found.record["spans"][-1][1],
        "paragraphs": _in_place(article, found),
        "date_basis": found.record["date_basis"],
        "topics": found.record["topics"],
        "rule": found.record["rule"],
        "because": [_reason(reason) for reason in found.because],
        "elsewhere": _elsewhere(explorer, id),
        "before": article.claims[at - 1].record["id"] if at else None,
        "after": article.claims[at + 1].record["id"] if at + 1 < len(article.claims) else None,
        "number": at + 1,
        "claims": len(article.claims),
        "turtle": turtle(explorer, id),
    }


def _of_article(explorer: Explorer, id: str) -> tuple[StoredArticle, int]:
    article = whole(explorer, id.partition("-")[0])
    at = next((at for at, claim in enumerate(article.claims) if claim.record["id"] == id), None)
    if at is None:
        raise Missing(id)
    return article, at


def _in_place(article: StoredArticle, claim: StoredClaim) -> list[Data]:
    """The paragraphs of a claim, with its words, its source and its cue marked as such (``role`` of each part)."""
    pieces = pieces_of(claim)
    content = Span(pieces[0].start, pieces[-1].end)
    first = paragraphs(article.text, Marked((), ()), content)
    reach = Span(first[0]["start"], first[-1]["end"])
    wide = Span(max(0, reach.start - 2000), reach.end)
    source = beside(article.text, claim.record["mention"], content, reach) or beside(
        article.text, claim.record["mention"], content, wide
    )
    cue = beside(article.text, claim.record["cue"], content, reach)
    spans = [*((piece, CONTENT) for piece in pieces)]
    spans += [(span, role) for span, role in ((source, SOURCE), (cue, CUE)) if span is not None]
    within = Span(min(reach.start, source.start) if source else reach.start, reach.end)
    found = paragraphs(article.text, Marked(tuple(sorted(spans, key=lambda one: one[0].start)), ()), within)
    for paragraph in found:
        for part in paragraph["parts"]:
            roles = part.pop("claims")
            part["role"] = ("content", "source", "cue")[max(roles)] if roles else None
            del part["opens"], part["aside"]
    return found


def _reason(because: str) -> dict[str, str]:
    """« speaker: name » as what was decided and by which rule."""
    what, _, rule = because.partition(": ")
    return {"what": what, "rule": rule}


def _elsewhere(explorer: Explorer, id: str) -> list[Data]:
    """The same statement in copies of the article, by the claim that they are all copies of."""
    raw, iris = explorer.store.raw, explorer.store.iris
    me, term = NamedNode(iris.claim(id)[1:-1]), NamedNode(kg("copyOf")[1:-1])
    start = f"{iris.base}claim/"
    firsts = {cast(NamedNode, quad.object).value for quad in raw.quads_for_pattern(me, term, None)} or {me.value}
    same = set(firsts)
    for first in firsts:
        same |= {cast(NamedNode, quad.subject).value for quad in raw.quads_for_pattern(None, term, NamedNode(first))}
    rows = (explorer.columns.find_claim(iri.removeprefix(start)) for iri in same - {me.value})
    return [card(explorer.store, explorer.columns, row) for row in sorted(row for row in rows if row is not None)]


def turtle(explorer: Explorer, id: str) -> str:
    """All that the graph says of a claim (its id) and of its pieces, as Turtle."""
    raw, iris = explorer.store.raw, explorer.store.iris
    triples: set[Triple] = set()
    todo = [NamedNode(iris.claim(id)[1:-1])]
    for node in todo:
        for quad in raw.quads_for_pattern(node, None, None):
            triples.add((str(quad.subject), str(quad.predicate), str(quad.object)))
            if str(quad.predicate) == kg("piece"):
                todo.append(cast(Any, quad.object))
    writer = Writer(iris)
    return "\n".join([writer.head(), *writer.blocks(triples)])


def as_turtle(request: Request) -> Response:
    """The claim as Turtle."""
    here, id = explorer(request), request.path_params["id"]
    row_of(here.columns, id)
    return Response(turtle(here, id), media_type="text/turtle")


def routes() -> list[Route]:
    """``/claim/ID``, also as ``.json`` and ``.ttl``."""
    return [Route("/claim/{id}.ttl", as_turtle, methods=["GET"]), *page("/claim/{id}", claim, "claim.html")]
