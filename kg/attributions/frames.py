"""The frames of the lexicon, each a matcher: where after a verb the content starts, and who is addressed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from kg.attributions.content import occasion
from kg.attributions.evidence import DAYS, MONTHS, Cue, Source, source_nouns
from kg.attributions.found import Ground
from kg.attributions.sources import phrase_after
from kg.lexicon import word_class
from kg.phrases import is_finite, is_namelike, is_number, phrase_end

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

Match = tuple[int, Source | None]  # token at which the content starts, addressee


_NOT_COMPLEMENT = word_class("not complement")


_STRONG = {".", ";", "!", "?"}


def fit(ground: Ground, cue: Cue) -> tuple[str, int, Source | None] | None:
    """The first frame of the verb that the words after it fit: its name, where the content starts, the addressee."""
    for frame, matcher in _MATCHERS:
        if frame in cue.verb.frames:
            found = matcher(ground, cue)
            if found is not None and frame == "que" and "inf" in cue.verb.frames:
                infinitive = _inf(ground, cue)  # « prétend ne pas savoir que P »
                if infinitive is not None and infinitive[0] < found[0]:
                    return "inf", *infinitive
            if found is not None and frame == "que" and "np" in cue.verb.frames:
                # « Ils dénoncent les conditions de travail, et que P »: the object comes first
                object_ = _np(ground, cue)
                doc = ground.paragraph.doc
                if (
                    object_ is not None
                    and object_[0] == after_cue(ground, cue) < found[0] - 3
                    and "et" in {t.lower_ for t in doc[object_[0] : found[0]]}
                ):
                    asked = _de_inf(ground, cue) if "de-inf" in cue.verb.frames else None
                    return ("de-inf", *asked) if asked is not None else ("np", *object_)
            if found is not None:
                return frame, *found
    for frame in cue.verb.frames:
        if frame not in _NAMED:
            found = _preposition(ground, cue, frame)
            if found is not None:
                return frame, *found
    return None


#: Adverbs that belong to what follows: « combien P », « ne pas savoir ».
_NOT_PASSED = {"combien", "comment", "pourquoi", "où", "quand", "que", "ne", "n'", "pas", "jamais", "rien"}


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
        if aside := _aside(ground, k):
            k += aside
        elif (
            doc[k].lower_ in {"dans", "lors", "sur", "devant", "via", "à", "au", "par"}
            and occasion(doc, k)
            and (end := phrase_after(doc, k, len(doc)))
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
        elif doc[k].lower_ == "auprès" and (end := phrase_after(doc, k, len(doc))):
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


_ASIDES = (
    ("quant", "à", "lui"),
    ("quant", "à", "elle"),
    ("quant", "à", "eux"),
    ("quant", "à", "elles"),
    ("pour", "sa", "part"),
    ("pour", "leur", "part"),
    ("de", "son", "côté"),
    ("de", "leur", "côté"),
    ("à", "son", "tour"),
    ("à", "leur", "tour"),
    ("par", "ailleurs"),
    ("en", "outre"),
    ("en", "effet"),
    ("à", "nouveau"),
    ("de", "nouveau"),
    ("en", "revanche"),
    ("à", "plusieurs", "reprises"),
    ("d'", "ailleurs"),
    ("au", "contraire"),
    ("au", "passage"),
)


def _aside(ground: Ground, k: int) -> int:
    """Tokens of a set phrase that stands between a verb and its object: « quant à elles », « pour sa part »."""
    doc = ground.paragraph.doc
    words = tuple(t.lower_ for t in doc[k : k + 3])
    return next((len(a) for a in _ASIDES if words[: len(a)] == a), 0)


def limit_of(ground: Ground, cue: Cue) -> int:
    sentence = ground.paragraph.sentence_at(cue.span.start)
    return ground.paragraph.token_at(sentence.end)


def _que(ground: Ground, cue: Cue) -> Match | None:
    """« que P », over addressees, dates and insertions; not the « que » of a comparison or a relative clause."""
    doc, limit = ground.paragraph.doc, limit_of(ground, cue)
    begin = cue.last + 1
    commas = 0
    for k in range(begin, min(limit, begin + 40)):
        token = doc[k]
        if (
            token.text in _STRONG
            or token.text == ":"
            or any(c.head == k and (c.mood != "past_participle" or c.passive) for c in ground.cues)
        ):
            return None
        if token.text == ",":
            commas += 1
        if token.lower_ in {"que", "qu'"}:
            before = doc[k - 1].lower_
            if k > begin and before in _NOT_COMPLEMENT:
                continue
            if k == begin:
                return k + 1, None
            governor = token.head
            if (
                doc[begin].lower_ in {"de", "d'", "du", "des"}
                and "de-inf" in cue.verb.frames
                and not finite_before(doc, begin, k)
            ):
                return k + 1, None  # « exige de la société qu’elle remette … »
            own = any(a.i == cue.head for a in _up(governor, 3))
            far = k - begin
            finite = any(is_finite(doc[n]) for n in range(begin, k))
            if (own and not token.dep_.startswith("obj")) or (
                far <= 8 and not finite and not (token.dep_ in {"obj", "nsubj"} and governor.dep_.startswith("acl"))
            ):
                return k + 1, None
            if not finite and commas >= 2 and doc[k - 1].text == ",":
                return k + 1, None
            if not finite and commas and k - begin <= 20 and token.pos_ == "SCONJ" and "np" not in cue.verb.frames:
                return k + 1, None  # « a fait savoir, par la voix de son avocat, que P »
            if finite and far > 12:
                return None
    return None


def finite_before(doc: Doc, start: int, stop: int) -> bool:
    """Whether a finite verb stands between two tokens."""
    return any(is_finite(t) for t in doc[start:stop])


def _up(token: Token, steps: int) -> Iterator[Token]:
    for _ in range(steps):
        yield token
        if token.head.i == token.i:
            return
        token = token.head


def _si(ground: Ground, cue: Cue) -> Match | None:
    doc, k = ground.paragraph.doc, after_cue(ground, cue)
    limit = limit_of(ground, cue)
    for n in range(k, min(k + 7, limit)):
        if doc[n].text in _STRONG | {",", ":"}:
            return None
        if doc[n].lower_ in {
            "si",
            "s'",
            "pourquoi",
            "comment",
            "combien",
            "où",
            "quand",
            "quel",
            "quelle",
            "quels",
            "quelles",
        }:
            return n, None
        if doc[n].lower_ == "ce" and n + 1 < limit and doc[n + 1].lower_ in {"que", "qu'", "qui"}:
            return n, None
    return None


_BEFORE_INFINITIVE = word_class("before infinitive")


def _is_infinitive(ground: Ground, k: int, limit: int) -> int | None:
    """The infinitive at ``k``, over « ne pas » and pronouns; its first token."""
    doc = ground.paragraph.doc
    n = k
    while n < limit and n - k < 5 and doc[n].lower_ in _BEFORE_INFINITIVE:
        n += 1
    if n < limit and (
        "VerbForm=Inf" in str(doc[n].morph)
        or (doc[n].pos_ in {"VERB", "AUX"} and doc[n].lower_.endswith(("er", "ir", "re", "oir")))
    ):
        return k
    return None


def _inf(ground: Ground, cue: Cue) -> Match | None:
    doc, limit, k = ground.paragraph.doc, limit_of(ground, cue), after_cue(ground, cue)
    if k >= limit:
        return None
    if doc[k].lower_ in {"de", "d'", "à"}:
        start = _is_infinitive(ground, k + 1, limit)
        if start is not None:
            return start, None
    if doc[k].text == ",":  # « ont dit, lors de l’enquête, avoir reconnu »
        closing = next((n for n in range(k + 1, min(limit, k + 12)) if doc[n].text == ","), None)
        k = closing + 1 if closing is not None else k
    if doc[k].lower_ in {"à", "au", "aux", "auprès", "devant"}:
        end = phrase_after(doc, k, limit)  # « explique à L’Indépendant ne pas l’avoir reconnue »
        if end is None or end >= limit:
            return None
        k = end + 1 if doc[end].lower_ in {"de", "d'"} else end
    start = _is_infinitive(ground, k, limit)
    return (start, None) if start is not None else None


def _attr_se(ground: Ground, cue: Cue) -> Match | None:
    doc, limit, k = ground.paragraph.doc, limit_of(ground, cue), after_cue(ground, cue)
    if k >= limit:
        return None
    if doc[k].text == '"':
        return k, None
    if doc[k].lower_ == "comme" and k + 1 < limit:
        return k + 1, None
    if doc[k].lower_ in {"plus", "très", "tout", "assez", "extrêmement", "pas"}:
        k += 1
    if k + 1 >= limit or is_namelike(doc[k]) or doc[k].pos_ not in {"ADJ", "VERB", "NOUN", "AUX"}:
        return None
    # an adjective alone tells how somebody is, not what he says: « se montre éloquente »
    nouns = {"de", "d'", "du", "des", "à", "au", "aux", "que", "qu'"}
    wanted = nouns if doc[k].pos_ == "NOUN" else nouns | {"par", "pour", "contre", "face", "en", "sur"}
    return (k, None) if doc[k + 1].lower_ in wanted or doc[k + 1].text == '"' else None


def _phrase(ground: Ground, cue: Cue, k: int, limit: int) -> Source | None:
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
        )
    ):
        n += 1
    if doc[n].pos_ not in {"NOUN", "PROPN", "PRON", "ADJ", "X"} and not is_namelike(doc[n]):
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


def _marked(ground: Ground, cue: Cue, prepositions: set[str], *, infinitive: bool, to: bool = False) -> Match | None:
    """An object, then a preposition, then the content: « Y à P », « Y de P », « à Y de P »."""
    doc, limit, k = ground.paragraph.doc, limit_of(ground, cue), after_cue(ground, cue)
    addressee = clitic_object(ground, cue)
    if k >= limit:
        return None
    if doc[k].lower_ in prepositions:
        start = _is_infinitive(ground, k + 1, limit)
        if start is not None:
            return start, addressee
        if not infinitive and addressee is not None:
            return k + 1, addressee
    if to:
        if doc[k].lower_ not in {"à", "au", "aux"}:
            return None
        k += 0 if doc[k].lower_ in {"au", "aux"} else 1
        if doc[k].lower_ in {"au", "aux"}:
            k += 1
    phrase = _phrase(ground, cue, k, limit)
    if phrase is None:
        return None
    # the phrase may have swallowed the preposition that opens the content: « appelle le maire de X à P »
    for n in range(phrase.head + 1, min(limit, phrase.head + 22)):
        word = doc[n].lower_
        if doc[n].text in _STRONG or word in {"que", "qui"}:
            break
        if word in prepositions:
            start = _is_infinitive(ground, n + 1, limit)
            if start is not None:
                return start, Source(phrase.start, n, phrase.head)
    if not infinitive:
        found = [n for n in range(phrase.head + 1, min(limit, phrase.end + 1)) if doc[n].lower_ in prepositions]
        last = next((n for n in found if doc[n].head.i != phrase.head and doc[n].head.head.i == cue.head), None)
        if last is None and phrase.end < limit and doc[phrase.end].lower_ in prepositions:
            last = phrase.end
        if last is None and found and prepositions & {"de", "d'"}:
            # « averti les locataires de la coupure d’eau », but « accuse le ministre de l’Intérieur de mensonge »
            last = found[1] if len(found) > 1 and doc[phrase.head].lower_ in OFFICES else found[0]
        if last is not None:
            return last + 1, Source(phrase.start, last, phrase.head)
    return None


OFFICES = word_class("offices")


def _a_inf(ground: Ground, cue: Cue) -> Match | None:
    return _marked(ground, cue, {"à"}, infinitive=True)


def _de_inf(ground: Ground, cue: Cue) -> Match | None:
    doc, limit, k = ground.paragraph.doc, limit_of(ground, cue), after_cue(ground, cue)
    if k < limit and doc[k].lower_ in {"à", "au", "aux"}:
        return _marked(ground, cue, {"de", "d'"}, infinitive=True, to=True)
    if k < limit and doc[k].lower_ in {"de", "d'", "du", "des"} and "np" in cue.verb.frames:
        # « exige de Y P », « exige de Y que P »
        if doc[k].lower_ in {"de", "d'"} and _is_infinitive(ground, k + 1, limit) is not None:
            return k + 1, clitic_object(ground, cue)
        phrase = _phrase(ground, cue, k + 1, limit)
        while phrase is not None and phrase.end + 1 < limit and doc[phrase.end].lower_ == "et":
            more = (
                _phrase(ground, cue, phrase.end + 2, limit)
                if doc[phrase.end + 1].lower_ in {"de", "d'", "du", "des"}
                else None
            )
            if more is None:
                break
            phrase = Source(phrase.start, more.end, phrase.head)  # « exige de X et de Y des garanties »
        if phrase is not None:
            names = source_nouns()
            opens = [
                n
                for n in range(phrase.head + 1, phrase.end - 1)
                if doc[n].lower_ == "des"
                and (is_namelike(doc[n - 1]) or doc[n - 1].lower_ in names)
                and doc[n + 1].text.islower()
            ]
            if opens:
                return opens[-1], Source(phrase.start, opens[-1], phrase.head)  # « exige des élus des explications »
        if (
            phrase is not None
            and phrase.end < limit
            and (doc[phrase.end].pos_ == "DET" or doc[phrase.end].lower_ == "des")
        ):
            return phrase.end, phrase
        return None
    return _marked(ground, cue, {"de", "d'"}, infinitive=True)


def _obj_de(ground: Ground, cue: Cue) -> Match | None:
    return _marked(ground, cue, {"de", "d'", "du"}, infinitive=False)


def _object_then(prepositions: set[str]) -> Callable[[Ground, Cue], Match | None]:
    def matcher(ground: Ground, cue: Cue) -> Match | None:
        doc, limit, k = ground.paragraph.doc, limit_of(ground, cue), after_cue(ground, cue)
        addressee = clitic_object(ground, cue)
        if k < limit and doc[k].lower_ in prepositions:
            return k + 1, addressee
        # « met en garde Y contre P »: the object may stand inside the phrase
        phrase = _phrase(ground, cue, k, limit)
        if phrase is None:
            return None
        for n in range(phrase.head + 1, min(limit, phrase.head + 16)):
            if doc[n].lower_ in prepositions:
                return n + 1, Source(phrase.start, n, phrase.head)
            if doc[n].text in _STRONG | {","}:
                return None
        return None

    return matcher


_NO_OBJECT = word_class("no object")
_OBJECT_OPENERS = word_class("object openers")


def _np(ground: Ground, cue: Cue) -> Match | None:
    doc, limit, k = ground.paragraph.doc, limit_of(ground, cue), after_cue(ground, cue)
    if k >= limit:
        return None
    if doc[k].lower_ in {"à", "au", "aux"} and "np-à" not in cue.verb.frames:
        return _a_np(ground, cue)  # « demande au gouvernement des mesures »
    token = doc[k]
    if cue.verb.lemma == "condamner" and _is_sentence(ground, cue, k, limit):
        return None
    if token.text == '"':
        return (k, None) if k + 1 < limit else None
    if token.lower_ in _NO_OBJECT:
        return None
    if k + 1 < limit and is_number(doc[k + 1]) and token.lower_ == "le":
        return None
    if token.lower_ in {"de", "d'"}:
        # « craint de nouvelles inondations »: a plural adjective before its noun
        plural = (
            k + 2 < limit
            and doc[k + 1].lower_.endswith(("s", "x"))
            and doc[k + 2].lower_.endswith(("s", "x"))
            and doc[k + 1].pos_ in {"ADJ", "NOUN", "DET"}
        )
        return (k, None) if plural else None
    if token.pos_ in {"DET", "NUM"} or token.lower_ in _OBJECT_OPENERS:
        if token.lower_ == "ce" and k + 1 < limit and doc[k + 1].lower_ in {"que", "qu'", "qui"}:
            return k, None
        return (
            (k, None)
            if (k + 1 < limit and doc[k + 1].pos_ not in {"PUNCT"}) or (k + 1 < limit and doc[k + 1].text == '"')
            else None
        )
    if token.pos_ in {"NOUN", "PROPN"} and token.head.i == cue.head and token.dep_ in {"obj", "obl:arg"}:
        return k, None
    return None


def _is_sentence(ground: Ground, cue: Cue, k: int, limit: int) -> bool:
    """Whether « condamner » is the judge's act: « a condamné le gérant à six mois »."""
    doc = ground.paragraph.doc
    for n in range(k, min(limit, k + 14)):
        if doc[n].lower_ in {"à", "aux", "au"} and n + 1 < limit:
            after = doc[n + 1]
            if (
                after.pos_ == "NUM"
                or is_number(after)
                or after.lower_ in {"une", "un", "verser", "payer", "perpétuité", "mort"}
            ):
                return True
    return False


