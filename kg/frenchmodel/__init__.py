"""The French model of spaCy, loaded in a fraction of the time and with the same annotations.

Nothing here knows of articles or claims: it belongs to spaCy, and goes when spaCy has it. Each saving is a module,
and each switches itself off where the model or spaCy is not as it expects: the annotations stay, the time comes back.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.frenchmodel.lemmas import lemmatizer
from kg.frenchmodel.networks import quicken
from kg.frenchmodel.token_match import quick_compiling

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

__all__ = ["lemmatizer", "load"]

_WORDS = "kg_words_are_no_spaces"


def load(model: str) -> Language:
    """The pipeline of a French model without its lemmatizer, which ``lemmatizer`` gives when it is asked.

    Words have no tag (in this model it is the part of speech once more), and documents should have no spaces for words:
    of all that the model's ruler does, only what else changes a word is done here.
    """
    import spacy
    from spacy.language import Language

    with quick_compiling():
        nlp = spacy.load(model, exclude=["lemmatizer", "senter", "attribute_ruler"])
    quicken(nlp)
    Language.component(_WORDS, func=words_are_no_spaces)
    nlp.add_pipe(_WORDS)
    return nlp


def words_are_no_spaces(doc: Doc) -> Doc:
    """Where the morphologizer takes a word for a space, it is of no known part of speech."""
    for i in (doc.to_array("POS") == doc.vocab.strings["SPACE"]).nonzero()[0].tolist():
        if not doc[i].is_space:
            doc[i].pos_ = "X"
            doc[i].set_morph("_")
    return doc
