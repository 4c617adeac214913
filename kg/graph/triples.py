"""What an article, a claim, a name and a run are as triples."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from hashlib import sha256

from kg.entities import Group, Known, Name, keys
from kg.graph.checksums import CHECKSUM, checksum
from kg.graph.roles import Roles, roles
from kg.graph.terms import (
    ALT_LABEL,
    ALT_NAME,
    CLASSES,
    DATE_BASES,
    END,
    EXACT_MATCH,
    GENDERS,
    GENERATED_BY,
    LABEL,
    LITERAL_FORM,
    PIECES,
    PREF_NAME,
    RDF_TYPE,
    RUN_TERMS,
    SELECTOR,
    START,
    TITLE,
    Iris,
    Triple,
    kg,
    literal,
    typed,
)
from kg.model import Claim, Extraction, Run


def names_used(extraction: Extraction) -> set[Name]:
    """The names of all speakers and targets of an article."""
    return {name for of in claim_roles(extraction, Iris()).values() for name in of.names()}


def claim_roles(extraction: Extraction, iris: Iris) -> dict[str, Roles]:
    """Who speaks in each claim (its IRI), and about whom."""
    kinds = {entity.name: entity.kind for entity in extraction.entities}
    return {iris.claim(claim.id): Roles.of(claim, kinds) for claim in extraction.claims}


def article_triples(extraction: Extraction, group: Callable[[Name], Group], iris: Iris) -> set[Triple]:
    """Everything in the graph of one article; ``group`` says which entity a name stands for."""
    article, of = extraction.article, claim_roles(extraction, iris)
    me, lang = iris.article(article.id), article.lang
    triples: set[Triple] = {
        (me, RDF_TYPE, kg("Article")),
        (me, kg("name"), literal(article.name)),
        (me, kg("path"), literal(article.path)),
        (me, kg("text"), literal(article.text, lang)),
        (me, kg("hash"), literal(sha256(article.text.encode()).hexdigest())),
    }
    for predicate, value in (
        (TITLE, article.title and article.title.strip() and literal(article.title, lang)),
        (kg("published"), article.published and typed(article.published, "date")),
        (kg("publisher"), article.publisher and literal(article.publisher)),
        (kg("url"), article.url and typed(article.url, "anyURI")),
        (kg("reader"), article.reader and literal(article.reader)),
        *((kg("author"), literal(author)) for author in article.authors),
    ):
        if value:
            triples.add((me, predicate, value))
    if extraction.run:
        triples |= run_triples(extraction.run, iris) | {(me, GENERATED_BY, iris.run(extraction.run))}
    for dropped in extraction.dropped:
        aside = iris.stretch(article.id, dropped.span.start, dropped.span.end)
        triples |= {(me, kg("setAside"), aside), (aside, kg("rule"), literal(dropped.rule))}
        triples |= _position(aside, dropped.span.start, dropped.span.end)
    for claim in extraction.claims:
        triples.update(claim_triples(claim, extraction, iris))
    used = {name for roles_of in of.values() for name in roles_of.names()}
    for entity in extraction.entities:
        name = Name(entity.name, entity.kind)
        if name in used:
            wordings = (iris.name(name), ALT_LABEL, entity.names), (iris.name(name), kg("office"), entity.offices)
            triples |= {(s, p, literal(v, lang)) for s, p, values in wordings for v in values if v != entity.name}
            if entity.gender:
                triples.add((iris.name(name), kg("gender"), kg(GENDERS[entity.gender])))
    triples.add((me, CHECKSUM, literal(checksum(me, triples, of, iris))))
    triples.update(*(roles(claim, roles_of, group, iris) for claim, roles_of in of.items()))
    return triples | {(me, kg("names"), iris.name(name)) for name in used}


def run_triples(run: Run, iris: Iris) -> set[Triple]:
    """What made an article's graph. It is in the graph of each article, so that it goes with the last one."""
    me = iris.run(run)
    said = ((term, getattr(run, term)) for term in RUN_TERMS)
    return {(me, RDF_TYPE, kg("Run")), *((me, kg(term), literal(value)) for term, value in said if value)}


