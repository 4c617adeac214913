"""Whom a title stands for: an office, « l'élue », « le collectif »."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING

from kg.coreference.offices import fits, like_office, office_words
from kg.coreference.referents import Referent, Seen, agrees
from kg.lexicon import source_nouns, word_class
from kg.mentions import Name, Nominal, demonyms, masculine, plain, words_of
from kg.model import Gender, Mention

if TYPE_CHECKING:
    from kg.coreference.people import People


def office_holder(people: People, title: str, offset: int, gender: Gender | None) -> Referent | None:
    """The person whose office the title is: the best fit, then the last one before ``offset``, then the next."""
    wanted = office_words(people.in_full(title))
    if not wanted:
        return None
    best: tuple[int, int, Referent] | None = None
    for referent in people.known_by.in_office(like_office(wanted[0])):
        if referent.kind not in {"person", "thing"} or not referent.named:
            continue
        rank = max((fits(wanted, office_words(people.in_full(o))) for o in referent.offices), default=0)
        known = referent.gender()
        if not rank or (gender and known and gender != known):
            continue
        places = people.seen.offsets(referent)
        at = bisect_left(places, offset)
        near = places[at - 1] if at else offset - places[0] if places else -(10**9)
        # a complement that only one office has decides; else the last one named
        full = rank if len(wanted) > 1 else 2
        if best is None or (full, near) > best[:2]:
            best = (full, near, referent)
    return best[2] if best else None


def _in_focus(people: People, offset: int, mention: Mention) -> list[Seen]:
    """Where named people of the mention's gender stand in its paragraph, before it, and in the one above."""
    return [
        s
        for s in _seen_before(people, offset, 1)
        if not s.inside and s.referent.kind == "person" and s.referent.named
        and agrees(s.referent, mention.gender, "sing")
    ]  # fmt: skip


def _seen_before(people: People, offset: int, paragraphs: int) -> list[Seen]:
    """Where people stand before an offset, in its paragraph and so many above it."""
    here = people.parsed.paragraph_at(offset).index
    return people.seen.between(people.parsed.paragraphs[max(0, here - paragraphs)].span.start, offset)


def taken_up(people: People, title: str, offset: int, mention: Mention, *, pointing: bool = False) -> Referent | None:
    """« l’élue », « le dirigeant libéral »: the person in focus, who has no other such office.

    ``pointing``: the phrase has a demonstrative. « ce membre de l'équipe » is whoever spoke last.
    """
    words = title.split()
    noun = next((w for w in words if w.lower() not in {"ancien", "ancienne", "jeune", "ex"}), "")
    row = source_nouns().get(noun.lower())
    recent = _in_focus(people, offset, mention)
    if pointing and row is not None and row["kind"] == "person" and mention.number == "sing":
        speaking = [s for s in recent if s.speaker] or [s for s in recent if s.subject]
        unnamed = [s for s in _seen_before(people, offset, 1) if s.speaker and s.referent.kind == "unnamed"]
        last = max([*speaking, *unnamed], key=lambda s: s.offset, default=None)
        if last is not None and last in unnamed:
            return last.referent if agrees(last.referent, mention.gender, "sing") else None
        return max(speaking, key=lambda s: s.offset).referent if speaking else None
    if title in {"homme", "femme"} and not pointing:
        return _the_man(people, title, offset, recent)
    if not words or people.known(title) is not None:
        return None
    if (own := _last_speaker_in_office(words, recent)) is not None:
        people.give_office(own, title)
        return own
    if len(words) > 3:
        return None
    head = " ".join(words[:2]).lower() if " ".join(words[:2]).lower() in words_of("anaphors") else words[0].lower()
    if words[0].lower() in {"ancien", "ancienne"} and len(words) > 1:
        head = " ".join(words[1:]).lower()
    if head not in words_of("anaphors") and plain(head) not in {"ministre", "president", "presidente", "maire"}:
        return None
    if any(w.lower() in {"de", "du", "des"} or w.startswith(("d'", "l'")) for w in words):
        return None
    if not recent:
        return None
    if head not in words_of("anaphors"):
        around = {id(s.referent): s.referent for s in recent}
        others = [r for r in around.values() if not r.offices]
        return others[0] if len(around) == 1 and others else None
    return max(recent, key=lambda s: (s.speaker + s.subject, s.offset)).referent


