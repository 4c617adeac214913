"""Which paragraphs are the article, and which are set aside, and why.

A paragraph is one line; in a text that was wrapped at a fixed width, the lines that belong together
are one paragraph. Nothing is rewritten: what is kept and what is set aside are stretches of the
text, and each character that is not a space is in exactly one of them.

The rules are small functions, tried in the order of ``RULES``; the words they look for stand in
``kg/lang/<code>/boilerplate.tsv``. They prefer keeping chrome to losing a sentence of the article.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise

from kg.errors import LexiconError
from kg.lexicon import table
from kg.model import Article, Dropped, Span

MENU = 5  # short lines in a row above the article are a menu
BUTTON = 25  # characters of the longest entry of a menu
PROSE = 100  # characters: a shorter paragraph may be a heading, a link or a button
BODY_BEFORE_COMMENTS = 300  # characters of prose before a heading « Commentaires » opens the comments
SAME_TWICE = 25  # characters: shorter paragraphs may repeat (« Oui. »)
WIDEST_WRAP = 120  # characters: a text with longer lines is not wrapped by hand
PLACES = ("line", "start", "tail", "sentence", "comments", "related", "top", "last")

# Patterns are matched on this view, which has the length of the text.
_VIEW = str.maketrans("’‘ʼ\u00a0\u202f\u2009\t", "'''    ")


@dataclass(frozen=True, slots=True)
class Pattern:
    """One row of the table."""

    where: str
    most: int
    regex: re.Pattern[str]
    why: str


@dataclass(frozen=True, slots=True)
class Page:
    """The paragraphs of one article, with what a rule needs to know about their neighbours."""

    lines: tuple[str, ...]
    title: str | None
    code: str
    first_prose: int = 0
    last_prose: int = -1

    @classmethod
    def of(cls, lines: Sequence[str], title: str | None, code: str) -> Page:
        """A page that knows where its running text begins and ends."""
        page = cls(tuple(lines), " ".join((title or "").translate(_VIEW).split()).casefold() or None, code)
        prose = [index for index in range(len(lines)) if page.prose(index)] or [len(lines), -1]
        return replace(page, first_prose=prose[0], last_prose=prose[-1])

    def prose(self, index: int) -> bool:
        """Whether a paragraph is surely running text: long, and it ends as a sentence does."""
        line = self.lines[index]
        return len(line) >= PROSE and line.rstrip("»”\"' )").endswith((".", "!", "?", "…"))

    def button(self, index: int) -> bool:
        """Whether a paragraph can be an entry of a menu: short, and no sentence, quotation or title of the article."""
        line = self.lines[index]
        words = len(line) <= BUTTON and not line.endswith((".", "!", "?", "…", ":", ",", ";"))
        return words and not set(line) & set('«»“”"') and " ".join(line.split()).casefold() != self.title


def clean(article: Article) -> tuple[tuple[Span, ...], tuple[Dropped, ...]]:
    """The paragraphs of the article, and what was set aside; both in the order of the text.

    >>> text = "La route rouvre\\n\\nÀ lire aussi Le pont fermé\\n\\nElle rouvre lundi, a dit le maire. (Photo AFP)"
    >>> kept, dropped = clean(Article("0", "a", text, "a.txt"))
    >>> [span.of(text) for span in kept]
    ['La route rouvre', 'Elle rouvre lundi, a dit le maire.']
    >>> for found in dropped:
    ...     print(found.span.of(text), "|", found.rule)
    À lire aussi Le pont fermé | related link: starts with 'À lire aussi'
    (Photo AFP) | photo credit at the end
    """
    spans = paragraphs(article.text)
    view = article.text.translate(_VIEW)
    page = Page.of([span.of(view).replace("\n", " ") for span in spans], article.title, article.lang)
    kept: list[Span] = []
    dropped: list[Dropped] = []
    for span, reason in zip(spans, reasons(page), strict=True):
        if reason:
            dropped.append(Dropped(span, reason))
            continue
        for piece, why in _pieces(span.of(view), article.lang):
            stretch = Span(span.start + piece.start, span.start + piece.end)
            if why:
                dropped.append(Dropped(stretch, why))
            else:
                kept.append(stretch)
    return tuple(kept), tuple(dropped)


# --- paragraphs ---


def paragraphs(text: str) -> tuple[Span, ...]:
    """The paragraphs of a text, without the spaces around them: lines, or blocks of wrapped lines.

    >>> [span.of("Un.\\n\\n  Deux. \\nTrois.") for span in paragraphs("Un.\\n\\n  Deux. \\nTrois.")]
    ['Un.', 'Deux.', 'Trois.']
    """
    lines = [_trimmed(text, found.start(), found.end()) for found in re.finditer(r"[^\n]+", text)]
    lines = [line for line in lines if line.start < line.end]
    wrapped = _wrapped_joints(text, lines)
    found: list[Span] = []
    for index, line in enumerate(lines):
        if index and (wrapped[index - 1] or (index > 1 and _broken(text, lines[index - 1], line))):
            found[-1] = Span(found[-1].start, line.end)
        else:
            found.append(line)
    return tuple(found)


# A line that goes on with a small letter: « … mené par⏎le président », « … à la place de⏎l'Étoile ».
_GOES_ON = re.compile(r"[a-zà-öø-ÿœæ]{2,}|(?:[cdjlmnst]|qu)['’]", re.ASCII)


def _broken(text: str, line: Span, after: Span) -> bool:
    """Whether a line break fell into a sentence: no blank line, no punctuation, then a small letter."""
    return (
        text.count("\n", line.end, after.start) == 1
        and line.end - line.start >= 50
        and (text[line.end - 1].isalnum() or text[line.end - 1] == ",")
        and bool(_GOES_ON.match(text, after.start))
    )


def _wrapped_joints(text: str, lines: Sequence[Span]) -> list[bool]:
    """For each line but the last, whether the next one belongs to it because the text is wrapped.

    A wrapped text has no long line, and most of its lines are full and end in the middle of a sentence.
    """
    width = max((line.end - line.start for line in lines), default=0)
    pairs = list(pairwise(lines))
    none = [False] * len(pairs)
    if not 40 <= width <= WIDEST_WRAP:
        return none
    joints = [_full(text, line, after, width) for line, after in pairs]
    touching = sum(text.count("\n", line.end, after.start) == 1 for line, after in pairs)
    ends = [line.of(text) for line, joint in zip(lines, joints, strict=False) if joint]
    open_ends = sum(not end.endswith((".", "!", "?", ":", "»", '"')) for end in ends)
    return joints if len(ends) >= 3 and len(ends) >= 0.6 * touching and open_ends >= 0.6 * len(ends) else none


def _trimmed(text: str, start: int, end: int) -> Span:
    words = text[start:end]
    return Span(start + len(words) - len(words.lstrip()), end - len(words) + len(words.rstrip()))


def _full(text: str, line: Span, after: Span, width: int) -> bool:
    """Whether a line ends only because the next word had no room, with no blank line between."""
    word = re.match(r"\S+", text[after.start : after.end])
    room = width - (line.end - line.start)
    return text.count("\n", line.end, after.start) == 1 and bool(word) and len(word[0] if word else "") + 1 > room


# --- whole paragraphs ---


def reasons(page: Page) -> Iterator[str | None]:
    """For each paragraph, why it is set aside, or ``None``."""
    section: str | None = None
    body = 0  # characters of prose so far
    seen: set[str] = set()
    for index, line in enumerate(page.lines):
        if section and not (section.startswith("related") and page.prose(index)):
            yield section
            continue
        section = None
        key = " ".join(line.split()).casefold()
        if len(line) >= SAME_TWICE and key in seen:
            yield "repeats an earlier paragraph"
            continue
        is_title = key == page.title and key not in seen
        reason = None if is_title else next((why for rule in RULES if (why := rule(page, index))), None)
        section = opens_comments(page, index, body) or opens_related(page, index)
        if section:
            reason = section
        if reason is None:
            seen.add(key)
            body += len(line) if page.prose(index) else 0
        yield reason


def chrome_line(page: Page, index: int) -> str | None:
    """The whole paragraph is a button, a notice, a byline, a credit …"""
    return _says(page, index, "line")


def chrome_start(page: Page, index: int) -> str | None:
    """The paragraph begins as chrome does: « À lire aussi … »."""
    for pattern, found in _found(page.code, "start", page.lines[index]):
        if pattern.why == "related link" and page.prose(index) and page.lines[index].endswith("."):
            continue  # « Lire aussi » may begin a sentence; the title of a link has no full stop
        return f"{pattern.why}: starts with '{found[0].strip()}'"
    return None


def before_the_article(page: Page, index: int) -> str | None:
    """Navigation above the article; lower down the same words may be a heading."""
    return _says(page, index, "top") if index < page.first_prose else None


def under_the_article(page: Page, index: int) -> str | None:
    """A name alone as the last paragraph, after prose: the author's signature."""
    reason = _says(page, index, "last") if index and index == page.last_prose + 1 else None
    for below in range(index + 1, len(page.lines)) if reason else ():
        if _heads(page, below):
            return reason
        if not (_says(page, below, "line") or chrome_start(page, below)):
            return None
    return reason


