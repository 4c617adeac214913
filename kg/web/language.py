"""French or English: which of them a reader wants, and the texts of the pages in both (``words.toml``)."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

LANGUAGES = ("fr", "en")


@cache
def texts() -> dict[str, dict[str, str]]:
    """Each text by its key (``start.title``), in each language."""
    found: dict[str, dict[str, str]] = {}
    for page, entries in tomllib.loads((files("kg.web") / "words.toml").read_text("utf-8")).items():
        for key, wordings in entries.items():
            found[f"{page}.{key}"] = wordings
    return found


def wanted(header: str) -> str:
    """The language that an ``Accept-Language`` header prefers; French where it says nothing of the two.

    >>> wanted("de, en-GB;q=0.8, fr;q=0.5"), wanted(""), wanted("fr;q=0, en;q=x")
    ('en', 'fr', 'fr')
    """
    best, most = "fr", 0.0
    for part in header.split(","):
        tag, _, weight = part.partition(";")
        language = tag.strip().lower().partition("-")[0]
        try:
            quality = float(weight.partition("=")[2]) if weight else 1.0
        except ValueError:
            continue
        if language in LANGUAGES and quality > most:
            best, most = language, quality
    return best


@dataclass(frozen=True, slots=True)
class Words:
    """The texts of one language.

    >>> Words("en")("count.claims", 1), Words("fr")("count.claims", 12000)
    ('1 claim', '12\\u202f000 déclarations')
    """

    language: str

    def __call__(self, key: str, n: int | None = None, **values: object) -> str:
        """The text of ``key``; with a number, in its singular or plural, ``{n}`` being the number."""
        text = texts()[key][self.language]
        if n is not None:
            one, _, many = text.partition("|")
            single = n < 2 if self.language == "fr" else n == 1
            text, values = (one if single or not many else many), {**values, "n": self.number(n)}
        return text.format(**values) if values else text

    def known(self, page: str, name: str) -> str:
        """The text ``name`` of ``page``, or ``name`` itself where it has none: a column that a user thought of."""
        return texts().get(f"{page}.{name}", {}).get(self.language, name)

    def number(self, n: int) -> str:
        """A whole number with its thousands apart."""
        return f"{n:,}".replace(",", "\N{NARROW NO-BREAK SPACE}" if self.language == "fr" else ",")

    def day(self, day: date | str | None) -> str:
        """A day as people write it; nothing for none."""
        if not day:
            return ""
        from babel.dates import format_date

        return format_date(date.fromisoformat(day) if isinstance(day, str) else day, "long", locale=self.language)

    def day_or(self, text: str) -> str:
        """A day as people write it, or ``text`` itself if it is no day that a calendar has.

        >>> Words("fr").day_or("2022-01-06"), Words("fr").day_or("-0044-03-15")
        ('6 janvier 2022', '-0044-03-15')
        """
        try:
            return self.day(text)
        except ValueError:
            return text

    def period(self, first: str, last: str) -> str:
        """The days from ``first`` to ``last`` (ISO) as people call them.

        >>> Words("en").period("2022-03-01", "2022-03-31"), Words("fr").period("1940-01-01", "1949-12-31")
        ('March 2022', '1940–1949')
        """
        start, end = date.fromisoformat(first), date.fromisoformat(last)
        if start == end:
            return self.day(start)
        if start.year != end.year:
            return f"{start.year}–{end.year}"
        if (start.day, start.month, end.day, end.month) == (1, 1, 31, 12):
            return str(start.year)
        from babel.dates import format_date

        return format_date(start, "MMMM y", locale=self.language)
