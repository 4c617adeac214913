"""Cues: the verbs of saying of a paragraph, each with its mood, voice, negation and source."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from kg.attributions.evidence import CLITICS, Cue, Mood, Source, auxiliary, source_noun_forms
from kg.attributions.sources import head_of, noun_source
from kg.attributions.subjects import find_subject, speaker_of
from kg.attributions.verbs import Verb, by_conviction, by_form, refused_phrases
from kg.conjugation import Kind
from kg.lexicon import table, word_class
from kg.parse import Paragraph
from kg.phrases import is_finite, is_namelike

if TYPE_CHECKING:
    from spacy.tokens import Doc

#: Verbs of saying whose auxiliary is être in the active voice.
_WITH_ETRE = {"intervenir", "revenir", "venir", "monter", "sortir", "tomber", "aller"}


_SKIPPED = word_class("skipped") | CLITICS


def find_cues(paragraph: Paragraph) -> list[Cue]:
    """Every verb of saying of a paragraph, in order, with its subject where the sentence shows one."""
    heads: dict[int, Cue] = {}
    for cue in _cues(paragraph):
        if (teller := _teller(cue)) is not None:
            heads[cue.head] = replace(cue, mood="finite", subject=teller)
            continue
        if _narrative(cue):
            heads[cue.head] = replace(cue, mood="finite", subject=_spoke_before(heads))
            continue
        shared = _coordinated(cue, heads)
        heads[cue.head] = replace(cue, subject=speaker_of(shared) if shared else find_subject(cue, heads))
    return list(heads.values())


def _spoke_before(heads: dict[int, Cue]) -> Source | None:
    """The source, inverted or not, of the last verb of saying so far that stands outside quotation marks."""
    for cue in reversed(heads.values()):
        if cue.mood == "finite" and cue.paragraph.quote_at(cue.span.start) is None:
            source = speaker_of(cue)
            if source is not None:
                return source
    return None


def _coordinated(cue: Cue, heads: dict[int, Cue]) -> Cue | None:
    """The verb of saying before « et a souligné que »: it has the same source, whatever stands between the two.

    Both are compound, or both simple and of one tense, and no subject follows the conjunction.
    """
    doc = cue.paragraph.doc
    k = cue.first - 1
    while k > 0 and doc[k].pos_ == "ADV":
        k -= 1
    shares = cue.mood == "past_participle" and not cue.passive
    if (
        (cue.mood != "finite" and not shares)
        or cue.clitic is not None
        or cue.passive
        or k < 0
        or doc[k].lower_ not in {"et", "mais", "puis"}
    ):
        return None
    floor = cue.paragraph.token_at(cue.paragraph.sentence_at(cue.span.start).start)
    for other in sorted((c for c in heads.values() if floor <= c.head < k), key=lambda c: -c.head):
        if other.mood != "finite" or other.passive or other.subject is None:
            continue
        if cue.paragraph.quote_at(other.span.start) is not None:
            continue
        compound, also = other.head > other.first, cue.head > cue.first
        if shares:
            return other if compound and not other.reflexive else None
        if compound and also:
            return other if doc[other.first].lower_ == doc[cue.first].lower_ else None
        if compound or also:
            return None
        tense, its = (doc[c.head].morph.get("Tense", None) or None for c in (other, cue))
        # a verb that the tagger took for a noun has no tense: « dénonce un abandon et réclame … »
        return other if tense == its or tense is None or its is None else None
    return None


def _narrative(cue: Cue) -> bool:
    """« Et d’ajouter : « P » »: the infinitive of narration stands for a finite verb of the same source."""
    doc = cue.paragraph.doc
    return (
        cue.mood == "infinitive"
        and cue.first > 1
        and doc[cue.first - 1].lower_ in {"de", "d'"}
        and doc[cue.first - 2].lower_ in {"et", "mais", "puis"}
    )


def _teller(cue: Cue) -> Source | None:
    """« Et les élus de citer P », « Et au conférencier de conclure que P »: who narrates, by name."""
    doc = cue.paragraph.doc
    if cue.mood != "infinitive" or cue.first < 4 or doc[cue.first - 1].lower_ not in {"de", "d'"}:
        return None
    end = cue.first - 1
    for k in range(end - 1, max(-1, end - 9), -1):
        if doc[k].lower_ == "et" and (doc[k].is_sent_start or k == 0 or doc[k - 1].text in {".", '"'}):
            start = k + 2 if doc[k + 1].lower_ == "à" else k + 1
            source = noun_source(doc, head_of(doc, start, end), end, floor=start) if start < end else None
            return source if source is not None and source.end == end else None
        if doc[k].text in {",", ".", ":", ";"} or is_finite(doc[k]):
            return None
    return None


def _cues(paragraph: Paragraph) -> Iterator[Cue]:
    doc = paragraph.doc
    index, convictions = by_form(), by_conviction()
    for i, word in enumerate(paragraph.words):
        conviction = convictions.get(word)
        if conviction is not None:
            around = {doc[max(0, i - 1)].text, doc[min(len(doc) - 1, i + 1)].lower_}
            if around & {",", '"'} and around & {"que", "qu'"}:
                yield Cue(paragraph, i, i, i, conviction, "participle")
                continue
        following: list[str] = []
        for verb, kinds in index.get(word, ()):
            if verb.rest:
                following = following or paragraph.words[i + 1 : i + 12]
                if _first_words(verb.rest).isdisjoint(following):
                    continue
            cue = _group(paragraph, i, verb, kinds)
            if cue is not None:
                yield cue
                break


def _group(paragraph: Paragraph, i: int, verb: Verb, kinds: tuple[Kind, ...]) -> Cue | None:
    doc = paragraph.doc
    token = doc[i]
    if i and doc[i - 1].text == "-" and not doc[i - 1].whitespace_:
        return None  # « le lieu-dit »
    if token.text.istitle() and i and not token.is_sent_start and doc[i - 1].pos_ in {"ADP", "DET"}:
        return None  # « sur Twitter »
    if any(paragraph.words[i + 1 : i + 1 + len(rest)] == list(rest) for rest in refused_phrases().get(verb.head, ())):
        return None  # « n’a pas jugé bon de répondre », « la neige tient bon »
    if verb.lemma.startswith(("s'en ", "en ")) and not any(t.lower_ == "en" for t in doc[max(0, i - 5) : i]):
        return None
    if verb.lemma.startswith("y ") and not any(t.lower_ == "y" for t in doc[max(0, i - 3) : i]):
        return None
    _avoir, etre = auxiliary("avoir"), auxiliary("être")
    first, passive = i, False
    mood: Mood | None = None
    if "past_participle" in kinds:
        k = _auxiliary_before(doc, i)
        if k is not None:
            first = k
            between = [doc[j].lower_ for j in range(k, i)]
            word = doc[k].lower_
            passive = ("été" in between or word in etre) and verb.head not in _WITH_ETRE
            mood = (
                "infinitive" if word in {"avoir", "être"} else "participle" if word in {"ayant", "étant"} else "finite"
            )
    if mood is None and "finite" in kinds and _is_verb(doc, i):
        if token.lower_.endswith(("ons", "ez")):
            return None  # the reporter's « nous », or somebody addressed
        mood = "finite"
    if (
        mood is None
        and "present_participle" in kinds
        and (
            token.pos_ in {"VERB", "AUX"}
            or i == 0
            or token.is_sent_start
            or doc[i - 1].lower_ in {"en", ","}
            or (i + 1 < len(doc) and doc[i + 1].lower_ in {"que", "qu'", '"'})
        )
    ):
        if i > 0 and doc[i - 1].pos_ == "DET" and doc[i - 1].lower_ not in {"l'", "les", "le", "la", "leur"}:
            return None
        mood = "participle"
    if mood is None and "infinitive" in kinds:
        mood = "infinitive"
    if mood is None and "past_participle" in kinds:
        if i > 0 and (
            doc[i - 1].pos_ == "DET" or doc[i - 1].lower_ in {"le", "la", "les", "l'", "un", "une", "des", "ces"}
        ):
            return None  # « le prévenu », « les accusés »
        mood = "past_participle"
        accuses = "obj-de" in verb.frames or "attr" in verb.frames
        passive = accuses and i + 1 < len(doc) and doc[i + 1].lower_ == "par"  # « , régulièrement accusé par X de P »
    if mood is None:
        return None
    last, clitic = i, None
    for j in range(first, min(i + 3, len(doc))):
        if doc[j].lower_ in CLITICS and (j < i or all(doc[k].lower_ in {"-t", "t", "-"} for k in range(i + 1, j))):
            clitic = j
            last = max(last, j)
            break
    reflexive = False
    k = first - 1
    while k >= 0 and doc[k].lower_ in {"y", "en", "ne", "n'", "le", "lui", "l'", "la", "les"} and first - k < 4:
        if doc[k - 1].lower_ not in {"se", "s'", "ne", "n'"} and doc[k].lower_ not in {"ne", "n'"}:
            break
        k -= 1
    if k >= 0 and doc[k].lower_ in {"se", "s'"}:
        reflexive, first = True, k
    elif first - 1 >= 0 and doc[first - 1].lower_ in {"se", "s'"}:
        reflexive, first = True, first - 1
    if reflexive:
        passive = False
    if verb.reflexive != reflexive and not (
        mood == "infinitive" and verb.reflexive and doc[first - 1].lower_ in {"se", "s'"}
    ):
        return None
    if verb.rest:
        end = _rest(paragraph.words, last, verb.rest)
        if end is None:
            return None
        if "pour" in paragraph.words[last + 1 : end] and verb.rest == ("responsable",):
            return None  # « tient l’armateur pour responsable » is the frame attr
        if verb.head == "être" and any(w in {"par", "de", "des", "les"} for w in paragraph.words[last + 1 : end]):
            return None  # « est accusé par certains »
        last = max(last, end)
    before = [doc[j].lower_ for j in range(max(0, first - 3), i)]
    negated = "ne" in before or "n'" in before
    if (
        negated
        and i + 1 < len(doc)
        and doc[i + 1].lower_ in {"que", "qu'"}
        and not any(w in {"pas", "jamais"} for w in before)
    ):
        after = [doc[j].lower_ for j in range(i + 1, min(i + 3, len(doc)))]
        negated = "pas" in after
    return Cue(paragraph, i, first, last, verb, mood, reflexive, passive, negated, clitic)


def _auxiliary_before(doc: Doc, i: int) -> int | None:
    """The auxiliary of the participle ``i``: the tree's, or the nearest with only adverbs and clitics between."""
    avoir, etre = auxiliary("avoir"), auxiliary("être")
    commas = 0
    for k in range(i - 1, max(-1, i - 12), -1):
        word = doc[k].lower_
        if word in avoir or (word in etre and word != "été"):
            if (word in {"avoir", "être"} and doc[k].pos_ == "NOUN") or commas == 1:
                return None
            return k
        if word == "et" and doc[k - 1].lower_ == "ores":
            continue  # « a d’ores et déjà exclu »
        if doc[k].text in {'"', ".", ":", ";", "!", "?"} or word in {"que", "qu'", "qui", "et", "mais"}:
            return None
        if word == ",":
            commas += 1
            if commas > 2:
                return None
            continue
        if commas % 2 == 1:
            continue
        if doc[k - 1].lower_ == "chaque" or word == "chaque":
            continue  # « est chaque semaine contesté par X »
        if word in _SKIPPED or doc[k].pos_ == "ADV" or (doc[k].head.i == i and doc[k].dep_ in {"advmod", "aux:pass"}):
            continue
        if doc[k].pos_ in {"ADP", "DET", "NOUN", "ADJ", "NUM"} and any(
            c.dep_.startswith("aux") and c.i < k and i - c.i < 9 for c in doc[i].children
        ):
            continue
        return None
    return None


