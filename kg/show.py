"""How answers look: quotations with their day and article, tables, Markdown, an article explained.

Everything here makes lines of text for a given width; colours only where the caller says so.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from kg.questions import Answer, Question, Row
from kg.store import Head, StoredArticle, StoredClaim

_BOLD, _DIM, _PLAIN = "\033[1m", "\033[2m", "\033[0m"
_SPOKEN = "text"
UNKNOWN_DAY = "≤ and a day: the day of saying is not known, the article is of that day"


@dataclass(frozen=True, slots=True)
class Page:
    """Where lines go: how wide it is, and whether it shows bold and dim."""

    width: int = 100
    colour: bool = False

    def bold(self, text: str) -> str:
        """``text`` to be seen first."""
        return f"{_BOLD}{text}{_PLAIN}" if self.colour and text else text

    def dim(self, text: str) -> str:
        """``text`` to be seen last."""
        return f"{_DIM}{text}{_PLAIN}" if self.colour and text else text


def quoted(words: str) -> str:
    """Words in French guillemets, on one line.

    >>> quoted("Nous sommes\\nprêts")
    '«\\xa0Nous sommes prêts\\xa0»'
    """
    return f"«\u00a0{_flat(words)}\u00a0»"


def _flat(text: str) -> str:
    return re.sub(r"[ \t\n\r\f\v]+", " ", text).strip()


def _wrap(text: str, width: int) -> list[str]:
    return textwrap.wrap(_flat(text), max(width, 20), break_long_words=False, break_on_hyphens=False) or [""]


def answer(found: Answer, page: Page) -> Iterator[str]:
    """An answer as lines: quotations if it has words of claims, else a table."""
    if _SPOKEN in found.shown:
        yield from _quotations(found, page)
    else:
        rows = [[_cell(row.get(column, ""), found) for column in found.shown] for row in found.rows]
        yield from table(found.shown, rows, page)


def day(row: Row) -> str:
    """The day of a claim, or the article's with a sign before it where only that is known.

    >>> day({"published": "2022-01-27"}), day({"date": "2022-01-26"})
    ('≤2022-01-27', '2022-01-26')
    """
    said, published = row.get("date"), row.get("published")
    if said and not row.get("basis", "").endswith("#publicationDay"):
        return said
    return f"≤{said or published}" if said or published else ""


def uncertain(found: Answer) -> bool:
    """Whether some day in the answer is only the article's."""
    return "date" in found.shown and any(day(row).startswith("≤") for row in found.rows)


def _quotations(found: Answer, page: Page) -> Iterator[str]:
    dated = "date" in found.shown
    margin = " " * 13 if dated else ""
    for number, row in enumerate(found.rows):
        if number:
            yield ""
        words = _wrap(quoted(row.get(_SPOKEN, "")), page.width - len(margin))
        first = f"{day(row):<13}" if dated else ""
        yield first + page.bold(words[0])
        yield from (margin + page.bold(line) for line in words[1:])
        yield from (margin + line for line in _wrap(_byline(row, found), page.width - len(margin)))


def _byline(row: Row, found: Answer) -> str:
    who = row.get("who", "no known speaker") if "who" in found.columns else "no known speaker"
    about = f" about {row['about']}" if "about" in found.shown and row.get("about") else ""
    act = f", {row['act'].rpartition('#')[2]}" if "act" in found.shown and row.get("act") else ""
    known = {"date", _SPOKEN, "who", "about", "act", "title"}
    more = [f"{column} {_cell(row[column], found)}" for column in found.shown if column not in known and column in row]
    title = row.get("title") or _short(row.get("article", ""), found) if "title" in found.shown else ""
    return " · ".join([f"{who}{about}{act}", *more, *([title] if title else [])])


def _cell(value: str, found: Answer) -> str:
    return _flat(_short(value, found))


def _short(value: str, found: Answer) -> str:
    for prefix, namespace in found.store.iris.prefixes().items():
        if value.startswith(namespace):
            return f"{prefix}:{value[len(namespace) :]}"
    return value


