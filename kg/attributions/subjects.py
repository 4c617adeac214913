"""Who says it: the grammatical subject of a verb of saying, or what stands for one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.attributions.antecedents import antecedent, nearest_before, start_of_run
from kg.attributions.causes import MAKES, caused, made_to_say
from kg.attributions.evidence import NOT_A_SOURCE, SPEAKER_PRONOUNS, Cue, Mood, Source, is_time
from kg.attributions.insertions import INSERTED, over_insertion
from kg.attributions.sources import agent_of, inverted_subject, noun_source
from kg.lexicon import source_nouns, word_class
from kg.phrases import is_finite, is_namelike, is_number, is_trade

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

    from kg.quotes import Quote


def find_subject(cue: Cue, heads: dict[int, Cue]) -> Source | None:
    """The subject of a cue: inverted pronoun, the tree's, that of the verb it is coordinated with, or of its clause."""
    found = _subject(cue, heads)
    if found is None or cue.clitic is not None:
        return found
    doc, own = cue.paragraph.doc, found.head
    if own > 1 and doc[own].lower_ in {"même", "mêmes"} and doc[own - 1].text == "-":
        return Source(own - 2, own - 1, own - 2)  # « Eux-mêmes ont reconnu que P »
    return _no_epithet(cue.paragraph.doc, found, cue.first)


def _no_epithet(doc: Doc, found: Source, first: int) -> Source | None:
    """The noun before an epithet, where the tree gives « cagoulés » as the subject of « les casseurs cagoulés ».

    A lone word in lower case is a subject where it is a pronoun or a noun of the source list.
    """
    head = doc[found.head]
    if (
        found.end - found.start > 1
        or is_namelike(head)
        or head.lower_.lstrip("-") in SPEAKER_PRONOUNS
        or head.lower_ in {"beaucoup", "tous", "toutes", "mêmes", "autres", "on", "-on", "qui"}
        or head.pos_ in {"PRON", "NUM"}
        or (head.lower_ in source_nouns() and head.dep_ != "amod")
        or is_trade(head.lower_)
    ):
        return found
    k = found.head - 1
    if k >= 0 and (doc[k].pos_ in {"DET", "NUM"} or is_number(doc[k]) or doc[k].lower_ in {"des", "du", "aux", "au"}):
        return found
    while k > 0 and (doc[k].pos_ == "ADJ" or doc[k].text in {'"', "-"} or doc[k].lower_ == "et"):
        k -= 1
    if k >= 0 and doc[k].pos_ in {"NOUN", "PROPN"} and doc[k].text != head.text:
        return noun_source(doc, start_of_run(doc, k), found.end)
    nearest = nearest_before(doc, first)
    return nearest if nearest is not None and nearest.start > found.head else None


def _subject(cue: Cue, heads: dict[int, Cue]) -> Source | None:
    doc = cue.paragraph.doc
    if cue.clitic is not None:
        return Source(cue.clitic, cue.clitic + 1, cue.clitic)
    if cue.passive:
        return agent_of(cue)
    if cue.mood == "participle":
        found = _subject_of_participle(cue, heads)
        if found is not None:
            return found
    if cue.mood == "infinitive" and cue.first and doc[cue.first - 1].lower_ in MAKES:
        return made_to_say(cue)
    if cue.mood == "infinitive" and (found := caused(cue)) is not None:
        return found
    if first := _said_first(cue, heads):
        return first
    past = cue.mood == "infinitive" and cue.first and doc[cue.first - 1].lower_ in {"après", "avant", "de"}
    if past and (found := subject_after(cue) or _speaker_before(cue, heads)):
        return found
    found = subject_of(doc, cue.head, cue.first, mood=cue.mood)
    if found is None and cue.mood == "infinitive" and cue.first and doc[cue.first - 1].lower_ == "pour":
        return _same_purpose(cue, heads)
    if found is None or found.start >= cue.first:
        return found
    quote = cue.paragraph.quote_at(cue.paragraph.start(doc[found.start]))
    if quote is None or cue.paragraph.quote_at(cue.span.start) is not None or quote.inner.end > cue.span.start:
        return found
    if not _said(cue, quote):
        return found
    # « Nora soutient le mouvement car « il est juste » et estime que P »: not the « il » between the marks
    floor = cue.paragraph.token_at(cue.paragraph.sentence_at(cue.span.start).start)
    return _subject_of_sentence(doc, cue.paragraph.token_at(quote.span.start), floor)


