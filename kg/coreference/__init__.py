"""Who the mentions of one article stand for: il → le secrétaire d'État → Antony Blinken.

Inside an article the fullest name wins. Every link says which rule made it; a pronoun or a title that
fits nobody, or two people equally well, stays ``None``.
"""

from __future__ import annotations

from kg.coreference.people import People
from kg.coreference.referents import Referent
from kg.coreference.sources import resolve_sources
from kg.coreference.titles import fuller_title

__all__ = ["People", "Referent", "fuller_title", "resolve_sources"]
