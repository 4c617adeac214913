"""Incises in indirect speech, and when a noun after a verb is its subject."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING

from kg.attributions.content import pieces_of
from kg.attributions.evidence import CLITICS, SPEAKER_PRONOUNS, Cue, Source, is_time
from kg.attributions.found import Ground, attribution
from kg.attributions.frames import fit
from kg.attributions.sources import head_of, inverted_subject, noun_source
from kg.lexicon import source_nouns, word_class
from kg.model import Attribution, Span
from kg.phrases import is_finite, is_namelike, is_number, phrase_start

if TYPE_CHECKING:
    from spacy.tokens import Doc


def _has_clause(ground: Ground, cue: Cue) -> bool:
    """Whether a clause or an infinitive follows as the verb's own content; a noun phrase could be its subject."""
    found = fit(ground, cue)
    return found is not None and found[0] in {"que", "si", "inf", "de-inf", "à-inf", "à-ce-que", "obj-que"}


#: « a-t-on constaté »: what a reporter sees is no claim.
_PERCEIVED = {"constater", "voir", "remarquer", "observer", "noter", "relever"}


def incise(ground: Ground) -> Iterator[Attribution]:
    """P, a indiqué X. And P1, a-t-il dit, P2: an incise in indirect speech."""
    paragraph, doc, text = ground.paragraph, ground.paragraph.doc, ground.parsed.text
    for cue in ground.cues:
        if cue.head in ground.spent or cue.mood != "finite" or cue.first == 0 or not cue.verb.quotes():
            continue
        if paragraph.quote_at(cue.span.start) is not None:
            continue
        border = _before_objects(doc, cue)
        before = doc[border]
        comma = before.text == "," or before.text in {"–", '"'}
        if not comma or cue.negated:
            continue
        if before.text == '"' and cue.clitic is None and _is_term(ground, border):
            continue  # « les « gilets jaunes » ont appelé à P »
        sentence = paragraph.sentence_at(cue.span.start)
        limit = paragraph.token_at(sentence.end)
        if cue.clitic is not None and doc[cue.clitic].lower_ == "-on" and cue.verb.lemma in _PERCEIVED:
            continue
        if cue.clitic is None and cue.subject is not None and _named_before(doc, cue):
            continue  # « avant que le ministre, Paul Vial, annonce trois victimes »
        if cue.clitic is None and cue.subject is not None and cue.subject.end <= cue.first and _has_clause(ground, cue):
            continue  # « Le chauffeur, libéré hier, prétend ne pas … »
        following = [t.lower_ for t in doc[cue.last + 1 : min(limit, cue.last + 3)]]
        many = following[-1:] in (["nombreux"], ["nombreuses"], ["autres"])  # « , rapportent de nombreux médias »
        if cue.clitic is None and not many and following[:1] in (["que"], ["qu'"], ["de"], ["d'"]):
            continue
        source = incise_source(cue, limit)
        if (
            cue.clitic is not None
            and doc[cue.clitic].lower_ in CLITICS
            and source is None
            and doc[cue.clitic].lower_ != "-on"
        ):
            continue
        if source is None and cue.clitic is None:
            continue
        if cue.clitic is None and source is not None and doc[source.head].lower_ in SPEAKER_PRONOUNS:
            continue  # « X, venu hier, a déploré lui la présence de P »
        if cue.clitic is None and source is not None and not (is_inverted(cue, source) and ground.is_plausible(source)):
            continue
        stop = max(cue.last + 1, source.end if source else 0)
        while (
            stop < limit and doc[stop].text not in {",", ".", ";", ":", '"', "–"} and not doc[stop].text.startswith(".")
        ):
            stop += 1
        start = sentence.start
        for taken in ground.taken:
            if sentence.start <= taken.end <= paragraph.start(before) + 1:
                start = max(start, taken.end)
        if (
            border > 0
            and before.text == ","
            and doc[border - 1].lower_ in {"qui", "que", "qu'", "dont", "où"}
            and stop < limit
        ):
            pieces, form = pieces_of(paragraph, ground.parsed, [Span(paragraph.start(doc[stop]), sentence.end)])
            if pieces:
                yield attribution(ground, pieces, cue, source, form, "incise")
            continue  # « une décision qui, avait-il dit, « vient trop tard » »
        start = _after_incise(ground, start)
        spans = [Span(start, paragraph.start(before) if before.text != '"' else paragraph.start(doc[border + 1]))]
        if (
            stop < limit
            and doc[stop].text == ","
            and not _gerund_at(doc, stop + 1)
            and (not _has_main_verb(ground, spans[0]) or _subordinate(ground, spans[0]))
        ):
            spans.append(Span(paragraph.start(doc[stop]), sentence.end))
        last = doc[border - 1] if border > 1 else before
        aged = last.lower_ == "ans" and is_number(doc[border - 2]) and not _has_main_verb(ground, spans[0])
        if aged and len(spans) == 1 and cue.clitic is None:
            continue  # « Paul Vial, 38 ans, soutient le mouvement »
        pieces, form = pieces_of(paragraph, ground.parsed, spans)
        if sum(len(p.of(text).split()) for p in pieces) >= 3:
            yield attribution(ground, pieces, cue, source, form, "incise")


