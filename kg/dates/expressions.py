"""What the words of a date mean: « mardi », « plus tôt mercredi », « le 26 janvier », « il y a deux ans »."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache, lru_cache

from kg.dates.ties import FAR_BACK, tie
from kg.dates.words import any_of, numbers, words
from kg.model import DateBasis, Span, When

# Patterns are matched on this view, which has the length of the text.
VIEW = str.maketrans("’‘ʼ\u00a0\u202f\u2009\n\t", "'''     ")


@dataclass(frozen=True, slots=True)
class Found:
    """A date expression: where, the day or interval it means, and what ties it to something else.

    ``shift`` is set instead of ``when`` for words that count from the day last named (« le lendemain »).
    """

    span: Span
    when: When
    tie: str | None = None
    shift: int | None = None
    future: bool = False


def weekday_meant(name: str, published: date, *, past: bool) -> date:
    """The day a bare weekday stands for: « a déclaré mardi », « s'exprimera mardi ».

    ``published`` is the article's own day, in its own time zone. In the past tense the answer is
    that day or one of the 6 before it; in the future tense, one of the 7 after it.
    Raises ``ValueError`` if ``name`` is not a French weekday.

    >>> weekday_meant("mardi", date(2024, 6, 6), past=True).isoformat()
    '2024-06-04'
    >>> weekday_meant("jeudi", date(2024, 6, 6), past=False).isoformat()
    '2024-06-13'
    """
    weekdays = numbers("weekdays")
    if name.lower() not in weekdays:
        raise ValueError(f"{name!r} is not a weekday; write one of {', '.join(weekdays)}")
    back = (published.weekday() - weekdays[name.lower()]) % 7
    return published - timedelta(days=back) if past else published + timedelta(days=7 - back)


@lru_cache(maxsize=2)  # an article is asked for once a claim
def plain_view(text: str) -> str:
    """The text in plain apostrophes and spaces, of the same length."""
    return text.translate(VIEW)


# --- what the words mean ---


def expressions(text: str, start: int, end: int, *, published: date | None, past: bool = True) -> list[Found]:
    """All date expressions between two offsets, in order, none overlapping.

    >>> [found.when.first.isoformat() for found in expressions("Lundi soir, puis le 3 mars", 0, 26,
    ...     published=date(2021, 3, 4))]
    ['2021-03-01', '2021-03-03']
    """
    view = plain_view(text)[start:end]
    if _triggers().isdisjoint(_WORD.findall(view.lower())) and not _YEAR.search(view):
        return []
    if published and not 1000 <= published.year < 9999:  # a typing error, and near the ends of the calendar
        published = None
    out = []
    for match in _expression().finditer(view):
        found = _meaning(match, published, past)
        if found:
            span = Span(start + match.start(), start + match.end())
            out.append(replace(found, span=span, tie=tie(view[max(0, match.start() - FAR_BACK) : match.start()])))
    return out


_WORD = re.compile(r"\w+")
_YEAR = re.compile(r"(?:19|20)\d\d")


@cache
def _triggers() -> frozenset[str]:
    """Words one of which stands in every expression but for a year: of each phrase its longest word."""
    phrases = [*numbers("months"), *numbers("weekdays")]
    for use in ("day", "scene", "week", "month", "year", "unit"):
        phrases += words(use)
    return frozenset(max(_WORD.findall(phrase.lower().translate(VIEW)), key=len) for phrase in phrases)


@cache
def _expression() -> re.Pattern[str]:
    month, weekday = any_of(numbers("months")), any_of(numbers("weekdays"))
    # In the verbose pattern below a space is written "\ ".
    part = r"matin|midi|après-midi|soir|en (?:début|fin|milieu) de (?:matinée|journée|soirée)|en (?:matinée|soirée)"
    near = r"(?:(?:un peu )?plus (?:tôt|tard) (?:dans la (?:journée|matinée|soirée) )?)?"
    span_of_day = r"(?:dans (?:la (?:matinée|soirée|journée|nuit)|l'après-midi) (?:de |du )?)?"
    part, near, span_of_day = (piece.replace(" ", r"\ ") for piece in (part, near, span_of_day))
    return re.compile(
        rf"""\b(?:
          {span_of_day}{near}(?:le\ |ce\ )?(?:(?P<wd1>{weekday}),?\ )?(?:le\ )?
            (?P<day>[12]\d|3[01]|0?[1-9]|1er)\ (?P<month>{month})\b(?:\ (?P<year>(?:19|20)\d\d)\b)?
            (?:\ (?P<dm_last>dernier|prochain)\b)?
        | (?:le\ )?(?P<nd>[0-3]?\d)[/.](?P<nm>[01]?\d)[/.](?P<ny>(?:19|20)\d\d)\b
        | {span_of_day}{near}(?<!journal\ du\ )(?P<le>le\ |ce\ )?(?P<weekday>{weekday})\b(?!-|\ (?:gras|saint|noir)\b)
            (?:\ (?P<number>[12]\d|3[01]|[1-9]|1er)\b(?!\ ?[h:%]|[,.]\d))?
            (?:\ (?P<part>{part})\b)?(?:\ (?P<last>dernier|passé|prochain)\b)?
        | (?P<relday>{any_of(words("day"))})\b(?!-)(?:\ (?:{part})\b)?
        | (?P<scene>{any_of(words("scene"))})\b(?!\ (?:que?|de|du|des)\b|\ (?:d|qu)')
        | (?P<week>{any_of(words("week"))})\b
        | (?P<months>{any_of(words("month"))})\b
        | (?P<years>{any_of(words("year"))})\b
        | il\ y\ a\ (?:environ\ |près\ de\ |plus\ de\ |presque\ )?
            (?P<ago>\d+|{any_of(words("number"))})\ (?P<unit>{any_of(words("unit"))})\b
        | (?:en|au\ mois\ (?:de\ |d'))\ ?(?P<inmonth>{month})\b
            (?:\ (?P<iny>(?:19|20)\d\d)\b)?(?:\ (?P<im_last>dernier|prochain)\b)?
        | en\ (?P<inyear>(?:19|20)\d\d)\b
        )""",
        re.VERBOSE | re.IGNORECASE,
    )


def _meaning(match: re.Match[str], published: date | None, past: bool) -> Found | None:
    part = match.groupdict()
    said = match[0].strip()
    if part["day"]:
        return _stated(said, part, published, past)
    if part["nd"]:
        day = _day(int(part["ny"]), int(part["nm"]), int(part["nd"]))
        return _found(day, "stated", f"« {said} »") if day else None
    if part["weekday"]:
        return _weekday(said, part, published, past)
    if part["relday"]:
        shift = words("day")[part["relday"].lower()]
        return _found(_shifted(published, shift), "relative", f"« {said} »", future=shift > 0)
    if part["scene"]:
        return Found(Span(0, 0), When(None, None, "relative", f"« {said} »"), shift=words("scene")[said.lower()])
    return _interval(said, part, published)


def _found(day: date | None, basis: DateBasis, rule: str, *, future: bool = False) -> Found:
    return Found(Span(0, 0), When(day, None, basis, rule if day else f"{rule}, no publication date"), future=future)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _shifted(day: date | None, days: int) -> date | None:
    return day + timedelta(days=days) if day else None


def _stated(said: str, part: dict[str, str | None], published: date | None, past: bool) -> Found | None:
    """« 26 janvier 2022 », « mardi 3 juillet », « le 19 mars dernier »."""
    number = int((part["day"] or "").lower().removesuffix("er"))
    month = numbers("months")[(part["month"] or "").lower()]
    if part["year"]:
        day = _day(int(part["year"]), month, number)
        return _found(day, "stated", f"« {said} »") if day else None
    if published is None:
        return _found(None, "stated", f"« {said} »")
    past = part["dm_last"] != "prochain" and (past or part["dm_last"] == "dernier")
    years = (published.year, published.year - 1) if past else (published.year, published.year + 1)
    days = [day for year in years if (day := _day(year, month, number))]
    fitting = [day for day in days if (day <= published if past else day >= published)]
    return _found(fitting[0], "stated", f"« {said} »", future=not past) if fitting else None


def _weekday(said: str, part: dict[str, str | None], published: date | None, past: bool) -> Found:
    """« mardi », « mardi soir », « lundi dernier », « vendredi prochain », « mardi 3 »."""
    name, last = (part["weekday"] or "").lower(), part["last"]
    past = last != "prochain" and (past or last is not None)
    if published is None:
        return _found(None, "weekday", f"« {said} »", future=not past)
    day = weekday_meant(name, published, past=past)
    if last in ("dernier", "passé") and day == published:
        day -= timedelta(days=7)
    if part["number"]:  # « mardi 3 »: up to four weeks away
        number = int(part["number"].lower().removesuffix("er"))
        steps = [day + timedelta(days=7 * (-n if past else n)) for n in range(5)]
        day = next((step for step in steps if step.day == number), day)
    return _found(day, "weekday", f"« {said} »", future=not past)


def _interval(said: str, part: dict[str, str | None], published: date | None) -> Found | None:
    """« la semaine dernière », « en mai », « en 2014 », « il y a deux ans »: first and last day."""
    low = said.lower()
    first = last = None
    if part["inyear"]:
        first = date(int(part["inyear"]), 1, 1)
        last = date(first.year, 12, 31)
    elif part["inmonth"] and (part["iny"] or published):
        month = numbers("months")[part["inmonth"].lower()]
        year = int(part["iny"]) if part["iny"] else published.year - (month > published.month) if published else 0
        if part["im_last"] == "prochain":
            return None
        first = date(year, month, 1)
        last = date(year, month, monthrange(year, month)[1])
    elif published is None:
        return _found(None, "relative", f"« {said} »")
    elif part["week"]:
        first, last = _week(published + timedelta(days=7 * words("week")[low]))
    elif part["months"]:
        first, last = _month(published, words("month")[low])
    elif part["years"]:
        year = published.year + words("year")[low]
        first, last = date(year, 1, 1), date(year, 12, 31)
    elif part["ago"]:
        return _ago(said, part, published)
    if first is None or last is None or (published and first > published):
        return _found(None, "relative", f"« {said} »") if first is None else None
    if published and first <= published < last:
        last = published
    basis: DateBasis = "stated" if part["inyear"] or part["iny"] else "relative"
    return Found(Span(0, 0), When(first, last if last != first else None, basis, f"« {said} »"))


def _week(day: date) -> tuple[date, date]:
    monday = day - timedelta(days=day.weekday())
    return monday, monday + timedelta(days=6)


def _month(day: date, shift: int) -> tuple[date, date]:
    year, month = divmod(day.year * 12 + day.month - 1 + shift, 12)
    return date(year, month + 1, 1), date(year, month + 1, monthrange(year, month + 1)[1])


def _ago(said: str, part: dict[str, str | None], published: date) -> Found | None:
    """« il y a trois jours » is a day; weeks, months and years ago are the whole week, month, year."""
    ago = (part["ago"] or "").lower()
    count = int(ago) if ago.isdigit() else words("number")[ago]
    unit = words("unit")[(part["unit"] or "").lower()]
    rule = f"« {said} »"
    if unit == 1 and count < 3000:
        return _found(published - timedelta(days=count), "relative", rule)
    if unit == 7 and count < 500:
        first, last = _week(published - timedelta(days=7 * count))
    elif unit == 30 and count < 1200:
        first, last = _month(published, -count)
    elif unit == 365 and count < published.year - 1:
        first, last = date(published.year - count, 1, 1), date(published.year - count, 12, 31)
    else:
        return None
    return Found(Span(0, 0), When(first, last, "relative", rule))
