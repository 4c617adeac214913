"""JSON for Cytoscape and Cytoscape.js (``.cyjs``), and Cytoscape's newer exchange format CX2."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from kg.export.network import COLOURS, Edge, Network, Node, separated

_CX2_TYPES = {str: "string", int: "integer"}


def cytoscape(network: Network) -> Iterator[str]:
    """The network as the JSON that Cytoscape.js takes as ``elements`` and Cytoscape opens."""
    name = _json({"name": "kg", "view": network.view})
    yield f'{{"format_version": "1.0", "data": {name},\n"elements": {{"nodes": [\n'
    yield from _rows({"data": node_data(node)} for node in network.nodes())
    yield '],\n"edges": [\n'
    yield from _rows({"data": edge_data(edge)} for edge in network.edges())
    yield "]}}\n"


def node_data(node: Node) -> dict[str, Any]:
    """What a node is, flat."""
    return {"id": node.id, "label": node.label, **node.values, "size": node.size, "colour": node.colour}


def edge_data(edge: Edge) -> dict[str, Any]:
    """What an edge is, flat; acts that it has no claim of are left out."""
    found = {"id": edge.id, "source": edge.source, "target": edge.target, "label": edge.label, "weight": edge.weight}
    days = {"days": sorted({day for days in edge.days for day in days})} if edge.days else {}
    act = {"act": edge.act} if edge.act else {}
    return {**found, **{name: value for name, value in edge.values.items() if value}, **act, **days}


def cx2(network: Network) -> Iterator[str]:
    """The network as CX2 (Cytoscape 3.10 and later, NDEx). Its nodes are numbered, so their numbers are held."""
    fields = {"name": str, "id": str, **network.node_fields, "colour": str, "size": int}
    edges = {"interaction": str, "weight": int, "act": str, **network.edge_fields}
    declared = {
        "networkAttributes": {"name": {"d": "string"}},
        "nodes": {name: {"d": _CX2_TYPES[type]} for name, type in fields.items()},
        "edges": {name: {"d": _CX2_TYPES[type]} for name, type in edges.items()},
    }
    counts = sum(1 for _ in network.nodes()), sum(1 for _ in network.edges())
    elements = {"attributeDeclarations": 1, "networkAttributes": 1, "nodes": counts[0], "edges": counts[1]}
    metadata = [{"name": name, "elementCount": count} for name, count in (*elements.items(), ("visualProperties", 1))]
    yield f"[{_json({'CXVersion': '2.0', 'hasFragments': False})},\n{_json({'metaData': metadata})},\n"
    yield f"{_json({'attributeDeclarations': [declared]})},\n"
    yield f'{_json({"networkAttributes": [{"name": f"kg, {network.view}"}]})},\n{{"nodes": [\n'
    numbers: dict[str, int] = {}
    yield from _rows(_cx2_node(node, numbers) for node in network.nodes())
    yield ']},\n{"edges": [\n'
    yield from _rows(_cx2_edge(edge, at, numbers) for at, edge in enumerate(network.edges()))
    yield f"]}},\n{_json({'visualProperties': [_looks()]})},\n{_json({'status': [{'success': True}]})}]\n"


def _cx2_node(node: Node, numbers: dict[str, int]) -> dict[str, Any]:
    number = numbers[node.id] = len(numbers)
    values = {"name": node.label, "id": node.id, **node.values, "colour": node.colour, "size": node.size}
    return {"id": number, "v": values}


def _cx2_edge(edge: Edge, number: int, numbers: dict[str, int]) -> dict[str, Any]:
    act = {"act": edge.act} if edge.act else {}
    values = {"interaction": edge.label, "weight": edge.weight, **act, **edge.values}
    return {"id": number, "s": numbers[edge.source], "t": numbers[edge.target], "v": values}


def _looks() -> dict[str, Any]:
    """Colours by kind, and labels."""
    colours = [{"v": kind, "vp": colour} for kind, colour in COLOURS.items()]
    return {
        "default": {"edge": {"EDGE_TARGET_ARROW_SHAPE": "triangle"}, "node": {"NODE_SHAPE": "ellipse"}, "network": {}},
        "nodeMapping": {
            "NODE_LABEL": {"type": "PASSTHROUGH", "definition": {"attribute": "name", "type": "string"}},
            "NODE_BACKGROUND_COLOR": {
                "type": "DISCRETE",
                "definition": {"attribute": "kind", "type": "string", "map": colours},
            },
        },
    }


def _rows(rows: Iterable[dict[str, Any]]) -> Iterator[str]:
    return separated(map(_json, rows))


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