def _after_incise(ground: Ground, start: int) -> int:
    """« « P », a-t-il ajouté, a rapporté le journal »: past the incise that opens what is left of a sentence."""
    paragraph, doc = ground.paragraph, ground.paragraph.doc
    first = paragraph.token_at(start)
    opening = next((c.last for c in ground.cues if c.clitic is not None and first <= c.first < first + 3), None)
    if opening is None:
        return start
    past = opening + 1 if opening + 1 < len(doc) and doc[opening + 1].text in {",", "."} else opening
    return paragraph.end(doc[past])


def _before_objects(doc: Doc, cue: Cue) -> int:
    """The token before a verb and the pronouns whom it speaks to: « P, nous informe X »."""
    k = cue.first - 1
    while k > 0 and doc[k].lower_ in {"nous", "vous", "lui", "leur", "me", "m'"}:
        k -= 1
    return k


def _named_before(doc: Doc, cue: Cue) -> bool:
    """Whether the comma before a verb closes the apposition that names its subject, and a figure follows the verb."""
    subject, after = cue.subject, doc[cue.last + 1 : cue.last + 2]
    if subject is None or subject.end != cue.first - 1 or not len(after) or after[0].pos_ != "NUM":
        return False
    return any(t.text == "," for t in doc[subject.start : subject.end]) and is_namelike(doc[subject.end - 1])


def _is_term(ground: Ground, mark: int) -> bool:
    """Whether the quotation that ends at token ``mark`` stands behind a determiner and has no verb."""
    paragraph, doc = ground.paragraph, ground.paragraph.doc
    end = paragraph.end(doc[mark])
    quote = next((q for q in ground.quotes if q.span.end == end), None)
    if quote is None or any(is_finite(t) for t in paragraph.tokens(quote.inner)):
        return False
    opening = paragraph.token_at(quote.span.start)
    return opening > 0 and (doc[opening - 1].pos_ in {"DET", "ADP", "NUM"} or is_number(doc[opening - 1]))


def as_said(ground: Ground) -> Iterator[Attribution]:
    """Comme l’explique X, P. And P, comme l’a rappelé X: the clause around « comme » is what X says."""
    paragraph, doc, text = ground.paragraph, ground.paragraph.doc, ground.parsed.text
    for cue in ground.cues:
        opening = _as_opening(doc, cue)
        if opening is None or cue.head in ground.spent or cue.negated or paragraph.quote_at(cue.span.start) is not None:
            continue
        sentence = paragraph.sentence_at(cue.span.start)
        first, limit = paragraph.token_at(sentence.start), paragraph.token_at(sentence.end)
        pronoun = cue.first - 1  # « comme l’a dit X », « comme X l’a dit »
        own = noun_source(doc, head_of(doc, opening + 1, pronoun), pronoun, floor=opening + 1)
        source = own if opening + 1 < pronoun else incise_source(cue, limit)
        if source is None or not ground.is_plausible(source):
            continue
        stop = max(cue.last + 1, source.end)
        while stop < limit and doc[stop].text not in {",", ".", ";", ":", '"', "–", "!", "?"}:
            stop += 1
        begins = all(t.pos_ in {"CCONJ", "ADV", "PUNCT"} for t in doc[first:opening])
        if begins:
            if stop >= limit or doc[stop].text != ",":
                continue
            spans = [Span(paragraph.end(doc[stop]), sentence.end)]
        else:
            if doc[opening - 1].text not in {",", '"', "–"}:
                continue
            if any(sentence.start <= t.end <= paragraph.start(doc[opening]) for t in ground.taken):
                continue  # « P », répète le maire comme il l'avait dit lundi
            spans = [Span(sentence.start, paragraph.end(doc[opening - 1]))]
            if stop < limit and doc[stop].text == "," and not _has_main_verb(ground, spans[0]):
                spans.append(Span(paragraph.start(doc[stop]), sentence.end))
        pieces, form = pieces_of(paragraph, ground.parsed, spans)
        if sum(len(p.of(text).split()) for p in pieces) >= 3:
            yield attribution(ground, pieces, cue, source, form, "as-said")


