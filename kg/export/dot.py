"""DOT, Graphviz's language: ``sfdp -Goverlap=prism -Tsvg press.dot > press.svg``."""

from __future__ import annotations

from collections.abc import Iterator
from math import log2, sqrt

from kg.export.network import Network


def dot(network: Network) -> Iterator[str]:
    """The network as one digraph. Labels are the size of what they name, edges as thick as their weight."""
    yield "digraph claims {\n  graph [overlap=prism, splines=true, outputorder=edgesfirst];\n"
    yield '  node [shape=box, style="rounded,filled", fontname="sans-serif", fontcolor=white, penwidth=0];\n'
    yield '  edge [arrowsize=0.6, fontname="sans-serif"];\n'
    for node in network.nodes():
        size = 9 + 2 * sqrt(node.size) if node.kind not in ("claim", "article") else 9
        looks = f'label={_quoted(node.label)}, fillcolor="{node.colour}", fontsize={size:.1f}'
        yield f"  {_quoted(node.id)} [{looks}, tooltip={_quoted(node.kind)}];\n"
    for edge in network.edges():
        looks = f'color="{edge.colour}", penwidth={1 + log2(edge.weight):.1f}, weight={edge.weight}'
        label = f"{edge.act} ({edge.weight})" if network.view == "network" else edge.label
        yield f"  {_quoted(edge.source)} -> {_quoted(edge.target)} [{looks}, tooltip={_quoted(label)}];\n"
    yield "}\n"


def _quoted(text: str) -> str:
    """Text as Graphviz shows it: a backslash is a backslash, and a break is a space.

    >>> _quoted('« il »') == '"« il »"' and len(_quoted(chr(92))) == 4
    True
    """
    plain = " ".join(text.replace("\x00", "\ufffd").split())
    return '"' + plain.replace("\\", "\\\\").replace('"', '\\"') + '"'
