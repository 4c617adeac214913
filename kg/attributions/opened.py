"""Direct speech that its cue opens: « X a déclaré : « P » », « X lance « P » », « X : « P » »."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from kg.attributions.antecedents import start_of_name
from kg.attributions.clauses import performed
from kg.attributions.content import pieces_of
from kg.attributions.evidence import Cue, Source, is_time
from kg.attributions.found import Ground, attribution
from kg.attributions.frames import fit
from kg.attributions.free import tells_whole
from kg.attributions.insertions import over_insertion
from kg.attributions.quoted import cue_after, speech_like
from kg.attributions.sources import inverted_subject, noun_source
from kg.attributions.subjects import subject_of
from kg.lexicon import source_nouns
from kg.model import Attribution, Span
from kg.phrases import given_names, is_finite, is_namelike, name_end, phrase_start
from kg.quotes import Quote

if TYPE_CHECKING:
    from spacy.tokens import Doc


def cue_then_quote(ground: Ground) -> Iterator[Attribution]:
    """X a déclaré : « P ». X lance «P». X : « P ». A sentence that ends in a colon opens what its subject says."""
    paragraph, doc, _text = ground.paragraph, ground.paragraph.doc, ground.parsed.text
    for number, quote in enumerate(ground.quotes):
        if ground.used(quote.inner):
            continue
        b = paragraph.token_at(quote.span.start) - 1
        while b >= 0 and doc[b].text in {'"', "–", "-"} and paragraph.end(doc[b]) > quote.span.start - 2:
            b -= 1
        if b < 0:
            above = _paragraph_above(ground, quote)
            if above is not None:
                yield above
            continue
        sentence = paragraph.sentence_at(quote.span.start)
        floor = ground.after_semicolon(paragraph.token_at(sentence.start), b)
        colon = doc[b].text == ":"
        told = any(floor <= a.first <= floor + 1 and tells_whole(ground, a) for a in ground.according)
        if told and not colon:
            continue  # « Selon FO, la direction a proposé « P » » is left to « selon »
        found = _before_colon(ground, floor, b) if colon else _directly_before(ground, b, quote)
        if found is None:
            continue
        cue, source, rule = found
        spans = [quote.inner, *quotes_following(ground, number)]
        if cue is None and not speech_like(ground, quote) and not (source and rule == "name-colon-quote"):
            continue
        pieces, form = pieces_of(paragraph, ground.parsed, spans)
        if pieces:
            yield attribution(ground, pieces, cue, source, form, rule)


def _paragraph_above(ground: Ground, quote: Quote) -> Attribution | None:
    """A quotation that opens its paragraph, announced by the colon that ends the paragraph above."""
    index = ground.paragraph.index
    if index == 0 or not ground.parsed.paragraphs[index - 1].text.rstrip().endswith(":"):
        return None
    above = Ground(ground.parsed, ground.parsed.paragraphs[index - 1], [])
    doc = above.paragraph.doc
    colon = len(doc) - 1
    floor = above.paragraph.token_at(above.paragraph.sentence_at(above.paragraph.start(doc[colon])).start)
    if doc[colon].text != ":" or floor >= colon:
        return None
    found = _before_colon(above, floor, colon)
    if found is None or cue_after(ground, quote) is not None:
        return None
    cue, source, rule = found
    if source is None or not above.is_plausible(source) or not speech_like(ground, quote):
        return None
    pieces, form = pieces_of(ground.paragraph, ground.parsed, [quote.inner])
    if not pieces:
        return None
    return attribution(above, pieces, cue, source, form, rule)


def _before_colon(ground: Ground, floor: int, colon: int) -> tuple[Cue | None, Source | None, str] | None:
    doc = ground.paragraph.doc
    if any(floor <= a.first <= floor + 2 for a in ground.according):
        return None
    cues = [
        c
        for c in ground.cues
        if floor <= c.head < colon
        and c.mood in {"finite", "participle", "infinitive"}
        and ground.paragraph.quote_at(c.span.start) is None
    ]
    named = start_of_name(doc, colon - 1) if is_namelike(doc[colon - 1]) else None
    if named is not None and doc[colon - 1].ent_type_ == "PER" and _by_whom(doc, named, floor):
        return None, noun_source(doc, named, colon), "sentence-colon-quote"
    for cue in reversed(cues):
        if colon - cue.head > 25:
            break
        if cue.mood == "participle" and cue.first == floor and cue.last >= colon - 2:
            return cue, cue.subject, "cue-colon-quote"  # « Ajoutant : « P » » goes on with the sentence before
        if cue.subject is None and cue.mood != "finite":
            continue
        content = fit(ground, cue)
        if content is not None and colon - content[1] >= (2 if content[0] in {"à", "obj-à", "np"} else 3):
            return None  # « a appelé à P : « Q » » is one claim in two pieces, left to the verb's frame
        if doc[cue.head].dep_.startswith("acl:relcl") and cue.subject and cue.subject.end < cue.first - 3:
            continue
        after = None if cue.subject is not None else inverted_subject(cue, colon)
        return cue, cue.subject or (after if ground.is_plausible(after) else None), "cue-colon-quote"
    beside = next((a for a in ground.according if floor <= a.first and a.end == colon), None)
    if beside is not None:
        return None, beside.source, "sentence-colon-quote"  # « Un prétexte, selon l'enseignante : « P » »
    # « X : « P » », in headlines and transcripts
    end = name_end(doc, floor, colon) if floor < colon and is_namelike(doc[floor]) else floor
    if end == colon and any(t.ent_type_ in {"PER", "ORG"} for t in doc[floor:colon]):
        return None, noun_source(doc, floor, colon), "name-colon-quote"
    if end == colon == floor + 1 and _is_surname(ground, doc[floor].text):
        return None, Source(floor, colon, floor), "name-colon-quote"  # « Vial : « Vendons ! » »
    if end > floor and end < colon and doc[end].text in {",", "("} and doc[floor].ent_type_ == "PER":
        return None, noun_source(doc, floor, colon), "name-colon-quote"
    root = next((t for t in doc[floor:colon] if is_finite(t)), None)
    told = root is None and floor < end < colon and doc[end].lower_ in _TO_OR_ON and colon - end < 9
    if told and _names(doc, floor, end):
        return None, noun_source(doc, floor, end), "name-colon-quote"  # « Vial aux enseignants : « P » »
    if root is not None:
        verb = root.head if root.pos_ == "AUX" and root.head.i != root.i and floor <= root.head.i < colon else root
        source = subject_of(doc, verb.i, min(root.i, verb.i))
        if source is not None and ground.is_plausible(source):
            return None, source, "sentence-colon-quote"
        if (nearer := _last_clause(ground, floor, colon)) is not None:
            return None, nearer, "sentence-colon-quote"
    elif (whose := _beside_of(doc, floor, colon)) is not None:
        return None, whose, "sentence-colon-quote"
    last = colon - 1
    while last > floor and (is_time(doc[last]) or doc[last].pos_ == "ADV"):
        last -= 1
    name = doc[last]
    if name.ent_type_ == "PER" and is_namelike(name):  # « Même son de cloche chez Anne Morel : « P » »
        return None, noun_source(doc, start_of_name(doc, last), colon), "sentence-colon-quote"
    if root is None and (source := _who_opens(ground, floor, colon)) is not None:
        return None, source, "sentence-colon-quote"
    return None, None, "sentence-colon-quote"


def _is_surname(ground: Ground, word: str) -> bool:
    """Whether the article has the word behind a first name somewhere: « Jean-Claude Vial »."""
    if not word.istitle() or len(word) < 4:
        return False
    before = re.findall(rf"([^\W\d_]+)(?:-[^\W\d_]+)? {re.escape(word)}\b", ground.parsed.text)
    return any(first in given_names() for first in before)


def _last_clause(ground: Ground, floor: int, colon: int) -> Source | None:
    """« C'est le cas ici, où Anne Morel, routière, était là : « P » »: the named subject of the last finite verb."""
    doc = ground.paragraph.doc
    verb = next((t for t in reversed(doc[floor:colon]) if is_finite(t)), None)
    if verb is None:
        return None
    source = over_insertion(doc, verb.i) or subject_of(doc, verb.i, verb.i)
    named = source is not None and any(t.ent_type_ == "PER" for t in doc[source.start : source.end])
    return source if named and source is not None and source.start >= floor else None