def _as_opening(doc: Doc, cue: Cue) -> int | None:
    """The « comme » of « comme l’a dit X », « comme X le dit », if the verb tells of what was said."""
    if cue.mood != "finite" or cue.passive or not cue.verb.quotes() or cue.verb.frames.get("que") == "demand":
        return None
    if cue.first < 2 or doc[cue.first - 1].lower_ not in {"l'", "le"}:
        return None
    for k in range(cue.first - 2, max(-1, cue.first - 10), -1):
        if doc[k].lower_ == "comme":
            return k
        if k and doc[k].lower_ in {"que", "qu'"} and doc[k - 1].lower_ == "ainsi":
            return k - 1
        if doc[k].text in {",", ".", ":", ";", '"'} or is_finite(doc[k]):
            return None
    return None


_NO_PERSON = word_class("no person")


def _takes_no_person(cue: Cue) -> bool:
    """Whether a verb has clauses and words as its objects only, so that a noun right after it is its subject."""
    frames = cue.verb.frames
    return "que" in frames and not any(f in {"np", "attr", "à-inf", "de-inf"} or f.startswith("obj-") for f in frames)


def is_inverted(cue: Cue, source: Source) -> bool:
    """Whether the noun after the verb is its subject, and not the object of « X, dit Y »."""
    doc = cue.paragraph.doc
    comma = _before_objects(doc, cue)
    behind = source.start > cue.head > 0 and doc[comma].text == "," and cue.clitic is None
    if behind and comma < cue.first - 1:
        return True  # « La route rouvre lundi, nous informe la mairie »: the verb has its object already
    apart = cue.subject is None or cue.subject.end + 3 < cue.first
    if (
        behind
        and apart
        and cue.verb.lemma in _NO_PERSON
        and (_is_titled(doc, source) or (is_namelike(doc[source.head]) and doc[source.head].ent_type_))
    ):
        return True  # « L’usine rouvrira lundi, a annoncé Valtour dans un communiqué »: nobody « announces » somebody
    if source.start > cue.head and cue.head > 0 and _takes_no_person(cue) and doc[source.end - 1].text != '"':
        following = doc[source.end].text if source.end < len(doc) else "."
        if following in {",", ".", ";", "(", "!", "?"}:
            return True  # « La mer monte, a indiqué Maud Kerven »: nobody « indicates » a person
    own = [
        c
        for c in doc[cue.head].children
        if c.dep_.startswith("nsubj")
        and c.i < cue.first
        and c.pos_ not in {"VERB", "AUX", "PUNCT"}
        and not any(d.dep_ == "cop" for d in c.children)  # « Nous sommes nombreux, a dit X »
        and doc[max(0, phrase_start(doc, c.i) - 1)].pos_ != "ADP"
    ]
    if own and own[0].lower_ not in {"que", "qu'"}:
        # the small model hangs the subject of the sentence on its last verb: another verb between them owns it
        mine = cue.subject
        inserted = mine is not None and mine.end < cue.first and doc[mine.end].text == ","
        if mine is not None and inserted and not any(is_finite(t) for t in doc[mine.end : cue.first]):
            return False  # « L’un des organisateurs, bonnet sur la tête, rappelle … »
        between = doc[own[0].i + 1 : cue.first]
        ends = source.end >= len(doc) or doc[source.end].text in {".", ",", "!", "?"}
        apart = not any(t.text == "," for t in doc[own[0].i : own[0].i + 2])
        if (
            ends
            and apart
            and len(between) > 3
            and between[-1].text == ","
            and [t.text for t in between].count(",") == 1
        ):
            return source.start > cue.head  # « …, le ministre allant jusqu’à P, a dénoncé M. Vial »
        if not any(is_finite(t) and not t.dep_.startswith("acl") for t in between):
            return False
    return source.start > cue.head


