"""The Reconciliation Service API as questions and answers: no network, no clock, no store.

Versions 0.1 and 0.2 (https://reconciliation-api.github.io/specs/0.2/) and the draft of 1.0 of the
W3C Entity Reconciliation Community Group. Whatever a service answers is checked here: a part that
is not what the specification says is a ``LinkError``, or ``Answer.wrong`` for one question of many.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from urllib.parse import quote, urlencode

from pyoxigraph import NamedNode

from kg.errors import LinkError

VERSIONS = ("0.2", "0.1", "1.0-draft", "1.0")  # the first that a service speaks is used
BATCH = 10  # questions in a request where the manifest gives no batchSize
LARGEST_BATCH = 50
LARGEST_SCORE = 10**9
LONGEST = 500  # characters kept of a name or a description
_FORM, _JSON = "application/x-www-form-urlencoded", "application/json"


@dataclass(frozen=True, slots=True)
class Type:
    """A class of the service: what it is asked for, what people call it, and the names and ids of wider ones."""

    id: str
    name: str
    broader: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a service says of itself.

    ``template`` makes IRIs of ids: ``{id}`` is escaped, ``{id/}`` but for its slashes, ``{+id}`` hardly.
    """

    name: str
    version: str
    template: str
    types: tuple[Type, ...] = ()
    batch: int = BATCH


@dataclass(frozen=True, slots=True)
class Question:
    """A name to look up, if possible among the entities of a type (its id)."""

    name: str
    type: str | None = None


@dataclass(frozen=True, slots=True)
class Request:
    """What to send: the path below the service's address, the body, its media type."""

    path: str
    body: bytes
    media: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """An entity that a service proposes. ``certain``: the service itself holds it for the right one."""

    identifier: str
    name: str
    score: Decimal | None = None
    certain: bool = False
    description: str | None = None
    types: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """The candidates for one question, or what is wrong with the answer."""

    candidates: tuple[Candidate, ...] = ()
    wrong: str | None = None


def manifest(text: str) -> Manifest:
    """Read a service manifest. Raises ``LinkError`` where it is none, or of versions that are not known here.

    >>> found = manifest('{"name": "Annuaire", "identifierSpace": "https://a.example/id/", "schemaSpace": "x:y"}')
    >>> found.version, found.template
    ('0.1', 'https://a.example/id/{id/}')
    """
    try:
        value = _json(text)
    except LinkError as error:
        raise LinkError(f"not a reconciliation service: {error}; look for the address of its API") from None
    if not isinstance(value, dict) or not isinstance(value.get("name"), str):
        raise LinkError("not a reconciliation service: its answer is no manifest with a name")
    versions = value.get("versions", ["0.1"])
    if not isinstance(versions, list):
        raise LinkError("the manifest's versions are no list")
    version = next((known for known in VERSIONS if known in versions), None)
    if version is None:
        spoken = ", ".join(map(str, versions)) or "none"
        raise LinkError(
            f"the service speaks other versions of the protocol ({spoken}); known are {', '.join(VERSIONS)}"
        )
    batch = value.get("batchSize", BATCH)
    usable = isinstance(batch, int) and not isinstance(batch, bool) and batch > 0
    return Manifest(
        _line(value["name"]) or "unnamed service",
        version,
        _template(value, version),
        tuple(_types(value.get("defaultTypes"))),
        min(batch, LARGEST_BATCH) if usable else BATCH,
    )


def _template(value: Mapping[str, Any], version: str) -> str:
    """How an id becomes an IRI: after the identifier space if that looks like one, else in the view's address."""
    space, view = value.get("identifierSpace"), value.get("view")
    address = view.get("url") if isinstance(view, dict) else None
    if version in ("0.1", "0.2"):
        if isinstance(space, str) and space.endswith(("/", "#", "=", ":")):
            template = space + "{id/}"
        elif isinstance(address, str) and "{{id}}" in address:
            template = address.replace("{{id}}", "{id}")
        else:
            raise LinkError("the manifest says in neither identifierSpace nor view.url how an id becomes an address")
    elif isinstance(address, str) and re.search(r"\{\+?id\}", address):
        template = address
    else:
        raise LinkError("the manifest's view.url has no {id}")
    try:
        _iri(template, "urn:x:1")
    except ValueError:
        raise LinkError(f"the manifest makes no addresses of ids: {_line(template)!r}") from None
    return template


def _iri(template: str, id: str) -> str:
    """The IRI of an id. Raises ``ValueError`` if that is none.

    >>> _iri("https://a.example/{id}", "a b/é"), _iri("https://a.example/{id/}", "aat/12")
    ('https://a.example/a%20b%2F%C3%A9', 'https://a.example/aat/12')
    """
    if re.match(r"https?://", id):  # the identifier is an address already (1.0: the template {+id})
        return identifier(quote(id, safe="/:;,=@?&#%!$'()*+~"))
    escaped = {"{id}": quote(id, safe=""), "{id/}": quote(id, safe="/:;,=@"), "{+id}": quote(id, safe="/:;,=@?&#%")}
    iri = template
    for place, value in escaped.items():
        iri = iri.replace(place, value)
    return identifier(iri)


