"""Values that people write, as RDF terms: days, numbers, acts, articles, names (``names.py``)."""

from __future__ import annotations

import difflib
import re
from calendar import monthrange
from datetime import date

from pyoxigraph import Literal, NamedNode

from kg.entities import words
from kg.errors import KgError, QuestionError
from kg.graph import VOCABULARY, XSD
from kg.lexicon import table
from kg.model import ACTS
from kg.questions.header import Parameter
from kg.questions.names import entity
from kg.questions.topics import topic
from kg.store import Store

Term = NamedNode | Literal
_ENGLISH_MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
    "november", "december",
)  # fmt: skip
_FRENCH_ACTS = dict(
    zip(
        ("affirmation", "dementi", "demande", "accusation", "avertissement", "promesse", "jugement", "question"),
        ACTS,
        strict=True,
    )
)


def term(parameter: Parameter, text: str, store: Store, *, strictly: bool = False) -> tuple[Term, str]:
    """What ``text`` means as a value of ``parameter``, and how to call it.

    ``strictly``: entities by their own names only. Raises ``KgError`` if it means nothing.
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
        meant = day(text)
        return Literal(meant.isoformat(), datatype=NamedNode(f"{XSD}date")), meant.isoformat()
    if parameter.type == "integer":
        if not re.fullmatch(r"[+-]?\d+", text.strip()):
            raise QuestionError(f"{parameter.name}: {text!r} is not a whole number")
        return Literal(int(text)), str(int(text))
    if parameter.type == "act":
        return act(text)
    return Literal(text), text


def day(text: str) -> date:
    """A day as people write it.

    >>> [day(d).isoformat() for d in ("2022-01-26", "26 janvier 2022", "le 1er février 2022", "January 26, 2022")]
    ['2022-01-26', '2022-01-26', '2022-02-01', '2022-01-26']
    """
    parts = [part for part in words(text) if part not in ("le", "du", "au", "the", "of", "on")]
    numbers = [int(n) for part in parts for n in re.findall(r"^(\d+)(?:er|st|nd|rd|th)?$", part)]
    months = [number for part in parts for number in [_months().get(part)] if number]
    try:
        if len(parts) == 3 and len(numbers) == 3 and len(parts[0]) == 4:
            return date(*numbers)
        if len(parts) == 3 and len(numbers) == 3 and len(parts[2]) == 4:
            return date(numbers[2], numbers[1], numbers[0])
        if len(parts) == 3 and len(months) == 1 and len(numbers) == 2:
            return date(numbers[1], months[0], numbers[0])
    except ValueError:
        pass
    raise QuestionError(f"{text!r} is not a day; write it like 2022-01-26, 26 janvier 2022 or January 26, 2022")


def period(text: str) -> tuple[date, date]:
    """The first and the last day of a year, a month or a day as people write it.

    >>> [day.isoformat() for day in period("January 2022")]
    ['2022-01-01', '2022-01-31']
    >>> period("2022") == (date(2022, 1, 1), date(2022, 12, 31))
    True
    """
    parts = words(text)
    year = next((int(part) for part in parts if re.fullmatch("[12][0-9]{3}", part)), None)
    months = [number for part in parts for number in [_months().get(part)] if number]
    months += [int(part) for part in parts if re.fullmatch("0[1-9]|1[0-2]", part)]
    if year and len(parts) == 1:
        return date(year, 1, 1), date(year, 12, 31)
    if year and len(parts) == 2 and months:
        return date(year, months[0], 1), date(year, months[0], monthrange(year, months[0])[1])
    return day(text), day(text)


def _months() -> dict[str, int]:
    months = {name: number for number, name in enumerate(_ENGLISH_MONTHS, 1)}
    try:
        french = table("fr", "months")
    except KgError:
        return months
    for row in french:
        number = row.get("month") or row.get("number") or ""
        if number.isdigit():
            months["".join(words(row["word"]))] = int(number)
    return months


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
