"""Direct speech: quotations with their cue after, before, or in the middle, and those that go on without one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from kg.attributions.according import According
from kg.attributions.clauses import performed
from kg.attributions.content import occasion, pieces_of, trim
from kg.attributions.evidence import CLITICS, Cue, Source
from kg.attributions.found import Ground, attribution
from kg.attributions.frames import fit
from kg.attributions.sources import head_of, inverted_subject, noun_source
from kg.attributions.subjects import subject_of
from kg.attributions.verbs import Verb
from kg.lexicon import word_class
from kg.model import Attribution, Span
from kg.phrases import is_finite, is_namelike, is_number, name_end
from kg.quotes import Quote

if TYPE_CHECKING:
    from spacy.tokens import Doc


def speech_like(ground: Ground, quote: Quote) -> bool:
    """Whether a quotation reads as somebody's sentence and not as a term: a verb in it, or a full stop."""
    paragraph = ground.paragraph
    words = quote.inner.of(ground.parsed.text)
    if len(words.split()) < 3:
        return words.rstrip().endswith(("!", "?", ".")) and len(words.split()) > 1
    if words.rstrip().endswith((".", "!", "?", "…")):
        return True
    return any(is_finite(t) for t in paragraph.tokens(quote.inner))


def quote_with_incise(ground: Ground) -> Iterator[Attribution]:
    """«Nous ne partirons pas, a prévenu la porte-parole. Pas sans réponse.»: the incise stands inside the marks."""
    paragraph, doc, text = ground.paragraph, ground.paragraph.doc, ground.parsed.text
    for quote in ground.quotes:
        first, limit = paragraph.token_at(quote.inner.start), paragraph.token_at(quote.inner.end)
        for cue in ground.cues_between(first + 1, limit - 1):
            if (
                cue.mood != "finite"
                or not cue.verb.quotes()
                or doc[cue.first - 1].text not in {",", "!", "?", "…", "–"}
            ):
                continue
            source = incise_source(cue, limit)
            if source is None or (cue.clitic is None and not _is_inverted(cue, source)):
                continue
            stop = _incise_end(doc, max(source.end, cue.last + 1), limit)
            if stop is None:
                continue
            after = paragraph.start(doc[stop]) if stop < limit else quote.inner.end
            spans = [Span(quote.inner.start, paragraph.start(doc[cue.first])), Span(after, quote.inner.end)]
            pieces = tuple(p for s in spans if (p := trim(text, s.start, s.end)).end > p.start)
            yield attribution(ground, pieces, cue, source, "direct", "quote-with-incise")
            break


def _incise_end(doc: Doc, start: int, limit: int) -> int | None:
    """The token that ends an incise inside the marks, ``None`` if the words after the name belong to no incise.

    « …, explique Maud Kerven, qui étudie la faille. », « …, souffle Nora, 34 ans, … », « …, lâche Nora en riant. »
    """
    borders = {".", "!", "?", ";", ":", "–"}
    if start >= limit or doc[start].text in borders:
        return start
    word, following = doc[start].lower_, doc[start + 1] if start + 1 < limit else None
    if (
        word == ","
        and following is not None
        and (following.lower_ in {"qui", "dont", "âgé", "âgée"} or is_number(following))
    ):
        ends = borders if following.lower_ in {"qui", "dont"} else {*borders, ","}
        return next((k for k in range(start + 1, limit) if doc[k].text in ends), limit)
    if word == ",":
        return start
    manner = word in {"en", "avec", "dans", "devant", "au", "à"} or word == "("
    if not manner and not occasion(doc, start):
        return None
    return next((k for k in range(start, min(limit, start + 14)) if doc[k].text in {*borders, ","}), None)


