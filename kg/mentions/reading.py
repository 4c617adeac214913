"""What the words of a mention say: the name in them, the title, gender and number."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from kg.lexicon import source_nouns, word_class
from kg.mentions.names import Name
from kg.mentions.nominals import trimmed_end
from kg.mentions.words import PRONOUNS, name_gender, without_determiner
from kg.model import Gender, Kind, Mention, Number, Span
from kg.parse import Paragraph

if TYPE_CHECKING:
    from spacy.tokens import Token

_OF = word_class("complement openers")
_DETERMINED = re.compile(
    r"^(?:(?:le|la|les|l'|un|une|cette|ce|cet|son|sa|leur|notre|MM?\.?|Mmes?\.?|Mlles?\.?|Me|Mgr|Dr\.?|Pr\.?|[Mm]onsieur|[Mm]adame|[Mm]aître)\s*)+$",
    re.IGNORECASE,
)

_NOBLE = re.compile(r"(?:MM?\.|Mmes?|Mlle|Me|[Mm]onsieur|[Mm]adame) (?:de(?: la)?|d'|du|des)")  # « M. de Kervel »
_OWN = re.compile(r"(son|sa|ses|leurs?) (?:propres? )?(\w+)")  # « selon ses propres mots »: whoever « ses » stands for


def read_mention(paragraph: Paragraph, span: Span, text: str, names: Sequence[Name] = ()) -> Mention:
    """What the words of a mention say: name, title, kind, gender, number.

    « le Premier ministre britannique Boris Johnson » has both; « le porte-parole de M. Johnson » is a title
    only, since the name is that of somebody else. ``names`` are those of the article; one that the span cuts
    is taken whole.
    """
    straight = _straight(span.of(text))
    lower = straight.lower()
    lower = re.sub(
        r"^(?:beaucoup|certains|certaines|plusieurs|la plupart|nombre|une partie|aucun|aucune|chacun|"
        r"chacune|l'une?|une?) (?:d'entre |de |d')(?=eux$|elles$|ces dern)",
        "",
        lower,
    )
    if lower in PRONOUNS:
        gender, number = PRONOUNS[lower]
        return Mention(span, span.start, "pronoun", gender=gender, number=number)
    own = _OWN.fullmatch(lower)
    if own and own.group(2) in word_class("own words"):
        return Mention(span, span.start, "pronoun", number="plur" if own.group(1).startswith("leur") else "sing")
    for name in names:
        if name.span.start < span.end < name.span.end and name.span.start >= span.start:
            span = Span(span.start, name.span.end)
    span = _trimmed(paragraph, span)
    straight = _straight(span.of(text))
    tokens = list(paragraph.tokens(span))
    gender, seen_number = agreement(straight, tokens)
    inside = [n for n in names if span.covers(n.span)]
    holder = _holder(paragraph, span, text, inside)
    if holder is None:
        return _unnamed(span, straight, tokens, gender, seen_number)
    before = _straight(text[span.start : holder.span.start])
    if _BESIDE.search(before):
        return Mention(span, span.start, "group", without_determiner(span.of(text)), None, None, "plur")
    joint = _joint(text, span, holder, inside)
    if joint:
        return Mention(span, span.start, "group", joint, None, None, "plur")
    kind: Kind = holder.kind if holder.kind != "thing" else "person" if len(holder.text.split()) > 1 else "organisation"
    title = None
    bare = not before.strip(' "(') or _DETERMINED.match(before)
    if not bare:
        title = _title(text[span.start : holder.span.start])
        head = source_nouns().get(next((t.lower_ for t in tokens if t.lower_ in source_nouns()), ""))
        if head is not None:
            kind = (
                "person"
                if head["kind"] == "person"
                else "organisation"
                if head["kind"] in {"organisation", "media"}
                else kind
            )
    after = text[holder.span.end : span.end].replace("\u00a0", " ")
    apposed = re.match(r"\s*,\s*(.+)$", after, re.DOTALL)
    if (
        title is None
        and apposed
        and not any(
            n.span.start >= holder.span.end and n.kind == "person" for n in inside if not _of_another(paragraph, n)
        )
    ):
        title = _title(apposed.group(1))
    if before and re.search(r"(?:^|\s)(?:Mmes?|Madame|Mlles?)\.?$", before.strip()):
        gender, kind = "f", "person"
    elif before and re.search(r"(?:^|\s)(?:MM?\.|Monsieur|Mgr)$", before.strip()):
        gender, kind = "m", "person"
    elif kind == "person":
        gender = (
            (gender if title and before else None)
            or name_gender(holder.text)
            or (title_gender(title) if title else None)
        )
    return Mention(
        span,
        span.start,
        kind,
        holder.text,
        title or None,
        gender,
        "sing" if kind == "person" else seen_number or "sing",
    )


#: « le procureur et M. Vial »: two people; the title is not that of the one named.
_BESIDE = re.compile(r"\w et (?:MM?\.|Mmes?|Mlles?|Monsieur|Madame|Mgr|Me|Dr) ?$")


def _straight(words: str) -> str:
    return re.sub(r"\s+", " ", words.replace("’", "'").replace("\u00a0", " ")).strip()


def _trimmed(paragraph: Paragraph, span: Span) -> Span:
    """Without the tail that is no part of the phrase: « Matignon 10,3 milliards », « employée interrogée »."""
    tokens = list(paragraph.tokens(span))
    broken = re.search(
        r"\.\s?[«“\"]", paragraph.text[span.start - paragraph.span.start : span.end - paragraph.span.start]
    )
    if broken:
        return Span(span.start, span.start + broken.start())
    lost = next((t for t in tokens if re.search(r"[^\W\d]{2}\.[A-ZÉÈ]", t.text)), None)
    if lost is not None:  # « l'AFP.Venus des Champs »: the page lost the space between two sentences
        return Span(span.start, paragraph.start(lost) + lost.text.index("."))
    if len(tokens) < 2 or any(t.text in {",", "("} for t in tokens):
        return span
    head = 1 if tokens[0].pos_ == "DET" or tokens[0].lower_ in _OF else 0
    end = trimmed_end(paragraph.doc, tokens[head].i, tokens[-1].i + 1)
    return replace(span, end=min(span.end, paragraph.end(paragraph.doc[end - 1])))


def _of_another(paragraph: Paragraph, name: Name) -> bool:
    """Whether the name is a complement: « le porte-parole de M. Johnson »."""
    doc = paragraph.doc
    i = paragraph.token_at(name.span.start)
    k = i - 1
    while k >= 0 and (doc[k].lower_ in {"m.", "mme", "mm.", "me", "le", "la", "l'", "les"} or doc[k].text in {'"'}):
        k -= 1
    return k >= 0 and doc[k].lower_ in _OF


def _holder(paragraph: Paragraph, span: Span, text: str, inside: Sequence[Name]) -> Name | None:
    """The name in a mention that is the name of its own head, a person's first."""
    fitting = []
    for k, name in enumerate(inside):
        beside = inside[k + 1] if k + 1 < len(inside) else None
        if (
            name.kind != "person"
            and beside is not None
            and beside.kind == "person"
            and not text[name.span.end : beside.span.start].strip()
        ):
            continue  # « le député LREM Paul Morel »
        if name.kind in {"organisation", "group"} and _is_role_of(paragraph, name):
            continue  # « un gréviste CGT »
        before = _straight(text[span.start : name.span.start])
        if not before or _DETERMINED.match(before) or before in {'"', "("} or _NOBLE.fullmatch(before):
            return name
        if _of_another(paragraph, name):
            continue
        if name.kind != "person" and _of_institution(before):
            continue  # « la direction du groupe Le Monde »
        if before.endswith("("):
            continue
        if before.endswith((" et", "&", " ou")):
            continue
        comma = before.endswith(",")
        if comma and name.kind not in {"person", "thing"}:
            continue
        if name.kind == "place" and not comma:
            continue
        fitting.append(name)
    people = [n for n in fitting if n.kind == "person"]
    full = [n for n in people if len(n.text.split()) > 1]  # « le député Insoumis (gauche) Adrien Quatennens »
    return next(iter(full or people or fitting), None)


