"""The words of a source: its noun phrase with the apposition that names it, and that after an inverted verb."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kg.attributions.evidence import (
    DAYS,
    MONTHS,
    NOT_A_SOURCE,
    SPEAKER_PRONOUNS,
    Cue,
    Source,
    source_noun_forms,
)
from kg.lexicon import source_nouns, word_class
from kg.phrases import (
    aside_at,
    country_names,
    is_given_name,
    is_namelike,
    is_number,
    name_end,
    new_name,
    phrase_end,
    phrase_start,
)

if TYPE_CHECKING:
    from spacy.tokens import Doc
_PASSED_OVER = word_class("passed over")
_ADDRESSED = word_class("addressed")


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
        if token.text == '"' and k == cue.last + 1:
            closing = next((n for n in range(k + 2, min(limit, k + 7)) if doc[n].text == '"'), None)
            titled = closing is not None and doc[k + 1].text in {"Le", "La", "Les", "L'"}
            return (
                Source(k + 1, closing, k + 1) if closing is not None and titled else None
            )  # « révèle « Le Parisien » »
        if token.text in {".", ";", ":", '"', "!", "?"}:
            return None
        if word == ",":
            comma = True
            k += 1
            continue
        if aside := aside_at(doc, k):
            k += aside
            continue
        if token.text == "(":  # « fustige à Brézac (centre) Paul Vial »
            k = next((n + 1 for n in range(k, min(limit, k + 8)) if doc[n].text == ")"), limit)
            continue
        if word in {"ce", "cette", "ces"} and k + 1 < limit and doc[k + 1].lower_.startswith("derni"):
            return Source(k, k + 2, k + 1)  # « a expliqué ce dernier »
        if word == "il" and [t.lower_ for t in doc[k + 1 : k + 3]] == ["y", "a"]:
            k = _over_ago(doc, k + 3, limit)
            continue
        particle = token.text in {"De", "Des", "Du"} and k + 1 < limit and is_namelike(doc[k + 1])
        if word in _PASSED_OVER and token.pos_ != "DET" and not particle:
            if word == "de" and k + 1 < limit and doc[k + 1].lower_ in {"nombreux", "nombreuses"}:
                return noun_source(doc, head_of(doc, k, limit), limit, floor=k)
            end = phrase_after(doc, k, limit)
            if end is None:
                return None
            k = end
            continue
        if word == "d'" and k + 1 < limit and doc[k + 1].lower_ == "autres":
            return noun_source(doc, head_of(doc, k, limit), limit, floor=k)
        if (
            word in DAYS | MONTHS
            or word.startswith("mi-")
            or word in {"début", "fin"}
            or (
                (token.pos_ == "ADV" or word.endswith("ement"))
                and not is_namelike(token)
                and word not in source_noun_forms()
            )
            or (
                word in {"le", "ce", "cette"}
                and k + 1 < limit
                and doc[k + 1].lower_ in DAYS | {"matin", "soir", "semaine", "jour", "jeudi"}
            )
        ):
            k += 2 if word in {"le", "ce", "cette"} else 1
            continue
        if word in {"le"} and k + 1 < limit and is_number(doc[k + 1]):
            k += 3
            continue
        if token.pos_ == "ADJ" and token.text.islower() and k + 2 < limit and word not in source_noun_forms():
            if doc[k + 1].pos_ == "DET" or doc[k + 1].lower_ in {"cet", "ce", "le", "la", "l'"}:
                k += 1  # « demande, faussement naïf, cet internaute »
                continue
            if doc[k + 1].lower_ in {"de", "d'"} and "VerbForm=Inf" in str(doc[k + 2].morph):
                k += 3  # « avait cru bon de fustiger le patron de la droite »
                continue
        if (
            word == "l'"
            and k + 3 < limit
            and doc[k + 1].lower_ in {"un", "une"}
            and doc[k + 3].lower_ in {"eux", "elles"}
        ):
            named = k + 5 < limit and doc[k + 4].text == "," and is_namelike(doc[k + 5])  # « l’un d’eux, Paul Vial »
            return noun_source(doc, k + 5, limit) if named else Source(k, k + 4, k + 3)
        if word in {"quelques", "une", "deux", "trois"} and k + 2 < limit and doc[k + 2].lower_ in {"avant", "après"}:
            k += 2  # « a déclaré, quelques heures avant l’audience, Me Morel »
            continue
        demonstrative = word == "ce" and token.pos_ == "DET"
        lawyer = token.text == "Me" and k + 1 < limit and is_namelike(doc[k + 1])
        if (word in NOT_A_SOURCE and word not in {"tout"} and not demonstrative and not lawyer) or word in {
            "que",
            "qu'",
            "qui",
            "ne",
            "n'",
            "se",
            "s'",
        }:
            return None
        if comma and not is_namelike(token) and token.pos_ not in {"DET", "NOUN"} and word not in {"un", "une"}:
            return None
        if token.pos_ in {"VERB", "AUX"} and not is_namelike(token):
            return None
        if k + 2 < limit and doc[k + 1].text == '"' and (token.pos_ == "DET" or word in {"certains", "plusieurs"}):
            closing = next((n for n in range(k + 2, min(limit, k + 8)) if doc[n].text == '"'), None)
            return Source(k, closing + 1, k + 2) if closing is not None else None  # « ont crié les « gilets jaunes » »
        return noun_source(doc, head_of(doc, k, limit), limit, floor=k)
    return None


_UNITS_OF_TIME = re.compile(r"(?:an|année|mois|semaine|jour|heure|minute|temps|longtemps|peu)s?")


def _over_ago(doc: Doc, k: int, limit: int) -> int:
    """The token after the length of time that starts at ``k``: « relevait il y a quelques semaines Paul Vial »."""
    stop = min(limit, k + 6)
    return next((n + 1 for n in range(k, stop) if _UNITS_OF_TIME.fullmatch(doc[n].lower_)), limit)


def phrase_after(doc: Doc, k: int, limit: int) -> int | None:
    """End of the prepositional phrase that starts at ``k``."""
    n = k + 1
    if n < limit and doc[k].lower_ in {"en", "depuis", "dès"} and is_number(doc[n]) and len(doc[n]) == 4:
        return n + 1  # « concluait en 2009 une enquête »
    while n < limit and (
        (doc[n].pos_ in {"DET", "ADP", "NUM"} and not is_given_name(doc[n + 1 if n + 1 < limit else n]))
        or doc[n].lower_ in {"la", "le", "l'", "un", "une", "son", "sa", "ses", "du", "des"}
    ):
        n += 1
    if n >= limit or doc[n].text in {",", ".", '"'}:
        return None
    end = phrase_end(doc, n, limit)
    name = n + 1
    common = doc[n].text.islower() and doc[n].lower_ not in source_noun_forms()
    if common and name + 1 < end and all(is_namelike(t) and t.ent_type_ == "PER" for t in doc[name : name + 2]):
        return name  # « a répondu en retour Anne Morel »
    if medium := _behind_medium(doc, n, end):
        return medium
    closing = next((m for m in range(n, end) if doc[m].text == ")"), None)
    if closing is not None and closing + 2 < limit and all(is_namelike(t) for t in doc[closing + 1 : closing + 3]):
        return closing + 1  # « fustige à Brézac (Centre) Paul Vial »
    people = source_nouns()
    some = next((n for n in range(k + 2, end - 1) if doc[n].lower_ == "des" and doc[n + 1].lower_ in people), None)
    if some is not None and doc[k].lower_ in {"à", "auprès"} and doc[some - 1].lower_ in _ADDRESSED:
        return some  # « ont affirmé à l’AFP des habitants de la vallée »
    return end if end > k else None


def _behind_medium(doc: Doc, n: int, end: int) -> int | None:
    """Where a person's name starts right behind the name at ``n``: « a lancé sur Fréquence 9 Anne Morel »."""
    for k in range(n + 1, end - 1):
        behind = is_namelike(doc[k - 1]) or is_number(doc[k - 1])
        if not behind or not is_namelike(doc[n]) or not is_namelike(doc[k + 1]) or is_given_name(doc[k - 1]):
            continue
        titled = doc[k].lower_.rstrip(".") in _CIVILITIES
        if titled or (is_given_name(doc[k]) and doc[k].text not in country_names()):
            return k
    return None