def quote_then_cue(ground: Ground) -> Iterator[Attribution]:
    """« P », a déclaré X. And « A », a-t-il dit. « B », whose second part is a piece of the same claim."""
    paragraph, _text = ground.paragraph, ground.parsed.text
    for number, quote in enumerate(ground.quotes):
        if ground.used(quote.inner):
            continue
        cue = cue_after(ground, quote)
        if cue is None:
            continue
        limit = limit_of(ground, quote.span.end)
        source = incise_source(cue, limit) or (cue.subject if cue.subject and cue.subject.head > cue.head else None)
        if (
            source is None
            and cue.clitic is None
            and cue.subject is not None
            and cue.subject.start > paragraph.token_at(quote.span.end)
        ):
            continue
        spans = _with_lead(ground, quote)
        rest = _resumed(ground, number, max(cue.last + 1, source.end if source else 0))
        pieces, form = pieces_of(paragraph, ground.parsed, [*spans, *rest])
        if pieces:
            yield attribution(ground, pieces, cue, source, form, "quote-then-cue")


def cue_after(ground: Ground, quote: Quote) -> Cue | None:
    """The verb of saying directly after a quotation, over a comma and an adverb: « », a ensuite lancé X »."""
    paragraph, doc = ground.paragraph, ground.paragraph.doc
    k = paragraph.token_at(quote.span.end)
    n = 0
    while (
        k < len(doc)
        and n < 4
        and (
            (doc[k].text in {",", "-", "–", ".", '"'} and n < 3)
            or doc[k].lower_ in {"comme", "ainsi", "l'", "le", "là", "encore", "alors", "puis", "même", "aussitôt"}
            or doc[k].pos_ == "ADV"
        )
    ):
        if doc[k].text == "." and not _lower_next(doc, k):
            return None
        if ground.cue_at(k) is not None:
            break
        k += 1
        n += 1
    cue = ground.cue_at(k)
    if cue is None or (cue.clitic is None and not cue.verb.quotes() and not _named_next(ground, cue)):
        cue = _unlisted(ground, k)
    if cue is not None and cue.clitic is None and doc[cue.first - 1].text == '"' and _is_subject(ground, quote):
        return None  # « les « gilets jaunes » ont crié … »
    if (
        cue is None
        or cue.mood != "finite"
        or not (cue.verb.quotes() or (cue.verb.frames and (cue.clitic is not None or _named_next(ground, cue))))
    ):
        return None
    return cue


def _named_next(ground: Ground, cue: Cue) -> bool:
    """Whether somebody's name follows the verb: « », a exhorté Anne Morel »."""
    doc = ground.paragraph.doc
    following = doc[cue.last + 1] if cue.last + 1 < len(doc) else None
    if following is None or is_namelike(following):
        return following is not None and following.ent_type_ == "PER"
    if following.pos_ != "DET" or cue.last + 2 >= len(doc):
        return False
    source = noun_source(doc, head_of(doc, cue.last + 1, len(doc)), len(doc), floor=cue.last + 1)
    return (
        source is not None and ground.is_plausible(source) and (source.end >= len(doc) or doc[source.end].text in ".,;")
    )


def _unlisted(ground: Ground, k: int) -> Cue | None:
    """A verb that is no verb of saying, but inverted after a quotation: « », s’amuse-t-elle », « », compare Éric »."""
    paragraph, doc = ground.paragraph, ground.paragraph.doc
    head = k + 1 if k + 1 < len(doc) and doc[k].lower_ in {"se", "s'"} else k
    if head + 1 >= len(doc) or k == 0 or doc[k - 1].text != "," or not is_finite(doc[head]) or head in ground.spent:
        return None
    if doc[head].pos_ != "VERB" or doc[head].lower_.endswith(("ons", "ez")):
        return None
    clitic = next(
        (n for n in range(head + 1, min(head + 3, len(doc))) if doc[n].lower_ in CLITICS - {"-on", "-je"}), None
    )
    following = doc[head + 1]
    if clitic is None and not (is_namelike(following) and (following.ent_type_ == "PER" or following.pos_ == "PROPN")):
        return None
    verb = Verb(doc[head].lower_, doc[head].lower_, (), head > k, {"quote": "assertion"}, frozenset())
    return Cue(paragraph, head, k, clitic or head, verb, "finite", reflexive=head > k, clitic=clitic)


