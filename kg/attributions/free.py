"""Free attributions: what « selon X », « d’après X », « pour X » cover of their sentence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from kg.attributions.according import According
from kg.attributions.clauses import build
from kg.attributions.content import pieces_of
from kg.attributions.evidence import SPEAKER_PRONOUNS, Cue, Source, auxiliary
from kg.attributions.found import Ground, attribution
from kg.attributions.frames import fit
from kg.lexicon import source_nouns, word_class
from kg.model import Attribution, Span
from kg.phrases import country_names, is_finite, is_namelike, is_number

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token


def according_to_source(ground: Ground) -> Iterator[Attribution]:
    """Selon X, P. And P, selon X, where that covers the whole sentence: what others say in P is told by X.

    A medium is only the way by which it came (« X a dit P, selon l’AFP »), and « selon lui » goes with the verb.
    """
    doc = ground.paragraph.doc
    whole = []
    for phrase in ground.according:
        source = phrase.source
        if doc[source.head].lower_ in SPEAKER_PRONOUNS or _is_poll(ground, source) or _is_topic(ground, phrase):
            continue
        if _is_medium(ground, source) and _tells_of_saying(ground, phrase):
            continue
        sentence = ground.paragraph.sentence_at(ground.paragraph.start(doc[phrase.first]))
        first, limit = ground.paragraph.token_at(sentence.start), ground.paragraph.token_at(sentence.end)
        last = doc[phrase.first - 1].text == "," and not any(
            t.text in {",", ";", ":", '"'} or is_finite(t) for t in doc[phrase.end : limit - 1]
        )
        if phrase.first <= first + 1 or phrase.end >= limit - 1 or last:
            whole.append(phrase)
    yield from _according(ground, whole)


def according_to(ground: Ground) -> Iterator[Attribution]:
    """P1, selon X, P2, and all free attributions that are left."""
    yield from _according(ground, ground.according)


def _is_topic(ground: Ground, phrase: According) -> bool:
    """« Pour la Belgique, la Commission pointe un déficit »: a country that somebody else speaks of."""
    doc = ground.paragraph.doc
    if phrase.phrase != "pour" or doc[phrase.source.head].text not in country_names():
        return False
    after = range(phrase.end + 1, phrase.end + 3)
    told = (c.subject for c in ground.cues if c.mood == "finite" and c.subject is not None and c.subject.end == c.first)
    return any(subject.start in after for subject in told)


def _is_poll(ground: Ground, source: Source) -> bool:
    """Whether a poll tells what its respondents think in the same sentence: they are the source, by way of it."""
    doc = ground.paragraph.doc
    if doc[source.head].lower_ not in {"sondage", "baromètre", "enquête"}:
        return False
    at = ground.paragraph.sentence_at(ground.paragraph.start(doc[source.start]))
    return any(c.subject and c.mood == "finite" and at.start <= c.span.start < at.end for c in ground.cues)


def tells_whole(ground: Ground, phrase: According) -> bool:
    """Whether « selon X » at the head of its sentence makes X the source of what others say in it."""
    head = ground.paragraph.doc[phrase.source.head]
    if head.lower_ in SPEAKER_PRONOUNS or phrase.phrase == "pour" or _is_poll(ground, phrase.source):
        return False
    return not _is_medium(ground, phrase.source) and ground.is_plausible(phrase.source)


def _tells_of_saying(ground: Ground, phrase: According) -> bool:
    """Whether the main verb of « selon l’AFP, X a dit P », or of « X a dit P, selon l’AFP », is one of saying."""
    paragraph, doc = ground.paragraph, ground.paragraph.doc
    sentence = paragraph.sentence_at(paragraph.start(doc[phrase.first]))
    first, limit = paragraph.token_at(sentence.start), paragraph.token_at(sentence.end)
    begin = phrase.end if phrase.first <= first + 1 else first
    main = next((t.i for t in doc[begin:limit] if is_finite(t) and not t.dep_.startswith("acl")), None)
    return main is None or any(c.first <= main <= c.last for c in ground.cues)


def _is_medium(ground: Ground, source: Source) -> bool:
    doc = ground.paragraph.doc
    nouns = source_nouns()
    return any(
        nouns[doc[k].lower_]["kind"] == "media" for k in range(source.start, source.end) if doc[k].lower_ in nouns
    ) or doc[source.head].text in {"AFP", "Reuters", "AP", "ATS", "Belga", "APS"}


def _according(ground: Ground, phrases: Iterable[According]) -> Iterator[Attribution]:
    paragraph, doc = ground.paragraph, ground.paragraph.doc
    for phrase in phrases:
        at = paragraph.start(doc[phrase.first])
        if paragraph.quote_at(at) is not None or _is_topic(ground, phrase):
            continue
        sentence = paragraph.sentence_at(at)
        if phrase.phrase != "pour" and not ground.is_plausible(phrase.source) and not _opens(ground, phrase, sentence):
            continue
        spans = _scope(ground, phrase, sentence)
        if not spans:
            continue
        pieces, form = pieces_of(paragraph, ground.parsed, spans)
        counted = _bracketed(ground, phrase, sentence) is not None  # « (60 000 selon les syndicats) »
        if not counted and sum(len(p.of(ground.parsed.text).split()) for p in pieces) < 3:
            continue
        yield attribution(ground, pieces, None, phrase.source, form, "according-to", phrase=phrase)
        if phrase.first <= paragraph.token_at(sentence.start) + 1:
            yield from _goes_on(ground, phrase, sentence)


def _goes_on(ground: Ground, phrase: According, sentence: Span) -> Iterator[Attribution]:
    """« Selon X, P, ajoutant que Q »: what X adds, a claim of its own."""
    for cue in _added(ground, phrase, sentence):
        found = fit(ground, cue)
        if found is not None and found[0] == "que":
            told = build(ground, replace(cue, subject=phrase.source), *found)
            if told is not None:
                yield told


def _added(ground: Ground, phrase: According, sentence: Span) -> Iterator[Cue]:
    """The participles of saying after a comma and before « que », outside of all marks, behind a free attribution."""
    paragraph, doc = ground.paragraph, ground.paragraph.doc
    for cue in ground.cues:
        behind = phrase.end < cue.first and cue.span.end <= sentence.end and cue.mood == "participle"
        if not behind or doc[cue.first - 1].text != "," or paragraph.quote_at(cue.span.start) is not None:
            continue
        if doc[cue.last + 1 : cue.last + 2].text.lower() in {"que", "qu'"} and not ground.used(cue.span):
            yield cue


def _opens(ground: Ground, phrase: According, sentence: Span) -> bool:
    """Whether « selon X » opens or closes its sentence, so that X need not be in the source list."""
    paragraph = ground.paragraph
    doc, source = paragraph.doc, phrase.source
    head = doc[source.head]
    if phrase.phrase == "à l'en croire":
        return True
    if doc[source.start].lower_ in {"son", "sa", "ses", "leur", "leurs"} and doc[source.end - 1].lower_ in _OWN:
        return True  # « Selon ses propres mots »
    if (
        head.pos_ not in {"NOUN", "PROPN", "ADJ", "X"}
        or head.lower_.rstrip("s") in _MEASURES
        or phrase.phrase in {"pour", "chez", "côté"}
    ):
        return False
    first, limit = paragraph.token_at(sentence.start), paragraph.token_at(sentence.end)
    return phrase.first <= first + 2 or phrase.end >= limit - 1 or paragraph.doc[phrase.source.end].text == ","


#: « selon les cas », « selon l’âge »: a measure, nobody who says something.
_MEASURES = word_class("measures")
_OWN = word_class("own words")


def _scope(ground: Ground, phrase: According, sentence: Span) -> list[Span]:
    """What a free attribution covers: the rest of its sentence, or what stands before it, or both sides."""
    paragraph, doc = ground.paragraph, ground.paragraph.doc
    first = paragraph.token_at(sentence.start)
    limit = paragraph.token_at(sentence.end)
    opening = phrase.first
    while opening > first and (
        doc[opening - 1].lower_
        in {
            "mais",
            "et",
            "or",
            "car",
            "ainsi",
            "enfin",
            "toujours",
            "notamment",
            "toutefois",
            "pourtant",
            "donc",
            ",",
            "cependant",
            "aussi",
        }
        or doc[opening - 1].text in {'"', "–"}
    ):
        opening -= 1
    if opening == first or doc[phrase.first].text[:1].isupper() or phrase.phrase.endswith(" qui"):
        after = _after_source(ground, phrase, limit)
        if after is None:
            return []
        k = after if after < limit else phrase.end
        if k >= limit:
            return []  # « Selon Paul Vial » and nothing more
        end = sentence.end
        extra: list[Span] = []
        for n in range(k + 1, limit):
            if paragraph.quote_at(paragraph.start(doc[n])) is not None:
                continue
            if doc[n].text == ";":
                end = paragraph.start(doc[n])
                break
            if doc[n].text == ":":
                end = paragraph.start(doc[n])
                quote = next(
                    (
                        q
                        for q in ground.quotes
                        if q.span.start > end
                        and not ground.parsed.text[end + 1 : q.span.start].strip(" \u00a0\u202f\u2009")
                    ),
                    None,
                )
                extra = [quote.inner] if quote is not None else [Span(end + 1, sentence.end)]
                break
        end = min([end, *(paragraph.start(doc[cue.first - 1]) for cue in _added(ground, phrase, sentence))])
        for cue in ground.cues:
            if (
                cue.head > k
                and cue.clitic is not None
                and doc[cue.first - 1].text == ","
                and paragraph.quote_at(cue.span.start) is None
            ):
                end = min(end, paragraph.start(doc[cue.first - 1]))
        begin = paragraph.end(doc[k]) if doc[k].text in {",", ":"} else paragraph.start(doc[k])
        return [Span(begin, end), *extra] if begin < end else extra
    before = Span(sentence.start, paragraph.start(doc[phrase.first]))
    bracketed = _bracketed(ground, phrase, sentence)
    if bracketed is not None:
        return [Span(bracketed, before.end)]
    start = max([before.start, *(_after_other(ground, other) for other in _others(ground, phrase, first))])
    for taken in ground.taken:
        if start <= taken.end <= before.end:
            start = max(start, taken.end)
    if doc[phrase.first - 1].lower_ in _BEFORE_CLAUSE and phrase.end < limit:
        # « a rejoint le mouvement car selon lui P »: only the clause
        after = phrase.end + (doc[phrase.end].text == ",")
        return [Span(paragraph.start(doc[after]), sentence.end)] if after < limit else []
    stop = phrase.end
    while stop < limit and doc[stop].text not in {",", ".", ";", ":"} and not doc[stop].text.startswith("."):
        stop += 1
    lead = list(paragraph.tokens(Span(start, before.end)))
    last = lead[-2] if len(lead) > 1 and lead[-1].text == "," else lead[-1] if lead else None
    hanging = last is not None and (
        last.pos_ in {"AUX", "ADP", "SCONJ", "CCONJ", "DET"}
        or last.lower_ in {"que", "qu'"}
        or "VerbForm=Fin" in str(last.morph)
    )
    clause = _open_clause(lead, hanging=hanging)
    if stop < limit and doc[stop].text == ",":
        finite = any(is_finite(t) and not t.dep_.startswith("acl") for t in lead)
        relative = next((t for t in reversed(lead) if t.lower_ in {"qui", "que", "qu'"}), None)
        if relative is not None and phrase.first - relative.i <= 2:
            # « qui, selon lui, … »: only the relative clause
            if is_finite(doc[phrase.end]):  # « ce qui selon elle ressemble à P, a … »
                return [Span(paragraph.start(doc[phrase.end]), paragraph.start(doc[stop]))]
            return [Span(paragraph.end(doc[stop]), _relative_end(ground, stop + 1, sentence))]
        if clause is not None and (hanging or any(is_finite(t) for t in doc[stop:limit])):
            return [Span(paragraph.start(clause), before.end), Span(paragraph.start(doc[stop]), sentence.end)]
        pronoun = _relative_before(lead)
        if pronoun is not None and stop + 1 < limit and is_finite(doc[stop + 1]):
            # « l'opinion, qui soutient la grève, selon les sondages, sera … »: only the relative clause
            return [Span(paragraph.end(pronoun), before.end)]
        aside = _aside_before(lead)
        main = doc[stop + 1] if stop + 1 < limit else None
        told = main is not None and (is_finite(main) or main.lower_ in auxiliary("avoir") | auxiliary("être"))
        if aside is not None and not finite and told:
            return [Span(paragraph.start(aside), before.end)]  # « le cortège, composé de 80 élus selon X, a … »
        if not finite or hanging or _counts_among(doc, stop + 1, limit):
            return [Span(start, before.end), Span(paragraph.start(doc[stop]), sentence.end)]
    elif hanging and lead[-1].text != "," and phrase.end < limit:
        # « La situation est selon lui très grave »: the verb wants the rest
        after = phrase.end + (doc[phrase.end].text == ":")
        begin = paragraph.start(clause) if clause is not None else start
        return [Span(begin, before.end), Span(paragraph.start(doc[after]), sentence.end)]
    return [Span(start, before.end)]


def _bracketed(ground: Ground, phrase: According, sentence: Span) -> int | None:
    """Where the words of « (60 000 selon les syndicats) » start: of a bracket that opens before the phrase."""
    text = ground.parsed.text
    at = ground.paragraph.start(ground.paragraph.doc[phrase.first])
    opening = text.rfind("(", sentence.start, at)
    if opening < 0 or ")" in text[opening:at] or not any(c.isalnum() for c in text[opening:at]):
        return None
    return opening + 1


def _others(ground: Ground, phrase: According, first: int) -> Iterator[According]:
    """The free attributions of the same sentence before this one, but for one that opens the sentence."""
    return (other for other in ground.according if first + 2 < other.first and other.end < phrase.first - 1)


def _after_other(ground: Ground, other: According) -> int:
    """« P, selon X, la chaîne que Q, selon Y »: where what Y tells may start."""
    doc = ground.paragraph.doc
    return ground.paragraph.start(doc[other.end + (doc[other.end].text == ",")])


_BEFORE_CLAUSE = {"car", "que", "qu'", "puisque", "puisqu'"}


#: What opens a clause inside a sentence, before what it says.
_OPENERS = {"où", "que", "qu'", "dont", "car", "puisque", "puisqu'"}


def _open_clause(lead: Sequence[Token], *, hanging: bool) -> Token | None:
    """Where the last subordinate clause of ``lead`` starts, if it waits for its verb or, ``hanging``, for more.

    « La foule a gagné le port, où près de 300 personnes, selon la police, ont attendu »: what « où » opens.
    """
    opener = next((t for t in reversed(lead) if t.lower_ in _OPENERS), None)
    if opener is None:
        return None
    inside = [t for t in lead if t.i > opener.i]
    if inside and inside[-1].text == ",":
        inside.pop()
    if any(t.text == "," for t in inside):
        return None  # « Bien qu’en tête, le parti est, selon une étude, … »
    verbs = sum(is_finite(t) for t in inside)
    return inside[0] if len(inside) > 1 and verbs == (1 if hanging and is_finite(inside[-1]) else 0) else None


def _counts_among(doc: Doc, k: int, limit: int) -> bool:
    """« Quatorze personnes ont été blessées, selon la préfecture, dont quatre gravement »: a part of what was told."""
    return k < limit and doc[k].lower_ == "dont" and not any(is_finite(t) for t in doc[k:limit])


def _relative_before(lead: Sequence[Token]) -> Token | None:
    """The « qui » that opens the last part between commas, if a finite verb follows it there."""
    inside = [*lead[:-1]] if lead and lead[-1].text == "," else [*lead]
    comma = max((n for n, t in enumerate(inside) if t.text == ","), default=None)
    if comma is None or comma + 2 >= len(inside) or inside[comma + 1].lower_ != "qui":
        return None
    return inside[comma + 1] if any(is_finite(t) for t in inside[comma + 2 :]) else None


def _aside_before(lead: Sequence[Token]) -> Token | None:
    """The participle that opens the last part between commas, with no finite verb after it."""
    comma = max((n for n, t in enumerate(lead) if t.text == ","), default=None)
    if comma is None or comma + 1 >= len(lead):
        return None
    first = lead[comma + 1]
    return first if "VerbForm=Part" in str(first.morph) else None


def _after_source(ground: Ground, phrase: According, limit: int) -> int | None:
    """The comma or colon after an opening source, with age and appositions: « Pour X, 35 ans, avocat, P ».

    ``None`` where the sentence breaks off in a relative clause of the source, and nothing is told.
    """
    doc = ground.paragraph.doc
    k = phrase.end
    relative = k < limit and doc[k].lower_ in {"qui", "dont"}  # « Pour le syndicat qui défend les éleveurs, P »
    while k < limit and doc[k].text not in {",", ":"}:
        if not relative and is_finite(doc[k]) and not doc[k].dep_.startswith("acl"):
            return phrase.end
        k += 1
    while k < limit and doc[k].text == ",":
        closing = next((n for n in range(k + 1, min(limit, k + 25)) if doc[n].text == ","), None)
        if closing is None:
            if k + 1 < limit and doc[k + 1].lower_ in {"qui", "dont"}:
                return None  # « Selon le ministère, qui a repris le dossier. »: nothing is told
            break
        first, second = doc[k + 1], doc[min(k + 2, limit - 1)]
        bare = first.pos_ == "NOUN" and first.text.islower() and is_namelike(doc[phrase.source.head])
        apposed = (
            bare
            or first.lower_ in {"chargé", "chargée"}
            or first.lower_
            in {"qui", "dont", "âgé", "âgée", "citant", "ancien", "ancienne", "ex", "professeur", "alias"}
            or (is_number(first) and second.lower_ == "ans")
            or first.lower_ in source_nouns()
            or (
                first.lower_ in {"le", "la", "l'", "un", "une", "lui-même", "elle-même"}
                and second.lower_ in source_nouns()
                and not any(is_finite(t) and not t.dep_.startswith("acl") for t in doc[k + 1 : closing])
            )
        )
        listed = relative and not any(is_finite(t) for t in doc[k + 1 : closing])  # « qui salue A, B et C, P »
        listed = listed and is_namelike(first) and (doc[closing - 2].lower_ == "et" or closing - k < 5)
        if not apposed and not listed:
            break
        relative = relative or first.lower_ == "qui"
        k = closing
    return k


def _relative_end(ground: Ground, k: int, sentence: Span) -> int:
    paragraph, doc = ground.paragraph, ground.paragraph.doc
    for n in range(k, paragraph.token_at(sentence.end)):
        if doc[n].text in {",", ";", ":"} and paragraph.quote_at(paragraph.start(doc[n])) is None:
            return paragraph.start(doc[n])
    return sentence.end
