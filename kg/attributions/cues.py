"""Cues: the verbs of saying of a paragraph, each with its mood, voice, negation and source."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Literal

from kg.attributions.verbs import Verb, by_form
from kg.conjugation import Kind, forms
from kg.lexicon import table
from kg.model import Span
from kg.parse import Paragraph
from kg.phrases import is_namelike, name_end, phrase_end, phrase_start

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

Mood = Literal["finite", "infinitive", "participle", "past_participle"]

#: Verbs of saying whose auxiliary is être in the active voice.
_WITH_ETRE = {"intervenir", "revenir", "venir", "monter", "sortir", "tomber", "aller"}
CLITICS = {"-il", "-elle", "-ils", "-elles", "-on", "-je", "-nous", "-vous", "-tu"}
SPEAKER_PRONOUNS = {"il", "elle", "ils", "elles", "celui-ci", "celle-ci", "ceux-ci", "celles-ci", "ce dernier", "lui", "eux"}
NOT_A_SOURCE = {"je", "j'", "nous", "vous", "tu", "on", "ça", "cela", "ceci", "ce", "c'", "rien", "tout", "y", "en", "me", "m'", "te", "t'"}
_SKIPPED = {"également", "aussi", "cependant", "ensuite", "toujours", "encore", "déjà", "notamment", "ainsi", "alors", "enfin", "pas", "jamais",
            "plus", "même", "lui-même", "elle-même", "eux-mêmes", "d'ailleurs", "par", "ailleurs", "pour", "sa", "part", "de", "son", "côté", "leur",
            "lui", "elle", "eux", "quant", "à", "tour", "été", "tout", "simplement", "en", "outre", "revanche", "effet", "fois", "-", "mardi", "lundi",
            "mercredi", "jeudi", "vendredi", "samedi", "dimanche", "hier", "soir", "matin", "autre", "une", "suite", "la", "nouveau", "plusieurs",
            "reprises", "nouvelle", "première", "seconde", "dernière", "dans", "foulée", "bien", "fait", "très", "-t", "t", *CLITICS}  # fmt: skip


@cache
def _auxiliary(verb: str) -> frozenset[str]:
    return frozenset(forms(verb))


@cache
def _source_nouns() -> frozenset[str]:
    return frozenset(row["noun"].lower() for row in table("fr", "source_nouns"))


@dataclass(frozen=True, slots=True)
class Source:
    """The words of a source as token indexes of its paragraph; ``head`` is the head word."""

    start: int
    end: int
    head: int


@dataclass(frozen=True, slots=True)
class Cue:
    """A verb of saying. ``first`` to ``last`` (included) are the tokens of its group; ``head`` is the verb itself."""

    paragraph: Paragraph
    head: int
    first: int
    last: int
    verb: Verb
    mood: Mood
    reflexive: bool = False
    passive: bool = False
    negated: bool = False
    clitic: int | None = None
    subject: Source | None = None

    @property
    def span(self) -> Span:
        """The words of the cue, in the article."""
        return Span(self.paragraph.start(self.paragraph.doc[self.first]), self.paragraph.end(self.paragraph.doc[self.last]))


def find_cues(paragraph: Paragraph) -> list[Cue]:
    """Every verb of saying of a paragraph, in order, with its subject where the sentence shows one."""
    heads: dict[int, Cue] = {}
    for cue in _cues(paragraph):
        if _narrative(cue):
            before = [c for c in heads.values() if c.mood == "finite" and c.subject is not None]
            heads[cue.head] = replace(cue, mood="finite", subject=speaker_of(before[-1]) if before else None)
            continue
        heads[cue.head] = replace(cue, subject=_subject(cue, heads))
    return list(heads.values())


def _narrative(cue: Cue) -> bool:
    """« Et d’ajouter : « P » »: the infinitive of narration stands for a finite verb of the same source."""
    doc = cue.paragraph.doc
    return cue.mood == "infinitive" and cue.first > 1 and doc[cue.first - 1].lower_ in {"de", "d'"} and doc[cue.first - 2].lower_ == "et"


def speaker_of(cue: Cue, limit: int | None = None) -> Source | None:
    """The source of a cue, inverted or not: in « « P », a dit X, ajoutant que Q » it is X, not the subject of P."""
    doc, paragraph = cue.paragraph.doc, cue.paragraph
    own = cue.subject
    if cue.clitic is not None or not cue.first or doc[cue.first - 1].text not in {",", '"', "–"}:
        return own
    if own is not None and own.start < cue.first:
        quoted = paragraph.quote_at(paragraph.start(doc[own.start])) is not None
        between = any("VerbForm=Fin" in str(t.morph) and t.pos_ in {"VERB", "AUX"} and not t.dep_.startswith("acl") for t in doc[own.end : cue.first])
        if not quoted and not between:
            return own
    return inverted_subject(cue, limit) or own


def _cues(paragraph: Paragraph) -> Iterator[Cue]:
    doc = paragraph.doc
    index = by_form()
    for token in doc:
        found = index.get(token.lower_)
        if not found:
            continue
        for verb, kinds in found:
            cue = _group(paragraph, token.i, verb, kinds)
            if cue is not None:
                yield cue
                break


def _group(paragraph: Paragraph, i: int, verb: Verb, kinds: tuple[Kind, ...]) -> Cue | None:
    doc = paragraph.doc
    token = doc[i]
    avoir, etre = _auxiliary("avoir"), _auxiliary("être")
    first, mood, passive = i, None, False
    if "past_participle" in kinds:
        k = _auxiliary_before(doc, i)
        if k is not None:
            first = k
            between = [doc[j].lower_ for j in range(k, i)]
            word = doc[k].lower_
            passive = ("été" in between or word in etre) and verb.head not in _WITH_ETRE
            mood = "infinitive" if word in {"avoir", "être"} else "participle" if word in {"ayant", "étant"} else "finite"
    if mood is None and "finite" in kinds and _is_verb(doc, i):
        if token.lower_.endswith(("ons", "ez")):
            return None  # the reporter's « nous », or somebody addressed
        mood = "finite"
    if mood is None and "present_participle" in kinds and (
        token.pos_ in {"VERB", "AUX"} or i == 0 or token.is_sent_start or doc[i - 1].lower_ in {"en", ","} or i + 1 < len(doc) and doc[i + 1].lower_ in {"que", "qu'"}
    ):  # fmt: skip
        if i > 0 and doc[i - 1].pos_ == "DET" and doc[i - 1].lower_ not in {"l'", "les", "le", "la"}:
            return None
        mood = "participle"
    if mood is None and "infinitive" in kinds:
        mood = "infinitive"
    if mood is None and "past_participle" in kinds:
        if i > 0 and (doc[i - 1].pos_ == "DET" or doc[i - 1].lower_ in {"le", "la", "les", "l'", "un", "une", "des", "ces"}):
            return None  # « le prévenu », « les accusés »
        mood = "past_participle"
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
    if verb.reflexive != reflexive and not (mood == "infinitive" and verb.reflexive and doc[first - 1].lower_ in {"se", "s'"}):
        return None
    if verb.rest:
        end = _rest(doc, last, verb.rest)
        if end is None:
            return None
        last = max(last, end)
    before = [doc[j].lower_ for j in range(max(0, first - 3), i)]
    negated = "ne" in before or "n'" in before
    if negated and i + 1 < len(doc) and doc[i + 1].lower_ in {"que", "qu'"} and not any(w in {"pas", "jamais"} for w in before):
        after = [doc[j].lower_ for j in range(i + 1, min(i + 3, len(doc)))]
        negated = "pas" in after
    return Cue(paragraph, i, first, last, verb, mood, reflexive, passive, negated, clitic)


def _auxiliary_before(doc: Doc, i: int) -> int | None:
    """The auxiliary of the participle ``i``: the tree's, or the nearest with only adverbs and clitics between."""
    avoir, etre = _auxiliary("avoir"), _auxiliary("être")
    commas = 0
    for k in range(i - 1, max(-1, i - 12), -1):
        word = doc[k].lower_
        if word in avoir or word in etre and word != "été":
            if word in {"avoir", "être"} and doc[k].pos_ == "NOUN" or commas == 1:
                return None
            return k
        if doc[k].text in {'"', ".", ":", ";", "!", "?"} or word in {"que", "qu'", "qui", "et", "mais"}:
            return None
        if word == ",":
            commas += 1
            if commas > 2:
                return None
            continue
        if commas % 2 == 1:
            continue
        if word in _SKIPPED or doc[k].pos_ == "ADV" or doc[k].head.i == i and doc[k].dep_ in {"advmod", "aux:pass"}:
            continue
        if doc[k].pos_ in {"ADP", "DET", "NOUN", "ADJ"} and any(
            c.dep_.startswith("aux") and c.i < k and i - c.i < 9 for c in doc[i].children
        ):
            continue
        return None
    return None