def _is_subject(ground: Ground, quote: Quote) -> bool:
    """Whether a quotation is a noun phrase of its sentence: after a determiner or « de », or with no verb."""
    b = ground.paragraph.token_at(quote.span.start) - 1
    before = ground.paragraph.doc[b] if b >= 0 else None
    return (
        before is not None and (before.pos_ == "DET" or before.lower_ in {"de", "d'", "des", "les"})
    ) or not speech_like(ground, quote)


def _lower_next(doc: Doc, k: int) -> bool:
    tokens = doc[k + 1 : k + 2]
    return bool(len(tokens) and tokens[0].text[:1].islower())


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


def limit_of(ground: Ground, offset: int) -> int:
    """Token after the sentence that holds ``offset``."""
    sentence = ground.paragraph.sentence_at(min(offset, ground.paragraph.span.end - 1))
    return ground.paragraph.token_at(sentence.end)


def _with_lead(ground: Ground, quote: Quote) -> list[Span]:
    """The quotation, with the words before it in its sentence where they are part of what is said.

    « L’annonce offre « des raisons d’espérer », a déclaré X »: the whole sentence. Words that end in a
    colon, or that hold a cue of their own, are not.
    """
    paragraph, text = ground.paragraph, ground.parsed.text
    if not quote.opened:
        return [quote.inner]
    sentence = paragraph.sentence_at(quote.span.start)
    start = sentence.start
    # earlier quotations of the sentence that a cue has taken bound the lead
    for taken in ground.taken:
        if sentence.start <= taken.end <= quote.span.start:
            start = max(start, taken.end)
    # … and so do a semicolon and a colon
    start = max(start, *(text.rfind(mark, start, quote.span.start) + 1 for mark in ";:"))
    lead = text[start : quote.span.start]
    if not lead.strip(' \u00a0\u202f\t\n-–—"«“,;.)') or start > sentence.start or ":" in lead[-3:]:
        return [quote.inner]
    tokens = list(paragraph.tokens(Span(start, quote.span.start)))
    if (
        quote.inner.of(text)[:1].isupper()
        and speech_like(ground, quote)
        and len(quote.inner.of(text).split()) > 5
        and ":" in lead
    ):
        return [quote.inner]
    if tokens and tokens[-1].text == '"':
        tokens.pop()
    if (
        tokens
        and tokens[-1].lower_ in {"que", "qu'"}
        and any(
            c.mood in {"finite", "participle"} and "que" in c.verb.frames and start <= c.span.start
            for c in ground.cues
            if c.head < tokens[-1].i
        )
    ):
        return [quote.inner]  # « déclarant que « P », a-t-il dit »
    heads = {c.head for c in ground.cues if c.mood == "finite" and c.verb.quotes()}
    if any(t.i in heads for t in tokens) and quote.inner.of(text)[:1].isupper():
        return [quote.inner]
    if len(tokens) <= 1 and not any(t.pos_ in {"VERB", "AUX"} for t in tokens):
        return (
            [Span(start, quote.span.end)]
            if tokens and tokens[0].is_alpha and tokens[0].lower_ not in {"et", "mais", "ou", "puis"}
            else [quote.inner]
        )
    return [Span(start, quote.span.end)]


