"""Offices: the titles beside a name, and whether two titles are the same one."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from kg.lexicon import source_nouns, table
from kg.mentions import Name, demonyms, masculine, plain, without_determiner
from kg.parse import Paragraph
from kg.phrases import phrase_end, phrase_start

_EMPTY = {
    "de", "du", "des", "d", "la", "le", "les", "l", "a", "au", "aux", "et", "en", "pour", "ex", "actuel",
    "actuelle", "ancien", "ancienne", "nouveau", "nouvelle", "futur", "future", "un", "une", "son", "sa",
    "charge", "chargee", "delegue", "deleguee",
}  # fmt: skip


@cache
def _wordings() -> tuple[tuple[str, str], ...]:
    rows = [(plain(r["wording"]), plain(r["office"])) for r in table("fr", "offices")]
    return tuple(sorted(rows, key=lambda r: -len(r[0])))


@lru_cache(maxsize=8_000)
def office_words(title: str) -> tuple[str, ...]:
    """The words of a title that tell offices apart, masculine, in their order.

    >>> office_words("présidente de la Fédération"), office_words("chef de l’État")
    (('president', 'federation'), ('president', 'republique'))
    """
    key = plain(title)
    for wording, office in _wordings():
        if key == wording or key.startswith(wording + " "):
            key = office + key[len(wording) :]
            break
    words = [w for w in re.split(r"[\s'’,-]+", key) if w and w not in _EMPTY]
    return tuple(_masculine(w) for w in words)


@cache
def _by_key() -> dict[str, str]:
    return {plain(form): plain(masculine(form)) for form in source_nouns()}


def _masculine(word: str) -> str:
    return {"premiere": "premier", "generale": "general"}.get(word) or _by_key().get(word, word)


def fits(wanted: tuple[str, ...], have: tuple[str, ...]) -> int:
    """How well a title fits an office: 3 the same, 2 shortened, 1 fuller than the office, 0 another one."""
    if not wanted or not have:
        return 0
    if wanted[0] != have[0]:
        return 2 if _leads_the_same(wanted, have) else 0
    a, b = set(wanted), set(have)
    if a == b:
        return 3
    if "republique" in a | b and wanted[0] == "president":
        # « le président » and « le chef de l'État » are one, « le chef de l'État serbe » is another
        return 2 if a | b <= {"president", "republique", *_nations()} and not (a - b) & _nations() else 0
    if a <= b:
        return 2
    if b <= a and len(b) > 1:
        return 1
    return 0


def tidy_office(title: str) -> str | None:
    """An office as the graph keeps it, without what a page has glued to it; ``None`` where that is no office.

    >>> tidy_office("président du club.Liberté de presse"), tidy_office("certains")
    ('président du club', None)
    """
    shown = re.split(r"[.!?»«“”\"](?=[^\W\d]|\s|$)", title)[0].strip(" ,;:")
    words = shown.lower().replace("’", "'").split()
    return shown if any(word.split("'")[-1] in source_nouns() for word in words) else None


#: Who leads something, in other words than its statutes: « le patron des Verts », « le numéro un du parti ».
_INFORMAL = {"patron", "chef", "leader", "dirigeant", "numero", "boss", "homme"}
_LEADERS = _INFORMAL | {"president", "secretaire", "directeur", "premier", "delegue"}
_RANKS = {"general", "un", "fort", "executif", "national", "nationale", "premier", "secretaire"}


def like_office(word: str) -> set[str]:
    """The first words of the offices that one which starts with ``word`` may fit."""
    return {word, *_LEADERS} if word in _LEADERS else {word}


def _leads_the_same(wanted: tuple[str, ...], have: tuple[str, ...]) -> bool:
    """« le patron des Verts » and « la secrétaire nationale des Verts »."""
    if not {wanted[0], have[0]} <= _LEADERS or not {wanted[0], have[0]} & _INFORMAL:
        return False
    what = [set(words[1:]) - _RANKS for words in (wanted, have)]
    return bool(what[0]) and what[0] == what[1]


@cache
def _nations() -> frozenset[str]:
    return frozenset(_masculine(plain(form)) for form in demonyms()) | frozenset(map(plain, demonyms()))


def title_beside(paragraph: Paragraph, name: Name, text: str) -> str | None:
    """The office beside a name: « le chancelier Olaf Scholz », « Anne Morel, maire de Lyon, »."""
    doc = paragraph.doc
    i = paragraph.token_at(name.span.start)
    k = i - 1
    if k >= 0 and doc[k].text == "Me":
        return "avocat"
    if k >= 0 and doc[k].text == ",":
        k -= 1
    # backwards: a role noun whose phrase ends right before the name
    for head in range(k, max(-1, k - 12), -1):
        token = doc[head]
        if token.text in {".", ";", ":", "(", '"', ","} or (
            token.pos_ in {"AUX", "VERB"} and token.lower_ not in source_nouns()
        ):
            break
        row = source_nouns().get(token.lower_)
        if row is None or row["kind"] != "person":
            continue
        start = phrase_start(doc, head)
        if start == head and not (head and doc[head - 1].lower_ in {"du", "au"}):
            continue
        end = phrase_end(doc, head, i)
        if end >= k + 1 and doc[k].lower_ not in {"de", "d'", "du", "des", "à", "la", "le", "l'", "les", "et"}:
            if any(t.pos_ in {"AUX", "PRON"} or t.lower_ in {"et", "que", "a", "est"} for t in doc[start : k + 1]):
                continue
            return without_determiner(text[paragraph.start(doc[start]) : paragraph.end(doc[k])]).replace("\u00a0", " ")
    j = paragraph.token_at(name.span.end)
    if j + 1 < len(doc) and doc[j].text in {",", "("}:
        j += 1
        while j < len(doc) and (
            doc[j].pos_ == "DET"
            or doc[j].lower_
            in {
                "le",
                "la",
                "l'",
                "un",
                "une",
                "ancien",
                "ancienne",
                "premier",
                "première",
                "ex",
                "nouveau",
                "nouvelle",
                "actuel",
                "actuelle",
                "jeune",
                "seul",
                "vice",
                "-",
            }
        ):
            j += 1
        row = source_nouns().get(doc[j].lower_) if j < len(doc) else None
        if row is not None and row["kind"] == "person" and "Number=Plur" not in str(doc[j].morph):
            end = phrase_end(doc, j, min(len(doc), j + 14))
            first = j
            while doc[first - 1].lower_ in {"ancien", "ancienne", "premier", "première", "ex", "nouveau", "nouvelle"}:
                first -= 1
            return without_determiner(text[paragraph.start(doc[first]) : paragraph.end(doc[end - 1])]).replace(
                "\u00a0", " "
            )
    return None
