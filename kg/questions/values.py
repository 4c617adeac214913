"""Values that people write, as RDF terms: days (``days.py``), numbers, acts, articles, names (``names.py``)."""

from __future__ import annotations

import difflib
import re
from datetime import date

from pyoxigraph import Literal, NamedNode

from kg.entities import words
from kg.errors import QuestionError
from kg.graph import VOCABULARY, XSD
from kg.model import ACTS
from kg.questions.days import day, period
from kg.questions.header import Parameter
from kg.questions.names import entity
from kg.questions.topics import topic
from kg.store import Store

Term = NamedNode | Literal
_TRUTHS = dict.fromkeys(("yes", "oui", "true", "vrai", "1"), True) | dict.fromkeys(
    ("no", "non", "false", "faux", "0"), False
)
_FRENCH_ACTS = dict(
    zip(
        ("affirmation", "dementi", "demande", "accusation", "avertissement", "promesse", "jugement", "question"),
        ACTS,
        strict=True,
    )
)


def term(
    parameter: Parameter, text: str, store: Store, *, strictly: bool = False, today: date | None = None
) -> tuple[Term, str]:
    """What ``text`` means as a value of ``parameter``, and how to call it.

    ``strictly``: entities by their own names only; ``today`` is what « mardi » counts from. As ``since`` a month or a
    year is its first day, as ``until`` its last. Raises ``KgError`` if it means nothing.
    """
    try:
        text.encode()
    except UnicodeEncodeError:
        raise QuestionError(f"{parameter.name}: not text in UTF-8") from None
    if parameter.type == "entity":
        return entity(text, store, strictly=strictly)
    if parameter.type == "topic":
        return topic(text, store)
    if parameter.type == "article":
        found = store.find(text)
        return NamedNode(store.iris.article(found.id)[1:-1]), found.name
    if parameter.type == "date":
        edge = {"since": 0, "until": 1}.get(parameter.name)
        meant = day(text, today) if edge is None else period(text, today)[edge]
        return Literal(meant.isoformat(), datatype=NamedNode(f"{XSD}date")), meant.isoformat()
    if parameter.type == "integer":
        if not re.fullmatch(r"[+-]?\d+", text.strip()):
            raise QuestionError(f"{parameter.name}: {text!r} is not a whole number")
        return Literal(int(text)), str(int(text))
    if parameter.type == "boolean":
        return truth(parameter.name, text)
    if parameter.type == "act":
        return act(text)
    return Literal(text), text


def truth(name: str, text: str) -> tuple[Literal, str]:
    """Yes or no, in English, French or SPARQL; ``name`` is for the message.

    >>> truth("once", "oui")[1]
    'yes'
    """
    meant = _TRUTHS.get(text.strip().casefold())
    if meant is None:
        raise QuestionError(f"{name}: {text!r} is neither yes nor no")
    return Literal(meant), "yes" if meant else "no"


def act(text: str) -> tuple[NamedNode, str]:
    """An act by its English or French name.

    >>> act("démenti")[1]
    'denial'
    """
    asked = " ".join(words(text))
    meant = _FRENCH_ACTS.get(asked, asked)
    if meant not in ACTS:
        near = difflib.get_close_matches(asked, ACTS, n=1, cutoff=0.6)
        maybe = f" (did you mean {near[0]}?)" if near else ""
        raise QuestionError(f"{text!r} is not an act{maybe}; the acts are {', '.join(ACTS)}")
    return NamedNode(f"{VOCABULARY}{meant}"), meant