_NO_VERB_AFTER = word_class("no verb after")


def _is_verb(doc: Doc, i: int) -> bool:
    """Whether a form that could also be a noun (« demande », « juge ») is a verb here."""
    token = doc[i]
    before = doc[i - 1] if i else None
    after = doc[i + 1].lower_ if i + 1 < len(doc) else ""
    if after in {"-t", *CLITICS}:
        return True
    if before is not None and before.lower_ in {"le", "l'"} and i > 1 and doc[i - 2].lower_ == "comme":
        return True  # « comme le constate X »
    if before is not None and before.lower_ in _NO_VERB_AFTER:
        plural = before.lower_ in {"le", "la", "les"} and token.lower_.endswith("ent")
        if (plural or before.lower_ in {"l'", "en", "leur"}) and token.lower_ not in _nouns_too():
            return True  # « et l’accuse de … », « ses rivaux la taxent de … »
        return token.pos_ in {"VERB", "AUX"} and (
            before.lower_ in {"le", "la", "les", "l'", "en", "leur"} and before.pos_ == "PRON"
        )
    if token.pos_ in {"VERB", "AUX"}:
        return True
    if after in {"que", "qu'"}:
        known = before is not None and before.pos_ in {"PROPN", "PRON", "NOUN"}
        return token.pos_ != "ADJ" or known or token.lower_ not in _nouns_too()
    if before is not None and before.text in {",", '"'}:
        return token.pos_ != "ADP" or token.lower_.endswith("ent")
    if before is not None and before.lower_ in {"ci", "là", "-ci", "-là"}:
        return True  # « Celui-ci annonce »
    if before is not None and before.lower_ in {"il", "elle", "ils", "elles", "on", "qui", "se", "s'", "ne", "n'", "y"}:
        return True
    if (
        before is not None
        and is_namelike(before)
        and token.pos_ in {"NOUN", "ADJ", "X", "PROPN"}
        and not is_namelike(token)
    ):
        return True
    if before is None or is_namelike(token):
        return False
    if token.lower_.endswith("s") and token.lower_ in _nouns_too():
        return False  # « de vives critiques »: newspapers have no second person
    if token.lower_ not in _nouns_too():
        return True
    if before.lower_ in _BEFORE_NOUNS:
        return False  # « L’ancien juge rappelle … »
    if before.pos_ == "ADJ" and i > 1 and doc[i - 2].lower_ in {"de", "d'", "des"}:
        return False  # « l’objet de vives critiques »
    # « Le rapport critique la lenteur … »: a sentence with no other finite verb
    sentence = token.sent
    return before.pos_ in {"NOUN", "PROPN", "ADJ"} and not any(is_finite(t) for t in sentence)