def _is_titled(doc: Doc, source: Source) -> bool:
    """Whether a source is an office with a name: « le maire, Paul Vial », « la porte-parole Anne Roux »."""
    row = source_nouns().get(doc[source.head].lower_)
    after = doc[source.head + 1 : source.end + 3]
    names = [t for t in after[:1] if is_namelike(t)] + [
        t for c, t in pairwise(after) if c.text == "," and is_namelike(t)
    ]
    return row is not None and row["kind"] == "person" and bool(names)


def _gerund_at(doc: Doc, k: int) -> bool:
    """Whether a gerund or participle goes on with the saying: « , a indiqué X, tout en dénonçant Q »."""
    while k < len(doc) and doc[k].lower_ in {"tout", "en"}:
        k += 1
    return k < len(doc) and "VerbForm=Part" in str(doc[k].morph) and "Tense=Pres" in str(doc[k].morph)


def _subordinate(ground: Ground, span: Span) -> bool:
    """Whether the words before an incise are a subordinate clause: « S’il est venu, dit-il, c’est pour aider »."""
    words = [t.lower_ for t in ground.paragraph.tokens(span)][:3]
    while words and words[0] in {"mais", "et", "car", "or", ","}:
        words.pop(0)
    return bool(words) and words[0] in {
        "si",
        "s'",
        "quand",
        "lorsque",
        "lorsqu'",
        "comme",
        "puisque",
        "puisqu'",
        "bien",
    }


def _has_main_verb(ground: Ground, span: Span) -> bool:
    return any(is_finite(t) and not t.dep_.startswith("acl") for t in ground.paragraph.tokens(span))


def incise_source(cue: Cue, limit: int) -> Source | None:
    """The inverted subject of an incise."""
    source = inverted_subject(cue, limit)
    if (
        source is not None
        and cue.clitic is not None
        and cue.paragraph.doc[cue.clitic].lower_ in {"-on", "-je", "-nous", "-vous", "-tu"}
    ):
        return _voice_of_on(cue, limit) if cue.paragraph.doc[cue.clitic].lower_ == "-on" else None
    return source


def _voice_of_on(cue: Cue, limit: int) -> Source | None:
    """Who « on » is: « explique-t-on à la mairie », « dit-on dans son entourage », « de source judiciaire »."""
    doc = cue.paragraph.doc
    k = cue.last + 1
    while k < limit and (doc[k].pos_ == "ADV" or is_time(doc[k])) and doc[k].lower_ != "auprès":
        k += 1
    if k + 1 >= limit:
        return None
    words = [t.lower_ for t in doc[k : k + 4]]
    if words[0] in {"de", "d'"} and words[1] in {"source", "sources"}:
        return noun_source(doc, k + 1, limit, floor=k + 1)
    opening = next((len(w) for w in _PLACES_OF_ON if words[: len(w)] == list(w)), 0)
    if not opening:
        return None
    source = noun_source(doc, head_of(doc, k + opening, limit), limit, floor=k + opening)
    if source is None:
        return None
    row = source_nouns().get(doc[source.head].lower_)
    person = is_namelike(doc[source.head]) and doc[source.head].ent_type_ == "ORG"
    speaks = person or (row is not None and row["kind"] != "media")
    return source if speaks and doc[source.head].lower_ not in word_class("addressed") else None


_PLACES_OF_ON = (
    ("du", "côté", "de"),
    ("du", "côté", "du"),
    ("du", "côté", "des"),
    ("auprès", "de"),
    ("auprès", "du"),
    ("auprès", "des"),
    ("à",),
    ("au",),
    ("aux",),
    ("chez",),
    ("dans",),
)
