"""GraphML, for yEd, igraph, networkx and the like."""

from __future__ import annotations

from collections.abc import Iterator

from kg.export.network import Edge, Network
from kg.export.xml import HEAD, Text

_TYPES = {str: "string", int: "int"}


def graphml(network: Network) -> Iterator[str]:
    """The network as one GraphML document."""
    text = Text()
    nodes = {"label": str, **network.node_fields, "colour": str}
    edges = {"label": str, "weight": int, **network.edge_fields, "first": str, "last": str, "colour": str}
    yield f'{HEAD}<graphml xmlns="http://graphml.graphdrawing.org/xmlns">\n'
    for of, fields in (("node", nodes), ("edge", edges)):
        for name, type in fields.items():
            yield f'<key id="{of[0]}_{name}" for="{of}" attr.name="{name}" attr.type="{_TYPES[type]}"/>\n'
    yield '<graph id="claims" edgedefault="directed">\n'
    for node in network.nodes():
        values = {"label": node.label, **node.values, "colour": node.colour}
        yield f'<node id="{text.attribute(node.id)}">{_data("n", values, text)}</node>\n'
    for edge in network.edges():
        ends = f'source="{text.attribute(edge.source)}" target="{text.attribute(edge.target)}"'
        yield f'<edge id="{edge.id}" {ends}>{_data("e", _values(edge), text)}</edge>\n'
    yield f"</graph>\n</graphml>\n{text.note()}"


def _values(edge: Edge) -> dict[str, str | int]:
    days = {"first": edge.days[0][0], "last": max(last for _, last in edge.days)} if edge.days else {}
    return {"label": edge.label, "weight": edge.weight, **edge.values, **days, "colour": edge.colour}


def _data(prefix: str, values: dict[str, str | int], text: Text) -> str:
    return "".join(f'<data key="{prefix}_{name}">{text(str(value))}</data>' for name, value in values.items())