def head_of(doc: Doc, k: int, limit: int) -> int:
    """The head word of the noun phrase that starts at ``k``: past its determiner and leading adjectives."""
    n = k
    while (
        n + 1 < limit
        and n - k < 5
        and not is_namelike(doc[n])
        and (
            doc[n].pos_ in {"DET", "NUM", "ADP"}
            or doc[n].lower_
            in {
                "le",
                "la",
                "les",
                "l'",
                "un",
                "une",
                "plusieurs",
                "certains",
                "d'autres",
                "m.",
                "de",
                "d'",
                "autres",
                "nombreux",
            }
            or (doc[n].pos_ == "ADJ" and doc[n + 1].pos_ in {"NOUN", "PROPN", "ADJ"})
        )
    ):
        n += 1
    if (
        doc[n].lower_.rstrip(".") in {"m", "mm", "mme", "mmes", "me", "dr", "mgr", "pr", "mlle"}
        and n + 1 < limit
        and is_namelike(doc[n + 1])
    ):
        n += 1
    return n


_CIVILITIES = word_class("civilities")


def noun_source(doc: Doc, head: int, limit: int, *, floor: int = 0, closed: bool = False) -> Source | None:
    """The whole mention around a head word: determiner, complements, and the apposition that names it.

    ``closed`` asks for a comma after the apposition: « Selon ses avocats, Aïda a fui » has none.
    """
    token = doc[head]
    if (
        token.lower_.rstrip(".") in _CIVILITIES
        and head + 1 < limit
        and is_namelike(token)
        and is_namelike(doc[head + 1])
    ):
        head += 1
        token = doc[head]
    if (
        token.lower_.lstrip("-") in {"ci", "là"}
        and head
        and doc[head - 1].lower_ in {"celui", "celle", "ceux", "celles", "-"}
    ):
        return Source(head - 1 - (doc[head - 1].text == "-"), head + 1, head)
    if token.lower_ in NOT_A_SOURCE or (token.pos_ in {"PUNCT", "CCONJ", "SCONJ"} and not is_namelike(token)):
        return None
    if token.lower_ in SPEAKER_PRONOUNS:
        return Source(head, head + 1, head)
    if token.lower_ in {"seuls", "seules", "seulement"} and head + 1 < limit and is_number(doc[head + 1]):
        head += 1  # « Seuls 34 % des habitants pensent que P »
    one_of = token.lower_ in {"un", "une"} and 0 < head < limit - 2 and doc[head - 1].lower_ == "l'"
    if one_of and doc[head + 1].lower_ == "d'" and doc[head + 2].lower_ in {"eux", "elles", "entre"}:
        return Source(head - 1, head + (4 if doc[head + 2].lower_ == "entre" else 3), head)  # « l'un d'eux »
    start = phrase_start(doc, head, floor)
    if start < head and doc[start].lower_ in {"seuls", "seules"}:
        start += 1
    if start - 3 >= floor and doc[start - 1].text == '"':
        # « des groupes de « gilets jaunes » canadiens »: back over the quoted term to what it depends on
        opening = next((n for n in range(start - 2, max(floor, start - 7), -1) if doc[n].text == '"'), None)
        if (
            opening is not None
            and opening > floor
            and doc[opening - 1].lower_ in {"de", "d'", "des", "les", "certains", "plusieurs", "quelques", "ces"}
        ):
            governed = doc[opening - 1].lower_ in {"de", "d'"} or (
                doc[opening - 1].lower_ == "des" and opening - 2 >= floor and doc[opening - 2].pos_ == "NOUN"
            )
            start = phrase_start(doc, opening - 2, floor) if governed and opening - 2 >= floor else opening - 1
    end = phrase_end(doc, head, limit)
    if end < limit and doc[head].text in country_names() and new_name(doc, end):
        return Source(end, name_end(doc, end, limit), end)  # « l’émissaire pour la Syrie Erik de Lind »
    apposed = _apposition(doc, head, end, limit)
    if not closed or apposed >= limit or doc[apposed].text in {",", "(", ")", ".", '"', ":"}:
        end = apposed
    begun = _apposed_to(doc, start, floor)
    return Source(begun, end, head)


