"""The speaker of each attribution of an article."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kg.coreference.people import People
from kg.coreference.referents import Referent
from kg.lexicon import source_nouns
from kg.model import Attribution, Link, Span

#: Paragraph, referent and link of the claim before, and where it ends.
_Last = tuple[int, Referent | None, Link, int]


def resolve_sources(people: People, attributions: Sequence[Attribution]) -> dict[int, Link]:
    """The speaker of each attribution, by its index; read in the order of the text."""
    links: dict[int, Link] = {}
    last: _Last | None = None
    order = sorted(range(len(attributions)), key=lambda i: attributions[i].content[0].start)
    for i in order:
        found = attributions[i]
        link, referent = _source(people, found)
        if last is not None and (rule := _goes_on(people, found, link, last)) is not None:
            link, referent = Link(last[2].name, rule), last[1]
        links[i] = link
        end = found.content[-1].end
        last = (people.parsed.paragraph_at(end - 1).index, referent, link, end)
    return links


def _goes_on(people: People, found: Attribution, link: Link, last: _Last) -> str | None:
    """The rule by which the speaker of the claim before goes on speaking in one that shows no source of its own."""
    here = people.parsed.paragraph_at(found.content[0].start).index
    far = here - last[0]
    if link.rule == "no-source" and found.rule == "quote-continues":
        at = found.content[0].start
        if _overheard(people, found.content[-1].end):
            return None
        if far == 0 and not _comes_in(people, last, at):
            return "continued"
        if far == 1 and not _somebody_else(people, at, last[1]):
            return "continued"
        return "answer" if far == 2 and last[2].name and _is_asked(people, here - 1) else None
    if link.rule == "no-source" and found.rule == "cue-colon-quote" and found.cue is not None:
        opens = _opens_with_participle(people, found.cue) or _narrates_on(people, found.cue)
        return "continued" if far <= 2 and opens else None
    if link.rule in {"no-source", "not-a-source"} and found.cue is not None and found.verb in _GOES_ON:
        institution = last[1] is not None and last[1].kind != "person"
        on = "-on" in found.cue.of(people.parsed.text)
        return "on-continued" if institution and on and far <= 1 else None
    return None


def _somebody_else(people: People, offset: int, speaker: Referent | None) -> bool:
    """Whether the paragraph of a quotation tells of somebody else, and not of the speaker, before it starts."""
    start = people.parsed.paragraph_at(offset).span.start
    told = [seen.referent for seen in people.seen.between(start, offset)]
    return speaker not in told and any(referent.kind in {"person", "group"} for referent in told)


_OVERHEARD = re.compile(
    r"[\s»”\"!?.…]*,?\s*(?:(?:entend|lit|entendait|lisait)-on|(?:peut|pouvait)-on (?:entendre|lire))\b"
)


def _overheard(people: People, end: int) -> bool:
    """« « P », entend-on sur leur passage »: of nobody in particular."""
    return bool(_OVERHEARD.match(people.parsed.text[end : end + 40]))


def _comes_in(people: People, last: _Last, offset: int) -> bool:
    """Whether the sentences between a claim and the next quotation have another person for their subject."""
    between = (s for s in people.seen.between(last[3], offset) if s.subject and not s.inside)
    return any(s.referent.kind == "person" and s.referent is not last[1] for s in between)


_ADDRESSES = re.compile(r"\b(?:vous|votre|vos)\b", re.IGNORECASE)


def _is_asked(people: People, index: int) -> bool:
    """Whether a paragraph is an interviewer's: unquoted, it asks, or speaks to somebody."""
    paragraph = people.parsed.paragraphs[index]
    words = paragraph.text.strip()
    return not paragraph.quotes and (words.endswith("?") or bool(_ADDRESSES.search(words)))


def _opens_with_participle(people: People, cue: Span) -> bool:
    """« Ajoutant : « P ». »: the sentence has no other verb, its source is that of the one before."""
    words = cue.of(people.parsed.text)
    return words[:1].isupper() and words.lower().endswith("ant")


_NARRATES_ON = re.compile(r"(?:^|[\s.!?»”\"])(?:Et|Puis) (?:de\s|d['’])$")


def _narrates_on(people: People, cue: Span) -> bool:
    """« Et d’ajouter : « P ». »: the infinitive of narration opens its sentence, the source is that before."""
    return bool(_NARRATES_ON.search(people.parsed.text[max(0, cue.start - 9) : cue.start]))


#: Verbs with which « on » goes on: « a-t-on ajouté », « précise-t-on », with nobody beside it.
_GOES_ON = {
    "ajouter",
    "préciser",
    "expliquer",
    "indiquer",
    "poursuivre",
    "conclure",
    "souligner",
    "rappeler",
    "confirmer",
}


def _source(people: People, found: Attribution) -> tuple[Link, Referent | None]:
    if found.source is None:
        return Link(None, "no-source"), None
    beside = _beside_document(people, found.source, found.cue.start) if found.cue else None
    if beside is not None:
        people.speaks(beside, found.source.start)
        return Link(beside.name, "beside-document"), beside
    link, referent = people.resolve(found.source, found.content)
    if referent is not None and referent.kind == "organisation":
        cited = people.cited_in(found.source)
        if cited is not None:
            other, who = people.resolve(cited)
            if who is not None:
                link, referent = Link(other.name, "cited"), who
    if link.rule == "not-a-source" or (link.rule == "noun-phrase" and _is_odd(link.name or "")):
        sentence = people.parsed.paragraph_at(found.source.start).sentence_at(found.source.start)
        anchor = found.cue.start if found.cue else found.source.start
        subject = _subject_before(people, sentence.start, anchor)
        if subject is not None:
            link, referent = Link(subject.name, "subject-of-sentence"), subject
    if referent is not None:
        people.speaks(referent, found.source.start)
    return link, referent


def _is_odd(title: str) -> bool:
    """Whether no word of an unnamed source is a noun that can speak: « un prêt (par l'État) affirmant »."""
    words = title.lower().replace("’", "'").replace("'", "' ").split()
    return not title[:1].isupper() and not any(w in source_nouns() for w in words)


def _subject_before(people: People, start: int, end: int) -> Referent | None:
    """The last named subject or speaker between two offsets, outside what others say."""
    found = [
        s for s in people.seen.between(start, end) if (s.subject or s.speaker) and not s.inside and s.referent.named
    ]
    found = [s for s in found if s.referent.kind in {"person", "organisation", "group"} or s.speaker]
    return max(found, key=lambda s: s.offset).referent if found else None


def _beside_document(people: People, source: Span, cue: int) -> Referent | None:
    """« Dans un communiqué, l'UDR a condamné … »: the name between a document and the verb is who speaks."""
    if not re.search(
        r"\b(?:dans|par|via|sur)\s$", people.parsed.text[max(0, source.start - 8) : source.start], re.IGNORECASE
    ):
        return None
    named = [r for _, r in people.names_in(Span(source.end, cue)) if r.kind in {"person", "organisation", "group"}]
    return named[0] if named else None
