"""Direct speech with its cue after it or in the middle."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from kg.attributions.according import According
from kg.attributions.content import pieces_of
from kg.attributions.evidence import CLITICS, SPEAKER_PRONOUNS, Cue, auxiliary
from kg.attributions.found import Ground, attribution
from kg.attributions.frames import fit
from kg.attributions.incises import incise_source
from kg.attributions.sources import head_of, noun_source
from kg.attributions.verbs import Verb
from kg.model import Attribution, Span
from kg.phrases import is_finite, is_namelike
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
        framed = _framed(ground, quote) if cue.clitic is not None else None
        spans = [Span(framed, quote.span.end)] if framed is not None else _with_lead(ground, quote)
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
            or doc[k].lower_
            in {
                "comme",
                "ainsi",
                "l'",
                "le",
                "lui",
                "leur",
                "nous",
                "là",
                "encore",
                "alors",
                "puis",
                "même",
                "aussitôt",
            }
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
    if cue is None and k + 1 < len(doc) and doc[k].lower_ in {"de", "d'"} and doc[k - 1].text == ",":
        said = ground.cue_at(k + 1)
        cue = replace(said, mood="finite", subject=None) if said is not None and said.mood == "infinitive" else None
    if cue is None or (cue.clitic is None and not cue.verb.quotes() and not _named_next(ground, cue)):
        cue = _unlisted(ground, k) if speech_like(ground, quote) or clitic_after(ground, k) else None
    if cue is not None and cue.clitic is None and doc[cue.first - 1].text == '"' and _is_subject(ground, quote):
        return None  # « les « gilets jaunes » ont crié … »
    if (
        cue is None
        or cue.mood != "finite"
        or not (cue.verb.quotes() or (cue.verb.frames and (cue.clitic is not None or _named_next(ground, cue))))
    ):
        return None
    return cue


def clitic_after(ground: Ground, k: int) -> bool:
    """Whether an inverted pronoun follows the verb at ``k``: « s’amuse-t-elle »."""
    return any(t.lower_ in CLITICS for t in ground.paragraph.doc[k : k + 4])


def _named_next(ground: Ground, cue: Cue) -> bool:
    """Whether somebody's name follows the verb: « », a exhorté Anne Morel »."""
    return named_after(ground, cue.last)


def named_after(ground: Ground, last: int) -> bool:
    """Whether somebody stands right after token ``last``, up to a border."""
    doc = ground.paragraph.doc
    following = doc[last + 1] if last + 1 < len(doc) else None
    if following is not None and following.lower_ in {"m.", "mme", "mmes", "mm.", "me"}:
        return True
    if following is None or is_namelike(following):
        return following is not None and following.ent_type_ == "PER"
    if following.pos_ != "DET" or last + 2 >= len(doc):
        return False
    source = noun_source(doc, head_of(doc, last + 1, len(doc)), len(doc), floor=last + 1)
    return (
        source is not None and ground.is_plausible(source) and (source.end >= len(doc) or doc[source.end].text in ".,;")
    )


def _unlisted(ground: Ground, k: int) -> Cue | None:
    """A verb that is no verb of saying, but inverted after a quotation: « », s’amuse-t-elle », « », compare Éric »."""
    paragraph, doc = ground.paragraph, ground.paragraph.doc
    head = k + 1 if k + 1 < len(doc) and doc[k].lower_ in {"se", "s'"} else k
    if head + 1 >= len(doc) or k == 0 or doc[k - 1].text != "," or not is_finite(doc[head]) or head in ground.spent:
        return None
    if doc[head].lower_ in auxiliary("avoir"):  # « », a exposé la cheffe des sénateurs »
        part = next((n for n in range(head + 1, min(head + 4, len(doc))) if doc[n].pos_ != "ADV"), head)
        if "VerbForm=Part" not in str(doc[part].morph) or not named_after(ground, part):
            return None
        verb = Verb(doc[part].lower_, doc[part].lower_, (), False, {"quote": "assertion"}, frozenset())
        return Cue(paragraph, part, k, part, verb, "finite")
    if doc[head].pos_ != "VERB" or doc[head].lower_.endswith(("ons", "ez")):
        return None
    clitic = next(
        (n for n in range(head + 1, min(head + 3, len(doc))) if doc[n].lower_ in CLITICS - {"-on", "-je"}), None
    )
    following = doc[head + 1]
    named = is_namelike(following) and (following.ent_type_ == "PER" or following.pos_ == "PROPN")
    if clitic is None and not named and not named_after(ground, head):
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