def _heads(page: Page, index: int) -> bool:
    """Whether a paragraph is a heading of comments or of links."""
    kinds = ("comments", "related")
    return any(True for kind in kinds for _ in _found(page.code, kind, page.lines[index], whole=True))


def menu_above_the_article(page: Page, index: int) -> str | None:
    """One of many short lines in a row above the first paragraph of prose: « Politique », « Sport », « Culture »."""
    if index >= page.first_prose or page.last_prose < 0 or not page.button(index):
        return None
    first, end = index, index + 1
    while first and page.button(first - 1) and end - first < MENU:
        first -= 1
    while end < page.first_prose and page.button(end) and end - first < MENU:
        end += 1
    return f"navigation: one of {MENU} or more short lines above the article" if end - first >= MENU else None


def under_a_link_heading(page: Page, index: int) -> str | None:
    """« À lire aussi » alone on its line: the next one is the link."""
    if not index or page.prose(index) or page.lines[index].endswith("."):
        return None
    for _ in _found(page.code, "related", page.lines[index - 1], whole=True):
        return f"related link: under '{page.lines[index - 1]}'"
    return None


RULES: tuple[Callable[[Page, int], str | None], ...] = (
    chrome_start, chrome_line, before_the_article, menu_above_the_article, under_the_article, under_a_link_heading,
)  # fmt: skip