def _beside_of(doc: Doc, floor: int, colon: int) -> Source | None:
    """« Même constat d'Anne Morel, porte-parole du syndicat : « P » »: the person with whom a verbless lead ends."""
    for k in range(floor + 1, colon - 2):
        if doc[k].ent_type_ != "PER" or not is_namelike(doc[k]) or doc[k - 1].lower_ not in {"de", "d'", "chez"}:
            continue
        end = name_end(doc, k, colon)
        return noun_source(doc, k, colon) if end > k + 1 and doc[end].text == "," else None
    return None


_TO_OR_ON = {"à", "au", "aux", "sur", "face", "après", "chez", "devant", "en"}


def _names(doc: Doc, start: int, end: int) -> bool:
    """Whether a run of name words is somebody: a person or an organisation, or no place at least with two words."""
    kinds = {t.ent_type_ for t in doc[start:end]}
    return bool(kinds & {"PER", "ORG"}) or (end - start > 1 and "LOC" not in kinds)


def _who_opens(ground: Ground, floor: int, colon: int) -> Source | None:
    """« Des riverains excédés par le bruit : « P » »: a headline with no verb names who speaks first."""
    doc = ground.paragraph.doc
    if doc[floor].pos_ != "DET" and doc[floor].lower_ not in {"le", "la", "les", "l'", "un", "une", "des"}:
        return None
    head = next((k for k in range(floor + 1, min(colon, floor + 4)) if doc[k].lower_ in source_nouns()), floor)
    row = source_nouns().get(doc[head].lower_)
    if row is None or row["kind"] not in {"person", "group", "organisation"}:
        return None
    source = noun_source(doc, head, colon, floor=floor)
    return source if source is not None and source.start == floor and ground.is_plausible(source) else None


