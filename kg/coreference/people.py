"""The people of one article, by every name and title that leads to them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property, lru_cache

from kg.coreference.acronyms import find_acronyms, name_rank
from kg.coreference.cited import cited_span, is_source_like
from kg.coreference.documents import publisher_span
from kg.coreference.naming import read_names
from kg.coreference.offices import office_words, tidy_office, title_beside
from kg.coreference.places import ByParagraph, Known, SeenPlaces, Stretches
from kg.coreference.pronouns import antecedent
from kg.coreference.referents import Referent, Seen, agrees, within_crowd
from kg.coreference.titles import Wordings, last_speaker, met_fuller, office_holder, taken_up
from kg.lexicon import source_nouns, word_class
from kg.mentions import (
    Name,
    Nominal,
    countries,
    demonyms,
    find_nominals,
    name_gender,
    plain,
    read_mention,
    title_gender,
    words_of,
)
from kg.model import Attribution, Entity, Gender, Kind, Link, Mention, Span
from kg.parse import Parsed

_POINTING = re.compile(r"(?:ce|cet|cette) ", re.IGNORECASE)
_DEFINITE = re.compile(r"(?:le |la |l'|les |ce |cet |cette |ces |dernier|dernière)", re.IGNORECASE)
_SIR, _MADAM = re.compile(r"\bM\.\s*$"), re.compile(r"\bMme\s*$")
_ARTICLE = re.compile(r"\b(?:(le|du|au)|(la))\s$")
_PRESENTED = re.compile(
    r"\b[Cc]'est (?:\w+ )?(?:le cas|au tour) (?:de |d'|pour |du )(?:M\. |Mme |(?:la |l')?(?:[a-zéèêçâô-]+ ){1,5})?$"
)
_AGAIN = re.compile(r"(?:(?:le|la|ce|cette) )?même |(?:ces|les) mêmes ", re.IGNORECASE)


@lru_cache(maxsize=1 << 13)
def name_key(name: str) -> str:
    """The key of a name inside an article: « Le Courrier » and « Courrier » are one."""
    return re.sub(r"^(?:le |la |les |l')(?=\w{3})", "", plain(name))


class People:
    """The referents of an article, and the places where they stand. ``resolve`` says whom some words mean."""

    def __init__(self, parsed: Parsed, attributions: Sequence[Attribution]) -> None:
        self.parsed = parsed
        self._text = parsed.straight
        self._acronyms = find_acronyms(parsed)
        self.names = read_names(parsed, self._acronyms)
        self._groups = {key: i for i, key in reversed([*enumerate(self._group_keys())])}
        self._longest_group = max((key.count(" ") + 1 for key in self._groups), default=0)
        self.nominals = find_nominals(parsed, self.names)
        self.names_by = ByParagraph(parsed, self.names)
        self.nominals_by = ByParagraph(parsed, self.nominals)
        self.nouns = {nominal.head for nominal in self.nominals if not nominal.definite}
        self.wordings = Wordings(self.nominals, self.names)
        self.referents: list[Referent] = []
        self.known_by = Known(name_key)
        self.seen = SeenPlaces()
        self.used: set[int] = set()
        #: speaker, main target and paragraph of the last claim with one: what a speaker goes on about
        self.last_target: tuple[str, str, int] | None = None
        self._by_key: dict[str, Referent] = {}
        self._contents = Stretches(piece for found in attributions for piece in found.content)
        self._name_people()
        self._read_titles(attributions)
        self._see_nominals(attributions)

    # -- names ---------------------------------------------------------------------------------

    def _name_people(self) -> None:
        """Group the names: full names first, then what fits exactly one of them."""
        order: dict[str, Name] = {}
        for name in self.names:
            order.setdefault(name_key(name.text), name)
        for key in sorted(order, key=lambda k: (-len(k.split()), order[k].span.start)):
            self._by_key[key] = self._find(order[key].text, order[key].kind) or self._make(
                order[key].text, order[key].kind
            )
        for name in self.names:
            referent = self._by_key[name_key(name.text)]
            referent.names[name.text] += 1
            before = self._text[max(0, name.span.start - 70) : name.span.start]
            presented = bool(_PRESENTED.search(before))
            self._see(name.span.start, referent, subject=name.subject or presented, speaker=False)
            if _SIR.search(before):
                referent.genders["m"] += 3
            elif _MADAM.search(before):
                referent.genders["f"] += 3
            elif referent.kind != "person":
                article = _ARTICLE.search(before)
                if article:
                    referent.genders["m" if article.group(1) else "f"] += 1

    def _make(self, name: str, kind: Kind, *, named: bool = True) -> Referent:
        full = self._acronyms.get(name, name)
        country = countries().get(plain(full))
        shown = country if country and plain(country) == plain(full) else full
        referent = Referent(shown, kind, "plur" if kind == "group" else "sing", named)
        gender = None
        if kind == "person":
            gender = name_gender(name)
        elif kind == "organisation":
            row = source_nouns().get(full.split()[0].lower())
            gender = "f" if row and row["gender"] == "f" else "m" if row and row["gender"] == "m" else None
        if gender:
            referent.genders[gender] += 1
        self.referents.append(referent)
        self.known_by.add(referent)
        self._by_key.setdefault(name_key(full), referent)
        return referent

    def _find(self, name: str, kind: Kind, gender: Gender | None = None) -> Referent | None:
        """The only referent that a name fits: itself, its acronym's, or a fuller name that ends in it."""
        key = name_key(name)
        full = self._acronyms.get(name)
        if full is not None and name_key(full) in self._by_key:
            return self._by_key[name_key(full)]
        known = self._by_key.get(key)
        if known is not None and not (gender and (" " not in known.name or known.gender() not in {gender, None})):
            return known
        if plain(name) in countries():
            return None
        words = key.split()
        if name.istitle() and kind != "person" and len(words) == 1 and words[0] in map(plain, words_of("institutions")):
            return known or self._fuller_institution(words[0])
        found = []
        for referent in self.known_by.like(words):
            if referent.kind != "person" or not referent.named or (gender and referent.gender() not in {gender, None}):
                continue
            rank = name_rank(words, plain(referent.name).split(), person=kind == "person")
            if rank:
                found.append((rank, referent))
        best = [r for rank, r in found if rank == max(f[0] for f in found)]
        return best[0] if len(best) == 1 else known if known is not None and known.gender() in {gender, None} else None

    def _fuller_institution(self, noun: str) -> Referent | None:
        """« la Commission », « le Fonds »: the only institution whose fuller name opens with the noun."""
        near = self.known_by.institutions(noun)
        fuller = [r for r in near if r.kind == "organisation" and name_key(r.name).startswith(noun + " ")]
        return fuller[0] if len(fuller) == 1 else None

    def add_name(self, name: str, kind: Kind, gender: Gender | None = None, *, named: bool = True) -> Referent:
        """The referent of a name, made where there is none."""
        key = name_key(name)
        found = self._find(name, kind, gender) or self._by_key.get(key) or self._make(name, kind, named=named)
        self._by_key.setdefault(key, found)
        return found

    # -- titles --------------------------------------------------------------------------------

    def _read_titles(self, attributions: Iterable[Attribution]) -> None:
        for found in attributions:
            if found.source is not None:
                mention = self.read(found.source)
                if mention.name and mention.kind != "pronoun":
                    self._learn(self.add_name(mention.name, mention.kind, mention.gender), mention)
        for name in self.names:
            referent = self._by_key[name_key(name.text)]
            if referent.kind != "person" and (referent.kind != "thing" or " " not in referent.name):
                continue
            row = source_nouns().get(referent.name.split()[0].lower())
            if row is not None and row["kind"] in {"media", "organisation"}:
                continue  # « Invitée de Radio Orle, la ministre »
            title = title_beside(self.parsed.paragraph_at(name.span.start), name, self.parsed.text)
            if title:
                self.give_office(referent, title)
                gender = title_gender(title)
                if gender:
                    referent.genders[gender] += 1

    def give_office(self, referent: Referent, title: str) -> None:
        """Note that the article gives somebody this title."""
        referent.offices[title] += 1
        for word in office_words(self.in_full(title))[:1]:
            self.known_by.add_office(referent, word)

    def _learn(self, referent: Referent, mention: Mention) -> None:
        if mention.title:
            self.give_office(referent, mention.title)
        if mention.gender:
            referent.genders[mention.gender] += 2 if referent.kind == "person" else 1
        if mention.kind == "person" and referent.kind in {"thing", "place"} and plain(referent.name) not in countries():
            referent.kind = "person"

    def read(self, span: Span) -> Mention:
        """What the words of a mention say."""
        paragraph = self.parsed.paragraph_at(span.start)
        names = [n for n in self.names_by.near(paragraph.span) if paragraph.span.covers(n.span)]
        return read_mention(paragraph, span, self.parsed.text, names)

    def in_full(self, title: str) -> str:
        """A title with the article's acronyms in full: « président de l'UDR », where it says what that is."""
        return " ".join(self._acronyms.get(word, word) for word in title.split(" "))

    # -- where they stand ----------------------------------------------------------------------

    def inside_content(self, offset: int) -> bool:
        """Whether the character is within what somebody is reported to say."""
        return self._contents.overlap(Span(offset, offset + 1))

    def _see(self, offset: int, referent: Referent, *, subject: bool, speaker: bool) -> None:
        inside = not speaker and self.inside_content(offset)
        self.seen.add(Seen(offset, self.parsed.paragraph_at(offset).index, referent, subject, speaker, inside))

    def _see_nominals(self, attributions: Iterable[Attribution]) -> None:
        """Role nouns as antecedents: of the named person with that office, or of a person known by it alone."""
        sources = Stretches(a.source for a in attributions if a.source is not None)
        for nominal in self.nominals:
            if nominal.depth or sources.overlap(nominal.span):
                continue
            referent = self.nominal_referent(nominal)
            if referent is None and (
                nominal.subject or nominal.number == "plur" or (nominal.kind == "person" and nominal.definite)
            ):
                kind: Kind = (
                    "group"
                    if nominal.number == "plur"
                    else "organisation"
                    if nominal.kind == "organisation"
                    else "unnamed"
                )
                referent = self.add_name(nominal.title, kind, named=False)
                if nominal.gender:
                    referent.genders[nominal.gender] += 1
            if referent is not None:
                self._see(nominal.span.start, referent, subject=nominal.subject, speaker=False)

    def nominal_referent(self, nominal: Nominal) -> Referent | None:
        """The named person, organisation or group that a common noun phrase stands for, if it is one."""
        key = name_key(nominal.title)
        known = self._by_key.get(key)
        if known is not None and known.named:
            return known
        group = self.crowd(nominal.title)
        if group is not None:
            return group
        if nominal.number == "plur" or not nominal.definite:
            return None
        if nominal.kind == "person":
            if nominal.title in {"homme", "femme"}:
                return taken_up(self, nominal.title, nominal.span.start, self.read(nominal.span))
            return office_holder(self, nominal.title, nominal.span.start, None)
        if nominal.title == "mouvement":
            return self._movement
        return met_fuller(self, nominal.title, nominal.span.start)

    @cached_property
    def _movement(self) -> Referent | None:
        """The group that « le mouvement » stands for: the only one with a name of several words."""
        named = (self._by_key[name_key(n.text)] for n in self.names if n.kind == "group" and " " in n.text)
        groups = {id(group): group for group in named}
        return next(iter(groups.values())) if len(groups) == 1 else None

    def _group_keys(self) -> Iterator[str]:
        return (name_key(name.text) for name in self.names if name.kind == "group")

    def crowd(self, title: str) -> Referent | None:
        """« centaines de "gilets jaunes" », « "gilets jaunes" rennais »: the group that the article names."""
        words = within_crowd(title).split(" ")
        openings = (" ".join(words[:n]) for n in range(1, min(len(words), self._longest_group) + 1))
        found = min((key for key in openings if key in self._groups), key=self._groups.__getitem__, default=None)
        return self._by_key[found] if found is not None else None

    # -- conclusions ---------------------------------------------------------------------------

    def resolve(self, span: Span, said: Sequence[Span] = ()) -> tuple[Link, Referent | None]:
        """Whom a mention stands for, and by which rule; ``said`` is what this source says, where he is not named."""
        link, referent = self._resolve(span, said)
        if referent is not None:
            self.used.add(id(referent))
        return link, referent

    def _resolve(self, span: Span, said: Sequence[Span] = ()) -> tuple[Link, Referent | None]:
        mention = self.read(span)
        if mention.kind == "pronoun":
            referent = antecedent(self, mention, span.start, said=said)
            if referent is not None and mention.gender and mention.number != "plur" and not referent.gender():
                referent.genders[mention.gender] += 1  # the next « il » is not the « celle-ci » of this one
            return (Link(referent.name, "pronoun"), referent) if referent else (Link(None, "pronoun-unresolved"), None)
        publisher = publisher_span(
            self.parsed.paragraph_at(span.start),
            mention.span,
            self.parsed.straight,
            [*self.names_by.near(span)],
            [*self.nominals_by.near(span)],
        )
        if publisher is not None:
            link, referent = self._resolve(publisher)
            if referent is not None:
                return Link(link.name, "publisher"), referent
        if mention.name:
            referent = self.add_name(mention.name, mention.kind, mention.gender)
            self._learn(referent, mention)
            return Link(referent.name, "name"), referent
        return self._title(mention)

    def _title(self, mention: Mention) -> tuple[Link, Referent | None]:
        start = mention.span.start
        words = mention.span.of(self._text)
        title = mention.title or words
        if title.split()[0].lower() in word_class("placards") or title.split()[-1].lower() in word_class("placards"):
            return Link(None, "placard"), None
        if self._is_lone_name(words):
            referent = self.add_name(words, "person")
            return Link(referent.name, "name"), referent
        if not is_source_like(self.parsed.paragraph_at(start), mention.span):
            return Link(None, "not-a-source"), None
        group = self.crowd(title)
        if group is not None:
            return Link(group.name, "group"), group
        again = last_speaker(self, title, start) if _AGAIN.match(words) else None
        if again is not None:
            return Link(again.name, "same-source"), again
        if _DEFINITE.match(words) and mention.number != "plur":
            found = office_holder(self, title, start, mention.gender)
            if found is not None:
                return Link(found.name, "office"), found
            found = taken_up(self, title, start, mention, pointing=bool(_POINTING.match(words)))
            if found is not None:
                return Link(found.name, "anaphor"), found
        fuller = met_fuller(self, title, start)
        if fuller is not None:
            return Link(fuller.name, "same-phrase"), fuller
        referent = self.add_name(title, mention.kind if mention.kind != "pronoun" else "unnamed", named=False)
        if mention.gender:
            referent.genders[mention.gender] += 1
        if mention.number:
            referent.number = mention.number
        return Link(referent.name, "noun-phrase"), referent

    def _is_lone_name(self, words: str) -> bool:
        """Whether one capitalised word that the article never writes small can be somebody: « Jaurès jugeait que »."""
        small = words.lower()
        return (
            words.isalpha()
            and words.istitle()
            and len(words) > 2
            and small not in source_nouns()
            and small not in words_of("no_names")
            and small not in demonyms()
            and plain(words) not in countries()
            and small not in self._words
        )

    @cached_property
    def _words(self) -> frozenset[str]:
        return frozenset(re.findall(r"\w+", self._text))

    def speaks(self, referent: Referent, offset: int) -> None:
        """Record that somebody was the source of a claim: pronouns look at speakers first."""
        self._see(offset, referent, subject=True, speaker=True)
        referent.is_somebody()

    def cited_in(self, source: Span) -> Span | None:
        """Whom a medium cites in the sentence of ``source``: « … a rapporté, citant un diplomate russe, que … »."""
        paragraph = self.parsed.paragraph_at(source.start)
        return cited_span(paragraph, source, self.parsed.text, [*self.names_by.near(paragraph.span)])

    def known(self, name: str) -> Referent | None:
        """The referent of a name that the article gives."""
        return self._by_key.get(name_key(name))

    def other_than(self, own: Referent | None, span: Span, *, direct: bool) -> Referent | None:
        """Whom a pronoun in what ``own`` says stands for: not ``own``, and in indirect speech one he cannot be."""
        mention = self.read(span)
        if not direct and (own is None or agrees(own, mention.gender, mention.number or "sing")):
            return None
        found = antecedent(self, mention, span.start, but=own, named=True)
        if found is None or found.kind not in {"person", "group", "organisation"}:
            return None
        # whom the article shows to be of that gender, or the group: a guess here would be a wrong target
        return found if mention.number == "plur" or (mention.gender and found.gender() == mention.gender) else None

    def names_in(self, span: Span) -> list[tuple[Name, Referent]]:
        """The names inside a stretch, with whom they stand for."""
        return [
            (n, self._by_key[name_key(n.text)])
            for n in self.names_by.near(span)
            if span.start <= n.span.start and n.span.end <= span.end
        ]

    def entities(self) -> tuple[Entity, ...]:
        """Everybody who is named or used in a claim, as records, by name."""
        found: dict[str, Entity] = {}
        for r in self.referents:
            if id(r) in self.used or (r.named and r.kind != "thing"):
                gender = r.gender() if r.kind == "person" else None
                offices = tuple(sorted(filter(None, map(tidy_office, r.offices)))) if r.kind == "person" else ()
                found.setdefault(r.name, Entity(r.name, r.kind, tuple(sorted({*r.names, r.name})), offices, gender))
        return tuple(found[name] for name in sorted(found))
