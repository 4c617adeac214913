"""Questions to a store: saved SPARQL files, sentences that lead to them, and files of your own.

``header`` reads a saved question, ``sentences`` finds the one that a sentence asks, ``names`` and
``values`` understand what people write for a person or a day, ``answer`` runs it.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from kg.errors import QuestionError
from kg.questions import answer, sentences
from kg.questions.answer import FORMATS, Answer, Row
from kg.questions.header import Parameter, Question, saved
from kg.store import Store

__all__ = ["FORMATS", "Answer", "Parameter", "Question", "Row", "ask", "query", "saved"]


def ask(sentence: str, store: Store, folder: Path | None = None) -> Answer:
    """Answer a sentence in French or English. Raises ``QuestionError`` if it or a name in it is not known."""
    if not sentence.strip():
        raise QuestionError('ask something, for example: kg ask "what did Lavrov say about Stoltenberg"')
    return sentences.ask(sentence, saved(folder).values(), store)


def query(name: str, values: Mapping[str, str], store: Store, folder: Path | None = None) -> Answer:
    """Answer the saved question ``name``, or the SPARQL file ``name`` if it ends in ``.rq`` or ``.sparql``."""
    path = Path(name)
    own = path.suffix in (".rq", ".sparql") or path.is_file()
    return answer.run(answer.ask_file(path) if own else answer.named(name, folder), values, store)
