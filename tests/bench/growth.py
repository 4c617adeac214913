"""How the time of each step grows with the length of hostile texts: the exponent of the last doublings.

An exponent of 1 is time in proportion to length, 2 a quadratic loop. What runs on characters is measured up to a
million of them, the steps that need the model up to the length that the pipeline takes.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterable, Iterator

from kg.clean import clean, paragraphs
from kg.errors import ArticleError
from kg.model import Article
from kg.parse import split_sentences, view
from kg.quotes import find_quotes

from .rules import ROWS, Watched

Shape = Callable[[int], str]


def repeated(unit: str, before: str = "") -> Shape:
    """A shape: ``unit`` again and again behind ``before``, cut at the length asked for."""
    return lambda length: (before + unit * (length // len(unit) + 1))[:length]


def numbered(unit: str) -> Shape:
    """A shape of paragraphs, each with its own number, so that none repeats an earlier one."""
    return lambda length: "".join(f"{unit} {number}\n\n" for number in range(length // (len(unit) + 6)))


def in_sentences(text: str) -> str:
    """The text with the end of a sentence wherever it has none for long: one that is too long is set aside unread."""
    pieces = (text[start : start + 2800] for start in range(0, len(text), 2800))
    return " Le pont est fermé. Il ".join(pieces) if len(text) > 2800 else text


def nested(length: int) -> str:
    """« « « … » » », as deep as the length allows."""
    return "« " * (length // 4) + " »" * (length // 4)


SENTENCE = "Le pont de la rivière reste fermé, a indiqué la préfète, Anne Morel, mardi. "

#: What a hostile text is made of. Each is of the length asked for, or a little shorter.
SHAPES: dict[str, Shape] = {
    "prose, one line": repeated(SENTENCE),
    "prose, paragraphs": numbered(SENTENCE * 3),
    "one word": repeated("a"),
    "one word, capitals": repeated("A"),
    "only spaces": repeated(" "),
    "only line breaks": repeated("\n"),
    "paragraphs « A », a dit-il": numbered("« Il pleut beaucoup ici », a-t-il dit."),
    "paragraphs of many": lambda length: "\n".join(
        f"« Il pleut ici {_name(i)} », a dit Zoé {_name(i)}." for i in range(length // 45)
    ),
    "paragraphs of a letter": repeated("a\n\n"),
    "only «": repeated("«"),
    "« «": repeated("« "),
    "only »": repeated("»"),
    'only "': repeated('"'),
    "“ ”": repeated("“a” "),
    "« a » ": repeated("« a » "),
    "nested « »": nested,
    "unclosed « at the start": repeated(SENTENCE, "« "),
    "unclosed « in each paragraph": numbered("« " + SENTENCE),
    "apostrophes": repeated("’"),
    "single marks": repeated("‘aa bb’, "),
    "open single marks": repeated("‘a "),
    "elisions": repeated("l’a"),
    "dots": repeated("."),
    "dots and spaces": repeated(". "),
    "stop, capital": repeated("a.B"),
    "parentheses": repeated("(a "),
    "bars": repeated("A | "),
    "digits": repeated("1"),
    "dates": repeated("le 12 janvier 2012, "),
    "days": repeated("mardi "),
    "dit": repeated("dit "),
    "a dit,": repeated("a dit, "),
    ", a-t-il dit,": repeated("il pleut, a-t-il dit, "),
    "names": repeated("Anne Morel "),
    "names, comma": repeated("Anne Morel, Paul Vial, "),
    "new names": lambda length: " ".join(f"Zoé {_name(i)}" for i in range(length // 10))[:length],
    "new names that speak": lambda length: " ".join(f"Il pleut, a dit Zoé {_name(i)}." for i in range(length // 28)),
    "pronouns that speak": repeated("Il pleut, a-t-il dit. "),
    "titles that speak": repeated("Il pleut, a dit le maire. "),
    "selon X": repeated("selon Anne Morel "),
    "selon X,": repeated("selon Anne Morel, "),
    "que": repeated("que "),
    "il a dit que": repeated("il a dit que "),
    "« A », a dit X.": repeated("« Il pleut beaucoup ici », a dit Anne Morel. "),
    "« A », a dit X. lines": numbered("« Il pleut beaucoup ici », a dit Anne Morel."),
    "et": repeated("la table et "),
    "de": repeated("de la table "),
    "emoji": repeated("\U0001f600"),
    "combining marks": repeated("e\u0301"),
    "right-to-left marks": repeated("\u200f\u202ea "),
    "control characters": repeated("\x00\x07a "),
    "photo credits": repeated("(AFP) "),
    "capitals | CREDIT": repeated("sur cette photo. | AA "),
    "http": repeated("http://a.b/"),
    "hyphens": repeated("a-b-"),
    "slashes": repeated("a/"),
    "colons": repeated("a : "),
}
ALL = tuple(SHAPES)


def _name(number: int) -> str:
    """An invented surname, another for each number."""
    letters = "bcdfglmnprst"
    return "Q" + "".join(letters[number // 12**place % 12] + "aeiou"[place] for place in range(4))


def _characters(text: str) -> dict[str, Callable[[], object]]:
    article = Article("0", "a", text, "a.txt")
    found = paragraphs(text)
    return {
        "clean": lambda: clean(article),
        "quotes": lambda: find_quotes(text, found),
        "view": lambda: view(text),
        "sentences": lambda: split_sentences(text),
    }


def character_times(text: str) -> dict[str, float]:
    """CPU seconds of each function that runs on characters."""
    times = {}
    for name, call in _characters(text).items():
        start = time.process_time()
        call()
        times[name] = time.process_time() - start
    return times


def exponent(times: list[tuple[int, float]]) -> float | None:
    """How fast time grows, from the longest texts that took long enough to measure; ``None`` if none did.

    >>> exponent([(1000, 0.5), (2000, 1.0), (4000, 2.0)])
    1.0
    >>> exponent([(1000, 0.1), (2000, 0.4)])
    2.0
    """
    clear = [(length, seconds) for length, seconds in times if seconds >= 0.02][-3:]
    if len(clear) < 2:
        return None
    (short, little), (long, much) = clear[0], clear[-1]
    return round(math.log(much / little) / math.log(long / short), 2)


def measured(
    shape: Shape, sizes: Iterable[int], times: Callable[[str], dict[str, float]], most: float
) -> dict[str, list[tuple[int, float]]]:
    """Length and seconds of each step, for doubling sizes, until one text takes more than ``most`` seconds."""
    found: dict[str, list[tuple[int, float]]] = {}
    for size in sizes:
        text = shape(size)
        try:
            spent = times(text)
        except ArticleError:
            break  # the limit: nothing is spent on longer ones
        for step, seconds in spent.items():
            found.setdefault(step, []).append((len(text), seconds))
        if max(rows[-1][1] for rows in found.values()) > most:
            break
    return found


def _line(name: str, found: dict[str, list[tuple[int, float]]], steps: Iterable[str]) -> str:
    cells = []
    for step in steps:
        power = exponent(found[step])
        cells.append(f"{'-' if power is None else format(power, '.1f') + ('!' if power > 1.4 else ''):>13}")
    length, seconds = max(found["whole"])
    return f"{name:<30}{''.join(cells)}{length:>11,}{seconds:>9.2f}"


def table(names: Iterable[str] = ALL, *, characters: int = 20, model: int = 17) -> Iterator[str]:
    """The lines of two tables: a row for each shape (or those named), a column for each step."""
    shapes = {name: shape for name, shape in SHAPES.items() if name in set(names)}
    steps: tuple[str, ...] = ("clean", "quotes", "view", "sentences")

    def whole(text: str) -> dict[str, float]:
        times = character_times(text)
        return times | {"whole": sum(times.values())}

    yield "exponents, on characters" + "".join(f"{s:>13}" for s in steps) + "     longest  seconds"
    for name, shape in shapes.items():
        yield _line(name, measured(shape, [2**n for n in range(12, characters + 1)], whole, 4.0), steps)
    watched = Watched()
    steps = tuple(row for row in ROWS if row not in {"rest"})
    yield "exponents, whole pipeline" + "".join(f"{s:>13}" for s in steps) + "     longest  seconds"
    for name, shape in shapes.items():

        def run(text: str) -> dict[str, float]:
            return dict(watched(Article("0", "a", in_sentences(text), "a.txt")))

        yield _line(name, measured(shape, [2**n for n in range(12, model + 1)], run, 8.0), steps)