def _by_whom(doc: Doc, name: int, floor: int) -> bool:
    """Whether a name is that of an agent: « la formule écrite par le journaliste Paul Vial : « P » »."""
    start = phrase_start(doc, name, floor)
    return start > floor and doc[start - 1].lower_ in {"par", "chez", "citant"}


def _directly_before(ground: Ground, b: int, quote: Quote) -> tuple[Cue | None, Source | None, str] | None:
    """X lance « P »; X a lancé un « P »; ..., X: «P»."""
    doc = ground.paragraph.doc
    for back in range(b, max(-1, b - 3), -1):
        cue = ground.cue_ending(back)
        if (
            cue is not None
            and cue.mood in {"finite", "participle", "infinitive"}
            and (cue.verb.quotes() or "np" in cue.verb.frames)
        ):
            inverted = cue.clitic is not None and doc[cue.first - 1].text == ","
            if not inverted and any(doc[k].pos_ not in {"PUNCT", "ADV"} for k in range(back + 1, b + 1)):
                return None
            if cue.subject is None or (cue.mood == "infinitive" and not performed(ground, cue)):
                return None
            if _is_told(ground, cue) or _is_title(ground, cue, quote):
                return None
            if cue.negated or cue.passive or not _can_open(ground, cue, quote):
                return None
            after = ground.parsed.text[quote.span.end : quote.span.end + 2].lstrip(" \u00a0")
            names = "attr" in cue.verb.frames and "que" not in cue.verb.frames
            judged = "attr" in cue.verb.frames and not speech_like(ground, quote) and cue.verb.lemma != "dire"
            if ("np" in cue.verb.frames or names or judged or _is_phrase(ground, quote)) and after[:1].isalpha():
                return None  # « réclame « une pause » dans les travaux »: the object goes on
            return cue, cue.subject, "cue-then-quote"
    return None


def _is_told(ground: Ground, cue: Cue) -> bool:
    """Whether a verb stands in a relative clause of what another says: « dit avoir vu des gens qui criaient « P » »."""
    doc = ground.paragraph.doc
    weak = cue.subject is not None and "que" not in cue.verb.frames
    if weak and cue.subject and cue.subject.start > 1 and doc[cue.subject.start - 1].lower_ in {"que", "qu'"}:
        teller = ground.cue_ending(cue.subject.start - 2)
        return teller is not None and "que" in teller.verb.frames  # « croit que la loi oppose « P » »
    if doc[cue.first - 1].lower_ != "qui":
        return False
    sentence = ground.paragraph.sentence_at(cue.span.start)
    for other in ground.cues:
        if sentence.start <= other.span.start and other.head < cue.first and other.subject is not None:
            found = fit(ground, other) if other.mood == "finite" and not other.passive else None
            if found is not None and found[0] in {"que", "inf"} and found[1] < cue.first:
                return True
    return False


def _is_title(ground: Ground, cue: Cue, quote: Quote) -> bool:
    """Whether the marks hold the newspaper that speaks: « P, révèle « La Gazette de l’Orle » »."""
    inner = list(ground.paragraph.tokens(quote.inner))
    behind = cue.first > 0 and ground.paragraph.doc[cue.first - 1].text == ","
    return behind and len(inner) > 1 and inner[0].text in {"Le", "La", "Les", "L'"} and is_namelike(inner[1])


def _is_phrase(ground: Ground, quote: Quote) -> bool:
    """Whether a quotation is a phrase of its sentence and not a cry: « répondra « en temps voulu » aux … »."""
    first = ground.paragraph.doc[ground.paragraph.token_at(quote.inner.start)]
    return not speech_like(ground, quote) and first.text.islower() and first.pos_ in {"DET", "ADP", "NUM"}


def _can_open(ground: Ground, cue: Cue, quote: Quote) -> bool:
    """Whether a verb before a quotation introduces it: not « dit “MBS” », a nickname, not « tente “de casser” »."""
    doc, words = ground.paragraph.doc, quote.inner.of(ground.parsed.text)
    if cue.head == cue.first and doc[cue.first - 1].text == "," and len(words.split()) <= 3:
        return False
    before = doc[cue.first - 1] if cue.first else None
    called = (
        cue.verb.lemma == "dire" and cue.head == cue.first and before is not None and before.pos_ in {"NOUN", "ADJ"}
    )
    if called and len(words.split()) <= 4 and words[:1].islower():
        return False  # « le jeu dit « de la marelle » »
    weak = "que" not in cue.verb.frames and "np" not in cue.verb.frames
    return not weak or not words.lower().startswith(("de ", "d'", "d’", "à ", "au ", "en ", "par ", "pour "))


def quotes_following(ground: Ground, number: int) -> list[Span]:
    """Further quotations that follow with nothing between: « A. » « B. »"""
    text = ground.parsed.text
    found: list[Span] = []
    end = ground.quotes[number].span.end
    for quote in ground.quotes[number + 1 :]:
        if (
            text[end : quote.span.start].strip(" .\u00a0\u202f\u2009\n…,")
            or ground.used(quote.inner)
            or cue_after(ground, quote) is not None
            or not speech_like(ground, quote)
        ):
            break
        found.append(quote.inner)
        end = quote.span.end
    return found
