"""How much of one text stands in another, and a sketch of each text by which its near copies are found.

A text is the set of its shingles, the runs of five words in it, whatever their case, typography and line breaks.
Two texts are near copies if enough of both is the same: of the shorter, because a paper cuts a dispatch, and of
the longer, because a review of the press that has six dispatches in it does not make them one.

The sketch is the shingles with the smallest hashes (Broder 1997, « On the resemblance and containment of
documents », section 4). It is a function of the text alone, and two texts that share much share some of it, so that
the candidates are found by exact keys, one look-up each; whether they are near copies is then decided on the texts.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from hashlib import blake2b
from heapq import nsmallest

SHINGLE = 5  # words
KEYS = 24  # of a sketch, at most; « python -m tests.bench copies » shows what fewer and more would find
LEAST_KEYS = 2  # that candidates have in common: « le président de la République » makes many pairs with one
LEAST_SHARED = 20  # shingles: 24 words running
OF_SHORTER, OF_LONGER = 0.4, 0.25  # unrelated articles of 495 share 0.09 and 0.03 at most
_WORD = re.compile(r"\w+")


def same_text_key(text: str) -> str:
    """What two texts have in common that differ in white space only (no-break and thin spaces are white space too).

    >>> same_text_key("Le pont\\u00a0: fermé.\\n") == same_text_key("  Le pont : fermé.")
    True
    >>> same_text_key("Le pont") == same_text_key("Le Pont")
    False
    """
    return blake2b(" ".join(text.split()).encode(), digest_size=16).hexdigest()


def shingles(text: str, aside: Iterable[tuple[int, int]] = ()) -> frozenset[str]:
    """The runs of five words of ``text`` without the stretches ``aside`` (characters from 0, end excluded).

    >>> sorted(shingles("« L’eau monte », dit Anne Martin. Publicité", [(34, 43)]))
    ['eau monte dit anne martin', 'l eau monte dit anne']
    """
    words = comparable_words(_without(text, aside))
    return frozenset(" ".join(words[at : at + SHINGLE]) for at in range(len(words) - SHINGLE + 1))


def comparable_words(text: str) -> list[str]:
    """The words of a text, the same for every way to set it in type.

    >>> comparable_words("L’État a dit «\\u00a0non\\u00a0»") == comparable_words("l'État a dit \\"non\\".")
    True
    """
    return _WORD.findall(unicodedata.normalize("NFC", text).casefold())


def _without(text: str, aside: Iterable[tuple[int, int]]) -> str:
    kept, end = [], 0
    for start, stop in sorted(aside):
        kept.append(text[end:start])
        end = max(end, stop)
    return " ".join([*kept, text[end:]])


def sketch(of: frozenset[str]) -> frozenset[str]:
    """The keys, 12 hexadecimal digits each, to find near copies of a text with these shingles; none if it is too short.

    >>> len(sketch(shingles("mot " * 30))), len(sketch(frozenset(f"{n} a b c d" for n in range(500))))
    (0, 24)
    """
    if len(of) < LEAST_SHARED:
        return frozenset()
    # 48 bits: among the 2.4 million keys of 100,000 articles, some ten fall together by chance.
    return frozenset(nsmallest(KEYS, (blake2b(shingle.encode(), digest_size=6).hexdigest() for shingle in of)))


def near_copies(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether texts with these shingles are near copies of each other.

    >>> dispatch = frozenset(f"{n} a b c d" for n in range(400))
    >>> cut = frozenset(f"{n} a b c d" for n in range(120))
    >>> near_copies(dispatch, cut), near_copies(dispatch, frozenset(sorted(cut)[:30]))
    (True, False)
    """
    shared, (shorter, longer) = len(one & other), sorted((len(one), len(other)))
    return shared >= max(LEAST_SHARED, OF_SHORTER * shorter, OF_LONGER * longer)