def _apposition(doc: Doc, head: int, end: int, limit: int) -> int:
    """The end moved over « , Jens Stoltenberg » or « , porte-parole de la mairie » where that closes with a border."""
    comma = end
    bracket = end + 1 < limit and doc[end].text == "(" and not is_namelike(doc[head])
    if bracket:  # « Le député de l’Orle (centre), Paul Vial, »
        comma = next((n + 1 for n in range(end, min(limit, end + 8)) if doc[n].text == ")"), end)
    if comma + 1 >= limit or doc[comma].text != ",":
        return end
    k = comma + 1
    for _ in range(3):  # « ministère de l’Agriculture, du Développement rural et de la Pêche, Paul Vial »
        if doc[k].lower_ not in {"du", "de", "des", "d'"}:
            break
        closing = next((n for n in range(k + 1, min(limit, k + 12)) if doc[n].text in {",", ".", '"', ":", ";"}), None)
        if closing is None or doc[closing].text != "," or closing + 1 >= limit:
            return end
        k = closing + 1
    named = any(is_namelike(doc[i]) and doc[i].ent_type_ in {"PER", ""} for i in range(head, end)) and is_namelike(
        doc[end - 1]
    )
    if is_namelike(doc[k]) and doc[k].pos_ != "ADP" and doc[k].lower_ not in {"m."}:
        stop = name_end(doc, k, limit)
        if stop < limit and doc[stop].text == "(":
            closing = next((n for n in range(stop, min(limit, stop + 8)) if doc[n].text == ")"), None)
            stop = closing + 1 if closing else stop
        if (
            stop >= limit
            or doc[stop].text in {",", ".", '"', ";", ")", "("}
            or doc[stop].pos_ in {"AUX", "VERB"}
            or doc[stop].lower_ in {"à", "dans", "lors", "en", "sur", "au", "et", "qui", "devant"}
        ):
            return stop
        return end
    if named:
        noun = k
        while (
            noun + 1 < limit
            and noun - k < 3
            and (doc[noun].pos_ in {"DET", "ADJ"} or doc[noun].lower_ in {"le", "la", "l'", "un", "une"})
        ):
            noun += 1
        if doc[noun].lower_ in source_noun_forms():
            stop = phrase_end(doc, noun, limit)
            if (
                stop >= limit
                or doc[stop].text in {",", ".", '"', ";", ")"}
                or doc[stop].lower_ in {"dans", "lors", "qui", "sur", "à", "devant", "au"}
            ):
                return stop
    elif doc[k].pos_ == "DET":
        role = next((n for n in range(k + 1, min(limit, k + 3)) if doc[n].lower_ in source_noun_forms()), None)
        stop = phrase_end(doc, role, limit) if role is not None else limit
        verb = stop + 1 < len(doc) and doc[stop].text == "," and doc[stop + 1].pos_ in {"AUX", "VERB", "PRON"}
        if verb and is_namelike(doc[stop - 1]) and doc[stop - 1].ent_type_ == "PER":
            return stop  # « La cible de la colère, le président Paul Vial, a brisé son silence »
    return end