def table(columns: Sequence[str], rows: Sequence[Sequence[str]], page: Page) -> Iterator[str]:
    """Aligned columns, numbers to the right, long cells wrapped so that a row fits the width.

    >>> print("\\n".join(table(("who", "claims"), [("Sergueï Lavrov", "5"), ("Otan", "12")], Page(40))))
    who             claims
    Sergueï Lavrov       5
    Otan                12
    """
    numeric = [bool(rows) and all(re.fullmatch(r"-?[\d.]*", row[at]) for row in rows) for at in range(len(columns))]
    widths = [max([len(name), *(len(row[at]) for row in rows)]) for at, name in enumerate(columns)]
    while sum(widths) + 2 * (len(widths) - 1) > page.width and max(widths) > 12:
        widths[widths.index(max(widths))] -= 1
    for number, cells in enumerate([list(columns), *rows]):
        wrapped = [
            _wrap(cell, width) if len(cell) > width else [cell] for cell, width in zip(cells, widths, strict=True)
        ]
        for line in range(max(len(lines) for lines in wrapped)):
            parts = []
            for lines, width, right in zip(wrapped, widths, numeric, strict=True):
                text = lines[line] if line < len(lines) else ""
                parts.append(text.rjust(width) if right else text.ljust(width))
            text = "  ".join(parts).rstrip()
            yield page.bold(text) if number == 0 else text


def markdown(found: Answer) -> Iterator[str]:
    """An answer to paste into an article: quotations with numbered sources, or a table."""
    if _SPOKEN not in found.shown:
        yield "| " + " | ".join(found.shown) + " |"
        yield "|" + " --- |" * len(found.shown)
        for row in found.rows:
            cells = (_cell(row.get(column, ""), found).replace("|", "\\|") for column in found.shown)
            yield "| " + " | ".join(cells) + " |"
        return
    sources: dict[str, int] = {}
    for row in found.rows:
        source = sources.setdefault(row.get("article", ""), len(sources) + 1)
        byline = ", ".join(part for part in (row.get("who"), day(row)) if part)
        yield (
            f"- {quoted(row.get(_SPOKEN, ''))} ({byline}) [{source}]"
            if byline
            else f"- {quoted(row[_SPOKEN])} [{source}]"
        )
    yield ""
    for article, number in sources.items():
        yield f"[{number}] {_source(article, found)}  "


def _source(article: str, found: Answer) -> str:
    head = found.store.find(article.rpartition("/")[2])
    parts = (head.title or head.name, head.publisher, head.published and head.published.isoformat(), head.url)
    return ", ".join(part for part in parts if part)


def understood(found: Answer, count: int) -> str:
    """Which question was asked, with the names as they were understood, for the line above an answer."""
    values = "".join(f" {name}={_quote_value(value)}" for name, value in found.meant.items())
    return f"{found.question.name}{values}: {count} {'answer' if count == 1 else 'answers'}"


def _quote_value(value: str) -> str:
    return f'"{value}"' if " " in value else value


def questions(all_questions: Iterable[Question], page: Page) -> Iterator[str]:
    """The saved questions: summary, parameters, an example, and a sentence that asks it."""
    for question in all_questions:
        parameters = " ".join(str(parameter) for parameter in question.parameters)
        first, *more = _wrap(f"{question.name} {parameters}", page.width - 4)
        yield first.replace(question.name, page.bold(question.name), 1)
        yield from (f"        {line}" for line in more)
        yield from (f"    {line}" for line in _wrap(question.summary, page.width - 4))
        english = [s for s in question.sentences if re.match(r"(what|who|when|which|of|timeline|claims|most) ?", s)]
        french = [s for s in question.sentences if s not in english]
        for sentence in (*english[:1], *french[:1]):
            yield f'    kg ask "{sentence}"'
        if question.example is not None:
            yield page.dim(f"    {question.example_command()}")
        yield ""