def _a_np(ground: Ground, cue: Cue) -> Match | None:
    doc, limit, k = ground.paragraph.doc, limit_of(ground, cue), after_cue(ground, cue)
    if k >= limit:
        return None
    clitic = clitic_object(ground, cue)
    if clitic is not None and doc[clitic.head].lower_ in {"lui", "leur"}:
        found = _np(ground, cue)
        return (found[0], clitic) if found else None
    if doc[k].lower_ not in {"à", "au", "aux"}:
        return None
    phrase = _phrase(ground, cue, k + 1, limit)
    if phrase is None:
        return None
    end = phrase.end
    if end < limit and doc[end].text == "(":
        end = next((n + 1 for n in range(end, min(limit, end + 8)) if doc[n].text == ")"), end)
    institution = next((n for n in range(phrase.head + 1, phrase.end) if doc[n].lower_ == "des"), None)
    if (
        institution is not None
        and doc[phrase.head].lower_ in source_nouns()
        and doc[phrase.head].lower_ not in OFFICES - {"gouvernement"}
    ):
        return institution, Source(phrase.start, institution, phrase.head)  # « demande au gouvernement des mesures »
    if end < limit and (doc[end].pos_ in {"DET", "NUM"} or doc[end].text == '"'):
        return end, phrase
    for n in range(phrase.head + 1, end):
        if (
            doc[n].pos_ == "DET"
            and doc[n - 1].lower_ not in {"de", "d'", "à"}
            and doc[n].lower_ in {"le", "la", "les", "l'", "un", "une", "son", "sa", "ses", "leur"}
        ):
            return n, Source(phrase.start, n, phrase.head)
    return None