def _resumed(ground: Ground, number: int, token: int) -> list[Span]:
    """What the same speaker goes on to say after the incise: « …, a-t-il dit, « B » », « …, dit-elle. « B » »."""
    paragraph, doc, text = ground.paragraph, ground.paragraph.doc, ground.parsed.text
    found: list[Span] = []
    at = token
    for quote in ground.quotes[number + 1 :]:
        between = (
            text[paragraph.start(doc[at]) if at < len(doc) else quote.span.start : quote.span.start]
            if not found
            else text[found[-1].end : quote.span.start]
        )
        first = not found
        between = between.strip(' \u00a0\u202f\t\n»”"')
        if first:
            # the end of the incise: « à la presse. », « mardi, »
            words = between.rstrip(" .,:")
            if (between and between[-1] not in ".,!?…") or len(words.split()) > 14 or _speaks(ground, at, quote):
                break
            if between.endswith(",") and not quote.inner.of(text)[:1].islower() and len(words.split()) > 8:
                break
            if "." in words.replace("M.", ""):
                break
        elif between.strip(" ,.;"):
            break
        if not speech_like(ground, quote) and not between.endswith(","):
            break
        if cue_after(ground, quote) is not None or ground.according_after(quote) is not None:
            break
        sentence = paragraph.sentence_at(quote.span.start)
        tail = text[quote.span.end : sentence.end].strip(' .!?…\u00a0\u202f»”"\n')
        if tail and first and between.endswith(".") and not between.endswith(",") and not tail.startswith(("«", "“")):
            break
        found.append(quote.inner)
        if quote.inner.of(text).rstrip()[-1:] not in ".!?…" and text[quote.span.end : quote.span.end + 1] not in ".":
            break
    return found


def _speaks(ground: Ground, token: int, quote: Quote) -> bool:
    """Whether another verb of saying stands between an incise and the next quotation."""
    end = ground.paragraph.token_at(quote.span.start)
    return any(token <= c.head < end and c.mood in {"finite", "participle"} for c in ground.cues)


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
            continue
        sentence = paragraph.sentence_at(quote.span.start)
        floor = paragraph.token_at(sentence.start)
        floor = max(
            [
                floor,
                *(
                    k + 1
                    for k in range(floor, b)
                    if doc[k].text == ";" and paragraph.quote_at(paragraph.start(doc[k])) is None
                ),
            ]
        )
        colon = doc[b].text == ":"
        found = _before_colon(ground, floor, b) if colon else _directly_before(ground, b, quote)
        if found is None:
            continue
        cue, source, rule = found
        spans = [quote.inner, *_following(ground, number)]
        if cue is None and not speech_like(ground, quote) and not (source and rule == "name-colon-quote"):
            continue
        pieces, form = pieces_of(paragraph, ground.parsed, spans)
        if pieces:
            yield attribution(ground, pieces, cue, source, form, rule)


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
    for cue in reversed(cues):
        if colon - cue.head > 25:
            break
        if cue.subject is None and cue.mood != "finite":
            continue
        content = fit(ground, cue)
        if content is not None and colon - content[1] >= 3:
            return None  # « a appelé à P : « Q » » is one claim in two pieces, left to the verb's frame
        if doc[cue.head].dep_.startswith("acl:relcl") and cue.subject and cue.subject.end < cue.first - 3:
            continue
        return cue, cue.subject, "cue-colon-quote"
    # « X : « P » », in headlines and transcripts
    end = name_end(doc, floor, colon) if floor < colon and is_namelike(doc[floor]) else floor
    if end == colon and any(t.ent_type_ in {"PER", "ORG"} for t in doc[floor:colon]):
        return None, noun_source(doc, floor, colon), "name-colon-quote"
    if end > floor and end < colon and doc[end].text in {",", "("} and doc[floor].ent_type_ == "PER":
        return None, noun_source(doc, floor, colon), "name-colon-quote"
    root = next((t for t in doc[floor:colon] if is_finite(t)), None)
    if root is not None:
        verb = root.head if root.pos_ == "AUX" and root.head.i != root.i and floor <= root.head.i < colon else root
        source = subject_of(doc, verb.i, min(root.i, verb.i))
        if source is not None and not ground.is_plausible(source):
            source = None
        return None, source, "sentence-colon-quote"
    return None, None, "sentence-colon-quote"


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
            if any(doc[k].pos_ not in {"PUNCT", "ADV"} for k in range(back + 1, b + 1)):
                return None
            if cue.subject is None or (cue.mood == "infinitive" and not performed(ground, cue)):
                return None
            if cue.negated or cue.passive or not _can_open(ground, cue, quote):
                return None
            after = ground.parsed.text[quote.span.end : quote.span.end + 2].lstrip(" \u00a0")
            if "np" in cue.verb.frames and after[:1].isalpha():
                return None  # « réclame « une pause » dans les travaux »: the object goes on
            return cue, cue.subject, "cue-then-quote"
    return None


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