def explained(article: StoredArticle, page: Page) -> Iterator[str]:
    """An article's claims with the rules that decided, and what was set aside and why."""
    head = article.head
    yield from (page.bold(line) for line in _wrap(head.title or head.name, page.width))
    day = head.published and head.published.isoformat()
    about = (head.name, head.publisher, ", ".join(article.authors), day, head.url, head.id)
    yield " · ".join(str(part) for part in about if part)
    yield counted(article)
    for line in _copies(article):
        yield from _wrap(line, page.width)
    if article.reader:
        line = f"text read from an HTML page by {article.reader}; what is not of the article was left out there"
        yield from (page.dim(part) for part in _wrap(line, page.width))
    if article.run:
        yield from (page.dim(line) for line in _wrap(f"made by {article.run}", page.width))
    for claim in article.claims:
        yield ""
        yield from _claim(claim, page)
    if article.aside:
        yield ""
        yield page.bold("Set aside")
    for span, rule in article.aside:
        yield f"{span.start:>6}-{span.end:<6} {rule}"
        words = _flat(span.of(article.text))
        room = page.width - 14
        yield " " * 14 + page.dim(words if len(words) <= room else words[: room - 1] + "…")


def _copies(article: StoredArticle) -> Iterator[str]:
    """``copy of dispatch (Le Journal, 2024-01-03): 2 of the claims are there or in another earlier copy``"""
    if article.copy_of:
        same = sum(claim.copy for claim in article.claims)
        yield f"copy of {_told(article.copy_of)}: {same} of the claims are there, or in another copy before this one"
    if article.copies:
        yield f"copies: {'; '.join(_told(copy) for copy in article.copies)}"


def _told(head: Head) -> str:
    about = ", ".join(part for part in (head.publisher, head.published and head.published.isoformat()) if part)
    return f"{head.name} ({about})" if about else head.name


def same_text(stands_for_it: Head) -> str:
    """Why an article is not in the store."""
    published = f", {stands_for_it.published.isoformat()}" if stands_for_it.published else ""
    where = stands_for_it.publisher or stands_for_it.url
    told = f"{stands_for_it.path}{f', {where}' if where else ''}{published}"
    return f"same text as {stands_for_it.name} ({told}), which is in the store"


def counted(article: StoredArticle) -> str:
    """How much an article gave.

    ``24 claims, 23 with a speaker, 12 paragraphs set aside``
    """
    speakers = sum(claim.record["speaker"] is not None for claim in article.claims)
    return counts(len(article.claims), speakers, len(article.aside))


def counts(claims: int, speakers: int, aside: int) -> str:
    """The numbers of one article or of many.

    >>> counts(1, 1, 0)
    '1 claim, 1 with a speaker, 0 paragraphs set aside'
    """
    return f"{_some(claims, 'claim')}, {speakers} with a speaker, {_some(aside, 'paragraph')} set aside"


def _some(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def _claim(claim: StoredClaim, page: Page) -> Iterator[str]:
    record = claim.record
    margin = " " * 14
    spans = record["spans"]
    targets = [_main(target, record) for target in record["targets"]]
    head = [
        record["speaker"] or "no known speaker",
        f"about {', '.join(targets)}" if targets else None,
        ("not " if claim.negated else "") + str(record["act"]),
        record["form"],
        _when(claim),
        f"via {', '.join(record['via'])}" if record["via"] else None,
    ]
    lines = _wrap(" · ".join(part for part in head if part), page.width - len(margin))
    yield f"{spans[0][0]:>6}-{spans[-1][1]:<6} {lines[0]}"
    yield from (margin + line for line in lines[1:])
    words = " […] ".join(record["content"])
    yield from (margin + page.bold(line) for line in _wrap(quoted(words), page.width - len(margin)))
    seen = [f"{name}: {quoted(record[name])}" for name in ("mention", "cue") if record[name]]
    reasons = [f"found by {record['rule']}", *seen, *claim.because]
    yield from (margin + page.dim(line) for line in _wrap("; ".join(reasons), page.width - len(margin)))


def _main(target: str, record: dict[str, Any]) -> str:
    return f"{target} (mainly)" if target == record["main_target"] and len(record["targets"]) > 1 else target


def _when(claim: StoredClaim) -> str | None:
    if claim.record["date"]:
        return f"{claim.record['date']} ({claim.record['date_basis']})"
    if claim.earliest and claim.latest:
        return f"{claim.earliest} to {claim.latest} ({claim.record['date_basis']})"
    return None


def stats(numbers: dict[str, dict[str, int]], page: Page) -> Iterator[str]:
    """Counts in groups."""
    width = max((len(name) for group in numbers.values() for name in group), default=0)
    for title, group in numbers.items():
        if group:
            yield page.bold(title)
        for name, number in group.items():
            yield f"  {name:<{width}}  {number:>8}"
