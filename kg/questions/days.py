"""Days and intervals as people write them: ``26 janvier 2022``, ``yesterday``, ``la semaine dernière``, ``in 2022``.

What counts from a day (« mardi », ``last week``) counts from ``today``, which the caller gives: nothing here looks at
a clock. A weekday is the last one before today, or today; a day without a year, the last one there was.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta
from functools import cache

from kg.entities import words
from kg.errors import QuestionError
from kg.lexicon import table

Days = tuple[date, date]  # the first and the last one
_SMALL = {"le", "la", "du", "au", "the", "of", "on", "l", "de", "d", "en", "in", "mois", "month", "annee"}
_LAST = {"dernier", "derniere", "passe", "last"}


def day(text: str, today: date | None = None) -> date:
    """A day as people write it.

    >>> [day(d).isoformat() for d in ("2022-01-26", "26 janvier 2022", "le 1er février 2022", "January 26, 2022")]
    ['2022-01-26', '2022-01-26', '2022-02-01', '2022-01-26']
    >>> [day(d, date(2022, 1, 27)).isoformat() for d in ("hier", "last Tuesday", "26 décembre")]
    ['2022-01-26', '2022-01-25', '2021-12-26']

    Raises ``QuestionError`` for anything else, and for what counts from ``today`` if that is not given.
    """
    first, last = _meant(words(text), today) or (None, None)
    if first is None or first != last:
        raise QuestionError(f"{text!r} is not a day; write it like 2022-01-26, 26 janvier 2022 or January 26, 2022")
    return first


def period(text: str, today: date | None = None) -> Days:
    """The first and the last day of a year, a month, a week or a day as people write it.

    >>> [day.isoformat() for day in period("January 2022")]
    ['2022-01-01', '2022-01-31']
    >>> [day.isoformat() for day in period("la semaine dernière", date(2022, 1, 27))]
    ['2022-01-17', '2022-01-23']
    """
    found = _meant(words(text), today)
    if found is None:
        raise QuestionError(
            f"{text!r} is not a day, a month or a year; write it like 2022-01-26, janvier 2022, January 2022 or 2022"
        )
    return found


def between(first: str, last: str, today: date | None = None) -> Days:
    """The days from ``first`` to ``last``; what only ``last`` says of month and year holds for ``first`` too.

    >>> [day.isoformat() for day in between("20", "22 December 2021")]
    ['2021-12-20', '2021-12-22']
    >>> [day.isoformat() for day in between("28 décembre", "3 janvier 2022")]
    ['2021-12-28', '2022-01-03']

    Raises ``QuestionError`` if either is no day, or if the last is before the first.
    """
    end = period(last, today)[1]
    said = words(first)
    number = re.fullmatch(r"(\d\d?)(?:er|st|nd|rd|th)?", said[-1]) if said else None
    alone = all(word in _SMALL for word in said[:-1])
    start = _on(end.year, end.month, int(number[1])) if number and alone else None
    if start is None:
        # The first day is the last such one before the end, unless it has a year of its own.
        start = period(first, end if _has_month(said) else today)[0]
    if end < start:
        raise QuestionError(f"no day is between {start} and {end}; write the earlier one first")
    return start, end


def span(said: tuple[str, ...], today: date | None = None) -> tuple[date | None, date | None] | None:
    """The days that the end of a sentence restricts it to, from its plain words; None if it is no such phrase.

    >>> span(("since", "tuesday"), date(2022, 1, 27))
    (datetime.date(2022, 1, 25), None)
    >>> [d.isoformat() for d in span(("entre", "le", "20", "et", "le", "22", "decembre", "2021"))]
    ['2021-12-20', '2021-12-22']
    >>> span(("about", "sanctions")) is None
    True
    """
    for openings, middles in _PAIRS:
        if said[0] in openings:
            for at in (at for at, word in enumerate(said) if word in middles and 1 < at + 1 < len(said)):
                try:
                    return between(" ".join(said[1:at]), " ".join(said[at + 1 :]), today)
                except QuestionError:
                    continue
    for phrase, edge in _EDGES.items():
        if said[: len(phrase)] == phrase and len(said) > len(phrase):
            found = _meant(said[len(phrase) :], today)
            return (found[0], None) if found and edge == "since" else (None, found[1]) if found else None
    return _meant(said, today)


_PAIRS = (({"between"}, {"and"}), ({"entre"}, {"et"}), ({"from"}, {"to", "until"}), ({"du", "de"}, {"au", "a"}))
_EDGES = {
    ("since",): "since",
    ("depuis",): "since",
    ("a", "partir", "de"): "since",
    ("a", "partir", "du"): "since",
    ("until",): "until",
    ("jusqu", "en"): "until",
    ("jusqu", "a"): "until",
    ("jusqu", "au"): "until",
}


def _has_month(said: tuple[str, ...]) -> bool:
    return any(word in _months() for word in said)


def _meant(said: tuple[str, ...], today: date | None) -> Days | None:
    phrase = " ".join(said)
    plain = tuple(word for word in said if word not in _SMALL)
    if today and not 1000 <= today.year < 9999:
        today = None
    return _stated(plain, today) or (_relative(phrase, plain, today) if today else None)


def _stated(said: tuple[str, ...], today: date | None) -> Days | None:
    """2022 · janvier 2022 · 2022-01 · 2022-01-26 · 26/01/2022 · 26 janvier (2022) · January 26 (2022)."""
    numbers = [int(n) for word in said for n in re.findall(r"^(\d+)(?:er|st|nd|rd|th)?$", word)]
    months = [number for word in said for number in [_months().get(word)] if number]
    year = next((number for number in numbers if 999 < number < 10_000), None)
    if len(numbers) + len(months) != len(said) or len(months) > 1:
        return None
    if year and len(said) == 1 and len(str(year)) == 4:
        return date(year, 1, 1), date(year, 12, 31)
    if len(numbers) == 3 and not months:
        ordered = numbers if len(said[0]) == 4 else numbers[::-1]
        return _one(_on(*ordered)) if len(str(ordered[0])) == 4 else None
    if year and len(numbers) == 2 and not months and len(said[0]) == 4:
        return _month(year, numbers[1])
    if year and months and len(numbers) == 2:
        return _one(_on(year, months[0], next(n for n in numbers if n != year)))
    if year and months and len(numbers) == 1:
        return _month(year, months[0])
    if months and today and len(numbers) == 1:
        days = (_on(y, months[0], numbers[0]) for y in range(today.year, today.year - 9, -1))
        return _one(next((found for found in days if found and found <= today), None))
    if months and today and not numbers:
        return _month(today.year - (months[0] > today.month), months[0])
    return None


def _relative(phrase: str, plain: tuple[str, ...], today: date) -> Days | None:
    """« hier », « mardi », « mardi dernier », ``last week``, « il y a trois jours », ``two weeks ago``."""
    shift = _table("day").get(phrase)
    if shift is not None:
        return _one(today + timedelta(days=shift))
    weekdays = [number for word in plain for number in [_table("weekday").get(word)] if number is not None]
    if len(weekdays) == 1 and len([word for word in plain if word not in _LAST]) == 1:
        back = (today.weekday() - weekdays[0]) % 7
        return _one(today - timedelta(days=back or 7 * (len(plain) == 2)))
    for kind in ("week", "month", "year"):
        for written in (phrase, phrase.removeprefix("the "), phrase.removeprefix("l "), phrase.removeprefix("la ")):
            if written in _table(kind):
                return _ago(kind, -_table(kind)[written], today)
    ago = re.fullmatch(r"(?:il y a )?(\w+) (\w+)(?: ago)?", phrase)
    if ago and (phrase.startswith("il y a ") or phrase.endswith(" ago")) and ago[2] in _table("unit"):
        count = int(ago[1]) if ago[1].isdigit() else _table("number").get(ago[1])
        unit = {1: "day", 7: "week", 30: "month", 365: "year"}[_table("unit")[ago[2]]]
        return _ago(unit, count, today) if count is not None and count < 1000 else None
    return None


def _ago(unit: str, count: int, today: date) -> Days | None:
    if unit == "day":
        return _one(today - timedelta(days=count))
    if unit == "week":
        monday = today - timedelta(days=today.weekday() + 7 * count)
        return monday, monday + timedelta(days=6)
    if unit == "year":
        return (date(today.year - count, 1, 1), date(today.year - count, 12, 31)) if count < today.year else None
    year, month = divmod(today.year * 12 + today.month - 1 - count, 12)
    return _month(year, month + 1)


def _on(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _one(day: date | None) -> Days | None:
    return (day, day) if day else None


def _month(year: int, month: int) -> Days | None:
    if not 1 <= month <= 12 or not 1 <= year < 10_000:
        return None
    return date(year, month, 1), date(year, month, monthrange(year, month)[1])


@cache
def _months() -> dict[str, int]:
    return {_plain(row["word"]): int(row["number"]) for row in table("fr", "months")} | _table("month_name")


@cache
def _table(kind: str) -> dict[str, int]:
    """The words of one kind in both languages; a number in words is not « a » in French."""
    rows = [row for code in ("fr", "en") for row in table(code, "dates") if row["kind"] == kind]
    found = {_plain(row["words"]): int(row["number"] or 0) for row in rows}
    if kind == "weekday":
        found |= {_plain(row["word"]): int(row["number"]) for row in table("fr", "weekdays")}
    return found


def _plain(text: str) -> str:
    return " ".join(words(text))
