"""Literals as the store writes them (N-Triples), taken apart."""

from __future__ import annotations

import re

from kg.graph.terms import XSD

_LITERAL = re.compile(r'"((?:[^"\\]|\\.)*)"(?:\^\^<([^>]*)>|@([\w-]+))?', re.DOTALL)
_ESCAPE = re.compile(r'\\(u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|[tbnrf"\'\\])')
_SIGNS = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f"}


def parts(term: str) -> tuple[str, str, str]:
    """The text, the datatype's IRI and the language (or nothing) of a literal.

    >>> parts('"« L\\\\u2019été »\\\\n"@fr')
    ('« L’été »\\n', 'http://www.w3.org/1999/02/22-rdf-syntax-ns#langString', 'fr')
    """
    match = _LITERAL.fullmatch(term)
    assert match, term
    text, datatype, lang = match.groups()
    if lang:
        datatype = "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString"
    return _ESCAPE.sub(_sign, text) if "\\" in text else text, datatype or f"{XSD}string", lang or ""


def _sign(match: re.Match[str]) -> str:
    sign = match[1]
    return chr(int(sign[1:], 16)) if sign[0] in "uU" else _SIGNS.get(sign, sign)