def _attr(ground: Ground, cue: Cue) -> Match | None:
    """« qualifie P de Q », « juge P inutile »: from the object to the end of the judgement."""
    doc, limit, k = ground.paragraph.doc, limit_of(ground, cue), after_cue(ground, cue)
    if k >= limit:
        return None
    clitic = clitic_object(ground, cue)
    if (
        clitic is not None
        and doc[k].pos_ in {"ADJ", "ADP", "VERB", "PUNCT", "ADV"}
        and doc[clitic.head].lower_ not in {"lui", "leur"}
    ):
        if doc[k].lower_ in {"de", "d'", "comme"}:
            k += 1
        return k, clitic
    if doc[k].lower_ in {"de", "d'"} and k + 1 < limit and cue.verb.lemma in {"qualifier", "traiter", "taxer"}:
        return k, clitic
    if doc[k].lower_ == "à" and k + 1 < limit and is_number(doc[k + 1]):
        return k + 1, None  # « estime à 75 000 le nombre de … »
    if k + 1 < limit and doc[k].pos_ == "DET" and doc[k + 1].text == '"':
        return k, None
    if doc[k].lower_ == "comme" and k + 1 < limit:
        return k + 1, clitic  # « ce que Berlin considère comme une menace »
    if doc[k].pos_ == "ADJ" and not is_namelike(doc[k]):
        return k, None
    phrase = _phrase(ground, cue, k, limit)
    if phrase is None:
        if doc[k].text == '"':
            return k, None
        return None
    after = phrase.end
    while after < limit and doc[after].pos_ == "ADV":
        after += 1
    if cue.verb.lemma in {"présenter", "voir", "décrire", "dépeindre"}:
        likened = any(t.lower_ == "comme" for t in doc[phrase.head + 1 : min(limit, phrase.end + 8)])
        return (k, phrase) if likened else None
    judged = doc[phrase.head + 1 : min(limit, after + 1)]
    if any((t.pos_ == "ADJ" and not is_namelike(t)) or t.text == '"' for t in judged) or (
        after < limit and doc[after].lower_ == "comme"
    ):
        return k, phrase
    if cue.verb.lemma in {"évaluer", "estimer", "chiffrer"} and after < limit and doc[after].lower_ == "à":
        return k, phrase
    if cue.verb.lemma in {
        "qualifier",
        "traiter",
        "taxer",
        "décrire",
        "considérer",
        "présenter",
        "voir",
        "dépeindre",
        "accuser",
    } and any(t.lower_ in {"comme", "de", "d'"} for t in doc[phrase.head + 1 : min(limit, phrase.end + 8)]):
        return k, phrase
    return None