def _position(stretch: str, start: int, end: int) -> set[Triple]:
    return {
        (stretch, RDF_TYPE, SELECTOR),
        (stretch, START, typed(start, "integer")),
        (stretch, END, typed(end, "integer")),
    }


def claim_triples(claim: Claim, extraction: Extraction, iris: Iris) -> Iterator[Triple]:
    """All of a claim but its speaker and targets (``roles``)."""
    article, found, when = extraction.article, claim.attribution, claim.when
    me, text, lang = iris.claim(claim.id), extraction.article.text, extraction.article.lang
    yield me, RDF_TYPE, kg("Claim")
    yield me, kg("article"), iris.article(article.id)
    yield me, kg("text"), literal(PIECES.join(piece.of(text) for piece in found.content), lang)
    yield me, kg("begin"), typed(min(piece.start for piece in found.content), "integer")
    yield me, kg("end"), typed(max(piece.end for piece in found.content), "integer")
    yield me, kg("act"), kg(claim.act)
    yield me, kg("form"), kg(found.form)
    yield me, kg("rule"), literal(found.rule)
    reasons = "; ".join(_reasons(claim))
    if reasons:
        yield me, kg("because"), literal(reasons)
    if found.cue:
        yield me, kg("cue"), literal(found.cue.of(text), lang)
    if found.source:
        yield me, kg("mention"), literal(found.source.of(text), lang)
    if when.first and when.last and when.last != when.first:
        yield me, kg("earliest"), typed(when.first, "date")
        yield me, kg("latest"), typed(when.last, "date")
    elif when.first:
        yield me, kg("date"), typed(when.first, "date")
    if when.basis:
        yield me, kg("dateBasis"), kg(DATE_BASES[when.basis])
    if found.negated:
        yield me, kg("negated"), typed(True, "boolean")
    if claim.inside:
        yield me, kg("inside"), iris.claim(claim.inside)
    for topic in claim.topics:
        yield me, kg("topic"), literal(topic, lang)
    for relay in claim.via:
        yield me, kg("via"), literal(relay, lang)
    if len(found.content) > 1:
        for piece in found.content:
            stretch = iris.stretch(article.id, piece.start, piece.end)
            yield me, kg("piece"), stretch
            yield from _position(stretch, piece.start, piece.end)


def _reasons(claim: Claim) -> Iterator[str]:
    """Which rule decided what, in words (``kg explain`` shows them)."""
    for what, rule in (("speaker", claim.speaker.rule), ("act", claim.act_rule), ("date", claim.when.rule)):
        if rule:
            yield f"{what}: {rule}"
    for target in claim.targets:
        if target.name and target.rule:
            yield f"target {target.name}: {target.rule}"


def name_triples(groups: Iterable[Group], iris: Iris) -> set[Triple]:
    """The names graph: each entity with its label, each of its names, and the country it is a voice of."""
    triples: set[Triple] = set()
    for group in groups:
        entity = iris.entity(group.id)
        triples |= {(entity, RDF_TYPE, kg(CLASSES[group.kind])), (entity, LABEL, literal(group.label))}
        triples |= {(entity, EXACT_MATCH, f"<{identifier}>") for identifier in group.identifiers}
        if group.voice_of:
            triples.add((entity, kg("voiceOf"), iris.entity(group.voice_of.id)))
            triples |= country_triples(group.voice_of, iris)
        for name in group.names:
            me = iris.name(name)
            triples |= {
                (entity, PREF_NAME if name == group.principal else ALT_NAME, me),
                (me, RDF_TYPE, kg("Name")),
                (me, LITERAL_FORM, literal(name.name)),
                (me, kg("kind"), kg(CLASSES[name.kind])),
                *((me, kg("key"), literal(key)) for key in keys(name)),
            }
            if name.name != group.label:
                triples.add((entity, ALT_LABEL, literal(name.name)))
    return triples


def country_triples(country: Known, iris: Iris) -> set[Triple]:
    """A country that some entity is a voice of: it is there even if no article names it."""
    me = iris.entity(country.id)
    triples = {(me, RDF_TYPE, kg(CLASSES[country.kind])), (me, LABEL, literal(country.label))}
    return triples | ({(me, EXACT_MATCH, f"<{country.identifier}>")} if country.identifier else set())