def opens_comments(page: Page, index: int, body: int) -> str | None:
    """A heading « 13 Commentaires » under the article: the rest of the page is the comments.

    With little prose before it, the same words are a counter above the article.
    """
    if body < BODY_BEFORE_COMMENTS:
        return None
    for _ in _found(page.code, "comments", page.lines[index], whole=True):
        return f"comments: from '{page.lines[index]}' to the end of the page"
    return None


def opens_related(page: Page, index: int) -> str | None:
    """A heading « Sur le même sujet »: what follows are links, up to the next paragraph of prose."""
    if index < page.last_prose:
        return None
    for _ in _found(page.code, "related", page.lines[index], whole=True):
        return f"related links: under '{page.lines[index]}'"
    return None


def _says(page: Page, index: int, where: str) -> str | None:
    for pattern, _ in _found(page.code, where, page.lines[index], whole=True):
        return f"{pattern.why}: '{_short(page.lines[index])}'"
    if where == "line":  # headings of comments and links, where they open nothing
        for kind in ("comments", "related"):
            for pattern, _ in _found(page.code, kind, page.lines[index], whole=True):
                return f"{pattern.why}: '{_short(page.lines[index])}'"
    return None


def _short(words: str) -> str:
    return words if len(words) <= 40 else words[:39].rstrip() + "…"


# --- stretches inside a paragraph ---

_SENTENCE = re.compile(r"[^.!?…]*+(?:[.!?…]++(?=\S)[^.!?…]*+)*+[.!?…]*+[\s»”\")]*+")
_CAPITALS = r"(?-i:[A-ZÀ-ÖØ-Þ'’.,-]{2,})"
_CAPTION = re.compile(
    r"\bsur (?:cette|une) (?:photo|image)\b[^.!?…|]{0,200}[.!?…]\s*\|"
    rf"[\s/|]*(?:{_CAPITALS}[\s/|]+)*{_CAPITALS}(?=\s|$)"
)


