"""A sentence in French or English → a saved question and its values.

The sentences that are understood are those of the headers, and only those. Case, accents, apostrophes,
hyphens and the question mark do not matter; « de » may be « du », « d' », « de l' », and a name may
have its article. Nothing is guessed: a sentence that fits none gets the nearest ones shown.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from kg.entities import words
from kg.errors import KgError, QuestionError
from kg.questions.answer import Answer, Known, run
from kg.questions.days import between, period, span
from kg.questions.header import PERIOD, Question
from kg.questions.topics import UnknownTopic
from kg.store import Store

# Words of a template that may stand in other forms, and articles that may come before a name.
_DE, _QUE = frozenset({"de", "d", "du", "des"}), frozenset({"que", "qu"})
_FORMS = {"de": _DE, "d": _DE, "a": frozenset({"a", "au", "aux"}), "que": _QUE, "qu": _QUE}
_ARTICLES = {"la", "le", "les", "l", "the"}
_DAYS = {"date", "since", "until", PERIOD}
_WORDS = 80  # of a sentence; what follows is no name either
_EXAMPLES = {
    "speaker": "X",
    "target": "Y",
    "topic": "sanctions",
    "date": "2022-01-26",
    "since": "2022-01-01",
    "until": "2022-01-31",
    "period": "January 2022",
}


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to understand a sentence."""

    question: Question
    values: dict[str, str]
    template: str
    plainly: bool = True  # each value but the last ends where it first can


def readings(sentence: str, questions: Iterable[Question], today: date | None = None) -> list[Reading]:
    """All ways to understand ``sentence``, the ones with the most words of their own first.

    Where it ends with days (``since Tuesday``, « en janvier 2022 »), any question that can be restricted to days
    answers it. What counts from a day counts from ``today``.
    """
    found = []
    spans = [match.span() for match in re.finditer(r"[^\W_]+", sentence)][:_WORDS]
    plain = tuple("".join(words(sentence[start:end])) for start, end in spans)
    ends: list[tuple[int, dict[str, str]]] = [(len(plain), {}), *_days_at_the_end(plain, today)]
    for question in questions:
        dated = {parameter.name for parameter in question.parameters if parameter.optional} >= {"since", "until"}
        for template in question.sentences:
            parts = _parts(template)
            for end, days in ends:
                if days and (not dated or _DAYS & {part for part in parts if isinstance(part, str)}):
                    continue
                for cut, places in enumerate(_cuts(parts, plain[:end])):
                    values = {
                        name: sentence[spans[start][0] : spans[stop - 1][1]] for name, (start, stop) in places.items()
                    }
                    rank = -len(_literal(template)) - (0.5 if days else 0.75 if _DAYS & set(places) else 0)
                    reading = Reading(question, values | days, template, cut == 0)
                    found.append((cut > 0, rank, question.name, cut, reading))
    return [reading for *_, reading in sorted(found, key=lambda item: item[:4])]


def _days_at_the_end(plain: tuple[str, ...], today: date | None) -> Iterator[tuple[int, dict[str, str]]]:
    """Where days may begin that the sentence ends with, and which; the longest such phrase first."""
    for start in range(1, len(plain)):
        meant = span(plain[start:], today)
        if meant:
            named = zip(("since", "until"), meant, strict=True)
            yield start, {name: day.isoformat() for name, day in named if day}


def _parts(template: str) -> list[str | frozenset[str]]:
    """A template as names of parameters and sets of words that may stand at a place."""
    found: list[str | frozenset[str]] = []
    for word in re.findall(r"\{\w+\}|[^\W_]+", template):
        plain = "".join(words(word))
        found.append(word[1:-1] if word.startswith("{") else _FORMS.get(plain, frozenset({plain})))
    return found


