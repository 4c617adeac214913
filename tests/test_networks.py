"""The graph as a network: what other programs read, and the page that opens by itself."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable
from html.parser import HTMLParser
from importlib.resources import files
from typing import Any
from xml.etree import ElementTree

import networkx
import pytest
from gold_extractions import made, seeds

from kg.errors import UsageError
from kg.export import NETWORKS, VIEWS, Part, write
from kg.export.network import ACT_COLOURS, COLOURS
from kg.model import ACTS
from kg.store import Store

NASTY = 'dit : « </script><script>alert(1)</script> <!-- & "x" \\N \x01 \n fin »'
GEXF = "{http://gexf.net/1.3}"
VIZ = "{http://gexf.net/1.3/viz}"


@pytest.fixture(scope="module")
def store() -> Store:
    store = Store.memory()
    nasty = made(7, ('Anne "Nano" </script> Martin', ("L’Obs\\", "Moscou"), NASTY), kinds={"L’Obs\\": "thing"})
    for extraction in [*seeds(), nasty, made(8, ("Paul Seul", (), "rien de personne"), published=None)]:
        store.add(extraction)
    return store


def text(store: Store, format: str, view: str | None = None) -> str:
    out = io.BytesIO()
    write(store, out, format, view=view)
    return out.getvalue().decode()


def counts(store: Store, view: str) -> tuple[int, int]:
    network = VIEWS[view](Part(store))
    return sum(1 for _ in network.nodes()), sum(1 for _ in network.edges())


def read_gexf(data: str) -> Any:
    return networkx.read_gexf(io.BytesIO(data.encode()), version="1.3")


def read_graphml(data: str) -> Any:
    return networkx.read_graphml(io.BytesIO(data.encode()))


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize(("format", "read"), [("gexf", read_gexf), ("graphml", read_graphml)])
def test_networkx_reads_all_nodes_and_edges_back(
    store: Store, view: str, format: str, read: Callable[[str], Any]
) -> None:
    network, graph = VIEWS[view](Part(store)), read(text(store, format, view))
    assert graph.is_directed()
    assert (graph.number_of_nodes(), graph.number_of_edges()) == counts(store, view)
    for node in network.nodes():
        found = graph.nodes[node.id]
        assert found["label"] == node.label.replace("\x01", "\ufffd") and found["kind"] == node.kind
        for name, value in node.values.items():
            assert str(found[name]) == str(value).replace("\x01", "\ufffd"), name
    for edge in network.edges():
        found = graph.edges[edge.source, edge.target]
        assert found["weight"] == edge.weight
        assert {name: found[name] for name in edge.values} == edge.values


def test_an_edge_counts_the_claims_of_a_speaker_about_a_target_by_act(store: Store) -> None:
    pairs = {(edge.source, edge.target): edge for edge in VIEWS["network"](Part(store)).edges()}
    edge = pairs["entity/vladimir-poutine", "entity/ukraine"]
    query = """SELECT ?act (COUNT(?c) AS ?n) WHERE { ?c kg:speaker entity:vladimir-poutine ; kg:target entity:ukraine ;
        kg:act ?act } GROUP BY ?act"""
    rows = store.raw.query(query, prefixes=store.iris.prefixes(), use_default_graph_as_union=True)
    expected = {row["act"].value.rpartition("#")[2]: int(row["n"].value) for row in rows}
    assert {act: n for act, n in edge.values.items() if n} == expected
    assert edge.weight == sum(expected.values()) == len(edge.claims) > 3


def test_full_has_a_node_for_each_claim_and_article(store: Store) -> None:
    kinds = [node.kind for node in VIEWS["full"](Part(store)).nodes()]
    assert kinds.count("article") == 7 and kinds.count("claim") == store.stats()["claims"]["all"]
    relations = {edge.label for edge in VIEWS["full"](Part(store)).edges()}
    assert {"says", "about", "in", "voice of"} <= relations


@pytest.mark.parametrize("view", VIEWS)
def test_no_edge_leads_to_a_node_that_is_not_there(store: Store, view: str) -> None:
    network = VIEWS[view](Part(store))
    ids = [node.id for node in network.nodes()]
    assert len(ids) == len(set(ids))
    assert all(edge.source in ids and edge.target in ids for edge in network.edges())


@pytest.mark.parametrize("view", VIEWS)
def test_gexf_has_the_structure_of_its_schema(store: Store, view: str) -> None:
    """Order of elements, declared attributes with values of their type, colours, and days as spells."""
    root = ElementTree.fromstring(text(store, "gexf", view))
    assert root.tag == f"{GEXF}gexf" and root.get("version") == "1.3"
    assert [child.tag for child in root] == [f"{GEXF}meta", f"{GEXF}graph"]
    graph = root[1]
    assert graph.attrib == {
        "defaultedgetype": "directed", "mode": "dynamic", "timeformat": "date", "timerepresentation": "interval",
    }  # fmt: skip
    assert [child.tag.removeprefix(GEXF) for child in graph] == ["attributes", "attributes", "nodes", "edges"]
    declared = {a.get("class"): {x.get("id"): x.get("type") for x in a} for a in graph[:2]}
    for of, elements in (("node", graph[2]), ("edge", graph[3])):
        for element in elements:
            order = [child.tag for child in element]
            assert order == sorted(order, key=[f"{GEXF}attvalues", f"{GEXF}spells", f"{VIZ}color", f"{VIZ}size"].index)
            for value in element.find(f"{GEXF}attvalues"):
                kind = declared[of][value.get("for")]
                assert kind in ("string", "integer") and (kind == "string" or int(value.get("value")) >= 0)
            colour = element.find(f"{VIZ}color")
            assert all(0 <= int(colour.get(part)) <= 255 for part in "rgb")
            for spell in element.findall(f"{GEXF}spells/{GEXF}spell"):
                assert re.fullmatch(r"\d{4}-\d\d-\d\d", spell.get("start")) and spell.get("start") <= spell.get("end")
    assert graph.findall(f".//{GEXF}spell")


def test_every_kind_and_act_has_a_colour_of_its_own() -> None:
    assert set(ACT_COLOURS) == set(ACTS)
    colours = [*COLOURS.values(), *ACT_COLOURS.values()]
    assert len(set(colours)) == len(colours) and all(re.fullmatch("#[0-9a-f]{6}", colour) for colour in colours)


@pytest.mark.parametrize("view", VIEWS)
def test_cytoscape_json_has_ids_and_ends(store: Store, view: str) -> None:
    elements = json.loads(text(store, "cyjs", view))["elements"]
    assert (len(elements["nodes"]), len(elements["edges"])) == counts(store, view)
    ids = {node["data"]["id"] for node in elements["nodes"]}
    assert all({edge["data"]["source"], edge["data"]["target"]} <= ids for edge in elements["edges"])


@pytest.mark.parametrize("view", VIEWS)
def test_cx2_declares_what_it_uses_and_counts_it(store: Store, view: str) -> None:
    aspects = json.loads(text(store, "cx2", view))
    assert aspects[0] == {"CXVersion": "2.0", "hasFragments": False}
    assert aspects[-1] == {"status": [{"success": True}]}
    by_name = {name: rows for aspect in aspects[1:-1] for name, rows in aspect.items()}
    for entry in by_name["metaData"]:
        assert len(by_name[entry["name"]]) == entry["elementCount"]
    (declared,) = by_name["attributeDeclarations"]
    types = {"string": str, "integer": int}
    for part in ("nodes", "edges"):
        for row in by_name[part]:
            for name, value in row["v"].items():
                assert isinstance(value, types[declared[part][name]["d"]])
    numbers = {node["id"] for node in by_name["nodes"]}
    assert all({edge["s"], edge["t"]} <= numbers for edge in by_name["edges"])


def test_dot_quotes_what_it_shows(store: Store) -> None:
    written = text(store, "dot")
    assert r'label="Anne \"Nano\" </script> Martin"' in written and r'label="L’Obs\\"' in written
    strings = re.sub(r'"(?:[^"\\]|\\.)*"', '""', written)
    assert strings.count("{") == strings.count("}") == 1 and "script" not in strings


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.scripts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        if self.tags and self.tags[-1][0] == "script":
            self.scripts.append(data)


def parsed(page: str) -> _Tags:
    found = _Tags()
    found.feed(page)
    return found


@pytest.mark.parametrize("view", VIEWS)
def test_the_page_asks_the_network_for_nothing(store: Store, view: str) -> None:
    page = parsed(text(store, "html", view))
    for tag, attributes in page.tags:
        assert not {"src", "href", "srcset", "action", "data", "poster", "background"} & set(attributes), tag
        assert tag not in ("link", "img", "iframe", "object", "embed", "base", "form")
    policies = [a["content"] for tag, a in page.tags if tag == "meta" and a.get("http-equiv")]
    assert len(policies) == 1 and policies[0] and policies[0].startswith("default-src 'none'; ")
    own = files("kg").joinpath("export", "html")
    for name in ("page.js", "page.css"):
        assert not re.search(r"fetch\(|XMLHttpRequest|import\(|url\(|@import|innerHTML", own.joinpath(name).read_text())


@pytest.mark.parametrize("view", VIEWS)
def test_no_claim_can_break_out_of_the_page(store: Store, view: str) -> None:
    written = text(store, "html", view)
    assert "alert(1)" in written and "<script>alert(1)" not in written and "\x01" not in written
    page = parsed(written)
    assert [tag for tag, _ in page.tags].count("script") == 3 == written.count("</script>")
    data = json.loads(page.scripts[0])
    texts = [claim["text"] for claim in data["claims"]] + [node.get("text") for node in data["nodes"]]
    assert NASTY in texts


def test_the_page_has_the_claims_of_each_edge_with_day_and_article(store: Store) -> None:
    data = json.loads(parsed(text(store, "html")).scripts[0])
    edge = next(
        e for e in data["edges"] if (e["source"], e["target"]) == ("entity/sergueï-lavrov", "entity/jens-stoltenberg")
    )
    claims = [data["claims"][number] for number in edge["claims"]]
    assert len(claims) == edge["weight"] == sum(edge["acts"].values())
    assert {claim["date"] for claim in claims} == {"2022-01-26"}
    assert all("rejettent la demande russe" in data["papers"][claim["paper"]]["title"] for claim in claims)


def test_the_library_goes_with_its_licence_and_its_version() -> None:
    own = files("kg").joinpath("export", "html")
    assert "Permission is hereby granted, free of charge" in own.joinpath("cytoscape.LICENSE").read_text("utf-8")
    library = own.joinpath("cytoscape.min.js").read_text("utf-8")
    assert "Permission is hereby granted, free of charge" in library[:2000] and "</script" not in library.lower()
    (version,) = re.findall(r"Cytoscape\.js (\d+\.\d+\.\d+)", own.joinpath("README.md").read_text("utf-8"))
    assert f'"{version}"' in library


@pytest.mark.parametrize("format", NETWORKS)
@pytest.mark.parametrize("view", VIEWS)
def test_an_empty_store_gives_a_network_without_nodes(format: str, view: str) -> None:
    written = text(Store.memory(), format, view)
    if format in ("cyjs", "cx2"):
        json.loads(written)
    if format in ("gexf", "graphml"):
        ElementTree.fromstring(written)
    assert "entity/" not in re.sub(r"<script>.*", "", written, flags=re.DOTALL)


def test_a_view_that_does_not_exist_or_fit_is_refused(store: Store) -> None:
    with pytest.raises(UsageError, match="no view is called 'tree'; there are network and full"):
        text(store, "gexf", "tree")
    with pytest.raises(UsageError, match=r"--view is for networks \(.gexf .graphml .*\), not for .ttl"):
        text(store, "ttl", "full")