def _is_verb(doc: Doc, i: int) -> bool:
    """Whether a form that could also be a noun (« demande », « juge ») is a verb here."""
    token = doc[i]
    before = doc[i - 1] if i else None
    after = doc[i + 1].lower_ if i + 1 < len(doc) else ""
    if after in {"-t", *CLITICS}:
        return True
    if before is not None and before.lower_ in {"le", "la", "les", "l'", "un", "une", "ce", "cet", "cette", "sa", "son", "ses", "leur", "leurs", "des", "du",
                                                "de", "d'", "au", "aux", "à", "en", "sans", "par", "pour", "avec", "toute", "aucune", "aucun", "sur", "notre", "nos", "quelle", "quel"}:  # fmt: skip
        if before.lower_ in {"l'", "en", "leur"} and token.lower_ not in _nouns_too():
            return True  # « et l’accuse de … »
        return token.pos_ in {"VERB", "AUX"} and (before.lower_ in {"le", "la", "les", "l'", "en", "leur"} and before.pos_ == "PRON")
    if token.pos_ in {"VERB", "AUX"}:
        return True
    if after in {"que", "qu'"}:
        return token.pos_ not in {"ADJ"} or before is not None and before.pos_ in {"PROPN", "PRON", "NOUN"}
    if before is not None and before.text in {",", '"'}:
        return token.pos_ != "ADP"
    if before is not None and before.lower_ in {"il", "elle", "ils", "elles", "on", "qui", "se", "s'", "ne", "n'", "y"}:
        return True
    if before is not None and is_namelike(before) and token.pos_ in {"NOUN", "ADJ", "X", "PROPN"} and not is_namelike(token):
        return True
    if before is None or is_namelike(token):
        return False
    if token.lower_ not in _nouns_too():
        return True
    # « Le rapport critique la lenteur … »: a sentence with no other finite verb
    sentence = token.sent
    return before.pos_ in {"NOUN", "PROPN", "ADJ"} and not any("VerbForm=Fin" in str(t.morph) and t.pos_ in {"VERB", "AUX"} for t in sentence)


