"""One HTML page with the network to look through: it holds all it needs, and asks the network for nothing.

The library is Cytoscape.js (MIT), see ``html/README.md``. What the page shows is JSON in it, with every
``<`` escaped, and becomes text nodes; a content policy forbids requests.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import files
from typing import Any

from kg.export.network import ACT_COLOURS, COLOURS, Edge, Network, Node, separated
from kg.export.told import Paper, Told

_FILES = ("page.css", "page.js", "cytoscape.min.js")
_TITLES = {"network": "Who speaks about whom", "full": "Who said what, and where it is written"}


def page(network: Network) -> Iterator[str]:
    """The network as one HTML page."""
    for part in re.split("@([a-z.]+)@", _file("page.html")):
        if part == "title":
            yield _TITLES[network.view]
        elif part == "data":
            yield from _data(network)
        else:
            yield _file(part) if part in _FILES else part


def _data(network: Network) -> Iterator[str]:
    yield f'{{"view": {_json(network.view)}, "colours": {_json(COLOURS)}, "actColours": {_json(ACT_COLOURS)},\n'
    yield '"nodes": [\n'
    yield from _rows(map(_node, network.nodes()))
    yield '],\n"edges": [\n'
    yield from _rows(map(_edge, network.edges()))
    yield '],\n"claims": [\n'
    papers: dict[str, tuple[int, Paper]] = {}
    yield from _rows(_claim(claim, papers) for claim in network.claims())
    yield '],\n"papers": [\n'
    yield from _rows(_paper(paper) for _, paper in papers.values())
    yield "]}\n"


def _node(node: Node) -> dict[str, Any]:
    return {"id": node.id, "label": node.label, "colour": node.colour, "size": node.size, **node.values}


def _edge(edge: Edge) -> dict[str, Any]:
    found: dict[str, Any] = {"id": edge.id, "source": edge.source, "target": edge.target, "label": edge.label}
    found |= {"weight": edge.weight, "colour": edge.colour, "claims": edge.claims}
    return found | {"acts": {name: number for name, number in edge.values.items() if number and name != "relation"}}


def _claim(claim: Told, papers: dict[str, tuple[int, Paper]]) -> dict[str, Any]:
    number, _ = papers.setdefault(claim.paper.id, (len(papers), claim.paper))
    found = {"text": claim.text, "speaker": claim.speaker, "targets": claim.targets, "act": claim.act, "paper": number}
    days = {"date": claim.day, "first": claim.first, "last": claim.last}
    return found | {name: day for name, day in days.items() if day} | ({} if claim.known else {"known": False})


def _paper(paper: Paper) -> dict[str, str]:
    values = {"title": paper.title, "published": paper.published, "publisher": paper.publisher, "url": paper.url}
    return {name: value for name, value in values.items() if value}


def _rows(rows: Iterable[dict[str, Any]]) -> Iterator[str]:
    return separated(map(_json, rows))


def _json(value: object) -> str:
    # Inside a script element only « </script » and « <!-- » could do harm: no « < » is left to begin them.
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")


@cache
def _file(name: str) -> str:
    return files("kg").joinpath("export", "html", name).read_text("utf-8")
