"""Which claims of a list a reader wants to see, how many there are of each sort, and over time."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Any, cast

import numpy
from starlette.requests import Request

from kg.model import ACTS
from kg.web.columns import FORMS, NO_DAY, NOBODY, Columns, Numbers, day
from kg.web.language import Words
from kg.web.showing import Wrong, language_of

A_PAGE = 20
BINS = 62  # of a time line: two months of days, five years of months
NO_PUBLISHER = "-"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a reader asks for; None, or false, restricts nothing.

    ``since`` and ``until`` are the first and last day, on which a claim was said or else its article published;
    ``publisher`` is ``NO_PUBLISHER`` for articles without one; ``once``: what copies of an article repeat is left out.
    """

    act: str | None = None
    form: str | None = None
    publisher: str | None = None
    since: date | None = None
    until: date | None = None
    once: bool = False

    def as_data(self) -> dict[str, Any]:
        """The same for JSON."""
        found = asdict(self)
        return found | {key: found[key] and found[key].isoformat() for key in ("since", "until")}


def wanted(request: Request) -> Wanted:
    """What the address asks for (``?act=denial&from=2022-01-01&to=2022-01-31&publisher=…&form=direct&once=yes``).

    Raises ``Wrong`` for an act, a form or a day that is none.
    """
    asked = request.query_params
    return Wanted(
        one_of(request, "act", ACTS), one_of(request, "form", FORMS), asked.get("publisher") or None,
        day_of(request, "from"), day_of(request, "to"), asked.get("once") == "yes",
    )  # fmt: skip


def one_of(request: Request, key: str, known: Sequence[str]) -> str | None:
    """The value of ``key``. Raises ``Wrong`` if it is not ``known``."""
    value = request.query_params.get(key) or None
    if value is not None and value not in known:
        raise _unknown(request, value, known)
    return value


def several_of(request: Request, key: str, known: Sequence[str]) -> tuple[str, ...]:
    """The values of ``key``, which may stand several times, or with commas; none if it is all of them. Raises
    ``Wrong`` for one that is not ``known``."""
    values = {name for value in request.query_params.getlist(key) for name in value.split(",") if name}
    if strange := sorted(values - set(known)):
        raise _unknown(request, strange[0], known)
    return tuple(name for name in known if name in values) if len(values) < len(known) else ()


def _unknown(request: Request, value: str, known: Sequence[str]) -> Wrong:
    return Wrong(Words(language_of(request))("filter.unknown", value=value, known=", ".join(known)))


def day_of(request: Request, key: str) -> date | None:
    """The day of ``key``. Raises ``Wrong`` for what is no day."""
    value = request.query_params.get(key, "")
    try:
        return date.fromisoformat(value) if value else None
    except ValueError:
        raise Wrong(Words(language_of(request))("filter.no_day", value=value)) from None


def whole_number(request: Request, key: str, most: int) -> int | None:
    """The number of ``key``, from 1. Raises ``Wrong`` for what is none, and for more than ``most``."""
    value = request.query_params.get(key, "")
    if value and not (value.isascii() and value.isdecimal() and 0 < int(value[:18]) <= most):
        t = Words(language_of(request))
        raise Wrong(t("filter.no_number", value=value, most=t.number(most)))
    return int(value[:18]) if value else None


def only_known(request: Request, known: Collection[str]) -> None:
    """Raises ``Wrong`` if the address chooses by something that is not ``known``: a choice that is not heard would
    show what nobody asked for."""
    if strange := sorted(set(request.query_params) - set(known) - {"lang"}):
        raise _unknown(request, strange[0], list(known))


def number_of(request: Request, key: str = "page") -> int:
    """Which page of a list the address asks for, from 1. Raises ``Wrong`` for what is no number."""
    value = request.query_params.get(key) or "1"
    if not (value.isascii() and value.isdecimal()) or int(value[:9]) == 0:
        raise Wrong(Words(language_of(request))("filter.no_page", value=value))
    return int(value[:9])