def _same_purpose(cue: Cue, heads: dict[int, Cue]) -> Source | None:
    """« … sont dans la rue pour dénoncer P, mais aussi pour demander Q »: whoever denounces."""
    doc = cue.paragraph.doc
    floor = cue.paragraph.token_at(cue.paragraph.sentence_at(cue.span.start).start)
    for other in sorted((c for c in heads.values() if floor < c.first < cue.first), key=lambda c: -c.first):
        if other.mood == "infinitive" and doc[other.first - 1].lower_ == "pour":
            return _subject(other, heads)
    return None


def _speaker_before(cue: Cue, heads: dict[int, Cue]) -> Source | None:
    """« « P », a ajouté X, après avoir annoncé que Q »: the inverted source of the sentence."""
    floor = cue.paragraph.token_at(cue.paragraph.sentence_at(cue.span.start).start)
    for other in sorted((c for c in heads.values() if floor <= c.head < cue.first), key=lambda c: -c.head):
        if other.mood == "finite" and not other.passive and cue.paragraph.quote_at(other.span.start) is None:
            source = speaker_of(other, cue.first)
            return source if source is not None and source.start > other.head else None
    return None


def _said_first(cue: Cue, heads: dict[int, Cue]) -> Source | None:
    """« X a dit que P, avant d’ajouter que Q »: the source of the first verb of saying of the sentence."""
    doc, k = cue.paragraph.doc, cue.first - 1
    while k > 1 and doc[k].lower_ in {"le", "la", "les", "l'", "lui", "leur", "se", "s'", "en", "y"}:
        k -= 1
    if cue.mood != "infinitive" or [t.lower_ for t in doc[k - 1 : k + 1]] not in (["avant", "de"], ["avant", "d'"]):
        return None
    floor = cue.paragraph.token_at(cue.paragraph.sentence_at(cue.span.start).start)
    said = (c for c in heads.values() if floor <= c.head < k - 1 and c.mood == "finite" and not c.passive)
    other = next((c for c in said if cue.paragraph.quote_at(c.span.start) is None), None)
    return speaker_of(other, k - 1) if other is not None else None


def _said(cue: Cue, quote: Quote) -> bool:
    """Whether the words between the marks hold a verb: a clause of somebody, no name or term."""
    return any(is_finite(t) for t in cue.paragraph.tokens(quote.inner))


def speaker_of(cue: Cue, limit: int | None = None) -> Source | None:
    """The source of a cue, inverted or not: in « « P », a dit X, ajoutant que Q » it is X, not the subject of P."""
    doc, paragraph = cue.paragraph.doc, cue.paragraph
    own = cue.subject
    k = cue.first - 1
    while k > 0 and doc[k].lower_ in {"nous", "lui", "leur", "me", "m'", "l'", "vous"}:
        k -= 1
    if cue.clitic is not None or k < 0 or doc[k].text not in {",", '"', "–"}:
        return own
    if own is not None and own.start and doc[own.start - 1].pos_ == "ADP":
        return inverted_subject(cue, limit) or own  # « … dans toute la France, a annoncé le ministère »
    if own is not None and own.end + 2 < cue.first and doc[own.end].text != ",":
        return inverted_subject(cue, limit) or own  # « La route rouvre lundi, a annoncé la préfète, ajoutant … »
    if own is not None and own.start < cue.first:
        quoted = paragraph.quote_at(paragraph.start(doc[own.start])) is not None
        between = any(is_finite(t) and not t.dep_.startswith("acl") for t in doc[own.end : cue.first])
        if not quoted and not between:
            return own
    return inverted_subject(cue, limit) or own


