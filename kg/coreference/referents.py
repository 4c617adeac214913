"""Somebody of an article, and the places where he stands."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

from kg.mentions import is_first_name, name_gender, plain
from kg.model import Gender, Kind, Number

_CROWD = re.compile(
    r"^(?:(?:quelque|plusieurs|plus de|près de|environ|de nombreux)\s)?(?:centaines?|milliers?|"
    r"[a-z]+aines?|poignée|groupes?|collectifs?|millions?|certains|représentants?) (?:de |des |"
    r"d')[\"«“ ]*",
    re.IGNORECASE,
)


def within_crowd(title: str) -> str:
    """The key of a group behind words of number: « centaines de "gilets jaunes" » → « gilets jaunes »."""
    return plain(_CROWD.sub("", title))


@dataclass(eq=False)
class Referent:
    """Somebody of the article: the fullest name so far, every wording, what is known of gender and number.

    ``named`` is false where the article gives only a common noun (« la préfète »).
    """

    name: str
    kind: Kind
    number: Number = "sing"
    named: bool = True
    names: Counter[str] = field(default_factory=Counter)
    offices: Counter[str] = field(default_factory=Counter)
    genders: Counter[Gender] = field(default_factory=Counter)

    def is_somebody(self) -> None:
        """It speaks: a first name is then a person's, also where the model takes it for a town (« Annie »)."""
        if self.kind == "place" and " " not in self.name and is_first_name(self.name):
            self.kind = "person"
            self.genders.update(gender for gender in [name_gender(self.name)] if gender)

    def gender(self) -> Gender | None:
        """The gender that most mentions show."""
        return self.genders.most_common(1)[0][0] if self.genders else None


@dataclass(frozen=True, slots=True)
class Seen:
    """One place where a referent stands in the text."""

    offset: int
    paragraph: int
    referent: Referent
    subject: bool
    speaker: bool
    inside: bool  # within what somebody says


def agrees(referent: Referent, gender: Gender | None, number: Number) -> bool:
    """Whether a pronoun or a title of this gender and number can stand for the referent."""
    if number == "plur":
        if referent.number != "plur" and referent.kind != "group" and " et " not in referent.name:
            return False
    elif referent.number == "plur" or (" et " in referent.name and referent.kind == "group"):
        return False
    elif not referent.named and re.search(r" et (?:les?|la|l['’]) ?", referent.name):
        return False  # « le président et les rapporteurs »
    known = referent.gender()
    if number == "plur" and gender is None:
        return True
    return gender is None or known is None or known == gender