@cache
def _nouns_too() -> frozenset[str]:
    """Forms of verbs of saying that are nouns or adjectives as well: there the tagger decides."""
    nouns = {form for row in table("fr", "speech_nouns") for form in (row["noun"].lower(), row["noun"].lower() + "s")}
    return frozenset(nouns | _source_nouns() | _HOMONYMS)


_HOMONYMS = {
    "note", "marque", "affiche", "relève", "avance", "lance", "doute", "signe", "réplique", "riposte", "menace", "tempête", "pointe", "montre", "garde",
    "souffle", "tranche", "glisse", "commande", "charge", "dit", "fait", "reproche", "compte", "livre", "rage", "gronde", "fronde", "titre", "cause", "somme",
    "traite", "taxe", "presse", "loue", "tacle", "coupe", "analyse", "remarque", "précise", "estime", "annonce", "demande", "critique", "juge", "promesse",
    "offre", "plainte", "craint", "crainte", "conteste", "adresse", "réserve", "prévient", "maintient", "poste", "poursuit", "vise", "attaque", "parle",
    "marche", "place", "voit", "réagit", "répond", "sourit", "dits", "mots", "faits", "conclut", "excuse", "excuses", "notes", "marques", "plaint", "plaints",
}  # fmt: skip


def _rest(doc: Doc, i: int, rest: tuple[str, ...]) -> int | None:
    """Last token of the rest of a phrase (« en garde », « part de »), within a few words of its head."""
    wanted = " ".join(rest)
    gap = 6 if rest[0] in {"en", "à", "au"} else 3
    for k in range(i + 1, min(i + 2 + gap, len(doc))):
        if doc[k].text in {".", ";", '"', ":"}:
            return None
        begin = doc[k].idx
        if doc.text[begin:].lower().startswith(wanted):
            stop = begin + len(wanted)
            # « être convaincue », « être favorables »
            stop += len(next((ending for ending in ("es", "e", "s", "") if doc.text[stop:].startswith(ending) and not doc.text[stop + len(ending) : stop + len(ending) + 1].isalnum()), ""))
            if stop < len(doc.text) and doc.text[stop].isalnum():
                return None
            while k < len(doc) and doc[k].idx + len(doc[k]) < stop:
                k += 1
            return k
    return None


