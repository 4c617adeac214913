"""A sentence in French or English → a saved question and its values.

The sentences that are understood are those of the headers, and only those. Case, accents, apostrophes,
hyphens and the question mark do not matter; « de » may be « du », « d' », « de l' », and a name may
have its article. Nothing is guessed: a sentence that fits none gets the nearest ones shown.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from dataclasses import dataclass

from kg.entities import words
from kg.errors import KgError, QuestionError
from kg.questions.answer import Answer, run
from kg.questions.header import PERIOD, Question
from kg.questions.topics import UnknownTopic
from kg.questions.values import period
from kg.store import Store

# Words of a template that may stand in other forms, and articles that may come before a name.
_FORMS = {"de": "(?:de|d|du|des)", "d": "(?:de|d|du|des)", "a": "(?:a|au|aux)", "que": "(?:que|qu)", "qu": "(?:que|qu)"}
_ARTICLE = "(?:(?:la|le|les|l|the) )?"
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


def readings(sentence: str, questions: Iterable[Question]) -> list[Reading]:
    """All ways to understand ``sentence``, the ones with the most words of their own first."""
    found = []
    spans = [match.span() for match in re.finditer(r"[^\W_]+", sentence)]
    plain = ["".join(words(sentence[start:end])) for start, end in spans]
    line = " ".join(plain) + " "
    starts = {sum(len(word) + 1 for word in plain[:at]): at for at in range(len(plain) + 1)}
    for question in questions:
        for template in question.sentences:
            match = _pattern(template).fullmatch(line)
            if match:
                values = {}
                for name in match.groupdict():
                    first, last = starts[match.start(name)], starts[match.end(name)] - 1
                    values[name] = sentence[spans[first][0] : spans[last][1]]
                found.append((-len(_literal(template)), question.name, Reading(question, values, template)))
    return [reading for *_, reading in sorted(found, key=lambda item: item[:2])]


def _pattern(template: str) -> re.Pattern[str]:
    parts = []
    for word in re.findall(r"\{\w+\}|[^\W_]+", template):
        if word.startswith("{"):
            parts.append(rf"{_ARTICLE}(?P<{word[1:-1]}>(?:\S+ )+?)")
        else:
            plain = "".join(words(word))
            parts.append(_FORMS.get(plain, re.escape(plain)) + " ")
    return re.compile("".join(parts))


def _literal(template: str) -> list[str]:
    return re.findall(r"[^\W_]+", re.sub(r"\{\w+\}", " ", template))


def ask(sentence: str, questions: Iterable[Question], store: Store) -> Answer:
    """The answer to ``sentence``.

    Where a sentence can be read in several ways (« qu'a dit le ministre de la Défense »), the first
    whose names are all known is taken, with names as entities have them before titles and parts of
    names; if there is none, the error is that of the first way.
    """
    questions = list(questions)
    error: KgError | None = None
    topic_error: UnknownTopic | None = None
    spare: Answer | None = None  # somebody about himself: rather a name that was cut in two
    ways = readings(sentence, questions)
    for strictly in (True, False):
        for reading in ways:
            try:
                answer = run(reading.question, _days_of_period(reading.values), store, strictly=strictly)
            except KgError as problem:
                error = problem if error is None or (not strictly and reading is ways[0]) else error
                if isinstance(problem, UnknownTopic):
                    topic_error = topic_error or problem
            else:
                entities = [answer.meant[p.name] for p in reading.question.parameters if p.type == "entity"]
                if len(set(entities)) == len(entities):
                    return answer
                spare = spare or answer
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


def _days_of_period(values: dict[str, str]) -> dict[str, str]:
    if PERIOD not in values:
        return values
    first, last = period(values[PERIOD])
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