def _of_institution(before: str) -> bool:
    """Whether the words before a name end in an institution that is itself a complement: « le chef du parti … »."""
    match = re.search(r"\w (?:de (?:la |l')?|du |des |d')(\w+)(?: \w+)?(?: [\"«“])?$", before)
    row = source_nouns().get(match.group(1).lower()) if match else None
    return row is not None and row["kind"] in {"organisation", "group"}


def _is_role_of(paragraph: Paragraph, name: Name) -> bool:
    """Whether the word before a name in capitals is a common noun for a person."""
    doc = paragraph.doc
    i = paragraph.token_at(name.span.start)
    row = source_nouns().get(doc[i - 1].lower_) if i else None
    return name.text.isupper() and row is not None and row["kind"] == "person"


def _joint(text: str, span: Span, holder: Name, inside: Sequence[Name]) -> str | None:
    """« Anne Morel et Paul Vial »: one joint name of several."""
    rest = [n for n in inside if n.span.start >= holder.span.end]
    if not rest:
        return None
    between = _straight(text[holder.span.end : rest[-1].span.start])
    middle = between
    for name in rest[:-1]:
        middle = middle.replace(_straight(name.text), "")
    if re.fullmatch(r"(?:\s|,|et|&|le|la|les|l'|M\.|Mme)*\bet\b(?:\s|le|la|les|l'|M\.|Mme)*", middle):
        return re.sub(r"\s+", " ", text[holder.span.start : rest[-1].span.end].replace("\u00a0", " "))
    return None