def inverted_subject(cue: Cue, limit: int | None = None) -> Source | None:
    """The source that follows its verb: « a déclaré mardi le secrétaire général de l’Otan, Jens Stoltenberg ».

    ``limit`` is a token not to read past. Adverbs, days and addressees between the two are passed over.
    """
    doc = cue.paragraph.doc
    limit = len(doc) if limit is None else limit
    if cue.clitic is not None:
        return Source(cue.clitic, cue.clitic + 1, cue.clitic)
    k = cue.last + 1
    comma = False
    while k < limit and k - cue.last < 16:
        token = doc[k]
        word = token.lower_
        if token.text in {".", ";", ":", '"', "!", "?"}:
            return None
        if word == ",":
            comma = True
            k += 1
            continue
        if word in {"à", "au", "aux", "auprès", "dans", "sur", "devant", "lors", "via", "en", "par", "pour", "de", "d'", "après", "avant", "depuis", "pendant", "face", "avec", "chez", "dès", "sous"} and token.pos_ != "DET":
            if word == "de" and k + 1 < limit and doc[k + 1].lower_ in {"nombreux", "nombreuses"}:
                return noun_source(doc, _head_of(doc, k, limit), limit, floor=k)
            end = _phrase_after(doc, k, limit)
            if end is None:
                return None
            k = end
            continue
        if word == "d'" and k + 1 < limit and doc[k + 1].lower_ == "autres":
            return noun_source(doc, _head_of(doc, k, limit), limit, floor=k)
        if word in _DAYS | _MONTHS or word.startswith("mi-") or word in {"début", "fin"} or token.pos_ == "ADV" and not is_namelike(token) or word in {"le", "ce", "cette"} and k + 1 < limit and doc[k + 1].lower_ in _DAYS | {"matin", "soir", "semaine", "jour", "jeudi"}:
            k += 2 if word in {"le", "ce", "cette"} else 1
            continue
        if word in {"le"} and k + 1 < limit and doc[k + 1].like_num:
            k += 3
            continue
        if word in NOT_A_SOURCE and word not in {"tout"} or word in {"que", "qu'", "qui"}:
            return None
        if comma and not is_namelike(token) and token.pos_ not in {"DET", "NOUN"}:
            return None
        if token.pos_ in {"VERB", "AUX"} and not is_namelike(token):
            return None
        head = _head_of(doc, k, limit)
        return noun_source(doc, head, limit, floor=k)
    return None


_DAYS = {"lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche", "hier", "aujourd'hui", "soir", "matin", "après-midi", "dernier", "récemment", "passé"}


def _phrase_after(doc: Doc, k: int, limit: int) -> int | None:
    """End of the prepositional phrase that starts at ``k``."""
    n = k + 1
    while n < limit and (doc[n].pos_ in {"DET", "ADP", "NUM"} or doc[n].lower_ in {"la", "le", "l'", "un", "une", "son", "sa", "ses", "du", "des"}):
        n += 1
    if n >= limit or doc[n].text in {",", ".", '"'}:
        return None
    end = phrase_end(doc, n, limit)
    return end if end > k else None


def _head_of(doc: Doc, k: int, limit: int) -> int:
    """The head word of the noun phrase that starts at ``k``: past its determiner and leading adjectives."""
    n = k
    while n + 1 < limit and n - k < 5 and not is_namelike(doc[n]) and (
        doc[n].pos_ in {"DET", "NUM", "ADP"} or doc[n].lower_ in {"le", "la", "les", "l'", "un", "une", "plusieurs", "certains", "d'autres", "m.", "de", "d'", "autres", "nombreux"}
        or doc[n].pos_ == "ADJ" and doc[n + 1].pos_ in {"NOUN", "PROPN", "ADJ"}
    ):  # fmt: skip
        n += 1
    if doc[n].lower_.rstrip(".") in {"m", "mm", "mme", "mmes", "me", "dr", "mgr", "pr", "mlle"} and n + 1 < limit and is_namelike(doc[n + 1]):
        n += 1
    return n


_CIVILITIES = {"m", "mm", "mme", "mmes", "me", "mes", "dr", "mgr", "pr", "mlle"}