def subject_after(cue: Cue) -> Source | None:
    """« Après avoir averti que P, les États-Unis ont évacué … »: the subject of the main clause that follows."""
    paragraph, doc = cue.paragraph, cue.paragraph.doc
    sentence = paragraph.sentence_at(cue.span.start)
    first, limit = paragraph.token_at(sentence.start), paragraph.token_at(sentence.end)
    if cue.first - first > 2:
        # « Pourtant épargné, mais rappelant P, le ministre a … »: nothing before it is a subject or has a verb
        opens = doc[first].pos_ in {"ADV", "VERB", "ADJ"} and cue.mood == "participle"
        if not opens or any(is_finite(t) for t in doc[first : cue.first]):
            return None
    for token in doc[cue.last + 1 : limit]:
        if (
            token.dep_.startswith("nsubj")
            and token.head.i > token.i
            and token.i > 0
            and token.pos_ in {"NOUN", "PROPN", "PRON"}
        ):
            source = noun_source(doc, token.i, token.head.i)
            if source is not None and doc[source.start - 1].text == ",":
                return source
    return None


def _is_loose(cue: Cue) -> bool:
    """« X a réservé une place pour la saison soulignant que P »: the noun before the participle does not speak."""
    doc = cue.paragraph.doc
    near = nearest_before(doc, cue.first) if doc[cue.last + 1 : cue.last + 2].text.lower() in {"que", "qu'"} else None
    return near is not None and not is_namelike(doc[near.head]) and doc[near.head].lower_ not in source_nouns()


def _subject_of_participle(cue: Cue, heads: dict[int, Cue]) -> Source | None:
    """« X a dit A, ajoutant que B »: the source of the verb before it in its sentence, inverted or not."""
    doc = cue.paragraph.doc
    k, gerund = cue.first - 1, False
    while k > 0 and (doc[k].pos_ == "ADV" or doc[k].lower_ in {"en", "tout"}):
        k -= 1
    if k > 0 and doc[k].lower_ in {"le", "la", "les", "l'", "lui", "leur", "y"}:
        if doc[k - 1].text == ",":
            k -= 1  # « …, les décrivant comme « massives » »
        elif doc[k - 1].lower_ == "en" and k > 1:
            gerund = True  # « a réagi en l'accusant de P »
    if (found := subject_after(cue)) is not None:
        return found
    gerund = gerund or doc[cue.first - 1].lower_ in {"en", "tout"}
    if k < 0 or (doc[k].text not in {",", '"'} and not gerund and not _is_loose(cue)):
        return None
    floor = cue.paragraph.token_at(cue.paragraph.sentence_at(cue.span.start).start)
    for other in sorted(
        (c for c in heads.values() if floor <= c.head < cue.first and c.mood == "finite"), key=lambda c: -c.head
    ):
        if cue.paragraph.quote_at(other.span.start) is not None or other.passive:
            continue
        return speaker_of(other, cue.first)
    return _subject_of_sentence(doc, cue.first, floor)


def _subject_of_sentence(doc: Doc, first: int, floor: int) -> Source | None:
    """The subject of the nearest finite verb before token ``first`` that stands in no relative clause."""
    for k in range(first - 1, floor - 1, -1):
        token = doc[k]
        if is_finite(token) and not token.dep_.startswith("acl"):
            verb = token.head.i if token.pos_ == "AUX" and token.head.i > k and token.head.i < first else k
            if doc[verb].dep_.startswith("acl"):
                continue
            return subject_of(doc, verb, k)
    return None


def _behind_trade(doc: Doc, i: int) -> Token:
    """The noun before an adjective of two halves, taken for the subject: « l’auteur franco-suisse »."""
    halves = i > 0 and i + 2 < len(doc) and doc[i].text.islower() and doc[i + 1].text == "-" and not doc[i].whitespace_
    return doc[i - 1] if halves and doc[i - 1].lower_ in source_nouns() else doc[i]


