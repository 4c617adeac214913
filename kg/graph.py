"""One article's extraction as RDF: IRIs, prefixes, and the triples of an article, a claim, a name.

Triples are made as N-Triples text, three strings each: that is what the store takes in one
transaction, what compares and sorts, and it needs no RDF library. The vocabulary is ``vocab.ttl``.

The graph of one article holds the article, its claims, and what it says of the names it uses. The
names of the whole store, and which entity each stands for, are in a graph of their own
(``Iris.names``), so that a label is there once however many articles use it; what the user has said of
names is in another (``Iris.overrules``). A claim points to the entity; where the article calls it by
another of its names, the claim says so (``kg:speakerAs``, ``kg:targetAs``), and ``roles`` can be undone by
``roles_back``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from urllib.parse import unquote

from kg.entities import Group, Known, Name, Overrule, keys
from kg.model import Claim, DateBasis, Extraction, Gender, Kind, Run

BASE = "https://claims.example/"
VOCABULARY = "https://claims.example/vocab#"
XSD = "http://www.w3.org/2001/XMLSchema#"
RDF_TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
LABEL = "<http://www.w3.org/2000/01/rdf-schema#label>"
TITLE = "<http://purl.org/dc/terms/title>"
ALT_LABEL = "<http://www.w3.org/2004/02/skos/core#altLabel>"
LITERAL_FORM = "<http://www.w3.org/2008/05/skos-xl#literalForm>"
PREF_NAME = "<http://www.w3.org/2008/05/skos-xl#prefLabel>"
ALT_NAME = "<http://www.w3.org/2008/05/skos-xl#altLabel>"
EXACT_MATCH = "<http://www.w3.org/2004/02/skos/core#exactMatch>"
SELECTOR = "<http://www.w3.org/ns/oa#TextPositionSelector>"
GENERATED_BY = "<http://www.w3.org/ns/prov#wasGeneratedBy>"
START, END = "<http://www.w3.org/ns/oa#start>", "<http://www.w3.org/ns/oa#end>"
PIECES = " […] "
CLASSES: dict[Kind, str] = {
    "person": "Person",
    "organisation": "Organisation",
    "place": "Place",
    "group": "Group",
    "thing": "Thing",
    "unnamed": "UnnamedSource",
}
DATE_BASES: dict[DateBasis, str] = {
    "stated": "stated",
    "weekday": "weekday",
    "relative": "relative",
    "published": "publicationDay",
}
RUN_TERMS = ("program", "parser", "model", "lexicon")
KINDS = {name: kind for kind, name in CLASSES.items()}
GENDERS: dict[Gender, str] = {"f": "feminine", "m": "masculine"}

Triple = tuple[str, str, str]


def kg(term: str) -> str:
    """A term of the vocabulary.

    >>> kg("speaker")
    '<https://claims.example/vocab#speaker>'
    """
    return f"<{VOCABULARY}{term}>"


@dataclass(frozen=True, slots=True)
class Iris:
    """The IRIs of the data, all below one base.

    >>> Iris().claim("00f1-10-20")
    '<https://claims.example/claim/00f1-10-20>'
    >>> Iris("https://press.example.org/").name(Name("L’Obs", "organisation"))
    '<https://press.example.org/name/organisation.L%E2%80%99Obs>'
    """

    base: str = BASE

    def prefixes(self) -> dict[str, str]:
        """Prefixes of the data and of every vocabulary it uses."""
        return {
            "article": f"{self.base}article/",
            "match": f"{self.base}match/",
            "claim": f"{self.base}claim/",
            "entity": f"{self.base}entity/",
            "name": f"{self.base}name/",
            "overrule": f"{self.base}overrule/",
            "run": f"{self.base}run/",
            "kg": VOCABULARY,
            "dcterms": "http://purl.org/dc/terms/",
            "oa": "http://www.w3.org/ns/oa#",
            "prov": "http://www.w3.org/ns/prov#",
            "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
            "skos": "http://www.w3.org/2004/02/skos/core#",
            "skosxl": "http://www.w3.org/2008/05/skos-xl#",
            "xsd": XSD,
        }

    @property
    def names(self) -> str:
        """The graph that says which names there are and which entity each stands for."""
        return f"<{self.base}names>"

    @property
    def overrules(self) -> str:
        """The graph that says what the user has said of names."""
        return f"<{self.base}overrules>"

    def overrule(self, row: Overrule) -> str:
        """An overruling: there is one for each name, however it is spelled."""
        return f"<{self.base}overrule/{'-'.join(_safe(word) for word in row.key)}>"

    def article(self, article: str) -> str:
        """An article; also the name of its graph."""
        return f"<{self.base}article/{_safe(article)}>"

    def claim(self, claim: str) -> str:
        """A claim."""
        return f"<{self.base}claim/{_safe(claim)}>"

    def run(self, run: Run) -> str:
        """What made an article's graph: one for all articles that the same versions made."""
        return f"<{self.base}run/{sha256(str(run).encode()).hexdigest()[:16]}>"

    def stretch(self, article: str, start: int, end: int) -> str:
        """A stretch of an article's text: a piece of a claim, or what was set aside."""
        return f"<{self.base}article/{_safe(article)}-{start}-{end}>"

    @property
    def links(self) -> str:
        """The graph of outside identifiers: what services answered, and what the user decided."""
        return f"<{self.base}links>"

    def match(self, *of: str) -> str:
        """A candidate of a service, or the user's decision on one: told apart by ``of``."""
        return f"<{self.base}match/{sha256(' '.join(of).encode()).hexdigest()[:16]}>"

    def entity(self, slug: str) -> str:
        """An entity."""
        return f"<{self.base}entity/{slug}>"

    def name(self, name: Name) -> str:
        """A name as articles give it, with what they say it names."""
        return f"<{self.base}name/{name.kind}.{'_'.join(_safe(word) for word in name.name.split(' '))}>"

    def name_back(self, iri: str) -> Name:
        """The name of an IRI made by ``name``.

        >>> Iris().name_back(Iris().name(Name("l_O.N.U. d’Été", "organisation")))
        Name(name='l_O.N.U. d’Été', kind='organisation')
        """
        kind, _, name = iri.removeprefix(f"<{self.base}name/").removesuffix(">").partition(".")
        return Name(unquote(name.replace("_", " ")), kind)  # type: ignore[arg-type]


