"""What names or refers to somebody: the proper names of an article, its role nouns, and what a mention says.

A mention may hold a name (« Sergueï Lavrov »), a title (« ministre russe des Affaires étrangères »), or both.
"""

from __future__ import annotations

from kg.mentions.names import Name, find_names
from kg.mentions.nominals import Group, Nominal, find_groups, find_nominals
from kg.mentions.reading import read_mention, title_gender
from kg.mentions.words import (
    capitals,
    countries,
    demonyms,
    first_names,
    is_first_name,
    masculine,
    name_gender,
    plain,
    without_determiner,
    words_of,
)

__all__ = [
    "Group", "Name", "Nominal", "capitals", "countries", "demonyms", "find_groups", "find_names", "find_nominals",
    "first_names", "is_first_name", "masculine", "name_gender", "plain", "read_mention", "title_gender",
    "without_determiner", "words_of",
]  # fmt: skip