def _the_man(people: People, title: str, offset: int, recent: list[Seen]) -> Referent | None:
    """« Paul Vial est sorti. L'homme a dit »: the last subject, a named man, where the article has no unnamed one."""
    if title in people.nouns:
        return None
    alone = recent if len({id(s.referent) for s in recent}) == 1 else []
    acting = [s for s in recent if s.subject or s.speaker] or alone
    last = max(acting, key=lambda s: s.offset, default=None)
    if last is None or people.parsed.sentence_number(offset) - people.parsed.sentence_number(last.offset) > 2:
        return None
    return last.referent if last.referent.gender() == ("m" if title == "homme" else "f") else None


def _last_speaker_in_office(words: list[str], recent: list[Seen]) -> Referent | None:
    """« … », a dit Paul Vial. « … », selon le député de l'Orne: an elected office that nobody else has.

    A newspaper names who comes in; a title with its complement and no name takes up the last named speaker,
    unless he has another such office.
    """
    if words[0].lower() in {"ancien", "ancienne", "actuel", "actuelle", "ex", "nouveau", "nouvelle"}:
        words = words[1:]
    first = plain(masculine(words[0].lower())) if words else ""
    if first not in word_class("elected offices") or len(words) < 2 or words[1].lower() == "et":
        return None
    speaking = [s for s in recent if s.speaker]
    last = max(speaking, key=lambda s: s.offset, default=None)
    if last is None or any(office_words(o)[:1] == (first,) for o in last.referent.offices):
        return None
    return last.referent


def last_speaker(people: People, title: str, offset: int) -> Referent | None:
    """« la même source », « le même responsable »: who spoke last, where a person noun does not ask for a person."""
    noun = title.removeprefix("mêmes ").removeprefix("même ").split()[0].lower()
    speaking = [s for s in _seen_before(people, offset, 2) if s.speaker and not s.inside]
    so_called = [s for s in speaking if noun in plain(s.referent.name).split() or noun in " ".join(s.referent.offices)]
    last = max(speaking if noun in _SAME else so_called, key=lambda s: s.offset, default=None)
    if last is None:
        return None
    row = source_nouns().get(noun)
    institution = last.referent.kind in {"organisation", "group"}
    if row is not None and noun in _SAME and row["kind"] in {"person", "media"}:
        return None if (row["kind"] == "person") == institution else last.referent
    return last.referent


#: « la même source » and « le même responsable » take up any source, « le même voisin » only a neighbour.
_SAME = {
    "source",
    "sources",
    "responsable",
    "interlocuteur",
    "interlocutrice",
    "document",
    "organisme",
    "bilan",
    "journal",
    "quotidien",
    "média",
    "agence",
}


def met_fuller(people: People, title: str, offset: int) -> Referent | None:
    """One met before in fuller words: « le collectif » for « le collectif des riverains », « la Fondation »."""
    wanted = plain(title).split()
    if not wanted or len(wanted) > 3:
        return None
    row = source_nouns().get(wanted[0]) or source_nouns().get(title.split()[0].lower())
    for seen in people.seen.opening(wanted[0], offset):
        if seen.inside and not seen.referent.named:
            continue
        have = plain(seen.referent.name).split()
        if len(have) <= len(wanted) or have[: len(wanted)] != wanted:
            continue
        institution = row is not None and row["kind"] == "organisation" and seen.referent.kind == "organisation"
        if seen.speaker or institution:
            return seen.referent
    return None


def fuller_title(people: People, nominal: Nominal) -> str:
    """« la préfecture » as the article names it elsewhere, if one fuller wording fits: « préfecture du Nord »."""
    if " " in nominal.title or nominal.number == "plur":
        return nominal.title
    return people.wordings.fuller(nominal)


class Wordings:
    """The longer wordings of an article for its common nouns: « préfecture du Nord » for « préfecture »."""

    def __init__(self, nominals: Iterable[Nominal], names: Iterable[Name]) -> None:
        places = [plain(name.text) for name in names if name.kind == "place"]
        self._places = {*places, *(place.split(" ")[-1] for place in places)}
        self._by_head: dict[str, dict[str, str]] = {}
        for nominal in nominals:
            words = nominal.title.split()
            if nominal.definite and nominal.number == "sing" and 1 < len(words) <= 6:
                last = plain(words[-1]).removeprefix("d'").removeprefix("l'")
                if words[0].lower() == nominal.head and (last in _nationalities() or last in self._places):
                    self._by_head.setdefault(nominal.head, {})[plain(nominal.title)] = nominal.title

    def fuller(self, nominal: Nominal) -> str:
        """The one wording that opens with a noun and ends in a place or a nationality; else the phrase's own."""
        wordings = self._by_head.get(nominal.head, {})
        return next(iter(wordings.values())) if len(wordings) == 1 else nominal.title


@cache
def _nationalities() -> frozenset[str]:
    return frozenset(map(plain, demonyms()))