def _cuts(
    parts: Sequence[str | frozenset[str]], plain: Sequence[str], at: int = 0
) -> Iterator[dict[str, tuple[int, int]]]:
    """Every way to lay ``parts`` over the words from ``at`` to the end: where the value of each parameter stands.

    « de la Fédération de Russie de l'Otan » can be cut at each « de »; the shortest first value comes first.
    """
    if not parts:
        if at == len(plain):
            yield {}
        return
    first, rest = parts[0], parts[1:]
    if at + len(parts) > len(plain):
        return
    if isinstance(first, frozenset):
        if plain[at] in first:
            yield from _cuts(rest, plain, at + 1)
        return
    start = at + 1 if plain[at] in _ARTICLES and at + 1 < len(plain) else at
    for stop in range(start + 1, len(plain) - len(rest) + 1):
        for places in _cuts(rest, plain, stop):
            yield {first: (start, stop)} | places


def _literal(template: str) -> list[str]:
    return re.findall(r"[^\W_]+", re.sub(r"\{\w+\}", " ", template))


def ask(
    sentence: str,
    questions: Iterable[Question],
    store: Store,
    *,
    once: bool = False,
    today: date | None = None,
    timeout: float | None = None,
) -> Answer:
    """The answer to ``sentence``; ``once`` as in ``kg.questions.ask``.

    Where a sentence can be read in several ways (« qu'a dit le ministre de la Défense »), the first
    whose names are all known is taken, with names as entities have them before titles and parts of
    names; if there is none, the error is that of the first way.
    """
    questions = list(questions)
    error: KgError | None = None
    topic_error: UnknownTopic | None = None
    spare: Answer | None = None  # somebody about himself: rather a name that was cut in two
    ways = readings(sentence, questions, today)
    known: Known = {}
    for strictly in (True, False):
        for reading in ways:
            try:
                values = days_of_period(reading.values, today) | ({"once": "yes"} if once else {})
                answer = run(
                    reading.question, values, store, strictly=strictly, today=today, timeout=timeout, known=known
                )
            except KgError as problem:
                error = problem if error is None or (not strictly and reading is ways[0]) else error
                if isinstance(problem, UnknownTopic):
                    topic_error = topic_error or problem
            else:
                entities = [
                    answer.meant[p.name]
                    for p in reading.question.parameters
                    if p.type == "entity" and p.name in answer.meant
                ]
                if len(set(entities)) == len(entities):
                    return answer
                spare = spare or answer
        # Looser ways look at every name of the store: only where the sentence is cut plainly.
        ways = [reading for reading in ways if reading.plainly]
    if spare:
        return spare
    if error and topic_error and error is not topic_error:
        raise QuestionError(f"{error}\n{topic_error}")
    if error:
        raise error
    near = nearest(sentence, questions)
    raise QuestionError(
        "not understood; sentences like these are:\n" + "\n".join(f"  {s}" for s in near) + "\nAll of them: kg queries"
    )


def days_of_period(values: dict[str, str], today: date | None) -> dict[str, str]:
    """The values of a sentence with the first and last day (``since``, ``until``) of what it says of time.

    Raises ``QuestionError`` for a time that is not understood.
    """
    if PERIOD in values:
        first, last = period(values[PERIOD], today)
    elif {"since", "until"} <= set(values):
        first, last = between(values["since"], values["until"], today)
    else:
        return values
    days = {"since": first.isoformat(), "until": last.isoformat()}
    return {name: value for name, value in values.items() if name != PERIOD} | days


def nearest(sentence: str, questions: Iterable[Question], count: int = 3) -> list[str]:
    """The declared sentences most like this one, with X and Y in the places of names."""
    said = [w for w in words(sentence) if w]
    scored = []
    for question in questions:
        best: tuple[float, str] = (0.0, "")
        for template in question.sentences:
            own = [word for part in _literal(template) for word in words(part)]
            shared = sum(word in said for word in own) / len(own)
            order = difflib.SequenceMatcher(None, said, own, autojunk=False).ratio()
            best = max(best, (shared + order, template))
        if best[1]:
            scored.append((-best[0], best[1]))
    return [example(template) for _, template in sorted(scored)[:count]]


def example(template: str) -> str:
    """A template as a person would read it.

    >>> example("what did {speaker} say about {target}")
    'what did X say about Y'
    """
    return re.sub(r"\{(\w+)\}", lambda match: _EXAMPLES.get(match[1], match[1].upper()), template)
