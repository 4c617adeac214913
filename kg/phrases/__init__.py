"""Noun phrases as a reader takes them: from the determiner to the last complement, with its apposition.

The parser's attachments decide only where the words alone leave it open: small models attach badly
around quotation marks and inverted subjects.
"""

from __future__ import annotations

from kg.phrases.extents import phrase_end, phrase_start
from kg.phrases.names import country_names, given_names, glued_before, is_given_name, name_end, new_name
from kg.phrases.words import aside_at, is_abstract, is_finite, is_namelike, is_number, is_trade

__all__ = [
    "aside_at", "country_names", "given_names", "glued_before", "is_abstract", "is_finite", "is_given_name",
    "is_namelike", "is_number", "is_trade", "name_end", "new_name", "phrase_end", "phrase_start",
]  # fmt: skip