def subject_of(doc: Doc, head: int, first: int, *, mood: Mood = "finite", depth: int = 0) -> Source | None:
    """The grammatical subject of the verb ``head`` whose group starts at token ``first``."""
    token = doc[head]
    if depth > 4:
        return None
    if token.dep_ == "cop" and token.head.i > head:
        token = token.head  # « six habitants sur dix sont favorables à … »: the tree's verb is the adjective
    group = [token, *doc[first:head]] if first < head <= first + 8 else [token]
    nominal = [c for verb in group for c in verb.children if c.dep_.startswith("nsubj") or c.dep_ == "expl:subj"]
    nominal = [c for c in nominal if c.lower_ not in {"-t", "se", "s'", "même", "mêmes"} and not is_time(c)]
    nominal = [c for c in nominal if c.i != first - 1 or c.lower_ != "leur"]  # « et leur a assuré avoir écrit »
    mistagged = [c for c in nominal if c.pos_ == "ADV" and c.dep_ == "nsubj" and c.lower_ in source_nouns()]
    nominal = [c for c in nominal if c.pos_ not in {"PUNCT", "VERB", "AUX", "ADV", "ADP"}] or mistagged
    colon = max((k for k in range(max(0, first - 30), first) if doc[k].text == ":"), default=-1) if nominal else -1
    before = sorted((c for c in nominal if colon < c.i < first), key=lambda c: c.i)
    if mood == "finite":
        before = [c for c in before if c.lower_ not in INSERTED or c.lower_ == "qui"]
        outer = over_insertion(doc, first)
        if outer is not None:
            return outer
        if first > 1 and doc[first - 1].lower_.startswith("derni") and doc[first - 2].lower_ in {"ce", "cette", "ces"}:
            return Source(first - 2, first, first - 1)  # « ce dernier a déploré »
        surface = _pronoun_before(doc, first)
        if surface is not None:
            if doc[surface].lower_ == "qui":
                return antecedent(doc, surface)
            if doc[surface].lower_ in NOT_A_SOURCE:
                return None
            return Source(surface, surface + 1, surface)
    if before:
        child = before[-1] if before[-1].lower_ not in {"que", "qu'", "dont"} else before[0]
        child = _behind_trade(doc, child.i)
        if child.lower_ == "qui":
            return antecedent(doc, child.i)
        if child.lower_ in {"que", "qu'", "dont", "où"}:
            return None
        shown = noun_source(doc, child.i, first)
        outer = noun_source(doc, before[0].i, first) if before[0].pos_ in {"NOUN", "PROPN"} else None
        if outer is not None and before[0].i < child.i < outer.end:
            shown = outer  # « La direction du groupe Le Rivage »
        return _nearer(doc, shown, first, head) if mood == "finite" else shown
    if mood == "finite" and (relative := _relative_before(doc, first)) is not None:
        return antecedent(doc, relative)
    if mood == "participle" and first and doc[first].lower_ in {"ayant", "étant"} and doc[first - 1].text != ",":
        near = nearest_before(doc, first)
        if near is not None:
            return near  # « les « gilets jaunes » ayant réclamé P »
    if (
        token.dep_ in {"conj", "advcl", "xcomp", "acl", "dep", "obl:mod", "parataxis", "ccomp", "obl:arg", "amod"}
        and token.head.i != head
    ):
        if mood == "finite" and token.dep_ not in {"conj", "parataxis", "dep"}:
            return nearest_before(doc, first)
        governor = token.head
        while token.dep_ == "conj" and mood == "finite" and "VerbForm=Inf" in str(governor.morph):
            if governor.dep_ not in {"xcomp", "advcl"} or governor.head.i >= governor.i:
                break
            governor = governor.head  # « est venu pour dire non et se dit solidaire »
        if governor.pos_ in {"NOUN", "PROPN", "PRON"} and token.dep_ in {"acl", "amod"}:
            # « Poutine exigeant … », « un communiqué exigeant … »
            if (
                mood in {"participle", "past_participle"}
                and governor.i < head
                and not any(doc[k].text == "," for k in range(governor.i, head))
            ):
                return noun_source(doc, governor.i, first)
            verb = governor.head
            found = (
                subject_of(doc, verb.i, _group_start(doc, verb.i), depth=depth + 1) if verb.i != governor.i else None
            )
            return found or nearest_before(doc, first)
        return subject_of(doc, governor.i, _group_start(doc, governor.i), depth=depth + 1) or nearest_before(doc, first)
    return nearest_before(doc, first)