def noun_source(doc: Doc, head: int, limit: int, *, floor: int = 0) -> Source | None:
    """The whole mention around a head word: determiner, complements, and the apposition that names it."""
    token = doc[head]
    if token.lower_.rstrip(".") in _CIVILITIES and head + 1 < limit and is_namelike(token) and is_namelike(doc[head + 1]):
        head += 1
        token = doc[head]
    if token.lower_.lstrip("-") in {"ci", "là"} and head and doc[head - 1].lower_ in {"celui", "celle", "ceux", "celles", "-"}:
        return Source(head - 1 - (doc[head - 1].text == "-"), head + 1, head)
    if token.lower_ in NOT_A_SOURCE or token.pos_ in {"PUNCT", "CCONJ", "SCONJ"} and not is_namelike(token):
        return None
    if token.lower_ in SPEAKER_PRONOUNS:
        return Source(head, head + 1, head)
    start = phrase_start(doc, head, floor)
    if start - 3 >= floor and doc[start - 1].text == '"':
        # « des groupes de « gilets jaunes » canadiens »: back over the quoted term to what it depends on
        opening = next((n for n in range(start - 2, max(floor, start - 7), -1) if doc[n].text == '"'), None)
        if opening is not None and opening > floor and doc[opening - 1].lower_ in {"de", "d'", "des", "les", "certains", "plusieurs", "quelques", "ces"}:
            governed = doc[opening - 1].lower_ in {"de", "d'"} or doc[opening - 1].lower_ == "des" and opening - 2 >= floor and doc[opening - 2].pos_ == "NOUN"
            start = phrase_start(doc, opening - 2, floor) if governed and opening - 2 >= floor else opening - 1
    end = phrase_end(doc, head, limit)
    end = _apposition(doc, head, end, limit)
    begun = _apposed_to(doc, start, floor)
    return Source(begun, end, head)


def _apposition(doc: Doc, head: int, end: int, limit: int) -> int:
    """The end moved over « , Jens Stoltenberg » or « , porte-parole de la mairie » where that closes with a border."""
    if end + 1 >= limit or doc[end].text != ",":
        return end
    k = end + 1
    named = any(is_namelike(doc[i]) and doc[i].ent_type_ in {"PER", ""} for i in range(head, end)) and is_namelike(doc[end - 1])
    if is_namelike(doc[k]) and doc[k].pos_ != "ADP" and doc[k].lower_ not in {"m."}:
        stop = name_end(doc, k, limit)
        if stop < limit and doc[stop].text == "(":
            closing = next((n for n in range(stop, min(limit, stop + 8)) if doc[n].text == ")"), None)
            stop = closing + 1 if closing else stop
        if stop >= limit or doc[stop].text in {",", ".", '"', ";", ")", "("} or doc[stop].pos_ in {"AUX", "VERB"} or doc[stop].lower_ in {"à", "dans", "lors", "en", "sur", "au", "et", "qui", "devant"}:
            return stop
        return end
    if named:
        noun = k
        while noun + 1 < limit and noun - k < 3 and (doc[noun].pos_ in {"DET", "ADJ"} or doc[noun].lower_ in {"le", "la", "l'", "un", "une"}):
            noun += 1
        if doc[noun].lower_ in _source_nouns():
            stop = phrase_end(doc, noun, limit)
            if stop >= limit or doc[stop].text in {",", ".", '"', ";", ")"} or doc[stop].lower_ in {"dans", "lors", "qui", "sur", "à", "devant", "au"}:
                return stop
    return end


def _apposed_to(doc: Doc, start: int, floor: int) -> int:
    """The start moved back over « Le ministre des Affaires étrangères, » before the name it titles."""
    if start - 2 < floor or doc[start - 1].text != "," or not is_namelike(doc[start]):
        return start
    k = start - 2
    while k >= floor and doc[k].text not in {",", ".", ";", '"', ":", "!", "?", "(", ")"} and doc[k].lower_ not in {"que", "qu'", "et", "mais", "qui", "dont", "où", "car", "si"} and doc[k].pos_ not in {"AUX"}:
        k -= 1
    first = k + 1
    # adverbs that open the sentence are no part of the title
    while first < start - 1 and not (doc[first].pos_ in {"DET", "NOUN", "NUM"} or is_namelike(doc[first]) and doc[first].pos_ == "PROPN"):
        first += 1
    noun = next((n for n in range(first, start - 1) if doc[n].pos_ == "NOUN" or doc[n].lower_ in _source_nouns()), None)
    if noun is None or doc[noun].lower_ not in _source_nouns() or noun - first > 3 or doc[first].pos_ not in {"DET", "NOUN", "ADJ"}:
        return start
    if first < start - 1 and doc[first].pos_ == "NOUN" and first > floor and doc[first - 1].pos_ == "ADP":
        return start
    return first if phrase_end(doc, noun, start) >= start - 1 else start


