"""The French model of spaCy, loaded in a fraction of the time and with the same annotations.

Nothing here knows of articles or claims: it belongs to spaCy, and goes when spaCy has it. Each saving is a module,
and each switches itself off where the model or spaCy is not as it expects: the annotations stay, the time comes back.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.frenchmodel.lemmas import lemmatizer
from kg.frenchmodel.token_match import quick_compiling

if TYPE_CHECKING:
    from spacy.language import Language

__all__ = ["lemmatizer", "load"]


def load(model: str) -> Language:
    """The pipeline of a French model without its lemmatizer, which ``lemmatizer`` gives when it is asked."""
    import spacy

    with quick_compiling():
        return spacy.load(model, exclude=["lemmatizer", "senter"])
