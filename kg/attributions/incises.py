"""Incises in indirect speech, and when a noun after a verb is its subject."""

from __future__ import annotations

from collections.abc import Iterator

from kg.attributions.content import pieces_of
from kg.attributions.evidence import CLITICS, Cue, Source
from kg.attributions.found import Ground, attribution
from kg.attributions.frames import fit
from kg.attributions.sources import inverted_subject
from kg.model import Attribution, Span
from kg.phrases import is_finite


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
        before = doc[cue.first - 1]
        comma = before.text == "," or before.text in {"–", '"'}
        if not comma or cue.negated:
            continue
        sentence = paragraph.sentence_at(cue.span.start)
        limit = paragraph.token_at(sentence.end)
        if cue.clitic is not None and doc[cue.clitic].lower_ == "-on" and cue.verb.lemma in _PERCEIVED:
            continue
        if cue.clitic is None and cue.subject is not None and cue.subject.end <= cue.first and _has_clause(ground, cue):
            continue  # « Le chauffeur, libéré hier, prétend ne pas … »
        if cue.clitic is None and (cue.last + 1 < limit and doc[cue.last + 1].lower_ in {"que", "qu'", "de", "d'"}):
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
            cue.first > 1
            and before.text == ","
            and doc[cue.first - 2].lower_ in {"qui", "que", "qu'", "dont", "où"}
            and stop < limit
        ):
            pieces, form = pieces_of(paragraph, ground.parsed, [Span(paragraph.start(doc[stop]), sentence.end)])
            if pieces:
                yield attribution(ground, pieces, cue, source, form, "incise")
            continue  # « une décision qui, avait-il dit, « vient trop tard » »
        spans = [Span(start, paragraph.start(before) if before.text != '"' else paragraph.start(doc[cue.first]))]
        if (
            stop < limit
            and doc[stop].text == ","
            and (not _has_main_verb(ground, spans[0]) or _subordinate(ground, spans[0]))
        ):
            spans.append(Span(paragraph.start(doc[stop]), sentence.end))
        pieces, form = pieces_of(paragraph, ground.parsed, spans)
        if sum(len(p.of(text).split()) for p in pieces) >= 3:
            yield attribution(ground, pieces, cue, source, form, "incise")


def _takes_no_person(cue: Cue) -> bool:
    """Whether a verb has clauses and words as its objects only, so that a noun right after it is its subject."""
    frames = cue.verb.frames
    return "que" in frames and not any(f in {"np", "attr", "à-inf", "de-inf"} or f.startswith("obj-") for f in frames)


def is_inverted(cue: Cue, source: Source) -> bool:
    """Whether the noun after the verb is its subject, and not the object of « X, dit Y »."""
    doc = cue.paragraph.doc
    if source.start > cue.head and cue.head > 0 and _takes_no_person(cue) and doc[source.end - 1].text != '"':
        following = doc[source.end].text if source.end < len(doc) else "."
        if following in {",", ".", ";", "(", "!", "?"}:
            return True  # « La mer monte, a indiqué Maud Kerven »: nobody « indicates » a person
    own = [
        c
        for c in doc[cue.head].children
        if c.dep_.startswith("nsubj") and c.i < cue.first and c.pos_ not in {"VERB", "AUX", "PUNCT"}
    ]
    if own and own[0].lower_ not in {"que", "qu'"}:
        # the small model hangs the subject of the sentence on its last verb: another verb between them owns it
        mine = cue.subject
        inserted = mine is not None and mine.end < cue.first and doc[mine.end].text == ","
        if mine is not None and inserted and not any(is_finite(t) for t in doc[mine.end : cue.first]):
            return False  # « L’un des organisateurs, bonnet sur la tête, rappelle … »
        between = doc[own[0].i + 1 : cue.first]
        if not any(is_finite(t) and not t.dep_.startswith("acl") for t in between):
            return False
    return source.start > cue.head


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
        return None
    return source
