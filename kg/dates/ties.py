"""What a date belongs to: the saying, or a noun or another verb (« la réunion de lundi », « prévu vendredi »)."""

from __future__ import annotations

import re
from functools import cache

from kg.dates.words import any_of, words

FAR_BACK = 100  # characters before a date that are looked at

# « lors de la réunion de mardi », « selon un communiqué du 3 mars »: the occasion is that of the saying.
_OCCASION = re.compile(
    r"\b(?:lors|au cours|à l'occasion)\s(?:de\s|du\s|d'|des\s)[^,;.:]{2,60}\s(?:de|du)\s*$"
    r"|\b(?:dans|selon|d'après|par)\s(?:un|une|le|la|son|sa|leur|ce|cette|l)['\s][^,;.:]{2,40}\s(?:de|du|daté du)\s*$",
    re.IGNORECASE,
)
_NOUN = re.compile(r"(?:\b(?:la|le|les|une?|des|ces?|cette|son|sa|ses|leurs?|du|de|aux?|en)\s|\b[ld]')\w+\s*$", re.I)


@cache
def _tied() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{any_of(words('tie'))})(?<!')e?s?\s*$|(?<!\w)d'\s*$", re.IGNORECASE)


@cache
def _participle() -> re.Pattern[str]:
    return re.compile(
        rf"(?P<auxiliary>(?:(?<!\w)(?:{any_of(words('auxiliary'))})|(?<=')(?:a|est|ont|était|avait|y a)"
        rf"|-(?:t-)?(?:ils?|elles?|on|je|nous))\s(?:\w+\s){{0,2}}?)?"
        rf"\b(?P<word>{any_of(words('saying'))}|(?:{any_of(words('participle'))})e?s?|[a-zà-ÿ]{{2,}}ée?s?)\s*$",
    )


def tie(before: str) -> str | None:
    """What ties a date to something other than the saying, from the words before it; ``None`` if nothing does.

    >>> tie("la réunion de "), tie("un accord prévu "), tie("a annoncé "), tie("un communiqué publié ")
    ('de', 'prévu', None, None)
    """
    before = before[-FAR_BACK:]
    if _OCCASION.search(before):
        return None
    if found := _tied().search(before):
        return found[0].strip()
    found = _participle().search(before)
    if not found or found["auxiliary"] or found["word"] in words("saying") or _NOUN.search(before):
        return None
    return found["word"]
