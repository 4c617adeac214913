"""The entities of a store as an answer, so that they come in every format that answers have."""

from __future__ import annotations

from kg.graph import literal, typed
from kg.questions.answer import Answer
from kg.questions.header import Question
from kg.store import Store, StoredEntity

COLUMNS = ("label", "kind", "said", "about", "voice_of", "gender", "names", "offices", "identifiers", "entity")
SHOWN = ("label", "kind", "said", "about", "voice_of", "gender", "names", "offices")


def entity_list(store: Store, pattern: str = "") -> Answer:
    """The entities with a name that has ``pattern`` in it, the most mentioned first.

    ``said`` and ``about`` count claims; several names, offices or identifiers are separated by « ; ».
    A table shows only the columns in which something stands.
    """
    found = store.entities(pattern)
    rows = "\n".join(f"  ({' '.join(_terms(entity, store))})" for entity in found)
    sparql = f"SELECT {' '.join(f'?{c}' for c in COLUMNS)} WHERE {{ VALUES ({' '.join(f'?{c}' for c in COLUMNS)}) {{\n"
    filled = {column for entity in found for column in SHOWN if _filled(entity, column)}
    question = Question("entities", f"{sparql}{rows}\n}} }}", show=tuple(c for c in SHOWN if c in filled))
    return Answer(question, question.sparql, store).complete()


def _filled(entity: StoredEntity, column: str) -> bool:
    return bool(_others(entity)) if column == "names" else getattr(entity, column) not in (None, ())


def _others(entity: StoredEntity) -> list[str]:
    return [name for name in entity.names if name != entity.label]


def _terms(entity: StoredEntity, store: Store) -> list[str]:
    def text(value: str | None) -> str:
        return literal(value) if value else "UNDEF"

    return [
        literal(entity.label),
        literal(entity.kind),
        typed(entity.said, "integer"),
        typed(entity.about, "integer"),
        text(entity.voice_of),
        text(entity.gender),
        text("; ".join(_others(entity))),
        text("; ".join(entity.offices)),
        text("; ".join(entity.identifiers)),
        store.iris.entity(entity.id),
    ]