def _a_ce_que(ground: Ground, cue: Cue) -> Match | None:
    doc, limit, k = ground.paragraph.doc, limit_of(ground, cue), after_cue(ground, cue)
    for n in range(k, min(k + 12, limit - 2)):
        if doc[n].text in _STRONG:
            return None
        if doc[n].lower_ in {"à", "de"} and doc[n + 1].lower_ == "ce" and doc[n + 2].lower_ in {"que", "qu'"}:
            return n + 3, None
    return None


def _np_a(ground: Ground, cue: Cue) -> Match | None:
    return _np(ground, cue)


def _obj_que(ground: Ground, cue: Cue) -> Match | None:
    doc, limit, k = ground.paragraph.doc, limit_of(ground, cue), after_cue(ground, cue)
    phrase = _phrase(ground, cue, k, limit)
    clitic = clitic_object(ground, cue)
    at = phrase.end if phrase is not None else k
    for n in range(at, min(at + 3, limit)):
        if doc[n].lower_ in {"que", "qu'"}:
            return n + 1, phrase or clitic
    return None


_MATCHERS: tuple[tuple[str, Callable[[Ground, Cue], Match | None]], ...] = (
    ("à-ce-que", _a_ce_que),
    ("obj-que", _obj_que),
    ("que", _que),
    ("si", _si),
    ("de-inf", _de_inf),
    ("à-inf", _a_inf),
    ("inf", _inf),
    ("attr_se", _attr_se),
    ("obj-de", _obj_de),
    ("obj-contre", _object_then({"contre"})),
    ("obj-sur", _object_then({"sur"})),
    ("obj-pour", _object_then({"pour"})),
    ("obj-à", _object_then({"à", "au", "aux"})),
    ("à-np", _a_np),
    ("attr", _attr),
    ("np-à", _np_a),
    ("np", _np),
)


_NAMED = {name for name, _ in _MATCHERS} | {"quote"}


def _preposition(ground: Ground, cue: Cue, frame: str) -> Match | None:
    """A prepositional object that is the content: « insiste sur P », « se félicite de P », « appelle à P »."""
    doc, limit, k = ground.paragraph.doc, limit_of(ground, cue), after_cue(ground, cue)
    wanted = {"de": {"de", "d'", "du", "des"}, "à": {"à", "au", "aux"}}.get(frame, {frame.split("-")[0]})
    if k >= limit:
        return None
    words = frame.split("-")
    if doc[k].lower_ not in wanted:
        return None
    n = k + len(words)
    if len(words) > 1 and [t.lower_ for t in doc[k:n]] != words and doc[k + 1].lower_ != words[1]:
        return None
    if frame in {"à"} and n + 1 < limit and doc[n].lower_ == "ce":
        return None
    if n < limit and doc[n].lower_ in {"de", "d'", "du", "des"} and len(words) > 1:
        n += 1
    return (n, None) if n < limit and doc[n].text not in _STRONG | {","} else None
