"""The records that cross from the text side to the graph side.

Offsets everywhere count characters (code points) of ``Article.text`` from 0, end excluded. The text
is fixed when it is read: cleaning selects stretches of it and never rewrites.

Evidence and conclusion are two types. An ``Attribution`` is what the page shows; a ``Claim`` is what
is concluded from it, each conclusion with the rule that made it. Not known is ``None`` with a rule.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

Form = Literal["direct", "indirect", "mixed"]
Act = Literal["assertion", "denial", "demand", "accusation", "warning", "promise", "evaluation", "question"]
Kind = Literal["person", "organisation", "place", "group", "unnamed", "thing"]
Gender = Literal["f", "m"]
Number = Literal["sing", "plur"]
DateBasis = Literal["stated", "weekday", "relative", "published"]

FORMS: tuple[Form, ...] = ("direct", "indirect", "mixed")
ACTS: tuple[Act, ...] = (
    "assertion", "denial", "demand", "accusation", "warning", "promise", "evaluation", "question",
)  # fmt: skip


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of the article.

    >>> Span(3, 8).of("Le maire a dit")
    'maire'
    """

    start: int
    end: int

    def of(self, text: str) -> str:
        """The words of this stretch in ``text``."""
        return text[self.start : self.end]

    def overlaps(self, other: Span) -> bool:
        """Whether the two share a character."""
        return self.start < other.end and other.start < self.end

    def covers(self, other: Span) -> bool:
        """Whether every character of ``other`` is in this one."""
        return self.start <= other.start and other.end <= self.end


#: Characters of an article at most: 20 times the longest of 495 newspaper articles. ``python -m tests.bench extremes``
#: gives seconds and memory of the worst ones.
LONGEST_ARTICLE = 200_000


@dataclass(frozen=True, slots=True)
class Article:
    """One article as it was read.

    ``id`` is 16 hexadecimal digits of the URL, or of the path in the corpus where there is no URL.
    ``name`` is the file name without its ending, as the record format gives it. ``reader`` is what
    made its text out of a page (« trafilatura 2.3.1, … »); a text file needs none.
    """

    id: str
    name: str
    text: str
    path: str
    url: str | None = None
    publisher: str | None = None
    title: str | None = None
    published: date | None = None
    lang: str = "fr"
    authors: tuple[str, ...] = ()
    reader: str | None = None


@dataclass(frozen=True, slots=True)
class Dropped:
    """A stretch that is not the article, and the rule that set it aside."""

    span: Span
    rule: str


@dataclass(frozen=True, slots=True)
class Mention:
    """Words that name or refer to somebody. ``head`` is the offset of the head word.

    ``name`` is the proper name inside the mention (« Sergueï Lavrov »), ``title`` its common noun
    phrase without determiner (« ministre russe des Affaires étrangères »).
    """

    span: Span
    head: int
    kind: Kind | Literal["pronoun"]
    name: str | None = None
    title: str | None = None
    gender: Gender | None = None
    number: Number | None = None


@dataclass(frozen=True, slots=True)
class Entity:
    """Somebody or something inside one article: the fullest name and all other wordings.

    ``offices`` are the titles the article gives (« ministre russe des Affaires étrangères »).
    Across articles, ``kg.entities`` decides which of these are the same.
    """

    name: str
    kind: Kind
    names: tuple[str, ...] = ()
    offices: tuple[str, ...] = ()
    gender: Gender | None = None


@dataclass(frozen=True, slots=True)
class Link:
    """Who or what some words stand for: an entity's ``name`` inside the article, or ``None``, and why."""

    name: str | None
    rule: str


@dataclass(frozen=True, slots=True)
class Attribution:
    """What the page shows: source, cue and content as spans, and the rule that saw them.

    ``content`` is a tuple because an incise cuts a quotation in two. ``verb`` is the lemma of the
    cue, ``act`` what the lexicon says of it, ``addressee`` to whom a demand or an accusation goes.
    """

    content: tuple[Span, ...]
    cue: Span | None
    source: Span | None
    form: Form
    rule: str
    verb: str | None = None
    act: Act | None = None
    addressee: Span | None = None
    negated: bool = False
    via: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class When:
    """The day of saying (``last`` is set where only an interval is known), how we know, and the rule."""

    first: date | None
    last: date | None
    basis: DateBasis | None
    rule: str


@dataclass(frozen=True, slots=True)
class Claim:
    """What is concluded from one attribution. ``targets`` has no repetition and never the speaker.

    ``topics`` are the lemmas of its content nouns, lower case, in the order of the text.
    """

    id: str
    attribution: Attribution
    speaker: Link
    targets: tuple[Link, ...]
    main_target: str | None
    act: Act
    act_rule: str
    when: When
    via: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    inside: str | None = None


@dataclass(frozen=True, slots=True)
class Run:
    """What made an extraction. The same article and the same run give the same claims; so it has no time of day.

    ``lexicon`` is a short hash of the word lists of the language (``kg.lexicon.fingerprint``), ``rules`` one of the
    program's own files that find claims (``kg.versions.rules``), or empty: stores of before it was kept lack it.

    >>> str(Run("kg 0.1.0", "spaCy 3.8.6", "fr_core_news_sm 3.8.0", "fr 00f1a2b3c4d5", "11aa22bb33cc"))
    'kg 0.1.0, spaCy 3.8.6, model fr_core_news_sm 3.8.0, word lists fr 00f1a2b3c4d5, rules 11aa22bb33cc'
    """

    program: str
    parser: str
    model: str
    lexicon: str
    rules: str = ""

    def __str__(self) -> str:
        rules = f", rules {self.rules}" if self.rules else ""
        return f"{self.program}, {self.parser}, model {self.model}, word lists {self.lexicon}{rules}"


@dataclass(frozen=True, slots=True)
class Extraction:
    """All that one article gave: the record that crosses to the graph side."""

    article: Article
    dropped: tuple[Dropped, ...] = ()
    entities: tuple[Entity, ...] = ()
    claims: tuple[Claim, ...] = ()
    notes: tuple[str, ...] = field(default=())
    run: Run | None = None