def pages(count: int, at: int, size: int = A_PAGE) -> tuple[slice, dict[str, int]]:
    """The part of a list of ``count`` that page ``at`` shows, and what the page says of it; the last page for more.

    >>> pages(45, 3)
    (slice(40, 60, None), {'found': 45, 'page': 3, 'pages': 3})
    """
    last = max(1, -(-count // size))
    at = min(at, last)
    return slice((at - 1) * size, at * size), {"found": count, "page": at, "pages": last}


def picked(columns: Columns, rows: Numbers, by: Wanted, but: str = "") -> Numbers:
    """The ``rows`` that fit every field that is set, ``but`` one of ``act``, ``form``, ``publisher``, ``period``."""
    first, last = (by.since, by.until) if but != "period" else (None, None)
    fits = fitting(
        columns,
        rows,
        (by.act,) if by.act and but != "act" else (),
        by.publisher if but != "publisher" else None,
        first.toordinal() if first else None,
        last.toordinal() if last else None,
        once=by.once,
    )
    if by.form and but != "form":
        fits &= columns.form[rows] == FORMS.index(by.form)
    return cast(Numbers, rows[fits])


def fitting(
    columns: Columns,
    rows: Numbers | slice,
    acts: Sequence[str] = (),
    publisher: str | None = None,
    since: int | None = None,
    until: int | None = None,
    *,
    once: bool = False,
) -> Numbers:
    """Which of ``rows`` (claims) fit, a Boolean for each; what is empty restricts nothing. ``since`` and ``until``
    are the first and the last day, as ordinals."""
    act, days = columns.act[rows], columns.day[rows]
    fits = numpy.ones(len(act), numpy.bool_)
    if acts:
        fits &= numpy.isin(act, [ACTS.index(name) for name in acts])
    if publisher:
        fits &= columns.publisher[rows] == _publisher(columns, publisher)
    if since:
        fits &= days >= since
    if until:
        fits &= (days <= until) & (days != NO_DAY)
    if once:
        fits &= ~columns.copy[rows]
    return fits


def _publisher(columns: Columns, name: str) -> int:
    if name == NO_PUBLISHER:
        return NOBODY
    return columns.publishers.index(name) if name in columns.publishers else len(columns.publishers)


def counts(columns: Columns, rows: Numbers, by: Wanted) -> dict[str, Any]:
    """How many of ``rows`` there are of each act, form and publisher, the field itself left open; what is not there
    at all is left out. Publishers come with the most first, acts and forms in their own order."""
    acts = numpy.bincount(columns.act[picked(columns, rows, by, "act")], minlength=len(ACTS))
    forms = numpy.bincount(columns.form[picked(columns, rows, by, "form")], minlength=len(FORMS))
    papers = numpy.bincount(
        columns.publisher[picked(columns, rows, by, "publisher")] + 1, minlength=len(columns.publishers) + 1
    )
    names = [NO_PUBLISHER, *columns.publishers]
    return {
        "acts": [{"act": name, "claims": int(n)} for name, n in zip(ACTS, acts, strict=True) if n],
        "forms": [{"form": name, "claims": int(n)} for name, n in zip(FORMS, forms, strict=True) if n],
        "publishers": [
            {"publisher": names[at], "claims": int(papers[at])}
            for at in numpy.argsort(-papers, kind="stable")
            if papers[at]
        ],
    }


def over_time(columns: Columns, *lists: Numbers) -> dict[str, Any]:
    """How many claims of each list there are in each day, month, year … : as fine as ``BINS`` allow.

    ``undated`` counts those of no known day.
    """
    days = [columns.day[rows] for rows in lists]
    dated = [one[one != NO_DAY] for one in days]
    undated = sum(len(one) - len(known) for one, known in zip(days, dated, strict=True))
    everything = numpy.concatenate(dated) if dated else numpy.zeros(0, numpy.int64)
    if not len(everything):
        return {"unit": None, "bins": [], "undated": undated}
    first, last = (cast(date, day(int(edge))) for edge in (everything.min(), everything.max()))
    unit, edges = next(
        (unit, edges) for unit in _UNITS for edges in [_edges(first, last, unit)] if len(edges) - 1 <= BINS
    )
    counted = [numpy.histogram(one, bins=[*edges[:-1], edges[-1] - 0.5])[0] for one in dated]
    return {
        "unit": unit,
        "bins": [
            {
                "first": date.fromordinal(start).isoformat(),
                "last": date.fromordinal(end - 1).isoformat(),
                "claims": [int(counts[at]) for counts in counted],
            }
            for at, (start, end) in enumerate(pairwise(edges))
        ],
        "undated": undated,
    }


_UNITS = ("day", "month", "year", "decade", "century", "millennium")
_YEARS = {"year": 1, "decade": 10, "century": 100, "millennium": 1000}


def _edges(first: date, last: date, unit: str) -> list[int]:
    """Where the units begin that hold the days from ``first`` to ``last``, and where the last one ends (ordinals)."""
    if unit == "day":
        return list(range(first.toordinal(), last.toordinal() + 2))[: BINS + 2]
    starts = [_start(first, unit).toordinal()]
    while starts[-1] <= last.toordinal() and len(starts) < BINS + 2:
        starts.append(_next(date.fromordinal(starts[-1]), unit))
    return starts


def _start(of: date, unit: str) -> date:
    return of.replace(day=1) if unit == "month" else date(max(1, of.year - of.year % _YEARS[unit]), 1, 1)


def _next(start: date, unit: str) -> int:
    try:
        if unit == "month":
            return (start + timedelta(days=31)).replace(day=1).toordinal()
        return date(start.year - start.year % _YEARS[unit] + _YEARS[unit], 1, 1).toordinal()
    except (OverflowError, ValueError):  # there is no year 10,000
        return date.max.toordinal() + 1
