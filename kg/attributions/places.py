"""What the matchers of frames ask of the words after a verb: where they start, what is passed over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.attributions.borders import occasion
from kg.attributions.evidence import DAYS, MONTHS, Cue, Source
from kg.attributions.found import Ground
from kg.attributions.sources import phrase_after
from kg.lexicon import word_class
from kg.phrases import aside_at, is_finite, is_namelike, is_number, phrase_end

if TYPE_CHECKING:
    from spacy.tokens import Doc
Match = tuple[int, Source | None]  # token at which the content starts, addressee


STRONG = {".", ";", "!", "?"}


#: Adverbs that belong to what follows: « combien P », « ne pas savoir ».
_NOT_PASSED = {"combien", "comment", "pourquoi", "où", "quand", "que", "ne", "n'", "pas", "jamais", "rien"}


def _manner(doc: Doc, k: int) -> int:
    """Tokens of « avec virulence », « avec la plus grande fermeté » before what is said with it."""
    if doc[k].lower_ != "avec" or k + 2 >= len(doc):
        return 0
    superlative = doc[k + 1].lower_ in {"la", "le"} and doc[k + 2].lower_ in {"plus", "même"}
    n = k + 4 if superlative and doc[k + 2].lower_ == "plus" else k + 3 if superlative else k + 1
    if n + 1 >= len(doc) or doc[n].pos_ != "NOUN" or not doc[n].text.islower():
        return 0
    return n + 1 - k if doc[n + 1].pos_ == "DET" or doc[n + 1].text == '"' else 0


def after_cue(ground: Ground, cue: Cue) -> int:
    """First token after the cue and its inverted subject, adverbs passed over."""
    doc = ground.paragraph.doc
    k = cue.last + 1
    if (
        cue.subject is not None
        and cue.subject.start > cue.head
        and cue.clitic is None
        and doc[cue.subject.start - 1].text != ","
    ):
        k = max(k, cue.subject.end)
    while k < len(doc):
        if aside := aside_at(doc, k) or _manner(doc, k):
            k += aside
        elif (
            doc[k].lower_ in {"dans", "lors", "sur", "devant", "via", "à", "au", "par"}
            and occasion(doc, k)
            and (end := _occasion_end(cue, k))
        ):
            k = end  # « a salué dans un communiqué une décision … »
        elif (
            doc[k].lower_ in {"ce", "cette", "le"}
            and k + 1 < len(doc)
            and (
                doc[k + 1].lower_ in DAYS | {"semaine", "jour", "lendemain", "week-end"}
                or (doc[k].lower_ == "le" and is_number(doc[k + 1]))
            )
        ):
            k += 2
            while k < len(doc) and (
                doc[k].lower_ in MONTHS | {"matin", "soir", "dernier", "dernière", "après-midi", "passé", "passée"}
                or is_number(doc[k])
            ):
                k += 1
        elif doc[k].lower_ in DAYS and doc[k].lower_ not in {"passé", "dernier"}:
            k += 1
            while k < len(doc) and doc[k].lower_ in {"matin", "soir", "dernier", "après-midi", "passé"}:
                k += 1
            if k + 1 < len(doc) and doc[k].lower_ == "et" and doc[k + 1].lower_ in DAYS | {"hier", "aujourd'hui"}:
                k += 2  # « a dénoncé lundi soir et hier les réponses … »
        elif doc[k].text == "," and k + 2 < len(doc) and doc[k + 1].lower_ in DAYS and doc[k + 2].text == ",":
            k += 3
        elif (
            doc[k].text == ","
            and k + 3 < len(doc)
            and doc[k + 1].lower_ in {"lui", "elle", "eux", "elles"}
            and doc[k + 2].lower_ == "aussi"
            and doc[k + 3].text == ","
        ):
            k += 4
        elif doc[k].lower_ in {"lui", "elle", "eux", "elles"} and k + 1 < len(doc) and doc[k + 1].pos_ == "DET":
            k += 1
        elif doc[k].text == "," and (closing := _insertion(doc, k)):
            k = closing + 1
        elif end := _beside_object(cue, k):
            k = end
        else:
            break
    while k < len(doc) and (
        (doc[k].pos_ == "ADV" and doc[k].lower_ not in _NOT_PASSED)
        or (doc[k].lower_ in {"pas", "jamais"} and cue.negated)
        or doc[k].lower_ == "notamment"
    ):
        k += 1
    return k


_ASIDE_OPENERS = {"sur", "depuis", "pendant", "durant", "en", "pour", "dans", "après", "avant", "dès", "lors", "sous"}


def _occasion_end(cue: Cue, k: int) -> int | None:
    """End of « dans un communiqué », short of the content that a verb with « de » has behind it."""
    doc = cue.paragraph.doc
    end = phrase_after(doc, k, len(doc))
    if end is None or not {"de", "inf"} & set(cue.verb.frames):
        return end
    of = next((n for n in range(k + 2, end) if doc[n].lower_ in {"de", "d'", "du", "des"}), None)
    return of if of is not None and occasion(doc[k:of].as_doc(), 0) else end


def _beside_object(cue: Cue, k: int) -> int | None:
    """End of a phrase that stands between the verb and its object: « auprès de l’AFP », « depuis des années »."""
    doc = cue.paragraph.doc
    if doc[k].lower_ == "auprès":
        return phrase_after(doc, k, len(doc))
    frames = set(cue.verb.frames)
    governed = {"de", "d'"} if frames & {"de", "inf", "de-inf"} else {"à"} if frames & {"à", "à-inf"} else set()
    return _passing(doc, k, governed) if doc[k].lower_ in _ASIDE_OPENERS - frames else None


def _passing(doc: Doc, k: int, governed: set[str]) -> int | None:
    """End of a phrase of time or place between a verb and its object: « réclame depuis des années un Smic »."""
    end = phrase_after(doc, k, len(doc)) if k + 2 < len(doc) else None
    if doc[k].lower_ == "en" and k + 2 < len(doc) and doc[k + 1].text.islower():
        end = k + 2  # « a annoncé en interne avoir licencié »
    if end is None or end >= len(doc) or end - k > 6:
        return None
    after = doc[end]
    infinitive = "VerbForm=Inf" in str(after.morph)
    opens = after.lower_ in {"que", "qu'", "un", "une", "des", "le", "la", "les", "l'", "son", "sa", "ses", "leur"}
    return end if infinitive or opens or after.lower_ in governed else None


def _insertion(doc: Doc, k: int) -> int | None:
    """The closing comma of a short insertion with no verb after a cue: « a mis en avant, dans un reportage, P »."""
    closing = next((n for n in range(k + 2, min(len(doc) - 1, k + 9)) if doc[n].text in {",", ".", ":", '"'}), None)
    if closing is None or doc[closing].text != "," or doc[k + 1].pos_ not in {"ADP", "ADV"}:
        return None
    if any(is_finite(t) for t in doc[k:closing]):
        return None
    after = doc[closing + 1].lower_
    return (
        closing
        if after in {"que", "qu'", "à", "de", "d'", "le", "la", "les", "l'", "un", "une", "des", "sur"}
        else None
    )


def limit_of(ground: Ground, cue: Cue) -> int:
    sentence = ground.paragraph.sentence_at(cue.span.start)
    return ground.paragraph.token_at(sentence.end)


_BEFORE_INFINITIVE = word_class("before infinitive")


def infinitive_at(ground: Ground, k: int, limit: int) -> int | None:
    """The infinitive at ``k``, over « ne pas » and pronouns; its first token."""
    doc = ground.paragraph.doc
    n = k
    while n < limit and n - k < 5 and doc[n].lower_ in _BEFORE_INFINITIVE:
        n += 1
    if n < limit and (
        "VerbForm=Inf" in str(doc[n].morph)
        or (doc[n].pos_ in {"VERB", "AUX"} and doc[n].lower_.endswith(("er", "ir", "re", "oir")))
        or _transitive(doc, n, limit)
    ):
        return k
    return None


_NO_INFINITIVES = word_class("no infinitives")


def _transitive(doc: Doc, n: int, limit: int) -> bool:
    """Whether a bare word after « de » that the tagger took for a noun is an infinitive: « de taxer les riches »."""
    return (
        n > 0
        and n < limit
        and doc[n - 1].lower_ in {"de", "d'", "à"}
        and doc[n].pos_ in {"NOUN", "ADJ"}
        and doc[n].text.islower()
        and doc[n].lower_.endswith(("er", "endre", "ondre", "ettre", "uire", "crire"))
        and not doc[n].lower_.endswith(("ier", "lettre"))
        and doc[n].lower_ not in _NO_INFINITIVES
    )


def object_phrase(ground: Ground, cue: Cue, k: int, limit: int) -> Source | None:
    """The noun phrase that starts at ``k``: an addressee or an object."""
    doc = ground.paragraph.doc
    if k >= limit:
        return None
    n = k
    while (
        n + 1 < limit
        and n - k < 5
        and not is_namelike(doc[n])
        and (
            doc[n].pos_ in {"DET", "NUM"}
            or doc[n].lower_ in {"le", "la", "les", "l'", "tous", "toutes"}
            or (doc[n].pos_ == "ADJ" and doc[n + 1].pos_ in {"NOUN", "PROPN"})
            or doc[n].lower_ in {"m.", "mme"}
            or (doc[n].lower_ in {"plus", "moins"} and n > k and doc[n - 1].lower_ in {"le", "la", "les"})
        )
    ):
        n += 1
    contracted = k > 0 and doc[k - 1].lower_ in {"au", "aux"}
    if doc[n].text == '"' and (n > k or contracted):  # « reprochent aux « médias traditionnels » de P »
        closing = next((m for m in range(n + 2, min(limit, n + 7)) if doc[m].text == '"'), None)
        return Source(k, closing + 1, n + 1) if closing is not None else None
    named = doc[n].pos_ in {"NOUN", "PROPN", "PRON", "ADJ", "X"} or is_namelike(doc[n])
    taken_for_verb = doc[n].pos_ == "VERB" and n > k and doc[n - 1].lower_ in {"le", "la", "les", "l'"}
    if not named and not taken_for_verb:
        return None
    return Source(k, phrase_end(doc, n, limit), n)


def clitic_object(ground: Ground, cue: Cue) -> Source | None:
    """« l’a accusé de P », « leur demande de P »: the pronoun before the verb group."""
    doc = ground.paragraph.doc
    k = cue.first - 1
    if (
        k >= 0
        and doc[k].lower_ in {"le", "la", "les", "l'", "lui", "leur", "nous", "vous"}
        and doc[k].pos_ in {"PRON", "DET"}
    ):
        return Source(k, k + 1, k)
    return None


def finite_before(doc: Doc, start: int, stop: int) -> bool:
    """Whether a finite verb stands between two tokens."""
    return any(is_finite(t) for t in doc[start:stop])