def limit_of(ground: Ground, offset: int) -> int:
    """Token after the sentence that holds ``offset``."""
    sentence = ground.paragraph.sentence_at(min(offset, ground.paragraph.span.end - 1))
    return ground.paragraph.token_at(sentence.end)


#: « VIDÉO - », « LE FAIT DU JOUR – »: what stands over an article, run into its first sentence.
_KICKER = re.compile(r"\s*[A-ZÀÂÉÈÊÎÔÛÇ' ’]{4,}\s+[-–—|]\s*")


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
    if not lead.strip(' \u00a0\u202f\u2009\t\n-–—"«“,;.)') or start > sentence.start or ":" in lead[-3:]:
        return [quote.inner]
    if _KICKER.fullmatch(lead):
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
    if all(t.pos_ in {"ADV", "CCONJ", "PUNCT"} or t.lower_ == "depuis" for t in tokens):
        return [quote.inner]  # « Mais, depuis, « P », a dit X »
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


def _framed(ground: Ground, quote: Quote) -> int | None:
    """« Le maire a fait savoir que la ville est « prête », a-t-il précisé »: where what « que » opens starts."""
    first = ground.paragraph.token_at(ground.paragraph.sentence_at(quote.span.start).start)
    mark = ground.paragraph.token_at(quote.span.start)
    for cue in ground.cues_between(first, mark):
        if cue.subject is None or cue.mood not in {"finite", "participle"} or cue.negated:
            continue
        found = fit(ground, cue)
        if found is not None and found[0] == "que" and cue.last < found[1] < mark:
            return ground.paragraph.start(ground.paragraph.doc[found[1]])
    return None


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
        between = between.strip(' \u00a0\u202f\u2009\t\n»”"')
        if ground.used(quote.inner):
            break  # it has an incise of its own
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
        tail = text[quote.span.end : sentence.end].strip(' .!?…\u00a0\u202f\u2009»”"\n')
        if tail and first and between.endswith(".") and not between.endswith(",") and not tail.startswith(("«", "“")):
            break
        found.append(quote.inner)
        if quote.inner.of(text).rstrip()[-1:] not in ".!?…" and text[quote.span.end : quote.span.end + 1] not in ".":
            break
    return found


def _speaks(ground: Ground, token: int, quote: Quote) -> bool:
    """Whether another verb of saying stands between an incise and the next quotation."""
    end = ground.paragraph.token_at(quote.span.start)
    return any(token <= c.head < end and c.mood in {"finite", "participle"} and c.verb.quotes() for c in ground.cues)


def quote_according_to(ground: Ground) -> Iterator[Attribution]:
    """« P », selon X."""
    paragraph = ground.paragraph
    for quote in ground.quotes:
        if ground.used(quote.inner):
            continue
        phrase: According | None = ground.according_after(quote)
        if phrase is None:
            continue
        spans = [quote.inner] if _goes_back(ground, quote, phrase) else _with_lead(ground, quote)
        pieces, form = pieces_of(paragraph, ground.parsed, spans)
        if pieces:
            yield attribution(ground, pieces, None, phrase.source, form, "quote-according-to", phrase=phrase)


def _goes_back(ground: Ground, quote: Quote, phrase: According) -> bool:
    """« Les élus ont réclamé le retrait de la mesure, « dangereuse » selon eux »: the sentence is another claim."""
    doc, paragraph = ground.paragraph.doc, ground.paragraph
    mark = paragraph.token_at(quote.span.start)
    if doc[phrase.source.head].lower_ not in SPEAKER_PRONOUNS or not mark or doc[mark - 1].text != ",":
        return False
    first = paragraph.token_at(paragraph.sentence_at(quote.span.start).start)
    return any(cue.mood == "finite" and not cue.negated for cue in ground.cues_between(first, mark))