def _following(ground: Ground, number: int) -> list[Span]:
    """Further quotations that follow with nothing between: « A. » « B. »"""
    text = ground.parsed.text
    found: list[Span] = []
    end = ground.quotes[number].span.end
    for quote in ground.quotes[number + 1 :]:
        if (
            text[end : quote.span.start].strip(" .\u00a0\u202f\n…,")
            or cue_after(ground, quote) is not None
            or not speech_like(ground, quote)
        ):
            break
        found.append(quote.inner)
        end = quote.span.end
    return found


_CONNECTIVES = word_class("connectives")


def quote_that_continues(ground: Ground) -> Iterator[Attribution]:
    """A quotation with no cue of its own, whole sentences, after one that had a speaker: the same source goes on."""
    paragraph, text = ground.paragraph, ground.parsed.text
    for quote in ground.quotes:
        if ground.used(quote.inner) or not speech_like(ground, quote):
            continue
        sentence = paragraph.sentence_at(quote.span.start)
        before = text[sentence.start : quote.span.start].strip(' \u00a0\u202f-–—"«“”»(.,')
        after = text[quote.span.end : sentence.end].strip(' \u00a0\u202f.!?…"«»”“)')
        if len(quote.inner.of(text).split()) < 4:
            continue
        trailing = after.startswith((", même si", ", alors que", ", tandis que", ", malgré")) and not before
        whole = trailing or (not after and (not before or before.lower().rstrip(",: ") in _CONNECTIVES))
        if not whole and not (not before and quote.inner.of(text).rstrip()[-1:] in ".!?…"):
            continue
        pieces, form = pieces_of(paragraph, ground.parsed, [quote.inner])
        if not pieces:
            continue
        source = _just_named(ground, sentence)
        continued = "quote-continues" if ground.spoken_before(quote.span.start) else "quote-alone"
        yield attribution(ground, pieces, None, source, form, "quote-after-subject" if source else continued)


def _just_named(ground: Ground, sentence: Span) -> Source | None:
    """Somebody named as the subject of the sentence before, where nobody speaks: « Nora ne décolère pas. « P » »."""
    paragraph, doc = ground.paragraph, ground.paragraph.doc
    before = next((s for s in reversed(paragraph.sentences) if s.end <= sentence.start), None)
    if before is None or any(before.overlaps(taken) for taken in ground.taken):
        return None
    first = paragraph.token_at(before.start)
    for k in range(first, paragraph.token_at(before.end)):
        if is_finite(doc[k]) and not doc[k].dep_.startswith("acl"):
            verb = doc[k].head.i if doc[k].pos_ == "AUX" and doc[k].head.i > k else k
            source = subject_of(doc, verb, k)
            named = source is not None and any(
                t.ent_type_ == "PER" and is_namelike(t) for t in doc[source.start : source.end]
            )
            return source if named else None
    return None


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
        if (
            cue.clitic is None
            and source is not None
            and not (_is_inverted(cue, source) and ground.is_plausible(source))
        ):
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


def _is_inverted(cue: Cue, source: Source) -> bool:
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


