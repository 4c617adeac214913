"""SPARQL text as tokens: bind values, refuse what would write or fetch, show where an error is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import pairwise

from kg.errors import QuestionError

_TOKEN = re.compile(
    r"""(?P<skip>\#[^\r\n]*|\s+)
      |(?P<iri><[^<>"{}|^`\\\x00-\x20]*>)
      |(?P<string>\"\"\"(?:[^\\]|\\.)*?\"\"\"|'''(?:[^\\]|\\.)*?'''|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')
      |(?P<variable>[?$]\w+)
      |(?P<name>[\w.-]*:[\w.%-]*|@[\w-]+)
      |(?P<word>\w+)
      |(?P<sign>.)""",
    re.VERBOSE | re.DOTALL,
)
# A parameter as grlc writes it: ``?_speaker_iri``, and ``?__since_xsd_date`` where it may be missing.
_PARAMETER = re.compile(r"[?$]__?([A-Za-z0-9]+)(?:_[A-Za-z]+){1,2}")
_UNUSED = re.compile(r"^[ \t]*BIND \(\?__\w+ AS \?\w+\)\n", re.MULTILINE)
_SPACE = r"(?:\s|\#[^\r\n]*+)*+"
# In the raw text: what is a string, an IRI or a comment only a parser knows (« FILTER (?a<'>') »), and Oxigraph's wants
# no border between words (« 1SERVICE », « SERVICESILENT:a »). Only variables and local names swallow the word.
_SERVICE = re.compile(
    rf"""(?P<not>(?:[?$]\w*|:[\w-]*)SERVICE)
      |SERVICE{_SPACE}(?:SILENT{_SPACE})?
       (?:<[^<>{{}}\s]*+>|[?$][^\s{{}}\#]*+|[^\s{{}}<>"'()?$:\#]*+:(?:\\.|[^\s{{}}\#\\])*+){_SPACE}\{{""",
    re.VERBOSE | re.IGNORECASE,
)
_UPDATES = {"INSERT", "DELETE", "DROP", "CLEAR", "CREATE", "LOAD", "COPY", "MOVE", "ADD", "WITH"}


def tokens(sparql: str) -> Iterator[tuple[str, str, int]]:
    """Kind, text and position of each token; comments and spaces are left out.

    >>> [kind for kind, _, _ in tokens("ASK { ?s <a:b> 'SERVICE' } # SERVICE")]
    ['word', 'sign', 'variable', 'iri', 'string', 'sign']
    """
    for match in _TOKEN.finditer(sparql):
        if match.lastgroup and match.lastgroup != "skip":
            yield match.lastgroup, match[0], match.start()


def not_reading(sparql: str) -> tuple[str, int] | None:
    """The first word that does more than read the store, with its line: of an update, or ``SERVICE``.

    >>> not_reading("PREFIX a: <b:c>\\nDROP ALL"), not_reading("ASK {\\n SERVICE <a:b> {} }"), not_reading("ASK {}")
    (('DROP', 2), ('SERVICE', 2), None)
    """
    words = [(text.upper(), at) for kind, text, at in tokens(sparql) if kind == "word"]
    first = next((word for word in words if word[0] not in ("BASE", "PREFIX")), None)
    if first and first[0] in _UPDATES:
        return first[0], _line(sparql, first[1])
    asks = next((found for found in _SERVICE.finditer(sparql) if not found["not"]), None)
    return ("SERVICE", _line(sparql, asks.start())) if asks else None


def names_its_graphs(sparql: str) -> bool:
    """Whether a query says itself which graphs it looks at (``FROM``): all others look at all of them.

    >>> names_its_graphs("ASK FROM <a:b> { ?s ?p ?o }"), names_its_graphs("ASK { ?FROM <a:FROM> 'FROM' }")
    (True, False)
    """
    return any(kind == "word" and text.upper() == "FROM" for kind, text, _ in tokens(sparql))


def check_reads_only(sparql: str, file: str, *, allow_service: bool = False) -> None:
    """Raise ``QuestionError`` for an update and for ``SERVICE``, which fetches from another machine, unless allowed."""
    word, line = not_reading(sparql) or ("", 0)
    if word == "SERVICE" and not allow_service:
        raise QuestionError(f"{file}, line {line}: SERVICE would ask another machine; allow it with --allow-service")
    if word in _UPDATES:
        raise QuestionError(
            f"{file}, line {line}: {word} would change the store; kg query only reads (kg add and kg remove change it)"
        )


def with_prefixes(sparql: str, prefixes: Mapping[str, str]) -> str:
    """``sparql`` with a ``PREFIX`` for each of ``prefixes`` that it uses and does not declare, to run anywhere.

    >>> with_prefixes("ASK { ?s kg:act ?o }", {"kg": "https://claims.example/vocab#", "oa": "http://www.w3.org/ns/oa#"})
    'PREFIX kg: <https://claims.example/vocab#>\\nASK { ?s kg:act ?o }'
    """
    found = list(tokens(sparql))
    used = {text.partition(":")[0] for kind, text, _ in found if kind == "name" and ":" in text}
    declared = {after[1].partition(":")[0] for word, after in pairwise(found) if word[1].upper() == "PREFIX"}
    missing = sorted((used - declared) & set(prefixes))
    return "".join(f"PREFIX {name}: <{prefixes[name]}>\n" for name in missing) + sparql


def bind(sparql: str, values: Mapping[str, str]) -> str:
    """``sparql`` with ``values`` (variable → N-Triples term) fixed.

    A value takes the place of its grlc parameter (``?_speaker_iri`` for ``speaker``), where there is one; else it
    comes by a VALUES at the start of the WHERE. The line of a parameter that has no value goes.

    >>> bind("SELECT ?s WHERE { ?s ?p ?o }", {"o": '"1"'})
    'SELECT ?s WHERE { VALUES (?o) { ("1") } ?s ?p ?o }'
    >>> bind("SELECT ?s WHERE { BIND (?_o_literal AS ?o) ?s ?p ?o }", {"o": '"1"'})
    'SELECT ?s WHERE { BIND ("1" AS ?o) ?s ?p ?o }'
    """
    parts, end, placed = [], 0, set()
    for kind, text, at in tokens(sparql):
        meant = _PARAMETER.fullmatch(text) if kind == "variable" else None
        if meant and meant[1] in values:
            placed.add(meant[1])
            parts += [sparql[end:at], values[meant[1]]]
            end = at + len(text)
    bound = _UNUSED.sub("", "".join([*parts, sparql[end:]]))
    return _with_values(bound, {name: term for name, term in values.items() if name not in placed})


def _with_values(sparql: str, values: Mapping[str, str]) -> str:
    found = list(tokens(sparql))
    where = [brace for word, brace in pairwise(found) if word[1].upper() == "WHERE" and brace[1] == "{"]
    braces = where or [token for token in found if token[1] == "{"]
    if not braces or not values:
        return sparql
    at = braces[0][2] + 1
    names, terms = " ".join(f"?{name}" for name in values), " ".join(values.values())
    return f"{sparql[:at]} VALUES ({names}) {{ ({terms}) }}{sparql[at:]}"


def syntax_error(sparql: str, file: str, error: SyntaxError) -> QuestionError:
    """The parser's wall of character classes as a line, a caret, and what it expected."""
    message = " ".join(str(error).split())
    place = re.match(r"error at (\d+):(\d+): ?(.*)", message)
    if not place:
        return QuestionError(f"{file}: {message[:200]}")
    row, column, expected = int(place[1]), int(place[2]), place[3]
    lines = sparql.splitlines() or [""]
    line = lines[min(row, len(lines)) - 1]
    column = min(column, len(line) + 1)
    if "Prefix not found" in expected:
        name = next(
            (text for kind, text, at in tokens(sparql) if kind == "name" and _covers(sparql, text, at, row, column)), ""
        )
        reason = f"the prefix {name.partition(':')[0]}: is not declared" if name else "a prefix is not declared"
    else:
        reason = _expected(expected)
    caret = " " * (column - 1) + "^"
    return QuestionError(f"{file}, line {row}: {reason}\n{line.expandtabs(1)}\n{caret}")


def _covers(sparql: str, text: str, at: int, row: int, column: int) -> bool:
    start = at - (sparql.rfind("\n", 0, at) + 1)
    return _line(sparql, at) == row and start <= column - 1 <= start + len(text)


def _expected(message: str) -> str:
    """What stood in the parser's list that a person would write."""
    options = message.removeprefix("expected one of ").removeprefix("expected ")
    found = [option.strip() for option in re.split(r", (?![^\[]*\])", options)]
    if found == ["CONSTRUCT"]:  # at the start: what the parser names is the last thing that it tried
        return "expected SELECT, ASK, CONSTRUCT or DESCRIBE"
    plain = [option for option in found if re.fullmatch(r'"?[\w{}().,;|&*?<>=!+/^]+"?', option)]
    if not plain:
        return "not SPARQL here" if "expected" in message else message[:100]
    more = ", …" if len(plain) > 6 or len(plain) < len(found) else ""
    return f"expected {' or '.join(plain)}" if len(plain) < 3 and not more else f"expected {', '.join(plain[:6])}{more}"


def _line(sparql: str, at: int) -> int:
    return sparql.count("\n", 0, at) + 1
