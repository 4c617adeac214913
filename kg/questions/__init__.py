"""Questions to a store: saved SPARQL files, sentences that lead to them, and files of your own.

``header`` reads a saved question, ``sentences`` finds the one that a sentence asks, ``names`` and
``values`` understand what people write for a person or a day, ``answer`` runs it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from kg.errors import QuestionError
from kg.questions import answer, sentences
from kg.questions.answer import FORMATS, Answer, Row
from kg.questions.header import Parameter, Question, saved
from kg.store import Store

__all__ = ["FORMATS", "Answer", "Parameter", "Question", "Row", "ask", "query", "saved"]


def ask(
    sentence: str,
    store: Store,
    folder: Path | None = None,
    *,
    once: bool = False,
    today: date | None = None,
    timeout: float | None = None,
) -> Answer:
    """Answer a sentence in French or English.

    ``once`` leaves out what copies of an article repeat; ``today`` is what « depuis mardi » counts from: without it
    such words are not understood. ``timeout`` is in seconds.

    Raises ``QuestionError`` if the sentence or a name in it is not known.
    """
    if not sentence.strip():
        raise QuestionError('ask something, for example: kg ask "what did Lavrov say about Stoltenberg"')
    return sentences.ask(sentence, saved(folder).values(), store, once=once, today=today, timeout=timeout)


def query(
    name: str,
    values: Mapping[str, str],
    store: Store,
    folder: Path | None = None,
    *,
    today: date | None = None,
    timeout: float | None = None,
    allow_service: bool = False,
) -> Answer:
    """Answer the saved question ``name``, or the SPARQL file ``name`` if it ends in ``.rq`` or ``.sparql``."""
    path = Path(name)
    own = path.suffix in (".rq", ".sparql") or path.is_file()
    asked = answer.ask_file(path) if own else answer.named(name, folder)
    return answer.run(asked, values, store, today=today, timeout=timeout, allow_service=allow_service)
