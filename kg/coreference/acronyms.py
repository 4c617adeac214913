"""Acronyms, surnames and spelling errors: two wordings of one name inside an article."""

from __future__ import annotations

import re
from collections.abc import Iterable

from kg.parse import Parsed

_SMALL = {"de", "du", "des", "la", "le", "les", "l", "d", "et", "pour", "en", "à", "au", "aux", "sur", "dans"}


def find_acronyms(parsed: Parsed) -> dict[str, str]:
    """« Fédération des travailleurs du Québec (FTQ) » and « FTQ (Fédération …) »: acronym → full name."""
    found: dict[str, str] = {}
    text = re.sub(r"[’ʼ]", "'", parsed.text).replace("\u00a0", " ")
    for match in re.finditer(r"\(\s*([A-ZÉÈ][A-Za-zÉÈé.-]{1,9})\s*[),]", text):
        short = match.group(1).replace(".", "")
        before = text[max(0, match.start() - 110) : match.start()].rstrip(' "»”')
        before = re.split(r"[.;:!?()\n]\s|\n", before)[-1]
        full = _matching(short, before)
        if full:
            found.setdefault(match.group(1), full)
    for match in re.finditer(r"\b([A-ZÉÈ][A-Za-z]{1,9})\s*\(([A-ZÉÈ][^()\n]{8,90})\)", text):
        short, full = match.group(1), match.group(2)
        if sum(c.isupper() for c in short) >= 2 and _matching(short, full) == full:
            found.setdefault(short, full)
    return found


def by_opening(names: Iterable[str]) -> dict[str, list[str]]:
    """Full names by their first letters, as ``opening_of`` gives those of a place in the text."""
    found: dict[str, list[str]] = {}
    for name in names:
        found.setdefault(opening_of(name, 0), []).append(name)
    return found


def opening_of(text: str, offset: int) -> str:
    """The first letters of what stands at an offset, in lower case."""
    return text[offset : offset + 6].lower()


def _matching(short: str, before: str) -> str | None:
    """The last words of ``before`` whose initials are the letters of the acronym, in order."""
    letters = [c for c in short.upper() if c.isalpha()]
    if sum(c.isupper() for c in short) < 2 and len(short) > 5:
        return None
    words = list(re.finditer(r"[^\W\d]+", before))
    for take in range(min(len(words), len(letters) * 2 + 4), 0, -1):
        chosen = words[-take:]
        first = chosen[0].group()
        if not first[0].isupper() or _initial(first) != letters[0] or first.lower() in _SMALL:
            continue
        heavy = [w.group() for w in chosen if w.group().lower() not in _SMALL]
        initials = [_initial(w) for w in heavy]
        capitals = [c for c in short if c.isupper()]
        matches = _in_order(letters, initials) and len(heavy) <= len(letters) + 2
        matches = matches or (not short.isupper() and _in_order(capitals, initials))
        if matches and len(heavy) >= 2:
            return re.sub(r"\s+", " ", before[chosen[0].start() :]).strip(' "»”')
    return None


def _initial(word: str) -> str:
    return {"É": "E", "È": "E", "À": "A"}.get(word[0].upper(), word[0].upper())


def _in_order(letters: list[str], initials: list[str]) -> bool:
    """Whether all initials but one come among the letters, in order, and both start alike."""
    at, hits = 0, 0
    for initial in initials:
        if initial in letters[at:]:
            at = letters.index(initial, at) + 1
            hits += 1
    return hits >= 2 and hits >= len(initials) - 1 and hits >= len(letters) - 2


def name_rank(words: list[str], full: list[str], *, person: bool) -> int:
    """How well a name fits a person's fuller one: 2 by the surname, 1 by the first name or but for an error, 0 not.

    >>> name_rank(["lavrov"], ["serguei", "lavrov"], person=True)
    2
    >>> name_rank(["s.", "lavrov"], ["ivan", "lavrov"], person=True)
    0
    """
    if len(full) > len(words) and full[-len(words) :] == words and len(words[-1]) > 2:
        return 2
    if not person:
        return 0
    if len(words) == 1:
        if len(full) > 1 and full[0] == words[0] and len(words[0]) > 2:
            return 1
    elif full[-1] == words[-1] and set(words) <= set(full):
        return 2
    elif full[: len(words)] == words:
        return 1
    elif full[-1] == words[-1] and len(words[0].rstrip(".")) == 1 and full[0][0] == words[0][0]:
        return 2
    return int(_typing_error(words, full))


def _typing_error(words: list[str], full: list[str]) -> bool:
    """« Donfred » for « Donfried »: one letter of a long surname."""
    if len(words) != 1:
        return False
    a, b = words[0], full[-1]
    if min(len(a), len(b)) < 6 or a == b or abs(len(a) - len(b)) > 1 or a[0] != b[0]:
        return False
    if len(a) == len(b):
        return sum(x != y for x, y in zip(a, b, strict=True)) == 1 or sorted(a) == sorted(b)
    short, long = sorted((a, b), key=len)
    return any(long[:i] + long[i + 1 :] == short for i in range(len(long)))
