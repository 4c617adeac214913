"""The alphabet of the graph: terms of the vocabulary, IRIs of the data, literals, all as N-Triples text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from hashlib import sha256
from urllib.parse import unquote

from kg.entities import Name, Overrule
from kg.model import DateBasis, Gender, Kind, Run

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
RUN_TERMS = ("program", "parser", "model", "lexicon", "rules")
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
            "origin": f"{self.base}origin/",
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

    def relative(self, term: str) -> str:
        """An IRI of the data without the base; any other term, also of the vocabulary, as it is.

        >>> Iris().relative("<https://claims.example/claim/00f1-1-2>"), Iris().relative(kg("act")) == kg("act")
        ('<claim/00f1-1-2>', True)
        """
        if not term.startswith(f"<{self.base}") or term.startswith(f"<{VOCABULARY}"):
            return term
        return f"<{term[len(self.base) + 1 :]}"

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

    @property
    def sketches(self) -> str:
        """The graph by which copies of an article are found. It follows from the articles, and is in no export."""
        return f"<{self.base}sketches>"

    @property
    def store(self) -> str:
        """The store itself; also the graph of what it notes of itself, which is no part of an export."""
        return f"<{self.base}store>"

    def origin(self, place: str, article: str) -> str:
        """That an article came from a place."""
        return f"<{self.base}origin/{sha256(f'{place} {article}'.encode('utf-8', 'surrogateescape')).hexdigest()[:16]}>"

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


_SURROGATE = re.compile("[\ud800-\udfff]")
_ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"})


def literal(value: str, lang: str | None = None) -> str:
    """A string as N-Triples, with its language.

    >>> print(literal('« Non », "dit"-il', "fr"))
    "« Non », \\"dit\\"-il"@fr
    """
    tag = f"@{lang.lower()}" if lang and re.fullmatch(r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*", lang) else ""
    # A file name need not be text: what is none of it, Python keeps as a lone surrogate, which no encoding has.
    text = _SURROGATE.sub("\N{REPLACEMENT CHARACTER}", value)
    return f'"{text.translate(_ESCAPES)}"{tag}'


def typed(value: object, datatype: str) -> str:
    """A date, an integer or a boolean as N-Triples.

    >>> typed(3, "integer")
    '"3"^^<http://www.w3.org/2001/XMLSchema#integer>'
    """
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return f'"{text}"^^<{XSD}{datatype}>'