def quote_according_to(ground: Ground) -> Iterator[Attribution]:
    """« P », selon X."""
    paragraph = ground.paragraph
    for quote in ground.quotes:
        if ground.used(quote.inner):
            continue
        phrase: According | None = ground.according_after(quote)
        if phrase is None:
            continue
        pieces, form = pieces_of(paragraph, ground.parsed, _with_lead(ground, quote))
        if pieces:
            yield attribution(ground, pieces, None, phrase.source, form, "quote-according-to", phrase=phrase)


def quote_then_subject(ground: Ground) -> Iterator[Attribution]:
    """« P », la ministre persiste et signe: a whole quotation, a comma, and a subject that speaks in it."""
    paragraph, doc = ground.paragraph, ground.paragraph.doc
    for quote in ground.quotes:
        if (
            ground.used(quote.inner)
            or not quote.opened
            or not speech_like(ground, quote)
            or len(quote.inner.of(ground.parsed.text).split()) < 5
        ):
            continue
        sentence = paragraph.sentence_at(quote.span.start)
        if ground.parsed.text[sentence.start : quote.span.start].strip(" \u00a0\u202f-–—"):
            continue
        k = paragraph.token_at(quote.span.end)
        limit = paragraph.token_at(sentence.end)
        if k + 2 >= limit or doc[k].text != "," or doc[k + 1].pos_ not in {"DET", "PROPN"}:
            continue
        source = noun_source(doc, head_of(doc, k + 1, limit), limit, floor=k + 1)
        if (
            source is None
            or not ground.is_plausible(source)
            or source.end >= limit
            or doc[source.end].pos_ not in {"VERB", "AUX"}
        ):
            continue
        pieces, form = pieces_of(paragraph, ground.parsed, [quote.inner])
        if pieces:
            yield attribution(ground, pieces, None, source, form, "quote-then-subject")


def _signed_below(ground: Ground, quote: Quote) -> Attribution | None:
    """A pull quote: the quotation is its paragraph, and the next paragraph is a name with an office."""
    parsed, paragraph = ground.parsed, ground.paragraph
    if parsed.text[paragraph.span.start : quote.span.start].strip() or paragraph.index + 1 >= len(parsed.paragraphs):
        return None
    below = parsed.paragraphs[paragraph.index + 1]
    doc = below.doc
    if (
        not 2 <= len(doc) <= 18
        or not is_namelike(doc[0])
        or doc[0].ent_type_ != "PER"
        or any(is_finite(t) for t in doc)
    ):
        return None
    pieces, form = pieces_of(paragraph, parsed, [quote.inner])
    if not pieces or name_end(doc, 0) < 2:
        return None
    name = Span(below.start(doc[0]), below.end(doc[len(doc) - 1 - (doc[-1].text == ".")]))
    return replace(attribution(ground, pieces, None, None, form, "quote-signed"), source=name)


def quote_signed(ground: Ground) -> Iterator[Attribution]:
    """« P » – X: a quotation and its author's name, after a dash or in brackets, at the end of its paragraph."""
    paragraph, doc, text = ground.paragraph, ground.paragraph.doc, ground.parsed.text
    for quote in ground.quotes:
        if ground.used(quote.inner) or not speech_like(ground, quote):
            continue
        tail = text[quote.span.end : paragraph.span.end].lstrip(" .\u00a0\u202f")
        if not tail:
            signed = _signed_below(ground, quote)
            if signed is not None:
                yield signed
            continue
        if not tail.startswith(("–", "—", "-", "(")):
            continue
        name = tail.lstrip("–—-( \u00a0\u202f")
        k = paragraph.token_at(paragraph.span.end - len(name))
        if k >= len(doc) or not is_namelike(doc[k]) or doc[k].ent_type_ != "PER":
            continue
        source = noun_source(doc, k, len(doc))
        pieces, form = pieces_of(paragraph, ground.parsed, [quote.inner])
        if pieces and source is not None and source.end >= len(doc) - 2:
            yield attribution(ground, pieces, None, source, form, "quote-signed")