@cache
def _nouns_too() -> frozenset[str]:
    """Forms of verbs of saying that are nouns or adjectives as well: there the tagger decides."""
    nouns = {form for row in table("fr", "speech_nouns") for form in (row["noun"].lower(), row["noun"].lower() + "s")}
    return frozenset(nouns | source_noun_forms() | _HOMONYMS)


_HOMONYMS = word_class("homonyms")
_BEFORE_NOUNS = word_class("before nouns")


@cache
def _words_of(rest: tuple[str, ...]) -> list[str]:
    return " ".join(rest).replace("'", "' ").split()


@cache
def _first_words(rest: tuple[str, ...]) -> frozenset[str]:
    """What the rest of a phrase can begin with: most forms of « être » and « avoir » begin none."""
    first, *more = _words_of(rest)
    return frozenset((first,) if more else (first + ending for ending in _AGREEING))


_AGREEING = ("", "e", "s", "es")


def _rest(words: list[str], i: int, rest: tuple[str, ...]) -> int | None:
    """Last token of the rest of a phrase (« en garde », « part de »), within a few words of its head.

    The last word of the rest may agree: « être convaincue », « être favorables ».
    """
    gap = 6 if rest[0] in {"en", "à", "au"} else 3
    wanted = _words_of(rest)
    if len(wanted) > 1 and wanted[0] not in words[i + 1 : i + 2 + gap]:
        return None
    ends = {wanted[-1] + ending for ending in _AGREEING}
    for k in range(i + 1, min(i + 2 + gap, len(words))):
        if words[k] in {".", ";", '"', ":"}:
            return None
        found = words[k : k + len(wanted)]
        if len(found) == len(wanted) and found[:-1] == wanted[:-1] and found[-1] in ends:
            return k + len(wanted) - 1
    return None