def _captions(words: str) -> Iterator[tuple[int, int, str]]:
    """« … sur cette photo publiée samedi. | SERVICE DE PRESSE / VIA REUTERS », from the start of its sentence."""
    start, seen = -1, 0  # of the last mark, in what was looked through: from the beginning each time is quadratic
    for found in _CAPTION.finditer(words):
        start = max(start, *(words.rfind(mark, seen, found.start()) for mark in ".!?…"))
        seen = found.start()
        yield start + 1, found.end(), "photo caption with its credit"


def _pieces(words: str, code: str) -> Iterator[tuple[Span, str | None]]:
    """Cut one kept paragraph into what stays (``None``) and what is set aside (why), without spaces around."""
    out: list[tuple[int, int, str]] = []
    end = len(words)
    while tail := _tail(words[:end], code):
        start, why = tail
        out.append((start, end, why))
        end = len(words[:start].rstrip())
    out += _captions(words[:end])
    if any(pattern.regex.search(words) for pattern in _patterns(code, "sentence")):
        out += _sentences(words[:end], code)
    at = 0
    for start, stop, why in _merged(out):
        yield from _stretch(words, at, start, None)
        yield from _stretch(words, start, stop, why)
        at = stop
    yield from _stretch(words, at, len(words), None)


def _stretch(words: str, start: int, end: int, why: str | None) -> Iterator[tuple[Span, str | None]]:
    span = _trimmed(words, start, end)
    if span.start < span.end:
        yield span, why


def _merged(stretches: Sequence[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """Stretches in order, none overlapping; the earlier keeps what two share."""
    out: list[tuple[int, int, str]] = []
    for start, end, why in sorted(stretches):
        start = max(start, out[-1][1]) if out else start
        if start < end:
            out.append((start, end, why))
    return out


def _tail(words: str, code: str) -> tuple[int, str] | None:
    for pattern in _patterns(code, "tail"):
        if len(words) <= pattern.most and (found := pattern.regex.search(words)) and found.start() > 0:
            return found.start(), f"{pattern.why} at the end"
    return None


def _sentences(words: str, code: str) -> Iterator[tuple[int, int, str]]:
    """The promotional sentences of a paragraph; words between quotation marks are somebody's."""
    for found in _SENTENCE.finditer(words):
        sentence = found[0].strip()
        if not sentence or len(sentence) > 400 or re.search(r"[«»“”\"]", sentence):
            continue
        for pattern, said in _found(code, "sentence", sentence):
            yield found.start(), found.end(), f"{pattern.why}: sentence with '{said[0].strip()}'"
            break


# --- the table ---


def _found(code: str, where: str, line: str, *, whole: bool = False) -> Iterator[tuple[Pattern, re.Match[str]]]:
    for pattern in _patterns(code, where):
        if len(line) <= pattern.most:
            regex = pattern.regex
            match = regex.fullmatch(line) if whole else regex.match(line) if where == "start" else regex.search(line)
            if match:
                yield pattern, match


@cache
def _patterns(code: str, where: str) -> tuple[Pattern, ...]:
    return tuple(pattern for pattern in _all_patterns(code) if pattern.where == where)


@cache
def _all_patterns(code: str) -> tuple[Pattern, ...]:
    patterns = []
    for row in table(code, "boilerplate"):
        where, most = row["where"], row["most"]
        if where not in PLACES:
            raise LexiconError(f"{row.place}: where is {where!r}; write one of {', '.join(PLACES)}")
        if not most.isdigit():
            raise LexiconError(f"{row.place}: most is {most!r}; write a number of characters")
        try:
            regex = re.compile(rf"(?:{row['pattern']})\s*$" if where == "tail" else row["pattern"], re.IGNORECASE)
        except re.error as error:
            raise LexiconError(f"{row.place}: bad pattern ({error}); correct it") from None
        patterns.append(Pattern(where, int(most), regex, row["why"]))
    return tuple(patterns)
