"""Where the content of a claim ends: at the end of its sentence, or at an earlier border."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence, Set
from typing import TYPE_CHECKING

from kg.attributions.conjuncts import (
    back_to_the_story,
    goes_on,
    has_own_subject,
    inverted,
    joins_before,
    main_clause,
    new_clause,
    same_subject,
    same_tense,
)
from kg.attributions.evidence import Cue
from kg.lexicon import word_class
from kg.model import Span
from kg.phrases import is_finite

if TYPE_CHECKING:
    from spacy.tokens import Doc


def clause_end(
    cue: Cue, start: int, cues: Sequence[Cue], *, frame: str, spent: Set[int] = frozenset(), taken: Iterable[Span] = ()
) -> int:
    """Offset at which the content that starts at token ``start`` ends: its sentence's end, or an earlier border.

    Borders: another verb of saying with the same source (« et a ajouté que »), a participle of saying
    (« , affirmant que »), an incise, a phrase that the tree hangs on the cue and not on the content,
    and, after a noun phrase or an infinitive, a dash or a new main clause.
    """
    paragraph = cue.paragraph
    doc = paragraph.doc
    sentence = paragraph.sentence_at(paragraph.start(doc[cue.head]))
    end = sentence.end
    inside = paragraph.quote_at(paragraph.start(doc[cue.head]))
    if inside is not None:
        end = min(end, inside.inner.end)
    begin = paragraph.start(doc[start])
    quotes = [q.span for q in paragraph.quotes if q.depth == 0 and q.inner.start > paragraph.start(doc[cue.head])]
    end = min([end, *(span.start for span in taken if begin < span.start < end)])
    nominal = frame not in {"que", "si"}
    if (
        cue.mood in {"infinitive", "participle"}
        and cue.subject is not None
        and cue.subject.start > start
        and doc[cue.subject.start - 1].text == ","
    ):
        end = min(end, paragraph.start(doc[cue.subject.start - 1]))  # « Après avoir averti que P, X a évacué … »
    heads = {c.first: c for c in cues if c.head > start}
    subordinate = inside is None and _is_subordinate(cue, paragraph.token_at(sentence.start))
    brackets = 0
    for i in range(start + 1, len(doc)):
        token = doc[i]
        at = paragraph.start(token)
        if at >= end:
            break
        if any(q.start < at < q.end for q in quotes):
            continue
        if token.text in "([":
            brackets += 1
        elif token.text in ")]":
            brackets -= 1
            if brackets < 0:
                return at
        if brackets > 0:
            continue
        if token.text == ";" and nominal:
            return at
        if (
            token.text in {"–", "-"}
            and i + 1 < len(doc)
            and nominal
            and paragraph.text[at - paragraph.span.start - 1].isspace()
        ):
            return at
        listed = frame == "np" and i - start <= 4 and i + 1 < len(doc) and doc[i + 1].text != '"'
        if token.text == ":" and at > begin and not listed:
            return at  # but « a suggéré plusieurs réformes : baisser la TVA, … » goes on
        if i in heads and heads[i].mood == "participle" and (heads[i].head in spent or doc[i - 1].text == '"'):
            return at
        if token.text == "," and subordinate and main_clause(cue, i + 1):
            return at  # « Si le maire a affirmé que P, c'est l'État qui … »
        border = _border(cue, i, start, heads, nominal=nominal, frame=frame)
        if border is not None:
            return paragraph.start(doc[border])
    return end


def _before_saying(doc: Doc, i: int, heads: dict[int, Cue]) -> bool:
    """Whether « (,) avant de » and an infinitive of saying stand at ``i``: the same source goes on."""
    k = i + 1 if doc[i].text == "," else i
    if [t.lower_ for t in doc[k : k + 2]] not in (["avant", "de"], ["avant", "d'"]):
        return False
    return any(heads[n].mood == "infinitive" for n in range(k + 2, min(len(doc), k + 5)) if n in heads)


_SUBORDINATORS = {"si", "quand", "lorsque", "lorsqu'"}


def _is_subordinate(cue: Cue, first: int) -> bool:
    """Whether the sentence opens with a subordinate clause and the cue stands in it."""
    doc = cue.paragraph.doc
    following = doc[first + 1].lower_ if first + 1 < len(doc) else ""
    opens = (
        doc[first].lower_ in _SUBORDINATORS
        or (doc[first].lower_ == "s'" and following in {"il", "ils"})
        or (doc[first].lower_ in {"alors", "tandis", "pendant", "bien", "dès", "après"} and following in {"que", "qu'"})
        or doc[first : first + 3].text.lower() in {"au moment où", "à l'heure où"}
    )
    commas = [k for k in range(first, cue.first) if doc[k].text == ","]
    return opens and not any(main_clause(cue, k + 1) for k in commas)


def _beside(cue: Cue, k: int, heads: dict[int, Cue]) -> bool:
    """Whether what follows a comma comments on an object: « , brandissant … », « , un texte que … », « , dont … »."""
    doc = cue.paragraph.doc
    first = doc[k : k + 3]
    if len(first) < 3:
        return False
    at = k + 1 if first[0].lower_ in {"se", "s'", "en"} else k
    participle = "VerbForm=Part" in str(doc[at].morph) and doc[at].pos_ in {"VERB", "AUX"}
    if participle and at not in heads and "Tense=Pres" in str(doc[at].morph):
        return True
    if first[0].lower_ == "dont" and not any(is_finite(t) for t in doc[k : k + 8]):
        return False  # « 130 interpellations, dont 42 à Paris »
    if first[0].lower_ in {"dont", "auquel", "auxquels", "auxquelles", "lequel", "laquelle"}:
        return True
    if first[0].lower_ == "pour" and any(heads[n].mood == "infinitive" for n in (k + 1, k + 2) if n in heads):
        return True
    noun = first[0].lower_ in {"un", "une"} and first[1].pos_ == "NOUN"
    return noun and (first[2].lower_ in {"que", "qu'", "qui", "dont"} or "Tense=Pres" in str(first[2].morph))


def _main_verb_next(doc: Doc, k: int, start: int) -> bool:
    """Whether the verb of the main clause comes right after the comma that ends a relative clause."""
    verb = k + 1 if doc[k : k + 1].text.lower() in {"ne", "n'"} else k
    said = doc[start : k - 1]
    whole = "VerbForm=Inf" in str(doc[start].morph) or any(is_finite(t) for t in said)
    return verb < len(doc) and is_finite(doc[verb]) and whole and not any(t.text == "," for t in said)


def _ends_participle(cue: Cue, start: int, i: int) -> bool:
    """Whether the main verb comes at ``i``, after a participle or a relative clause that hangs on its subject."""
    doc = cue.paragraph.doc
    hangs = cue.mood == "participle" and cue.subject is not None and cue.subject.start < cue.first
    relative = _in_relative(cue) and doc[max(0, cue.first - 2)].text != ","
    if not (hangs or relative) or doc[cue.first - 1].text == "," or doc[cue.first - 1].lower_ in {"en", "tout"}:
        return False
    return not any(t.text in ({","} if relative else {",", '"'}) or t.lower_ in _OWN_CLAUSE for t in doc[start:i])


def _in_relative(cue: Cue) -> bool:
    return cue.mood == "finite" and cue.first > 0 and cue.paragraph.doc[cue.first - 1].lower_ == "qui"


def _main_clause_after(cue: Cue, k: int) -> bool:
    """Whether a main clause starts at ``k``, or behind a participle and its own complements that start there."""
    doc = cue.paragraph.doc
    if main_clause(cue, k):
        return True
    if k >= len(doc) or not ("VerbForm=Part" in str(doc[k].morph) or doc[k].pos_ == "ADJ"):
        return False
    comma = next((n for n in range(k + 1, min(len(doc), k + 20)) if doc[n].text in {",", ".", ";", ":"}), None)
    return comma is not None and doc[comma].text == "," and main_clause(cue, comma + 1)


_OWN_CLAUSE = {"qui", "que", "qu'", "dont", "où", "si", "et", "ce"}


def _border(cue: Cue, i: int, start: int, heads: dict[int, Cue], *, nominal: bool, frame: str = "") -> int | None:
    doc = cue.paragraph.doc
    token = doc[i]
    word = token.lower_
    mark = i + 1
    if word in {",", "et", "mais", "puis", "ou"}:
        k = i + 1
        if word == "," and k < len(doc) and doc[k].lower_ in {"et", "mais", "puis", "ou"}:
            k += 1
        mark = k
        while (
            k < len(doc)
            and k - mark < 3
            and (
                doc[k].pos_ == "ADV"
                or doc[k].lower_ in {"tout", "en", "par", "ailleurs", "ensuite", "a", "pour", "de", "d'", "à", "aussi"}
            )
            and k not in heads
        ):
            k += 1
        other = heads.get(k)
        if other is not None:
            if other.mood == "participle" and word == ",":
                return i
            if other.mood == "participle" and word in {"et", "mais"} and cue.mood == "participle":
                return i
            if other.mood == "finite" and other.clitic is not None and word == ",":
                return i
            if other.mood == "finite" and word == "," and k == i + 1 and inverted(other):
                return i
            if other.mood in {"finite", "past_participle"} and same_tense(cue, other) and not has_own_subject(other, i):
                return i
            if (
                other.mood == "infinitive"
                and cue.mood == "infinitive"
                and doc[other.first - 1].lower_ == doc[cue.first - 1].lower_
            ):
                return i  # « pour dénoncer P, mais aussi pour demander Q »
        if word == "," and any(
            c.mood == "participle" and c.subject is not None and c.subject.start == i + 1 for c in heads.values()
        ):
            return i  # « …, Poutine exigeant que … »
        if (
            nominal
            and word != "ou"
            and any(
                c.mood == "finite" and c.subject is not None and mark <= c.subject.start <= mark + 1
                for c in heads.values()
            )
        ):
            return i  # « …, mais d’autres dénoncent Q »
        if word == "," and mark < len(doc) and _hangs_on_cue(cue, start, mark):
            return i
        if other is not None and other.subject is not None and same_subject(cue, other):
            return i  # « affirme que P et demande à la juge de Q »: one source for both
        if nominal and word in {"et", "mais", "puis"} and goes_on(cue, start, i, mark):
            return i
        if (
            word == ","
            and doc[mark : mark + 2].text.lower() in {"alors que", "alors qu'", "tandis que", "tandis qu'"}
            and any(
                c.mood == "finite" and c.subject is not None and mark + 2 <= c.subject.start <= mark + 3
                for c in heads.values()
            )
        ):
            return i  # « …, alors que l’opposition demande Q »
        if nominal and word in {"et", "mais"} and joins_before(cue, mark):
            return i
        if (
            not nominal
            and "mais" in doc[i:mark].text.split()
            and any(
                c.mood == "finite" and c.subject is not None and mark <= c.subject.start <= mark + 1
                for c in heads.values()
            )
        ):
            return i
        if nominal and mark > i + 1 - (word != ",") and new_clause(cue, mark):
            return i
        if nominal and word == "," and doc[mark : mark + 2].text.lower() in {"ce qui", "ce que", "ce qu'"}:
            return i
        if not nominal and word in {"et", "mais"} and back_to_the_story(cue, i + 1, start):
            return i
        if not nominal and "puis" in doc[i:mark].text.split() and back_to_the_story(cue, mark, start, then=True):
            return i
    if (word == "," or (nominal and word == "avant")) and _before_saying(doc, i, heads):
        return i  # « a dit que P, avant d’ajouter que Q », « a salué P avant d’appeler à Q »
    if word in {"tout", "en"} and any(
        c.mood == "participle" for f, c in heads.items() if i < f <= i + 3 and "en" in {t.lower_ for t in doc[i:f]}
    ):
        return i  # « … en affirmant que »
    if nominal and word == "depuis" and i > start and token.head.head.i == cue.head:
        return i  # « clame son innocence depuis vingt ans »
    if nominal and doc[i : i + 3].text.lower() == "à plusieurs reprises":
        return i
    if nominal and word == "tout" and doc[i + 1 : i + 2].text == "en" and i > start + 1:
        return i  # « a assuré être ouvert au dialogue tout en posant des limites »
    if word == "," and doc[cue.first - 1].lower_ == "qui" and _main_verb_next(doc, mark, start):
        return i  # « les jeunes, qui nient avoir participé, ne seront arrêtés que plus tard »
    past = cue.mood == "infinitive" and doc[cue.first - 1].lower_ == "après"
    inserted = past and cue.subject is not None and cue.subject.start < cue.first
    if inserted and word == "," and mark < len(doc) and is_finite(doc[mark]):
        return i  # « Paul Vial, après avoir souligné que P, a insisté sur Q »
    quoted = word == "et" and doc[i - 1].text == '"' and doc[start].text == '"'
    if quoted and cue.head > cue.first and doc[mark : mark + 1].text.lower() == doc[cue.first].lower_:
        return i  # « avait affirmé que « P » et avait fait des propositions »
    if nominal and word == "," and _in_relative(cue) and _main_clause_after(cue, i + 1):
        return i  # « des élus qui réclament P, confronté à la crise, le maire a … »
    if nominal and is_finite(token) and _ends_participle(cue, start, i):
        # « des manifestants demandant une réforme ont interrompu … »
        return i - 1 if doc[i - 1].lower_ in {"ne", "n'"} else i
    if nominal and frame != "inf" and word == "," and _beside(cue, mark, heads):
        return i
    if nominal and word == "," and _SETTING.match(doc[mark : mark + 5].text.lower()):
        return i
    if (
        nominal
        and word in {"alors", "tandis"}
        and re.match(r"(?:alors|tandis) (?:même )?qu", doc[i : i + 3].text.lower())
    ):
        return i
    if (
        nominal
        and word == ","
        and mark + 1 < len(doc)
        and is_finite(doc[mark])
        and mark not in heads
        and not doc[mark].dep_.startswith("acl")
    ):
        return i  # « …, prêtes à participer, a disparu »: the clause around goes on
    if (
        nominal
        and word == ","
        and mark < len(doc)
        and doc[mark].lower_ in {"tandis", "alors"}
        and doc[mark + 1 : mark + 2].text.lower() in {"que", "qu'"}
    ):
        return i
    return None


#: Phrases that set the scene of the saying when they follow a demand or a noun phrase after a comma.
_SETTING = re.compile(
    r"(?:à (?:son|leur) (?:arrivée|retour)|à (?:la|sa|leur) sortie|à l' ?arrivée|surtout qu|d' ?autant|sachant qu|"
    r"au milieu d|au lendemain|à la veille|à l' ?occasion|à l' ?issue|en marge|dans le cadre d|après |"
    r"avant (?:de|d'|la|le|les|son)|lors d|pendant |depuis |au moment|à la suite|en raison|alors même|"
    r"alors qu|au terme|au cours|faute d|sous peine|via |par le biais|par la voix|dans un |dans une |"
    r"là où |à l'approche|à quelques|afin d|malgré |même si|et ce |et cela |"
    r"sans (?:\w+er|\w+ir|\w+re) |à (?:une|deux|trois) \w+ d)"
)


def _hangs_on_cue(cue: Cue, start: int, k: int) -> bool:
    """Whether the words after a comma belong to the saying, not to what is said: « , interrogé sur … »."""
    doc = cue.paragraph.doc
    token = doc[k]
    n = k
    while n < len(doc) and n - k < 3 and doc[n].pos_ in {"ADV", "ADP", "SCONJ", "DET"}:
        n += 1
    if n >= len(doc):
        return False
    head = doc[n]
    participle = "VerbForm=Part" in str(head.morph) and head.pos_ in {"VERB", "AUX", "ADJ"}
    gerund = participle and "Tense=Pres" in str(head.morph)
    opener = token.lower_ in {
        "lors",
        "devant",
        "interrogé",
        "interrogée",
        "citant",
        "faisant",
        "evoquant",
        "évoquant",
    } or (token.lower_ in {"dans", "à", "en", "au", "sur"} and cue.mood == "finite" and occasion(doc, k))
    if token.lower_ in {"interrogé", "interrogée", "citant", "invité", "invitée"}:
        return True
    if not (gerund or opener or (participle and token.i == head.i)):
        return False
    up = head
    for _ in range(6):
        if up.i == cue.head:
            return True
        if start <= up.head.i < k or up.head.i == up.i:
            return opener and token.lower_ in {"lors", "dans"} and occasion(doc, k)
        up = up.head
    return False


_OCCASIONS = word_class("occasions")


def occasion(doc: Doc, k: int) -> bool:
    """Whether a phrase names the occasion of the saying: « dans un communiqué », « lors d’une visite »."""
    tokens = doc[k : k + 6]
    return any(t.lower_ in _OCCASIONS for t in tokens)