def _nearer(doc: Doc, shown: Source | None, first: int, head: int) -> Source | None:
    """The tree's subject, or the phrase right before the verb where the tree's cannot be it.

    It cannot where it stands behind a preposition, or where its number is not the verb's and the nearer one's is.
    """
    beside = nearest_before(doc, first)
    if shown is None or beside is None or beside.start < shown.end or beside.end < first:
        return shown
    if shown.start and doc[shown.start - 1].pos_ == "ADP" and doc[shown.start].lower_ != "des":
        return beside
    if is_time(doc[beside.head]):
        return shown
    named = is_namelike(doc[beside.head]) and doc[beside.head].ent_type_ == "PER" and beside.end == first
    if named and beside.start and doc[beside.start - 1].lower_ in {"et", "mais", "or", "car"}:
        between = doc[shown.end : beside.start]
        if any(is_finite(t) for t in between) and not any(t.lower_ in {"que", "qu'", "dont"} for t in between):
            return beside  # « … fut rapidement fait et Mme Morel raconte que P »
    verb = next((t for t in doc[first : head + 1] if is_finite(t)), doc[head])
    number = verb.morph.get("Number", None)
    if number and _number(doc, shown) not in {None, number[0]} and _number(doc, beside) == number[0]:
        return beside
    return shown


def _number(doc: Doc, source: Source) -> str | None:
    """« Sing », « Plur », or ``None`` where the words do not show it."""
    first = doc[source.start].lower_
    if " et " in doc[source.start : source.end].text:
        return None
    if first in {"les", "des", "ces", "ses", "leurs", "plusieurs", "certains", "certaines", "deux", "trois"}:
        return "Plur"
    if first in {"le", "la", "l'", "un", "une", "ce", "cet", "cette", "son", "sa", "m.", "mme"}:
        return None if doc[source.head].lower_ in {"majorité", "plupart", "dizaine", "centaine", "foule"} else "Sing"
    return None


def _group_start(doc: Doc, head: int) -> int:
    auxiliaries = [c.i for c in doc[head].children if c.dep_.startswith(("aux", "cop", "expl:comp")) and c.i < head]
    return min([head, *auxiliaries])


_SUBJECT_PRONOUNS = word_class("subject pronouns")


def _pronoun_before(doc: Doc, first: int) -> int | None:
    """The subject pronoun directly before the verb group, over « ne », « le », « lui », « y », « en »."""
    k = first - 1
    while (
        k >= 0
        and first - k < 5
        and doc[k].lower_ in {"ne", "n'", "le", "la", "les", "l'", "lui", "leur", "y", "en", "se", "s'", "me", "m'"}
    ):
        k -= 1
    if (
        k >= 0
        and doc[k].lower_ in {"nous", "vous"}
        and first < len(doc)
        and not doc[first].lower_.endswith(("ons", "ez", "mes", "tes"))
    ):
        k -= 1  # « les habitants nous ont affirmé »
        if k < 0 or doc[k].pos_ in {"ADP", "PUNCT"}:
            return None
    if k >= 0 and doc[k].lower_ in _SUBJECT_PRONOUNS:
        if doc[k].lower_ in {"elle", "elles", "nous", "vous"} and k > 0 and doc[k - 1].pos_ == "ADP":
            return None
        return k
    return None


def _relative_before(doc: Doc, first: int) -> int | None:
    """The « qui » of « des militants, qui dès 2011 dénonçaient »: with no finite verb between."""
    for k in range(first - 1, max(-1, first - 9), -1):
        if doc[k].lower_ == "qui":
            return k
        if doc[k].text in {".", ";", ":", '"'} or is_finite(doc[k]):
            return None
    return None
