"""What names or refers to somebody: the proper names of an article, and what a mention says.

A mention may hold a name (« Sergueï Lavrov »), a title (« ministre russe des Affaires étrangères »), or both.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from kg.lexicon import Row, table
from kg.model import Gender, Kind, Mention, Number, Span
from kg.parse import Paragraph, Parsed
from kg.phrases import is_namelike, name_end

if TYPE_CHECKING:
    from spacy.tokens import Token

PRONOUNS: dict[str, tuple[Gender | None, Number]] = {
    "il": ("m", "sing"), "elle": ("f", "sing"), "ils": (None, "plur"), "elles": ("f", "plur"), "lui": (None, "sing"),
    "eux": (None, "plur"), "celui-ci": ("m", "sing"), "celle-ci": ("f", "sing"), "ceux-ci": (None, "plur"),
    "celles-ci": ("f", "plur"), "ce dernier": ("m", "sing"), "cette dernière": ("f", "sing"), "ces derniers": (None, "plur"),
    "l'intéressé": ("m", "sing"), "l'intéressée": ("f", "sing"), "qui": (None, "sing"), "lequel": ("m", "sing"), "laquelle": ("f", "sing"),
}  # fmt: skip
_LEADING = re.compile(
    r"^(?:(?:le|la|les|un|une|des|du|ce|cet|cette|ces|son|sa|ses|leur|leurs|notre|nos|votre|vos|plusieurs|certains|certaines|quelques|"
    r"chaque|tous|toutes|toute|tout|de nombreux|de nombreuses|d'autres|autres|beaucoup de|nombre de|la plupart des|bon nombre de|deux|trois|quatre|cinq|six|sept|huit|dix)\s+|l'|d')+",
    re.IGNORECASE,
)
CIVILITY = re.compile(r"^(?:MM?\.?|Mmes?\.?|Mlles?\.?|Me|Mgr|Dr\.?|Pr\.?|[Mm]onsieur|[Mm]adame|[Mm]aître|[Mm]ademoiselle|[Ss]ir)\s+(?=[A-ZÉÈÀÎÔ])")


def plain(name: str) -> str:
    """A name as a key: lower case, no accents, plain apostrophes, hyphens as spaces.

    >>> plain("Sergueï Lavrov"), plain("L’Otan")
    ('serguei lavrov', "l'otan")
    """
    name = unicodedata.normalize("NFD", name.replace("’", "'").replace("\u00a0", " "))
    name = "".join(c for c in name if not unicodedata.combining(c)).lower().replace("-", " ")
    return re.sub(r"\s+", " ", name).strip(" .,;:")


def without_determiner(words: str) -> str:
    """A noun phrase without its determiners and quantifiers.

    >>> without_determiner("Un ministre russe"), without_determiner("l’Insee"), without_determiner("plusieurs habitants")
    ('ministre russe', 'Insee', 'habitants')
    """
    straight = words.replace("’", "'").replace("\u00a0", " ")
    match = _LEADING.match(straight)
    rest = words[match.end() :] if match else words
    return re.sub(r"\s+", " ", rest if rest.strip() else words).strip()


@cache
def nouns() -> dict[str, Row]:
    """Source nouns by lower-case form, plurals included."""
    found: dict[str, Row] = {}
    for row in table("fr", "source_nouns"):
        noun = row["noun"].lower()
        for form in (noun, noun + "s", noun + "x", noun[:-2] + "aux" if noun.endswith("al") else noun):
            found.setdefault(form, row)
    return found


@cache
def countries() -> dict[str, str]:
    """Country names and their other spellings, as keys, to the usual French name."""
    found: dict[str, str] = {}
    for row in table("fr", "countries"):
        for name in (row["name"], *row["names"].split(";")):
            if name.strip():
                found.setdefault(plain(name), row["name"])
    return found


@cache
def demonyms() -> dict[str, str]:
    """Adjectives of nationality in all four agreements, lower case, to their country."""
    found: dict[str, str] = {}
    for row in table("fr", "countries"):
        for form in (row["demonym_m"], row["demonym_f"]):
            form = form.strip().lower()
            if form:
                found.setdefault(form, row["name"])
                found.setdefault(form + ("" if form.endswith("s") else "s"), row["name"])
    return found


@cache
def first_names() -> dict[str, Gender]:
    """First names to their gender, by plain key."""
    found: dict[str, Gender] = {}
    for row in table("fr", "first_names"):
        found[plain(row["name"])] = "f" if row["gender"] == "f" else "m"
    return found


@dataclass(frozen=True, slots=True)
class Name:
    """One occurrence of a proper name in the text."""

    span: Span
    text: str
    kind: Kind
    subject: bool
    paragraph: int


def find_names(parsed: Parsed) -> tuple[Name, ...]:
    """Every proper name of the article, in order. The kind is the majority of what is seen of the name."""
    raw: list[tuple[Paragraph, int, int, Kind | None]] = []
    for paragraph in parsed.paragraphs:
        raw.extend(_runs(paragraph))
    votes: dict[str, Counter[Kind]] = {}
    for paragraph, start, end, kind in raw:
        key = plain(paragraph.doc[start:end].text)
        if kind:
            votes.setdefault(key, Counter())[kind] += 1
    names = []
    for paragraph, start, end, kind in raw:
        doc = paragraph.doc
        span = Span(paragraph.start(doc[start]), paragraph.end(doc[end - 1]))
        key = plain(doc[start:end].text)
        best = votes[key].most_common(1)[0][0] if key in votes else kind
        subject = any(t.dep_.startswith("nsubj") for t in doc[start:end])
        names.append(Name(span, span.of(parsed.text).replace("\u00a0", " "), best or "thing", subject, paragraph.index))
    return tuple(names)


_LABEL: dict[str, Kind] = {"PER": "person", "ORG": "organisation", "LOC": "place"}
_NOT_NAMES = {
    "le", "la", "les", "l'", "un", "une", "des", "du", "de", "il", "elle", "ils", "elles", "on", "ce", "cette", "ces", "et", "mais", "selon", "pour",
    "dans", "en", "au", "aux", "à", "sur", "par", "si", "nous", "vous", "je", "j'", "c'", "d'", "qu'", "que", "qui", "ainsi", "or", "car", "donc", "puis",
    "m", "m.", "mm.", "mme", "mmes", "mlle", "me", "après", "avant", "depuis", "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche",
    "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre", "hier", "aujourd'hui",
    "plus", "même", "tout", "tous", "toutes", "son", "sa", "ses", "leur", "leurs", "notre", "nos", "votre", "vos", "mon", "ma", "mes", "ne", "n'", "s'",
    "quant", "avec", "sans", "sous", "chez", "contre", "entre", "vers", "comme", "quand", "lorsque", "alors", "pourtant", "cependant", "enfin", "ensuite",
    "interrogé", "interrogée", "jusqu'", "lors", "face", "parmi", "malgré", "afin", "dès", "bref", "oui", "non", "voilà", "voici", "premier", "première",
    "monsieur", "madame", "etat", "état",
}  # fmt: skip


def _runs(paragraph: Paragraph) -> Iterator[tuple[Paragraph, int, int, Kind | None]]:
    doc = paragraph.doc
    i = 0
    while i < len(doc):
        token = doc[i]
        if not is_namelike(token) or token.lower_ in _NOT_NAMES or token.lower_.startswith("-"):
            i += 1
            continue
        opens = i == 0 or doc[i - 1].text in {".", "!", "?", '"', ":", "…"} or bool(token.is_sent_start)
        end = name_end(doc, i)
        if opens and end == i + 1 and not token.ent_type_ and token.pos_ not in {"PROPN"} and plain(token.text) not in countries():
            i = end
            continue
        if opens and end == i + 1 and token.pos_ in {"ADV", "ADP", "DET", "PRON", "VERB", "AUX", "SCONJ", "CCONJ", "ADJ", "NUM"} and plain(token.text) not in countries() and token.ent_type_ != "PER":
            i = end
            continue
        # « Interrogé par … »: a capitalised common word before the name
        start = i
        while start < end - 1 and opens and doc[start].pos_ in {"VERB", "ADV", "ADP", "DET", "SCONJ", "AUX"} and doc[start].ent_type_ == "":
            start += 1
        yield paragraph, start, end, _kind(doc[start:end])
        i = end


def _kind(tokens: object) -> Kind | None:
    text = tokens.text  # type: ignore[attr-defined]
    if plain(text) in countries():
        return "place"
    words = text.split()
    first: Token = tokens[0]  # type: ignore[index]
    if len(words) > 1 and plain(words[0]) in first_names():
        return "person"
    row = nouns().get(first.lower_)
    if row is not None and row["kind"] in {"organisation", "group", "media", "document"}:
        return "organisation"
    before = first.nbor(-1).lower_ if first.i else ""
    if before in {"m.", "mme", "mm.", "me", "mlle", "mgr", "dr"}:
        return "person"
    if len(words) == 1 and text.isupper() and len(text) > 1:
        return "organisation"
    labels = Counter(t.ent_type_ for t in tokens if t.ent_type_)  # type: ignore[attr-defined]
    if labels:
        return _LABEL.get(labels.most_common(1)[0][0])
    return None


def read_mention(paragraph: Paragraph, span: Span, text: str) -> Mention:
    """What the words of a mention say: name, title, kind, gender, number.

    « le Premier ministre britannique Boris Johnson » has both; « le porte-parole de M. Johnson » is a title
    only, since the name is that of somebody else.
    """
    words = span.of(text)
    straight = re.sub(r"\s+", " ", words.replace("’", "'").replace("\u00a0", " ")).strip()
    lower = straight.lower()
    if lower in PRONOUNS:
        gender, number = PRONOUNS[lower]
        return Mention(span, span.start, "pronoun", gender=gender, number=number)
    doc = paragraph.doc
    tokens = [t for t in paragraph.tokens(span)]
    gender, number = _agreement(straight, tokens)
    if not tokens:
        return Mention(span, span.start, "unnamed", title=without_determiner(words))
    if any(t.text == "," for t in tokens) and not re.search(r",.*\bet\b", straight):
        cut = next(i for i, t in enumerate(tokens) if t.text == ",")
        left, right = tokens[:cut], tokens[cut + 1 :]
        while left and left[-1].text in "()":
            left = left[:-1]
        for one, other in ((left, right), (right, left)):
            name = _whole_name(one)
            if name and not _whole_name(other) and other:
                title = without_determiner(text[paragraph.start(other[0]) : paragraph.end(other[-1])])
                gender = gender or _title_gender(other)
                return Mention(span, span.start, _named_kind(one), name, title, gender or _name_gender(name), "sing")
    civility = CIVILITY.match(straight)
    if civility:
        name = straight[civility.end() :]
        name = re.split(r"\s*[,(]", name)[0]
        gender = "f" if civility.group().lower().startswith(("mme", "madame", "mlle", "mademoiselle")) else "m" if civility.group().lower().startswith(("m.", "monsieur", "mm", "mgr", "sir")) else None
        return Mention(span, span.start, "person", name.strip(), None, gender, "sing")
    name = _whole_name(tokens)
    if name:
        kind = _named_kind(tokens)
        return Mention(span, span.start, kind, name, None, gender or (_name_gender(name) if kind == "person" else None), number or "sing")
    # a title that ends in the name of its holder: « le président Vladimir Poutine », « la chaîne Al Jazeera »
    found = _holder(tokens)
    if found:
        at, stop = found
        name = text[paragraph.start(tokens[at]) : paragraph.end(tokens[stop - 1])].replace("\u00a0", " ")
        title = without_determiner(text[paragraph.start(tokens[0]) : paragraph.end(tokens[at - 1])])
        title = re.sub(r"\s*(?:M\.|Mme|Me)$", "", title)
        kind = "person" if doc[tokens[at].i].ent_type_ == "PER" else _named_kind(tokens[at:stop])
        head = nouns().get(next((t.lower_ for t in tokens if t.lower_ in nouns()), ""))
        if head is not None:
            kind = {"person": "person", "place": "place"}.get(head["kind"], "organisation")  # type: ignore[assignment]
        return Mention(span, span.start, kind, name, title or None, gender or _name_gender(name), "sing")
    title = without_determiner(words)
    head = next((nouns()[t.lower_] for t in tokens if t.lower_ in nouns()), None)
    kind = "unnamed"
    if head is not None and head["kind"] in {"organisation", "group"} and number != "plur":
        kind = "organisation" if head["kind"] == "organisation" else "group"
    elif number == "plur":
        kind = "group"
    return Mention(span, span.start, kind, None, title, gender or _title_gender(tokens), number)


def _agreement(straight: str, tokens: list[Token]) -> tuple[Gender | None, Number | None]:
    first = straight.split()[0].lower() if straight else ""
    apostrophe = straight.lower().startswith(("l'", "d'"))
    if first in {"le", "un", "ce", "cet", "son", "m.", "du"} and not apostrophe:
        gender: Gender | None = None if first == "son" else "m"
        return gender, "sing"
    if first in {"la", "une", "cette", "sa", "mme", "mlle"}:
        return "f", "sing"
    if first in {"les", "des", "ces", "ses", "leurs", "plusieurs", "certains", "certaines", "quelques", "deux", "trois", "quatre", "cinq", "mm.", "mmes", "tous", "toutes"} or straight.lower().startswith(("d'autres", "de nombreu")):
        return ("f" if first in {"certaines", "mmes", "toutes"} else None), "plur"
    if tokens and "Number=Plur" in str(tokens[0].morph) and not is_namelike(tokens[0]):
        return None, "plur"
    return None, None


def _title_gender(tokens: list[Token]) -> Gender | None:
    for token in tokens:
        row = nouns().get(token.lower_)
        if row is not None:
            if row["gender"] in {"f", "m"}:
                return "f" if row["gender"] == "f" else "m"
            return None
    return None


def _name_gender(name: str) -> Gender | None:
    words = name.split()
    return first_names().get(plain(words[0]).split(" ")[0]) if len(words) > 1 else None


def _whole_name(tokens: list[Token]) -> str | None:
    """The name, if the tokens are a determiner and a proper name and nothing else."""
    start = 0
    while start < len(tokens) and tokens[start].lower_ in {"le", "la", "les", "l'", "un", "une", "cette", "ce"}:
        start += 1
    rest = tokens[start:]
    if rest and rest[-1].text == ")":
        opening = next((i for i, t in enumerate(rest) if t.text == "("), None)
        if opening:
            rest = rest[:opening]
    if not rest or not is_namelike(rest[0]):
        return None
    doc = rest[0].doc
    end = name_end(doc, rest[0].i, rest[-1].i + 1)
    if end == rest[-1].i + 1:
        return _words(rest)
    # « le Parti québécois », « la Fédération belge du secteur financier »: a capitalised common noun
    if start > 0 and (rest[0].pos_ in {"NOUN", "ADJ", "PROPN"}) and rest[0].ent_type_ != "PER" and (rest[0].lower_ in nouns() or rest[0].pos_ == "NOUN") and not any(
        t.ent_type_ == "PER" for t in rest
    ):  # fmt: skip
        if rest[0].lower_ in nouns() and nouns()[rest[0].lower_]["kind"] == "person":
            return None
        return _words(rest)
    joint = re.match(r"^[^,]+(?:, [^,]+)* et ", doc[rest[0].i : rest[-1].i + 1].text)
    if joint and all(is_namelike(t) or t.text in {",", "et", "-"} or t.lower_ in {"le", "la", "les", "l'", "de", "du", "leurs", "ses", "alliés"} for t in rest):
        return _words(rest)
    return None


def _words(tokens: list[Token]) -> str:
    doc = tokens[0].doc
    return str(doc[tokens[0].i : tokens[-1].i + 1].text).strip()


def _named_kind(tokens: list[Token]) -> Kind:
    kind = _kind(tokens[0].doc[tokens[0].i : tokens[-1].i + 1])
    labels = Counter(t.ent_type_ for t in tokens if t.ent_type_)
    return kind or _LABEL.get(labels.most_common(1)[0][0] if labels else "", "person" if len(tokens) > 1 else "organisation")


def _holder(tokens: list[Token]) -> tuple[int, int] | None:
    """Where in « le ministre russe Sergueï Lavrov » the holder's name stands; ``None`` after a preposition."""
    if not any(t.lower_ in nouns() or t.pos_ == "NOUN" for t in tokens[:4]):
        return None
    doc = tokens[0].doc
    last = tokens[-1].i + 1
    if tokens[-1].text == ")":
        opening = next((k for k in range(last - 1, tokens[0].i, -1) if doc[k].text == "("), None)
        last = opening if opening else last
    for at in range(1, len(tokens)):
        token = tokens[at]
        if not is_namelike(token) or token.lower_ in {"premier", "première", "etat", "état"} or token.lower_ in nouns() and token.ent_type_ != "PER":
            continue
        before = tokens[at - 1]
        if is_namelike(before) and before.lower_ not in nouns() and before.lower_ not in {"premier", "première"}:
            continue
        if before.lower_ in {"de", "d'", "du", "des", "à", "au", "aux", "en", "la", "le", "l'", "les", "pour", "et", "&", "sur", "dans"}:
            continue
        end = name_end(doc, token.i, last)
        if end == last:
            return at, at + (end - token.i)
    return None