def _subject(cue: Cue, heads: dict[int, Cue], depth: int = 0) -> Source | None:
    """The subject of a cue: inverted pronoun, the tree's, that of the verb it is coordinated with, or of its clause."""
    doc = cue.paragraph.doc
    if cue.clitic is not None:
        return Source(cue.clitic, cue.clitic + 1, cue.clitic)
    if cue.passive:
        return _agent(cue)
    if cue.mood == "participle":
        found = _subject_of_participle(cue, heads)
        if found is not None:
            return found
    if cue.mood == "infinitive" and cue.first and doc[cue.first - 1].lower_ in {"après", "avant", "de"}:
        found = _subject_after(cue)
        if found is not None:
            return found
    return subject_of(doc, cue.head, cue.first, mood=cue.mood)


def _subject_after(cue: Cue) -> Source | None:
    """« Après avoir averti que P, les États-Unis ont évacué … »: the subject of the main clause that follows."""
    paragraph, doc = cue.paragraph, cue.paragraph.doc
    sentence = paragraph.sentence_at(cue.span.start)
    first, limit = paragraph.token_at(sentence.start), paragraph.token_at(sentence.end)
    if cue.first - first > 2:
        return None
    for token in doc[cue.last + 1 : limit]:
        if token.dep_.startswith("nsubj") and token.head.i > token.i and token.i > 0 and token.pos_ in {"NOUN", "PROPN", "PRON"}:
            source = noun_source(doc, token.i, token.head.i)
            if source is not None and doc[source.start - 1].text == ",":
                return source
    return None


def _subject_of_participle(cue: Cue, heads: dict[int, Cue]) -> Source | None:
    """« X a dit A, ajoutant que B »: the source of the verb before it in its sentence, inverted or not."""
    doc = cue.paragraph.doc
    k = cue.first - 1
    while k > 0 and (doc[k].pos_ == "ADV" or doc[k].lower_ in {"en", "tout"}):
        k -= 1
    if (found := _subject_after(cue)) is not None:
        return found
    if k < 0 or doc[k].text != "," and doc[cue.first - 1].lower_ not in {"en", "tout"} and doc[k].text != '"':
        return None
    floor = cue.paragraph.token_at(cue.paragraph.sentence_at(cue.span.start).start)
    for other in sorted((c for c in heads.values() if floor <= c.head < cue.first and c.mood == "finite"), key=lambda c: -c.head):
        if cue.paragraph.quote_at(other.span.start) is not None or other.passive:
            continue
        return speaker_of(other, cue.first)
    return _subject_of_sentence(doc, cue.first, floor)


def _subject_of_sentence(doc: Doc, first: int, floor: int) -> Source | None:
    """The subject of the nearest finite verb before token ``first`` that stands in no relative clause."""
    for k in range(first - 1, floor - 1, -1):
        token = doc[k]
        if "VerbForm=Fin" in str(token.morph) and token.pos_ in {"VERB", "AUX"} and not token.dep_.startswith("acl"):
            verb = token.head.i if token.pos_ == "AUX" and token.head.i > k and token.head.i < first else k
            if doc[verb].dep_.startswith("acl"):
                continue
            return subject_of(doc, verb, k)
    return None


def _agent(cue: Cue) -> Source | None:
    """The « par X » of a passive."""
    doc = cue.paragraph.doc
    for k in range(cue.last + 1, min(cue.last + 14, len(doc))):
        if doc[k].text in {".", ";", ":"}:
            return None
        if doc[k].lower_ == "par" and k + 1 < len(doc):
            return noun_source(doc, _head_of(doc, k + 1, len(doc)), len(doc), floor=k + 1)
    return None


