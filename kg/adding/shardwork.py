"""What a worker of a cluster does: a few articles in, the name of a shard out. It is imported by name there."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass

from kg.adding.extracting import Extractor
from kg.adding.sharding import Shard
from kg.errors import ReadError, ShardError
from kg.model import Article, Run
from kg.shards import Failed, folder_at
from kg.versions import current_run

_EXTRACT = Extractor()  # the model is loaded once a process
_ONE = threading.Lock()  # a worker may have several threads; the model is for one at a time


@dataclass(frozen=True, slots=True)
class Piece:
    """An article that travels: the place it was read at, and the digest of what it was made of."""

    place: str
    digest: str
    article: Article


def write_shard(pieces: Sequence[Piece], folder: str, run: Run) -> str:
    """Extract the claims of ``pieces``, write a shard in ``folder``, and return its name. What cannot be extracted is
    in its list.

    Raises ``ShardError`` where the folder cannot be written, and if this is not the same program as that of ``run``.
    """
    if current_run() != run:
        raise ShardError(f"a worker has {current_run()}, and this is {run}; install the same on all machines")
    shard = Shard()
    with _ONE:
        for piece in pieces:
            try:
                shard.put(piece.place, piece.digest, _EXTRACT(piece.article))
            except ReadError as error:
                shard.failed.append(Failed(piece.place, str(error)))
    return shard.write(folder_at(folder), run)