def _apposed_to(doc: Doc, start: int, floor: int) -> int:
    """The start moved back over « Le ministre des Affaires étrangères, » before the name it titles."""
    if start - 2 < floor or doc[start - 1].text != "," or not is_namelike(doc[start]):
        return start
    k = start - 2
    while (
        k >= floor
        and doc[k].text not in {",", ".", ";", '"', ":", "!", "?", "(", ")"}
        and doc[k].lower_ not in {"que", "qu'", "et", "mais", "qui", "dont", "où", "car", "si"}
        and doc[k].pos_ not in {"AUX"}
    ):
        k -= 1
    first = k + 1
    # adverbs that open the sentence are no part of the title
    while first < start - 1 and not (
        doc[first].pos_ in {"DET", "NOUN", "NUM"} or (is_namelike(doc[first]) and doc[first].pos_ == "PROPN")
    ):
        first += 1
    noun = next(
        (n for n in range(first, start - 1) if doc[n].pos_ == "NOUN" or doc[n].lower_ in source_noun_forms()), None
    )
    if (
        noun is None
        or doc[noun].lower_ not in source_noun_forms()
        or noun - first > 3
        or doc[first].pos_ not in {"DET", "NOUN", "ADJ"}
    ):
        return start
    if first < start - 1 and doc[first].pos_ == "NOUN" and first > floor and doc[first - 1].pos_ == "ADP":
        return start
    return first if phrase_end(doc, noun, start) >= start - 1 else start


def agent_of(cue: Cue) -> Source | None:
    """The « par X » of a passive."""
    doc = cue.paragraph.doc
    for k in range(cue.last + 1, min(cue.last + 14, len(doc))):
        if doc[k].text in {".", ";", ":"}:
            return None
        if doc[k].lower_ == "par" and k + 1 < len(doc):
            some = doc[k + 1].lower_ in {"certains", "certaines", "beaucoup", "plusieurs", "tous"}
            if some and (k + 2 >= len(doc) or doc[k + 2].pos_ not in {"NOUN", "ADJ", "DET"}):
                return Source(k + 1, k + 2, k + 1)
            return noun_source(doc, head_of(doc, k + 1, len(doc)), len(doc), floor=k + 1)
    return None
