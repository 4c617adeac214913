"""What a store of quads must do for ``kg.store``: a ``pyoxigraph.Store`` does it, and so does a server far away."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Protocol

from pyoxigraph import NamedNode, Quad, QueryBoolean, QuerySolutions, QueryTriples

Wanted = tuple[Any, Any, Any, Any]  # subject, predicate, object, graph; None is any


class Raw(Protocol):
    """Quads to look up, queries to answer, and updates that are done all or not at all."""

    def quads_for_pattern(self, subject: Any, predicate: Any, object: Any, graph_name: Any = None, /) -> Iterator[Quad]:
        """The quads that fit; ``None`` fits all."""
        ...

    def query(
        self, query: str, /, *, prefixes: dict[str, str] | None = None, use_default_graph_as_union: bool = False
    ) -> QuerySolutions | QueryBoolean | QueryTriples:
        """What SPARQL finds."""
        ...

    def update(self, update: str, /) -> None:
        """Change the quads."""
        ...

    def named_graphs(self) -> Iterator[Any]:
        """The names of the graphs with something in them."""
        ...

    def contains_named_graph(self, graph_name: NamedNode, /) -> bool:
        """Whether something is in a graph."""
        ...

    def flush(self) -> None:
        """Let what was written be where it lasts."""
        ...


def read_ahead(store: Raw, wanted: Iterable[Wanted]) -> None:
    """Say what will be looked up next: a server far away is asked once for all of it. A store in a folder is near."""
    ahead = getattr(store, "read_ahead", None)
    if ahead is not None:
        ahead(wanted)
