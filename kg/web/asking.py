"""The saved questions as pages offer them: what they answer, in words, and for whom."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Any

from kg.questions import Question, saved
from kg.questions.names import candidates
from kg.web.columns import NOBODY, Columns
from kg.web.showing import Explorer


@cache
def all_questions() -> tuple[Question, ...]:
    """All saved questions, as they are when the first page asks for them: reading 40 files takes 6 ms."""
    return tuple(saved().values())


def questions(entities: dict[str, int], columns: Columns) -> list[dict[str, Any]]:
    """The saved questions that need just these entities, by parameter."""
    return [
        {
            "name": question.name,
            "summary": summary(question, {key: columns.labels[one] for key, one in entities.items()}),
            "values": {key: f"entity:{columns.entities[one]}" for key, one in entities.items()},
        }
        for question in all_questions()
        if {p.name for p in question.parameters if not p.optional and p.default is None} == set(entities)
    ]


def summary(question: Question, values: Mapping[str, str] = MappingProxyType({})) -> dict[str, str]:
    """What a saved question answers, in French and English, with the ``values`` of parameters in it.

    The speaker stands in the place of X, the target in that of Y, other values at the end. A name keeps its own
    direction of writing.

    >>> summary(Question("said", "", "Ce que X a dit de Y / What X said about Y"), {"speaker": "Le préfet"})["fr"]
    'Ce que \u2068Le préfet\u2069 a dit de Y'
    """
    french, _, english = question.summary.partition(" / ")
    return {"fr": _filled(french, values), "en": _filled(english or french, values)}


_LETTERS = {"X": ("speaker", "entity"), "Y": ("target",)}  # which parameters a summary calls so


def _filled(text: str, values: Mapping[str, str]) -> str:
    named = {key: f"\u2068{value}\u2069" for key, value in values.items()}
    letters = {letter: next((named[key] for key in keys if key in named), None) for letter, keys in _LETTERS.items()}
    there = {letter for letter in re.findall(r"\b[XY]\b", text) if letters[letter]}
    rest = [value for key, value in named.items() if not any(key in _LETTERS[letter] for letter in there)]
    text = re.sub(r"\b[XY]\b", lambda match: letters[match[0]] or match[0], text)
    return " · ".join([text, *rest])


def only_one(name: str, explorer: Explorer) -> int:
    """The entity that has a name, as people write it; ``NOBODY`` where it fits none, or several."""
    found = candidates(name, explorer.store, strictly=True)
    base = f"<{explorer.store.iris.base}entity/"
    return explorer.columns.number.get(next(iter(found)).removeprefix(base)[:-1], NOBODY) if len(found) == 1 else NOBODY
