"""GEXF 1.3, Gephi's format: kinds, counts, colours and sizes, and the days as a time line.

Written by hand and not by networkx: networkx needs the whole network in memory, writes no spells with
colours in one go, and stamps the file with today's date, so that no two exports are the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import sqrt

from kg.export.network import Days, Edge, Network, Node
from kg.export.xml import HEAD, Text

_TYPES = {str: "string", int: "integer"}


def gexf(network: Network) -> Iterator[str]:
    """The network as one GEXF document. An element without a day has no spell: it is always there."""
    text = Text()
    yield (
        f'{HEAD}<gexf xmlns="http://gexf.net/1.3" xmlns:viz="http://gexf.net/1.3/viz" version="1.3">\n'
        "<meta>\n<creator>kg</creator>\n<description>Who said what, about whom</description>\n</meta>\n"
        '<graph defaultedgetype="directed" mode="dynamic" timeformat="date" timerepresentation="interval">\n'
    )
    for of, fields in (("node", network.node_fields), ("edge", network.edge_fields)):
        yield f'<attributes class="{of}" mode="static">\n'
        yield from (f'<attribute id="{name}" title="{name}" type="{_TYPES[t]}"/>\n' for name, t in fields.items())
        yield "</attributes>\n"
    yield "<nodes>\n"
    for node in network.nodes():
        size = f'<viz:size value="{4 + 3 * sqrt(node.size):.1f}"/>'
        label = text.attribute(node.label)
        yield f'<node id="{text.attribute(node.id)}" label="{label}">{_inside(node, text)}{size}</node>\n'
    yield "</nodes>\n<edges>\n"
    for edge in network.edges():
        source, target = text.attribute(edge.source), text.attribute(edge.target)
        yield (
            f'<edge id="{edge.id}" source="{source}" target="{target}" label="{text.attribute(edge.label)}"'
            f' weight="{edge.weight}">{_inside(edge, text)}</edge>\n'
        )
    yield f"</edges>\n</graph>\n</gexf>\n{text.note()}"


def _inside(of: Node | Edge, text: Text) -> str:
    red, green, blue = (int(of.colour[at : at + 2], 16) for at in (1, 3, 5))
    values = "".join(f'<attvalue for="{name}" value="{text.attribute(str(v))}"/>' for name, v in of.values.items())
    return f'<attvalues>{values}</attvalues>{_spells(of.days)}<viz:color r="{red}" g="{green}" b="{blue}"/>'


def _spells(days: tuple[Days, ...]) -> str:
    spells = "".join(f'<spell start="{first}" end="{last}"/>' for first, last in days)
    return f"<spells>{spells}</spells>" if spells else ""