def _title(words: str) -> str | None:
    """The title in the words beside a name: no determiner, no comma or bracket, no civility."""
    title = without_determiner(words.strip(' ,(\u00a0\n"«»“”'))
    title = re.sub(r"\s*(?:\bM\.|\bMme|\bMe|\bMM\.|,|\()\s*$", "", title).strip()
    title = re.split(r",\s", title)[0]
    title = re.sub(r"\s*\([^)]*\)?", "", title)
    return title if len(title) > 2 and len(title.split()) <= 14 else None


def _unnamed(
    span: Span, straight: str, tokens: Sequence[Token], gender: Gender | None, number: Number | None
) -> Mention:
    title = without_determiner(straight)
    if re.match(r"(?:l')?un(?:e)? d(?:es|e) ", straight, re.IGNORECASE):
        number, title = (
            "sing",
            re.sub(r"^(?:l')?une? d(?:es |e (?:ses |ces |leurs |nos )|')", "", straight, flags=re.IGNORECASE),
        )
    head = next((source_nouns()[t.lower_] for t in tokens if t.lower_ in source_nouns()), None)
    kind: Kind = "unnamed"
    if number == "plur":
        kind = "group"
    elif head is not None and head["kind"] in {"organisation", "group"}:
        kind = "organisation" if head["kind"] == "organisation" else "group"
    return Mention(span, span.start, kind, None, title.strip(' "«»“”,;:.'), gender or title_gender(title), number)


def agreement(straight: str, tokens: Sequence[Token]) -> tuple[Gender | None, Number | None]:
    """Gender and number by the determiner, in that order."""
    words = straight.lower().split()
    first = words[0] if words else ""
    if first in {"le", "un", "ce", "cet", "m.", "du", "au"}:
        return "m", "sing"
    if first in {"la", "une", "cette", "sa", "mme", "mlle"}:
        return "f", "sing"
    if first in {
        "les",
        "des",
        "ces",
        "ses",
        "leurs",
        "plusieurs",
        "certains",
        "certaines",
        "quelques",
        "deux",
        "trois",
        "quatre",
        "cinq",
        "mm.",
        "mmes",
        "tous",
        "toutes",
        "aux",
    } or straight.lower().startswith(("d'autres", "de nombreu")):
        return ("f" if first in {"certaines", "mmes", "toutes"} else None), "plur"
    if first == "son" or straight.lower().startswith("l'"):
        return None, "sing"
    if tokens and "Number=Plur" in str(tokens[0].morph) and not tokens[0].text[:1].isupper():
        return None, "plur"
    return None, None


def title_gender(title: str) -> Gender | None:
    """The gender that the first role noun of a title shows, if it shows one."""
    for word in title.split():
        row = source_nouns().get(word.lower())
        if row is not None:
            return (
                "f"
                if row["gender"] == "f"
                else "m"
                if row["gender"] == "m" and row["kind"] == "person" and _has_feminine(word.lower())
                else None
            )
    return None


def _has_feminine(word: str) -> bool:
    """Whether the noun has a feminine, so that the masculine shows a man: « président », not « maire »."""
    return word in _masculines()


@cache
def _masculines() -> frozenset[str]:
    return frozenset(
        row["note"].removeprefix("feminine of ").split(";")[0].strip()
        for row in source_nouns().values()
        if row["note"].startswith("feminine of ")
    )