def identifier(text: str) -> str:
    """``text`` if it can be an outside identifier: an absolute IRI that is safe to follow. Else ``ValueError``.

    >>> identifier("https://authority.example/id/42")
    'https://authority.example/id/42'
    """
    if not re.match(r"https?://[^/?#]|urn:[A-Za-z0-9]", text):
        raise ValueError(f"{text} is no web address and no URN")
    return NamedNode(text).value


def _types(value: object) -> list[Type]:
    found = []
    for item in value if isinstance(value, list) else ():
        id, name = (item.get("id"), item.get("name")) if isinstance(item, dict) else (item, item)
        if isinstance(id, str) and id:
            wider = _types(item.get("broader")) if isinstance(item, dict) else []
            names = tuple(dict.fromkeys(text for type in wider for text in (type.id, type.name)))
            found.append(Type(id, _line(name) if isinstance(name, str) else id, names))
    return found


def request(questions: Sequence[Question], limit: int, version: str) -> Request:
    """The request for a batch of questions, with at most ``limit`` candidates each.

    >>> print(request([Question("Anne Martin", "Person")], 3, "1.0-draft").body.decode())
    {"queries": [{"conditions": [{"matchType": "name", "v": "Anne Martin"}], "type": "Person", "limit": 3}]}
    """
    if version in ("0.1", "0.2"):
        queries = {f"q{at}": {"query": q.name, **_of_type(q), "limit": limit} for at, q in enumerate(questions)}
        body = urlencode({"queries": json.dumps(queries, ensure_ascii=False)})
        return Request("", body.encode("ascii"), _FORM)
    batch = [{"conditions": [{"matchType": "name", "v": q.name}], **_of_type(q), "limit": limit} for q in questions]
    return Request("/reconcile", json.dumps({"queries": batch}, ensure_ascii=False).encode(), _JSON)


def _of_type(question: Question) -> dict[str, str]:
    return {"type": question.type} if question.type else {}


def answers(text: str, count: int, of: Manifest) -> list[Answer]:
    """The answers to ``count`` questions, in their order. Raises ``LinkError`` if they are none at all."""
    value = _json(text)
    if of.version in ("0.1", "0.2"):
        if not isinstance(value, dict) or not any(f"q{at}" in value for at in range(count)):
            raise LinkError("the answer has no results")
        results, key = [value.get(f"q{at}") for at in range(count)], "result"
    else:
        found = value.get("results") if isinstance(value, dict) else None
        if not isinstance(found, list) or len(found) != count:
            raise LinkError(f"the answer has no list of {count} results")
        results, key = found, "candidates"
    return [_answer(result, key, of.template) for result in results]


def _answer(result: object, key: str, template: str) -> Answer:
    if not isinstance(result, dict) or not isinstance(result.get(key), list):
        return Answer(wrong=f"the service gave no {key} for it")
    found: dict[str, Candidate] = {}
    for item in result[key]:
        try:
            candidate = _candidate(item, template)
        except ValueError as error:
            return Answer(wrong=f"a candidate of the service {error}")
        found.setdefault(candidate.identifier, candidate)
    return Answer(tuple(found.values()))


def _candidate(item: object, template: str) -> Candidate:
    if not isinstance(item, dict):
        raise ValueError("is no object")
    id, name, certain = (item.get(key) for key in ("id", "name", "match"))
    if not isinstance(id, str) or not id.strip():
        raise ValueError("has no id")
    if not isinstance(name, str):
        raise ValueError(f"has no name (id {_line(id)})")
    try:
        iri = _iri(template, id)
    except ValueError:
        raise ValueError(f"has an id that makes no address: {_line(id)!r}") from None
    description = item.get("description")
    return Candidate(
        iri,
        _line(name) or id,
        _score(item.get("score"), id),
        certain is True,
        _line(description) or None if isinstance(description, str) else None,
        tuple(sorted({t.name if t.name == t.id else f"{t.name} ({t.id})" for t in _types(item.get("type"))})),
    )


def _score(value: object, id: str) -> Decimal | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise ValueError(f"has a score that is no number (id {_line(id)})")
    if abs(Decimal(value)) > LARGEST_SCORE:
        raise ValueError(f"has a score beyond all scales (id {_line(id)})")
    return round(Decimal(value), 6)


def _line(text: str) -> str:
    """Text on one line, without characters that cannot be written, at most ``LONGEST`` long."""
    flat = " ".join(text.encode("utf-8", "replace").decode("utf-8").split())
    flat = "".join(c for c in flat if c.isprintable())
    return flat if len(flat) <= LONGEST else flat[: LONGEST - 1] + "…"


def _json(text: str) -> Any:
    def refuse(constant: str) -> None:
        raise ValueError(f"{constant} is no JSON")

    try:
        return json.loads(text, parse_float=Decimal, parse_constant=refuse)
    except (ValueError, RecursionError) as error:
        raise LinkError(f"the answer is not JSON: {_line(text)[:60]!r}") from error
