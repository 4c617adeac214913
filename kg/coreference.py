"""Who the mentions of one article stand for: il → le secrétaire d'État → Antony Blinken.

Inside an article the fullest name wins. Every link says which rule made it; a pronoun or a title that
fits nobody, or two people equally well, stays ``None``.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from kg.mentions import Name, find_names, nouns, plain, read_mention
from kg.model import Attribution, Entity, Gender, Kind, Link, Mention, Number, Span
from kg.parse import Paragraph, Parsed

_PARTICLES = {"de", "du", "des", "la", "le", "van", "von", "der", "den", "ben", "bin", "el", "al", "da", "di", "dos"}
_REACH = 3  # paragraphs back that a pronoun may reach


@dataclass
class Referent:
    """Somebody of the article: the fullest name so far, every wording, what is known of gender and number."""

    name: str
    kind: Kind
    gender: Gender | None = None
    number: Number = "sing"
    names: Counter[str] = field(default_factory=Counter)
    offices: Counter[str] = field(default_factory=Counter)
    genders: Counter[Gender] = field(default_factory=Counter)

    def known_gender(self) -> Gender | None:
        """The gender that most mentions show."""
        return self.genders.most_common(1)[0][0] if self.genders else self.gender


@dataclass(frozen=True, slots=True)
class _Seen:
    """One place where a referent stands in the text."""

    offset: int
    paragraph: int
    referent: Referent
    subject: bool
    speaker: bool
    inside: bool  # within what somebody says


class People:
    """The referents of an article, by every name and title that leads to them."""

    def __init__(self, parsed: Parsed, attributions: Sequence[Attribution]) -> None:
        self.parsed = parsed
        self.names = find_names(parsed)
        self.referents: list[Referent] = []
        self.seen: list[_Seen] = []
        self._by_key: dict[str, Referent | None] = {}
        self._contents = sorted((p for a in attributions for p in a.content), key=lambda s: s.start)
        self._starts = [p.span.start for p in parsed.paragraphs]
        self._acronyms = _acronyms(parsed)
        self._name_people()
        self._read_titles(attributions)

    # -- names ---------------------------------------------------------------------------------

    def _name_people(self) -> None:
        """Group the names: full names first, then what fits exactly one of them."""
        order: dict[str, Name] = {}
        counts: Counter[str] = Counter()
        for name in self.names:
            order.setdefault(plain(name.text), name)
            counts[plain(name.text)] += 1
        for key in sorted(order, key=lambda k: (-len(k.split()), order[k].span.start)):
            name = order[key]
            referent = self._lookup(key, name.kind)
            if referent is None and key not in self._by_key:
                full = self._acronyms.get(name.text)
                referent = self._lookup(plain(full), "organisation") if full else None
            if referent is None:
                referent = Referent(name.text, name.kind)
                self.referents.append(referent)
            self._by_key.setdefault(key, referent)
            referent.names[name.text] += counts[key]
        for short, full in self._acronyms.items():
            one, two = self._by_key.get(plain(short)), self._by_key.get(plain(full))
            if one is not None and two is not None and one is not two:
                two.names.update(one.names)
                self.referents = [r for r in self.referents if r is not one]
                self._by_key = {k: two if r is one else r for k, r in self._by_key.items()}
        for name in self.names:
            referent = self._by_key.get(plain(name.text))
            if referent is not None:
                self._see(name.span.start, referent, subject=name.subject, speaker=False)

    def _lookup(self, key: str, kind: Kind) -> Referent | None:
        """The only referent that a name fits: itself, or a fuller name that ends in it (or starts, for « PSA »)."""
        if key in self._by_key:
            return self._by_key[key]
        words = key.split()
        fits = []
        for referent in self.referents:
            full = plain(referent.name).split()
            if referent.kind == "person" and kind in {"person", "thing", "organisation", "place"}:
                if len(full) > len(words) and full[-len(words) :] == words and len(words[-1]) > 2:
                    fits.append(referent)
                elif kind == "person" and len(words) == 1 and full[0] == words[0] and len(full) > 1 and len(words[0]) > 2:
                    fits.append(referent)
                elif kind == "person" and len(words) > 1 and full[-1] == words[-1] and set(words) <= set(full):
                    fits.append(referent)
                elif kind == "person" and _typing_error(words, full):
                    fits.append(referent)
        surname = [r for r in fits if plain(r.name).split()[-1] == words[-1]]
        fits = surname or fits
        return fits[0] if len(fits) == 1 else None

    def add_name(self, name: str, kind: Kind) -> Referent:
        """The referent of a name, made where there is none."""
        key = plain(name)
        found = self._by_key.get(key) or self._lookup(key, kind)
        if found is None:
            full = self._acronyms.get(name)
            found = self._by_key.get(plain(full)) if full else None
        if found is None:
            found = Referent(name, kind)
            self.referents.append(found)
        self._by_key[key] = found
        found.names[name] += 0
        return found

    # -- titles --------------------------------------------------------------------------------

    def _read_titles(self, attributions: Iterable[Attribution]) -> None:
        for found in attributions:
            if found.source is not None:
                mention = read_mention(self._paragraph(found.source.start), found.source, self.parsed.text)
                if mention.name:
                    self._learn(self.add_name(mention.name, mention.kind if mention.kind != "pronoun" else "person"), mention)
        for name in self.names:
            referent = self._by_key.get(plain(name.text))
            if referent is None or referent.kind not in {"person", "thing"}:
                continue
            title = _title_around(self._paragraph(name.span.start), name, self.parsed.text)
            if title:
                referent.offices[title] += 1
                gender = _gender_of_title(title)
                if gender:
                    referent.genders[gender] += 1
            before = self.parsed.text[max(0, name.span.start - 5) : name.span.start]
            if re.search(r"\bM\.\s*$", before):
                referent.genders["m"] += 3
            elif re.search(r"\bMme\s*$", before):
                referent.genders["f"] += 3

    def _learn(self, referent: Referent, mention: Mention) -> None:
        if mention.title:
            referent.offices[mention.title] += 1
        if mention.gender and referent.kind == "person":
            referent.genders[mention.gender] += 2
        elif mention.gender:
            referent.genders[mention.gender] += 1
        if mention.kind == "person" and referent.kind in {"thing", "place"}:
            referent.kind = "person"

    # -- where they stand ----------------------------------------------------------------------

    def _paragraph(self, offset: int) -> Paragraph:
        return self.parsed.paragraphs[max(0, bisect_right(self._starts, offset) - 1)]

    def inside_content(self, offset: int) -> bool:
        """Whether the character is within what somebody is reported to say."""
        return any(c.start <= offset < c.end for c in self._contents)

    def _see(self, offset: int, referent: Referent, *, subject: bool, speaker: bool) -> None:
        paragraph = self._paragraph(offset).index
        self.seen.append(_Seen(offset, paragraph, referent, subject, speaker, not speaker and self.inside_content(offset)))

    # -- conclusions ---------------------------------------------------------------------------

    def resolve(self, span: Span, *, before: int | None = None) -> tuple[Link, Referent | None]:
        """Whom a mention stands for, and by which rule."""
        mention = read_mention(self._paragraph(span.start), span, self.parsed.text)
        if mention.kind == "pronoun":
            return self._pronoun(mention, span.start)
        if mention.name:
            referent = self.add_name(mention.name, mention.kind)
            self._learn(referent, mention)
            return Link(referent.name, "name"), referent
        return self._title(mention, span)

    def _title(self, mention: Mention, span: Span) -> tuple[Link, Referent | None]:
        words = span.of(self.parsed.text).replace("’", "'").lower()
        title = mention.title or ""
        definite = bool(re.match(r"(?:le |la |l'|les |ce |cet |cette |ces |dernier|dernière)", words))
        if definite and mention.number != "plur":
            found = self._office(title, span.start, mention.gender)
            if found is not None:
                return Link(found.name, "office"), found
            found = self._anaphor(title, span.start, mention)
            if found is not None:
                return Link(found.name, "anaphor"), found
        fuller = self._fuller(title, span.start)
        if fuller is not None:
            return Link(fuller.name, "same-phrase"), fuller
        referent = self.add_name(title, mention.kind if mention.kind != "pronoun" else "unnamed")
        if mention.gender:
            referent.genders[mention.gender] += 1
        if mention.number:
            referent.number = mention.number
        return Link(title, "noun-phrase"), referent

    def _office(self, title: str, offset: int, gender: Gender | None) -> Referent | None:
        """The last person before ``offset`` whose office holds all words of the title."""
        wanted = _content_words(title)
        if not wanted:
            return None
        best: tuple[int, Referent] | None = None
        for referent in self.referents:
            if referent.kind not in {"person", "thing", "organisation"}:
                continue
            for office in referent.offices:
                have = _content_words(office)
                if wanted[0] == have[0] if have else False:
                    if set(wanted) <= set(have) or (set(have) <= set(wanted) and len(have) > 1):
                        last = max((s.offset for s in self.seen if s.referent is referent and s.offset < offset), default=-1)
                        if last < 0:
                            last = -abs(min((s.offset for s in self.seen if s.referent is referent), default=10**9) - offset)
                        if best is None or last > best[0]:
                            best = (last, referent)
        if best is None:
            return None
        known = best[1].known_gender()
        if gender and known and gender != known and best[1].kind == "person":
            return None
        return best[1]

    def _anaphor(self, title: str, offset: int, mention: Mention) -> Referent | None:
        """« l’ancien ministre », « l’élu »: the person in focus, if the phrase has no complement of its own."""
        words = title.split()
        if len(words) > 2 or not words:
            return None
        row = nouns().get(words[-1].lower()) or nouns().get(words[0].lower())
        if row is None or row["kind"] != "person" or plain(title) in self._by_key:
            return None
        if words[0].lower() in {"porte-parole", "président", "présidente", "ministre", "maire", "premier", "procureur", "préfet", "directeur", "directrice", "avocat", "avocate", "juge", "police"}:
            strict = True
        else:
            strict = False
        recent = [s for s in self.seen if s.offset < offset and not s.inside and s.referent.kind == "person"]
        here = self._paragraph(offset).index
        recent = [s for s in recent if here - s.paragraph <= (1 if strict else 2)]
        recent = [s for s in recent if _agrees(s.referent, mention.gender, "sing")]
        if not recent:
            return None
        people = {id(s.referent) for s in recent if here - s.paragraph <= 1}
        if strict and len(people) > 1:
            return None
        return max(recent, key=lambda s: (s.speaker + s.subject, s.offset) if not strict else (0, s.offset)).referent

    def _fuller(self, title: str, offset: int) -> Referent | None:
        """An unnamed source met before in fuller words: « le collectif » for « le collectif des riverains »."""
        wanted = plain(title).split()
        if not wanted or len(wanted) > 3:
            return None
        for seen in reversed(self.seen):
            if seen.offset >= offset or seen.inside:
                continue
            have = plain(seen.referent.name).split()
            if len(have) > len(wanted) and have[: len(wanted)] == wanted and seen.speaker:
                return seen.referent
        return None

    def _pronoun(self, mention: Mention, offset: int) -> tuple[Link, Referent | None]:
        here = self._paragraph(offset)
        sentence = self._sentence_number(offset)
        best: list[tuple[float, int, Referent]] = []
        for seen in self.seen:
            if seen.offset >= offset or here.index - seen.paragraph > _REACH:
                continue
            if seen.referent.kind in {"place", "thing"} and not seen.speaker:
                continue
            if not _agrees(seen.referent, mention.gender, mention.number or "sing"):
                continue
            distance = sentence - self._sentence_number(seen.offset)
            score = -1.0 * min(distance, 8) - 0.7 * (here.index - seen.paragraph)
            score += 2.0 * seen.speaker + 1.5 * seen.subject - 3.0 * seen.inside
            if seen.referent.kind == "person" and mention.number != "plur":
                score += 1.0
            if mention.number == "plur" and seen.referent.number == "plur":
                score += 1.5
            best.append((score, seen.offset, seen.referent))
        if not best:
            return Link(None, "pronoun-unresolved"), None
        score, _, referent = max(best, key=lambda b: (b[0], b[1]))
        if score < -6:
            return Link(None, "pronoun-too-far"), None
        return Link(referent.name, "pronoun"), referent

    def _sentence_number(self, offset: int) -> int:
        return bisect_right(self._borders, offset)

    @property
    def _borders(self) -> list[int]:
        if not hasattr(self, "_border_list"):
            self._border_list = [s.start for p in self.parsed.paragraphs for s in p.sentences]
        return self._border_list

    def speaks(self, referent: Referent, offset: int) -> None:
        """Record that somebody was the source of a claim: pronouns look at speakers first."""
        self._see(offset, referent, subject=True, speaker=True)

    def names_in(self, span: Span) -> list[tuple[Name, Referent]]:
        """The names inside a stretch, with whom they stand for."""
        found = []
        for name in self.names:
            if span.start <= name.span.start and name.span.end <= span.end:
                referent = self._by_key.get(plain(name.text))
                if referent is not None:
                    found.append((name, referent))
        return found

    def entities(self) -> tuple[Entity, ...]:
        """Every referent as a record, by name."""
        found = {}
        for r in self.referents:
            found[r.name] = Entity(
                r.name, r.kind, tuple(sorted({*r.names, r.name})), tuple(sorted(r.offices)), r.known_gender() if r.kind == "person" else None
            )
        return tuple(found[name] for name in sorted(found))


def resolve_sources(people: People, attributions: Sequence[Attribution]) -> dict[int, Link]:
    """The speaker of each attribution, by its index; read in the order of the text."""
    links: dict[int, Link] = {}
    last: tuple[int, Referent | None, Link] | None = None
    order = sorted(range(len(attributions)), key=lambda i: attributions[i].content[0].start)
    for i in order:
        found = attributions[i]
        where = found.content[0].start
        if found.source is not None:
            link, referent = people.resolve(found.source)
            if referent is not None:
                people.speaks(referent, found.source.start)
        elif found.rule == "quote-continues" and last is not None and people._paragraph(where).index - last[0] <= 1:
            link, referent = Link(last[2].name, "continued"), last[1]
        else:
            link, referent = Link(None, "no-source"), None
        links[i] = link
        last = (people._paragraph(found.content[-1].end - 1).index, referent, link)
    return links


def _agrees(referent: Referent, gender: Gender | None, number: Number) -> bool:
    if number == "plur":
        return referent.number == "plur" or referent.kind in {"group"} or referent.name.lower().endswith("s") and referent.kind not in {"person"} or " et " in referent.name
    if referent.number == "plur" or referent.kind == "group" and referent.name.split()[0].lower().endswith("s"):
        return False
    known = referent.known_gender()
    return gender is None or known is None or known == gender


def _content_words(title: str) -> list[str]:
    return [w for w in re.split(r"[\s'’,-]+", plain(title)) if w and w not in {"de", "du", "des", "d", "la", "le", "les", "l", "a", "au", "aux", "et", "en", "pour", "ex", "actuel", "actuelle", "ancien", "ancienne", "nouveau", "nouvelle"}]


def _gender_of_title(title: str) -> Gender | None:
    for word in title.split():
        row = nouns().get(word.lower())
        if row is not None:
            return "f" if row["gender"] == "f" else "m" if row["gender"] == "m" else None
    return None


def _title_around(paragraph: Paragraph, name: Name, text: str) -> str | None:
    """The office beside a name: « le chancelier allemand Olaf Scholz », « Jens Stoltenberg, secrétaire général de l’Otan, »."""
    sentence = paragraph.sentence_at(name.span.start)
    before = text[sentence.start : name.span.start].replace("’", "'").replace("\u00a0", " ")
    match = re.search(r"(?:^|[\s(])(?:[Ll]e |[Ll]a |[Ll]'|[Dd]u |[Aa]u )((?:[^\W\d]|[-' ])+?),?\s*$", before[-90:])
    while match:
        title = match.group(1).strip()
        inner = re.search(r"\s(?:le |la |l'|du |au )((?:[^\W\d]|[-' ])+)$", title)
        first = title.split()[0].lower() if title else ""
        if first in nouns() and nouns()[first]["kind"] == "person" or title.lower().startswith(("premier ministre", "première ministre", "ancien ", "ancienne ")):
            return title
        if not inner:
            break
        match = re.search(r"()((?:[^\W\d]|[-' ])+)$", inner.group(1)) and re.match(r"(.*)", inner.group(1))
    after = text[name.span.end : sentence.end].replace("’", "'").replace("\u00a0", " ")
    match = re.match(r"\s*[,(]\s*(?:le |la |l'|un |une )?((?:[^\W\d]|[-' ])+?)\s*(?:[,.;)]|$)", after)
    if match:
        title = match.group(1).strip()
        first = title.split()[0].lower() if title.split() else ""
        if (first in nouns() and nouns()[first]["kind"] == "person" or first in {"ancien", "ancienne", "premier", "première"}) and len(title.split()) <= 12:
            return title
    return None


def _acronyms(parsed: Parsed) -> dict[str, str]:
    """« Fédération des travailleurs du Québec (FTQ) » and « FTQ (Fédération …) »: acronym → full name."""
    found: dict[str, str] = {}
    text = parsed.text
    for match in re.finditer(r"\(\s*([A-Z][A-Za-z-]{1,9})\s*\)", text):
        short = match.group(1)
        letters = [c for c in short if c.isupper()]
        if len(letters) < 2:
            continue
        before = text[max(0, match.start() - 90) : match.start()].rstrip()
        words = re.findall(r"[^\W\d]+(?:-[^\W\d]+)*", before)
        for take in range(len(letters), min(len(words), len(letters) + 6) + 1):
            candidate = words[-take:]
            if candidate[0][0].upper() == letters[0] and candidate[0][0].isupper():
                initials = [w[0].upper() for w in candidate if len(w) > 3 or w[0].isupper()]
                if initials[: len(letters)] == letters or "".join(initials).startswith("".join(letters[:2])):
                    at = before.rfind(candidate[0])
                    full = re.sub(r"\s+", " ", before[at:].replace("’", "'"))
                    found.setdefault(short, full.replace("'", "’") if "’" in before[at:] else full)
                    break
    return found


def _typing_error(words: list[str], full: list[str]) -> bool:
    """« Donfred » for « Donfried »: one letter of a long surname."""
    if len(words) != 1:
        return False
    a, b = words[0], full[-1]
    if min(len(a), len(b)) < 6 or a == b or abs(len(a) - len(b)) > 1 or a[0] != b[0]:
        return False
    if len(a) == len(b):
        return sum(x != y for x, y in zip(a, b, strict=True)) == 1 or sorted(a) == sorted(b)
    short, long = sorted((a, b), key=len)
    return any(long[:i] + long[i + 1 :] == short for i in range(len(long)))
