"""The checksum of an article: what its graph had when it was written, so that what is lost since then shows.

It is over all that the article says by itself: its head and text, what is set aside, its claims with the names of
their speakers and targets, the wordings of these names, and the versions that found them. What follows from other
articles (which entity a name stands for, copies) is not in it, nor is the base of the IRIs, nor anything that others
have added to the graph. So an export keeps it, whatever store it is loaded into.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256

from kg.graph.literals import parts
from kg.graph.roles import ROLE_TERMS, Roles
from kg.graph.terms import (
    ALT_LABEL,
    END,
    GENERATED_BY,
    RDF_TYPE,
    SELECTOR,
    START,
    TITLE,
    VOCABULARY,
    XSD,
    Iris,
    Triple,
    kg,
    literal,
)

CHECKSUM = kg("checksum")
# What is decided again with all articles of a store; of the roles, the names are in the checksum.
DECIDED = frozenset({*ROLE_TERMS, kg("names"), kg("copyOf")})
_OF_A_RUN = frozenset({GENERATED_BY, kg("setAside")})  # what an article says of how it was read through
_OTHERS = frozenset({TITLE, GENERATED_BY, START, END, ALT_LABEL})  # terms of other vocabularies that an article has


def checksum(me: str, triples: Iterable[Triple], of: Mapping[str, Roles], iris: Iris) -> str:
    """The checksum of the article ``me``: 32 hexadecimal digits for what was read, a hyphen, 32 for what was found.

    ``triples`` are those of its graph, and ``of`` the roles of its claims, by names.

    >>> here, there = Iris(), Iris("https://press.example.org/")
    >>> sums = {checksum(i.article("00"), [(i.article("00"), kg("name"), '"pont"')], {}, i) for i in (here, there)}
    >>> len(sums), [len(part) for part in sums.pop().split("-")]
    (1, [32, 32])
    """
    triples = list(triples)
    return f"{_head_sum(me, triples, iris)}-{_sum({*_found(me, triples, iris), *_named(me, of, iris)})}"


def is_as_written(me: str, triples: Iterable[Triple], of: Mapping[str, Roles], iris: Iris) -> bool:
    """Whether the graph of an article has all that was written into it; one without a checksum cannot tell.

    >>> of_another = [(Iris().article("00"), CHECKSUM, '"00-00"')]
    >>> is_as_written(Iris().article("00"), of_another, {}, Iris()), is_as_written("<a:a>", [], {}, Iris())
    (False, True)
    """
    triples = list(triples)
    noted = _noted(me, triples)
    return not noted or noted == {checksum(me, triples, of, iris)}


def is_as_read(me: str, triples: Iterable[Triple], iris: Iris) -> bool:
    """Whether an article has the head and text that were read; one without a checksum cannot tell."""
    triples = list(triples)
    noted = {value.partition("-")[0] for value in _noted(me, triples)}
    return not noted or noted == {_head_sum(me, triples, iris)}


def _noted(me: str, triples: Iterable[Triple]) -> set[str]:
    return {parts(value)[0] for subject, term, value in triples if (subject, term) == (me, CHECKSUM)}


def _sum(lines: Iterable[str]) -> str:
    return sha256("\n".join(sorted(lines)).encode("utf-8", "replace")).hexdigest()[:32]


def _head_sum(me: str, triples: Iterable[Triple], iris: Iris) -> str:
    own = (triple for triple in triples if triple[0] == me and triple[1] not in _OF_A_RUN)
    return _sum({_line(triple, iris) for triple in own if _is_ours(*triple[1:])})


def _found(me: str, triples: Iterable[Triple], iris: Iris) -> Iterator[str]:
    """A line for each triple that the extraction has given."""
    article = me[1:-1].removeprefix(f"{iris.base}article/")
    subjects = tuple(f"<{iris.base}{kind}" for kind in (f"claim/{article}-", f"article/{article}-", "name/", "run/"))
    for triple in triples:
        subject, term, value = triple
        if (subject.startswith(subjects) or (subject == me and term in _OF_A_RUN)) and _is_ours(term, value):
            yield _line(triple, iris)


def _line(triple: Triple, iris: Iris) -> str:
    subject, term, value = triple
    return f"{iris.relative(subject)} {term} {_plain(iris.relative(value))}"


def _named(me: str, of: Mapping[str, Roles], iris: Iris) -> Iterator[str]:
    """A line for each name in a role of a claim."""
    start = iris.claim(f"{me[1:-1].removeprefix(f'{iris.base}article/')}-")[:-1]
    for claim, roles in of.items():
        names = ("speaker", roles.speaker), ("main target", roles.main), *(("target", name) for name in roles.targets)
        for role, name in names:
            if name and claim.startswith(start):
                yield f"{iris.relative(claim)} {role} {iris.relative(iris.name(name))}"


def _is_ours(term: str, value: str) -> bool:
    if term == RDF_TYPE:
        return value == SELECTOR or value.startswith(f"<{VOCABULARY}")
    return term in _OTHERS or (term.startswith(f"<{VOCABULARY}") and term not in DECIDED and term != CHECKSUM)


def _plain(value: str) -> str:
    """A term in one spelling: a control character may be written as it is, or escaped."""
    if not value.startswith('"') or "\\" not in value:
        return value
    text, datatype, lang = parts(value)
    return literal(text, lang) if lang or datatype == f"{XSD}string" else f"{literal(text)}^^<{datatype}>"
