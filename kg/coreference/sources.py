"""The speaker of each attribution of an article."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kg.coreference.people import People
from kg.coreference.referents import Referent
from kg.lexicon import source_nouns
from kg.model import Attribution, Link, Span


def resolve_sources(people: People, attributions: Sequence[Attribution]) -> dict[int, Link]:
    """The speaker of each attribution, by its index; read in the order of the text."""
    links: dict[int, Link] = {}
    last: tuple[int, Referent | None, Link] | None = None
    order = sorted(range(len(attributions)), key=lambda i: attributions[i].content[0].start)
    for i in order:
        found = attributions[i]
        where = found.content[0].start
        link, referent = _source(people, found)
        if (
            link.rule == "no-source"
            and found.rule == "quote-continues"
            and last is not None
            and people.parsed.paragraph_at(where).index - last[0] <= 1
        ) or (
            link.rule == "no-source"
            and found.cue is not None
            and found.rule == "cue-colon-quote"
            and _opens_with_participle(people, found.cue)
            and last is not None
            and people.parsed.paragraph_at(where).index - last[0] <= 2
        ):
            link, referent = Link(last[2].name, "continued"), last[1]
        elif (
            link.rule in {"no-source", "not-a-source"}
            and last is not None
            and last[1] is not None
            and last[1].kind != "person"
            and found.cue is not None
            and found.verb in _GOES_ON
            and "-on" in found.cue.of(people.parsed.text)
            and people.parsed.paragraph_at(where).index - last[0] <= 1
        ):
            link, referent = Link(last[2].name, "on-continued"), last[1]
        links[i] = link
        last = (people.parsed.paragraph_at(found.content[-1].end - 1).index, referent, link)
    return links


def _opens_with_participle(people: People, cue: Span) -> bool:
    """« Ajoutant : « P ». »: the sentence has no other verb, its source is that of the one before."""
    words = cue.of(people.parsed.text)
    return words[:1].isupper() and words.lower().endswith("ant")


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
        s
        for s in people.seen
        if start <= s.offset < end and (s.subject or s.speaker) and not s.inside and s.referent.named
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
