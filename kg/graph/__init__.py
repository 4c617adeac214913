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

from kg.graph.checksums import CHECKSUM, DECIDED, checksum, is_as_read, is_as_written
from kg.graph.roles import ROLE_TERMS, Roles, all_roles_back, pair_key, roles, roles_back
from kg.graph.terms import (
    ALT_LABEL,
    ALT_NAME,
    BASE,
    CLASSES,
    DATE_BASES,
    END,
    EXACT_MATCH,
    GENDERS,
    GENERATED_BY,
    KINDS,
    LABEL,
    LITERAL_FORM,
    PIECES,
    PREF_NAME,
    RDF_TYPE,
    RUN_TERMS,
    SELECTOR,
    START,
    TITLE,
    VOCABULARY,
    XSD,
    Iris,
    Triple,
    kg,
    literal,
    typed,
)
from kg.graph.triples import (
    article_triples,
    claim_roles,
    claim_triples,
    country_triples,
    name_triples,
    names_used,
    run_triples,
)

__all__ = [
    "ALT_LABEL",
    "ALT_NAME",
    "BASE",
    "CHECKSUM",
    "CLASSES",
    "DATE_BASES",
    "DECIDED",
    "END",
    "EXACT_MATCH",
    "GENDERS",
    "GENERATED_BY",
    "KINDS",
    "LABEL",
    "LITERAL_FORM",
    "PIECES",
    "PREF_NAME",
    "RDF_TYPE",
    "ROLE_TERMS",
    "RUN_TERMS",
    "SELECTOR",
    "START",
    "TITLE",
    "VOCABULARY",
    "XSD",
    "Iris",
    "Roles",
    "Triple",
    "all_roles_back",
    "article_triples",
    "checksum",
    "claim_roles",
    "claim_triples",
    "country_triples",
    "is_as_read",
    "is_as_written",
    "kg",
    "literal",
    "name_triples",
    "names_used",
    "pair_key",
    "roles",
    "roles_back",
    "run_triples",
    "typed",
]