def subject_of(doc: Doc, head: int, first: int, *, mood: Mood = "finite", depth: int = 0) -> Source | None:
    """The grammatical subject of the verb ``head`` whose group starts at token ``first``."""
    token = doc[head]
    if depth > 4:
        return None
    nominal = [c for c in token.children if c.dep_.startswith("nsubj") or c.dep_ == "expl:subj"]
    nominal = [c for c in nominal if c.lower_ not in {"-t", "se", "s'"} and c.pos_ not in {"PUNCT", "VERB", "AUX", "ADV", "ADP"} and not _is_time(c)]
    before = [c for c in nominal if c.i < first]
    if mood == "finite":
        outer = _over_insertion(doc, first)
        if outer is not None:
            return outer
        surface = _pronoun_before(doc, first)
        if surface is not None:
            if doc[surface].lower_ == "qui":
                return _antecedent(doc, surface)
            if doc[surface].lower_ in NOT_A_SOURCE:
                return None
            return Source(surface, surface + 1, surface)
    if before:
        child = before[-1] if before[-1].lower_ not in {"que", "qu'", "dont"} else before[0]
        if child.lower_ == "qui":
            return _antecedent(doc, child.i)
        if child.lower_ in {"que", "qu'", "dont", "où"}:
            return None
        return noun_source(doc, child.i, first)
    if mood == "finite" and (relative := _relative_before(doc, first)) is not None:
        return _antecedent(doc, relative)
    if token.dep_ in {"conj", "advcl", "xcomp", "acl", "dep", "obl:mod", "parataxis", "ccomp", "obl:arg", "amod"} and token.head.i != head:
        if mood == "finite" and token.dep_ not in {"conj", "parataxis", "dep"}:
            return _nearest_before(doc, first)
        governor = token.head
        if governor.pos_ in {"NOUN", "PROPN", "PRON"} and token.dep_ in {"acl", "amod"}:
            # « Poutine exigeant … », « un communiqué exigeant … »
            if mood in {"participle", "past_participle"} and governor.i < head and not any(doc[k].text == "," for k in range(governor.i, head)):
                return noun_source(doc, governor.i, first)
            verb = governor.head
            found = subject_of(doc, verb.i, _group_start(doc, verb.i), depth=depth + 1) if verb.i != governor.i else None
            return found or _nearest_before(doc, first)
        return subject_of(doc, governor.i, _group_start(doc, governor.i), depth=depth + 1) or _nearest_before(doc, first)
    return _nearest_before(doc, first)


def _over_insertion(doc: Doc, first: int) -> Source | None:
    """« Me Morel, qui représente la famille, a demandé »: the phrase before an insertion between commas."""
    if first < 3 or doc[first - 1].text != ",":
        return None
    for k in range(first - 2, max(0, first - 32), -1):
        if doc[k].text in {".", ";", ":", '"'}:
            return None
        if doc[k].text == "," and doc[k + 1].lower_ in {"qui", "dont", "interrogé", "interrogée", "interrogés", "âgé", "âgée", "venu", "venue", "présent", "présente", "cité", "citée", "joint", "jointe", "contacté", "contactée", "invité", "invitée", "lui-même", "elle-même"}:
            head = k - 1
            if doc[head].pos_ not in {"NOUN", "PROPN", "ADJ"} and not is_namelike(doc[head]):
                return None
            return noun_source(doc, _start_of_run(doc, head), k)
    return None


def _is_time(token: Token) -> bool:
    """Whether a noun names a day or a time: « Le 27 novembre, X annonce » has no subject « le 27 »."""
    return token.like_num or token.lower_ in _DAYS | _MONTHS or token.lower_ in {"matin", "semaine", "mois", "année", "an", "ans", "jours", "jour", "année", "midi", "nuit", "soirée", "lendemain", "fois", "heures"}


_MONTHS = {"janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre"}


def _group_start(doc: Doc, head: int) -> int:
    auxiliaries = [c.i for c in doc[head].children if c.dep_.startswith(("aux", "cop", "expl:comp")) and c.i < head]
    return min([head, *auxiliaries])


def _pronoun_before(doc: Doc, first: int) -> int | None:
    """The subject pronoun directly before the verb group, over « ne », « le », « lui », « y », « en »."""
    k = first - 1
    while k >= 0 and first - k < 5 and doc[k].lower_ in {"ne", "n'", "le", "la", "les", "l'", "lui", "leur", "y", "en", "se", "s'", "me", "m'"}:
        k -= 1
    if k >= 0 and doc[k].lower_ in {"nous", "vous"} and first < len(doc) and not doc[first].lower_.endswith(("ons", "ez", "mes", "tes")):
        k -= 1  # « les habitants nous ont affirmé »
        if k < 0 or doc[k].pos_ in {"ADP", "PUNCT"}:
            return None
    if k >= 0 and doc[k].lower_ in {"il", "elle", "ils", "elles", "on", "je", "j'", "nous", "vous", "tu", "qui", "celui-ci", "celle-ci", "ceux-ci", "c'", "ça", "cela"}:
        if doc[k].lower_ in {"elle", "elles", "nous", "vous"} and k > 0 and doc[k - 1].pos_ == "ADP":
            return None
        return k
    return None


def _relative_before(doc: Doc, first: int) -> int | None:
    """The « qui » of « des militants, qui dès 2011 dénonçaient »: with no finite verb between."""
    for k in range(first - 1, max(-1, first - 9), -1):
        if doc[k].lower_ == "qui":
            return k
        if doc[k].text in {".", ";", ":", '"'} or doc[k].pos_ in {"VERB", "AUX"} and "VerbForm=Fin" in str(doc[k].morph):
            return None
    return None


