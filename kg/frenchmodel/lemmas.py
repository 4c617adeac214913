"""Lemmas on demand: the rules of claims ask for those of some common nouns, not for every word's.

spaCy's own lemmatizer answers. Loaded with the model, its tables cost half a second; as a step of the pipeline, it
searches a list of 66,191 nouns for every new form.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from spacy.lang.fr.lemmatizer import FrenchLemmatizer
    from spacy.language import Language

_FILE = Path("lemmatizer", "lookups", "lookups.bin")


class _Table(dict[int, Any]):
    """A table of the model's file as it lies there, its words hashed: spaCy's own copies it, word by word."""

    def __init__(self, rows: Mapping[int, Any]) -> None:
        from spacy.strings import get_string_id

        super().__init__(rows)
        self._hashed = get_string_id

    def get(self, word: Any, default: Any = None) -> Any:
        """What the table has for a word."""
        return super().get(self._hashed(word), default)


def lemmatizer(nlp: Language) -> FrenchLemmatizer:
    """The lemmatizer of a model that was loaded without it, from the model's own files; 0.2 s.

    Only ``rule_lemmatize(token)`` is meant to be asked. Lists of words are sets in it.
    """
    import srsly
    from spacy.lang.fr.lemmatizer import FrenchLemmatizer

    found = FrenchLemmatizer(nlp.vocab, None, mode="rule")
    tables: dict[str, dict[int, Any]] = srsly.msgpack_loads((Path(nlp.path or "") / _FILE).read_bytes())
    words = tables["lemma_index"]
    tables["lemma_index"] = {part: frozenset(listed) for part, listed in words.items()}
    for name, rows in tables.items():
        found.lookups.set_table(name, _Table(rows))  # type: ignore[arg-type]
    return found
