"""Cues and sources as tokens of their paragraph, before they become spans; the closed word classes they use."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Literal

from kg.attributions.verbs import Verb
from kg.conjugation import forms
from kg.lexicon import table, word_class
from kg.model import Span
from kg.parse import Paragraph
from kg.phrases import is_number

if TYPE_CHECKING:
    from spacy.tokens import Token

Mood = Literal["finite", "infinitive", "participle", "past_participle"]


CLITICS = word_class("clitics")


SPEAKER_PRONOUNS = word_class("speaker pronouns")


NOT_A_SOURCE = word_class("not a source")


DAYS = word_class("days")


MONTHS = word_class("months")


@cache
def auxiliary(verb: str) -> frozenset[str]:
    return frozenset(forms(verb))


@cache
def source_noun_forms() -> frozenset[str]:
    return frozenset(row["noun"].lower() for row in table("fr", "source_nouns"))


def is_time(token: Token) -> bool:
    """Whether a noun names a day or a time: « Le 27 novembre, X annonce » has no subject « le 27 »."""
    return (
        is_number(token)
        or token.lower_ in DAYS | MONTHS
        or token.lower_
        in {
            "matin",
            "semaine",
            "mois",
            "année",
            "an",
            "ans",
            "jours",
            "jour",
            "midi",
            "nuit",
            "soirée",
            "lendemain",
            "fois",
            "heures",
        }
    )


@dataclass(frozen=True, slots=True)
class Source:
    """The words of a source as token indexes of its paragraph; ``head`` is the head word."""

    start: int
    end: int
    head: int


@dataclass(frozen=True, slots=True)
class Cue:
    """A verb of saying. ``first`` to ``last`` (included) are the tokens of its group; ``head`` is the verb itself."""

    paragraph: Paragraph
    head: int
    first: int
    last: int
    verb: Verb
    mood: Mood
    reflexive: bool = False
    passive: bool = False
    negated: bool = False
    clitic: int | None = None
    subject: Source | None = None

    @property
    def span(self) -> Span:
        """The words of the cue, in the article."""
        return Span(
            self.paragraph.start(self.paragraph.doc[self.first]), self.paragraph.end(self.paragraph.doc[self.last])
        )