def _safe(text: str) -> str:
    """``text`` for the end of an IRI: letters, digits and ``-`` as they are, the rest escaped."""
    return "".join(c if c.isascii() and (c.isalnum() or c == "-") else _letter(c) for c in text)


def _letter(c: str) -> str:
    # Accented letters may stand in an IRI and in a Turtle name; everything else is escaped.
    return c if re.fullmatch("[À-ÖØ-öø-ʯ]", c) else "".join(f"%{byte:02X}" for byte in c.encode())


_ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"})


def literal(value: str, lang: str | None = None) -> str:
    """A string as N-Triples, with its language.

    >>> print(literal('« Non », "dit"-il', "fr"))
    "« Non », \\"dit\\"-il"@fr
    """
    tag = f"@{lang.lower()}" if lang and re.fullmatch(r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*", lang) else ""
    return f'"{value.translate(_ESCAPES)}"{tag}'


def typed(value: object, datatype: str) -> str:
    """A date, an integer or a boolean as N-Triples.

    >>> typed(3, "integer")
    '"3"^^<http://www.w3.org/2001/XMLSchema#integer>'
    """
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return f'"{text}"^^<{XSD}{datatype}>'


def names_used(extraction: Extraction) -> set[Name]:
    """The names of all speakers and targets of an article."""
    kinds = {entity.name: entity.kind for entity in extraction.entities}
    return {name for claim in extraction.claims for name in Roles.of(claim, kinds).names()}


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
    the names stay readable in ``kg:speakerAs`` and ``kg:targetAs``.
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
        if name == of.main and not same_as_speaker:
            yield claim, kg("mainTarget"), iris.entity(found.id)
        if name == of.main and ambiguous:
            yield claim, kg("mainTargetAs"), iris.name(name)
        if ambiguous or found.principal != name:
            yield claim, kg("targetAs"), iris.name(name)


ROLE_TERMS = tuple(kg(t) for t in ("speaker", "speakerAs", "target", "targetAs", "mainTarget", "mainTargetAs"))


def roles_back(
    triples: Iterable[Triple], entity: Callable[[Name], str], principal: Callable[[str], Name], iris: Iris
) -> Roles:
    """The roles that ``roles`` wrote; ``entity`` gives the IRI of a name's entity, ``principal`` its main name."""
    found: dict[str, set[str]] = {term: set() for term in ROLE_TERMS}
    for _, predicate, value in triples:
        if predicate in found:
            found[predicate].add(value)
    speaker, speaker_as, target, target_as, main, main_as = (sorted(found[term]) for term in ROLE_TERMS)
    said_by = iris.name_back(speaker_as[0]) if speaker_as else principal(speaker[0]) if speaker else None
    targets = {iris.name_back(name) for name in target_as}
    called = {entity(name): name for name in targets}
    targets |= {principal(iri) for iri in target if iri not in called}
    about = iris.name_back(main_as[0]) if main_as else called.get(main[0]) or principal(main[0]) if main else None
    return Roles(said_by, frozenset(targets), about)


def article_triples(extraction: Extraction, group: Callable[[Name], Group], iris: Iris) -> set[Triple]:
    """Everything in the graph of one article; ``group`` says which entity a name stands for."""
    article, kinds = extraction.article, {entity.name: entity.kind for entity in extraction.entities}
    me, lang = iris.article(article.id), article.lang
    triples: set[Triple] = {
        (me, RDF_TYPE, kg("Article")),
        (me, kg("name"), literal(article.name)),
        (me, kg("path"), literal(article.path)),
        (me, kg("text"), literal(article.text, lang)),
        (me, kg("hash"), literal(sha256(article.text.encode()).hexdigest())),
    }
    for predicate, value in (
        (TITLE, article.title and literal(article.title, lang)),
        (kg("published"), article.published and typed(article.published, "date")),
        (kg("publisher"), article.publisher and literal(article.publisher)),
        (kg("url"), article.url and typed(article.url, "anyURI")),
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
        triples.update(roles(iris.claim(claim.id), Roles.of(claim, kinds), group, iris))
    used = names_used(extraction)
    for entity in extraction.entities:
        name = Name(entity.name, entity.kind)
        if name in used:
            triples.add((me, kg("names"), iris.name(name)))
            wordings = (iris.name(name), ALT_LABEL, entity.names), (iris.name(name), kg("office"), entity.offices)
            triples |= {(s, p, literal(v, lang)) for s, p, values in wordings for v in values if v != entity.name}
            if entity.gender:
                triples.add((iris.name(name), kg("gender"), kg(GENDERS[entity.gender])))
    return triples | {(me, kg("names"), iris.name(name)) for name in used}


def run_triples(run: Run, iris: Iris) -> set[Triple]:
    """What made an article's graph. It is in the graph of each article, so that it goes with the last one."""
    me = iris.run(run)
    return {(me, RDF_TYPE, kg("Run")), *((me, kg(term), literal(getattr(run, term))) for term in RUN_TERMS)}


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
