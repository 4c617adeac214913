"""Shards: compressed N-Quads of some articles each, named by their content, with a list of what is in them.

A shard is two files in one folder: ``shard-….nq.gz``, and ``shard-….json``, which says for each article where it was
read and what came out (``Listing``). The list is written last: a shard without one was cut off, and is not there.
Names are resolved within a shard; ``kg load`` decides again who is who, with all names of the store.
"""

from kg.shards.content import packed, quads
from kg.shards.folder import Folder, folder_at
from kg.shards.listing import Failed, Given, Listing, Plan, belongs, planned

__all__ = [
    "Failed", "Folder", "Given", "Listing", "Plan", "belongs", "folder_at", "packed", "planned", "quads",
]  # fmt: skip