def _antecedent(doc: Doc, relative: int) -> Source | None:
    """Whom « qui » stands for: the phrase before it."""
    verb = doc[relative].head
    if verb.dep_.startswith("acl") and verb.head.i < relative and verb.head.pos_ in {"NOUN", "PROPN", "PRON"}:
        nearest = verb.head.i
        if nearest >= relative - 14:
            return noun_source(doc, nearest, relative)
    k = relative - 1
    while k > 0 and doc[k].text in {",", ")", '"'}:
        k -= 1
    while k > 0 and doc[k].pos_ not in {"NOUN", "PROPN"} and not is_namelike(doc[k]):
        k -= 1
        if relative - k > 6:
            return None
    return noun_source(doc, _start_of_run(doc, k), relative)


def _start_of_run(doc: Doc, k: int) -> int:
    """The head of the noun phrase that ends at ``k``: back over its complements in « de » and its names."""
    head = k
    while head > 0:
        previous = doc[head - 1]
        if is_namelike(previous) and is_namelike(doc[head]):
            head -= 1
        elif previous.lower_ in {"de", "d'", "du", "des"} and head >= 2 and doc[head - 2].pos_ in {"NOUN", "ADJ", "PROPN"}:
            head -= 2
        elif previous.lower_ in {"la", "l'", "le", "les"} and head >= 3 and doc[head - 2].lower_ in {"de", "à"} and doc[head - 3].pos_ in {"NOUN", "ADJ"}:
            head -= 3
        elif doc[head].pos_ == "ADJ" and previous.pos_ in {"NOUN", "ADJ"} or is_namelike(doc[head]) and previous.pos_ in {"NOUN", "ADJ"}:
            head -= 1
        else:
            break
    return head


def _nearest_before(doc: Doc, first: int) -> Source | None:
    """Where the tree shows no subject: the phrase directly before the verb group, if it opens its clause."""
    k = first - 1
    while k > 0 and doc[k].lower_ in {"en", "y", "lui", "leur", "nous", "vous", "me", "m'", "l'", "le", "la", "les", "ne", "n'"} and doc[k].pos_ != "DET":
        k -= 1
    if k < 0:
        return None
    if doc[k].text == "," and k > 0:
        # over an inserted group: « X, avocat de Y, a dit », « X, même en campagne, fait savoir »
        opening = next((n for n in range(k - 1, max(0, k - 30), -1) if doc[n].text == "," or doc[n].text in {".", ";", ":"}), None)
        if opening is not None and doc[opening].text == ",":
            outer = _nearest_before(doc, opening)
            if outer is not None and (outer.start == 0 or doc[outer.start - 1].text in {",", ".", '"', ":", "-", "–"} or doc[outer.start - 1].lower_ in {"que", "qu'", "et", "mais", "car"}):
                return outer
        k -= 1
    if doc[k].text in {")"}:
        while k > 0 and doc[k].text != "(":
            k -= 1
        k -= 1
    if k < 0 or doc[k].pos_ not in {"NOUN", "PROPN", "ADJ"} and not is_namelike(doc[k]) and doc[k].lower_ not in _source_nouns():
        return None
    head = _start_of_run(doc, k)
    if _is_time(doc[head]):
        return None
    start = phrase_start(doc, head)
    before = doc[start - 1] if start else None
    if before is not None and before.pos_ == "ADP" and before.lower_ not in {"que", "qu'"}:
        return _opening(doc, first)
    return noun_source(doc, head, first)


def _opening(doc: Doc, first: int) -> Source | None:
    """The phrase that opens the clause, over its relative clauses: « des agents qui sont venus chez elle conseillent »."""
    start = first
    while start > 0 and doc[start - 1].text not in {".", ":", ";", "!", "?"} and not doc[start].is_sent_start:
        start -= 1
    if start >= first or doc[start].pos_ not in {"DET", "PROPN", "NUM", "NOUN"} and doc[start].lower_ not in {"des", "les", "la", "le", "l'"}:
        return None
    head = _head_of(doc, start, first)
    if doc[head].pos_ not in {"NOUN", "PROPN"} or _is_time(doc[head]):
        return None
    relative, brackets = False, 0
    for token in doc[head + 1 : first]:
        brackets += (token.text == "(") - (token.text == ")")
        if brackets:
            continue
        if token.lower_ in {"qui", "que", "qu'", "dont", "où", "auxquels", "auxquelles", "lequel", "laquelle"}:
            relative = True
        if "VerbForm=Fin" in str(token.morph) and token.pos_ in {"VERB", "AUX"} and not relative:
            return None
    return noun_source(doc, head, first)
